"""What may not be with them any more: what left is weighed again, by what people say now.

Nothing is called back by it: what left cannot be reached from here. A recall is written down under the release.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import weighing
from dokaz.disclosure.going import Going
from dokaz.journal import api as journal
from dokaz.kernel.given import text
from dokaz.releases import api as releases

PORTION = 20  # releases weighed at once


@dataclass(frozen=True, slots=True)
class NoLonger:
    """An item that went, would not go today, and was not called back yet; no person is named in `says`."""

    ref: str
    number: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToRecall:
    """What of one release may not be with them any more, as far as the account may see its items."""

    release: releases.Release
    items: tuple[NoLonger, ...]


@dataclass(frozen=True, slots=True)
class RecallsDue:
    """Of a portion of the releases that are with somebody, those with something to recall; `onward` leads further."""

    releases: tuple[ToRecall, ...]
    onward: UUID | None


def to_recall(release: releases.Release, /, *, by: access.Session, now: datetime) -> ToRecall:
    """What of a release may not be with them any more, by exhibit number. Each look is an entry.

    Raises NotPermitted, and what `candidates` raises.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_REQUESTS, compartment=release.held.compartment, now=now)
        if release.held.state not in releases.OUT:
            return ToRecall(release, ())
        went = releases.items_of(release, by=by, now=now).items
        called = releases.called_back(release.id, by=by, now=now)
        left = [each for each in went if not called.covers(each.ref)]
        found = weighing.candidates([each.ref for each in left], going=_going(release), by=by, now=now)
    stays = {each.ref: each.kept_back.says for each in found if not each.goes}
    return ToRecall(
        release, tuple(NoLonger(each.ref, each.number, stays[each.ref]) for each in left if each.ref in stays)
    )


def recalls_due(*, before: UUID | None = None, by: access.Session, now: datetime) -> RecallsDue:
    """The releases that are with somebody and may not be there whole any more, newest first, a portion at a time.

    Raises NotPermitted.
    """
    found = releases.register(by=by, now=now, before=before, limit=PORTION, states=releases.OUT)
    told = [to_recall(each, by=by, now=now) for each in found]
    return RecallsDue(tuple(each for each in told if each.items), found[-1].id if len(found) == PORTION else None)


_remembered = journal.RememberedUntilWritten[int](consent.DECIDING)


def count_recalls(*, by: access.Session, now: datetime) -> int:
    """How many of the newest portion have something to recall, for the first page: remembered until anything that
    decides about it was written. Raises NotPermitted.
    """
    with access.acting(by, now=now), access.scope(by) as places:
        return _remembered.found(
            by.actor.account, places=frozenset(places), day=now.date(),
            find=lambda: len(recalls_due(by=by, now=now).releases),
        )  # fmt: skip


def _going(release: releases.Release) -> Going:
    """Where it went, as people were asked about it."""
    fields = release.held.fields
    return Going(
        consent.Purpose(text(fields, "purpose")), consent.Recipient.parse(release.recipient),
        consent.Form(text(fields, "form")), text(fields, "occasion"),
    )  # fmt: skip
