"""What is written down under a release, as far as it counts, and what a step of the release asks of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.given import is_said
from dokaz.records import api as records
from dokaz.releases import rules
from dokaz.releases.errors import NotSettled, RecallNotSent, ReceiptAwaited
from dokaz.releases.linking import ties
from dokaz.releases.words import RECALL, RECEIPT, USE


def called_back(release: UUID, /, *, by: access.Session, now: datetime) -> rules.CalledBack:
    """What of a release was called back, by the recalls that were sent. Raises NotPermitted."""
    return rules.called_back(each.fields for each in ties.counting(release, RECALL, by=by, now=now))


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is known of one release: whether they have what we made, and what became of it."""

    received: bool
    followed: bool


def aftermath_of(release: UUID, /, *, by: access.Session, now: datetime) -> Aftermath:
    """By the receipts and uses that count. Raises NotPermitted."""
    receipts, uses = (ties.counting(release, kind, by=by, now=now) for kind in (RECEIPT, USE))
    return Aftermath(
        any(rules.confirms(each.fields) for each in receipts), any(rules.became_known(each.fields) for each in uses)
    )


def require_receipt(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """Raises ReceiptAwaited."""
    found = ties.counting(held.id, RECEIPT, by=by, now=now)
    if not any(rules.confirms(each.fields) for each in found):
        raise ReceiptAwaited


def require_recall(held: records.Held, *, by: access.Session, now: datetime) -> None:
    """Raises RecallNotSent."""
    if not called_back(held.id, by=by, now=now).whole:
        raise RecallNotSent


def require_settled(held: records.Held, *, by: access.Session, now: datetime) -> None:  # noqa: ARG001 - as a step asks
    """Raises NotSettled."""
    said = {each for each in held.fields if is_said(held.fields, each)}
    done = {"given", "refused"} & said
    told = {"told", "told_on"} <= said or {"silence", "silence_until"} <= said
    if not (done and told):
        raise NotSettled
