"""What may not be with them any more: what left is weighed again, by what people say now.

Nothing is called back by it: what left cannot be reached from here. A recall is written down under the release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.database import api as database
from dokaz.disclosure import weighing
from dokaz.disclosure.going import Going
from dokaz.journal import api as journal
from dokaz.kernel.given import text
from dokaz.records import api as records
from dokaz.releases import api as releases

PORTION = 20  # releases weighed at once
_OUT_OF_SIGHT = frozenset({consent.Why.OUT_OF_SIGHT, consent.Why.ORIGIN_UNSEEN})


@dataclass(frozen=True, slots=True)
class NoLonger:
    """An item that went, would not go today, and was not called back yet; no person is named in `says`.

    `withdrawn`: somebody took consent back, and it is not for another reason.
    """

    ref: str
    number: str
    says: tuple[str, ...]
    withdrawn: bool


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


def to_recall(
    release: releases.Release,
    /,
    *,
    went: Sequence[releases.ReleasedItem] | None = None,
    by: access.Session,
    now: datetime,
) -> ToRecall:
    """What of a release may not be with them any more, by exhibit number. Each look is an entry.

    `went` are its items, where they were read before. Raises NotPermitted, and what `candidates` raises.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_REQUESTS, compartment=release.held.compartment, now=now)
        if release.held.state not in releases.WITH_THEM:
            return ToRecall(release, ())
        if went is None:
            went = releases.items_of(release, by=by, now=now).items
        called = releases.called_back(release.id, by=by, now=now)
        left = [each for each in went if not called.covers(each.ref)]
        found = weighing.candidates([each.ref for each in left], going=_going(release), by=by, now=now)
    stays = {each.ref: each.kept_back for each in found if not each.goes and not _is_out_of_sight(each.kept_back)}
    return ToRecall(release, tuple(_no_longer(each, stays[each.ref]) for each in left if each.ref in stays))


def _is_out_of_sight(stays: weighing.KeptBack) -> bool:
    """Whether it is only this account that cannot know whether it may go."""
    return stays.hindrance is None and {each.why for each in stays.because} <= _OUT_OF_SIGHT


def _no_longer(went: releases.ReleasedItem, stays: weighing.KeptBack) -> NoLonger:
    withdrawn = stays.hindrance is None and any(each.why is consent.Why.WITHDREW for each in stays.because)
    return NoLonger(went.ref, went.number, stays.says, withdrawn)


def recalls_due(*, before: UUID | None = None, by: access.Session, now: datetime) -> RecallsDue:
    """The releases that are with somebody and may not be there whole any more, newest first, a portion at a time.

    Raises NotPermitted.
    """
    with access.acting(by, now=now), access.scope(by) as places:
        seen = journal.log_place()
        found = releases.register(by=by, now=now, before=before, limit=PORTION, states=releases.WITH_THEM)
        told = [to_recall(each, by=by, now=now) for each in found]
        due = RecallsDue(tuple(each for each in told if each.items), found[-1].id if len(found) == PORTION else None)
        if before is None:
            count = RecallCount(len(due.releases), due.onward is not None)
            _remembered.keep(by.actor.account, count, places=frozenset(places), day=now.date(), seen=seen)
    return due


@dataclass(frozen=True, slots=True)
class RecallCount:
    """How many releases of the first portion had something to recall; `more`: older ones were not looked at."""

    releases: int
    more: bool


_remembered = journal.RememberedUntilWritten[RecallCount](consent.DECIDING_OF_PERSONS)


def recalls_known(*, by: access.Session, now: datetime) -> RecallCount | None:
    """What the account was told when it looked last, for the first page. Nothing is weighed for it.

    None where it has not looked today, or where somebody said something, or something happened around somebody, since:
    then somebody has to look. Raises NotPermitted.
    """
    access.require(by, access.Permission.SEE_REQUESTS, now=now)
    with database.beside_others(), access.acting(by, now=now), access.scope(by) as places:
        if not records.counted(releases.RELEASE, by=by, now=now).keys() & set(releases.WITH_THEM):
            return RecallCount(0, more=False)
        return _remembered.known(by.actor.account, places=frozenset(places), day=now.date())


def _going(release: releases.Release) -> Going:
    """Where it went, as people were asked about it."""
    fields = release.held.fields
    return Going(
        consent.Purpose(text(fields, "purpose")), consent.Recipient.parse(release.recipient),
        consent.Form(text(fields, "form")), text(fields, "occasion"),
    )  # fmt: skip
