"""How many are to be asked again, for the first page: remembered until anything that decides about it was written.

What is remembered is a number for each compartment, in this process and for this account: nobody's name, id or day. It
was held against the entries when it was counted, and counts on the same day, in the same compartments, as long as no
entry tells of a new paper, situation, revision or judgement there. The page itself asks anew each time.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import asking_again
from dokaz.consent.papers import MODEL
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.records import api as records

COUNT = "consent:again:count"
DECIDING = frozenset({MODEL, people.SITUATION, *records.DECIDING})
ACCOUNTS = 500  # whose number one process remembers


@dataclass(frozen=True, slots=True)
class AgainCount:
    """How many of a first portion are to be asked again; `more`: others were not looked at."""

    persons: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Remembered:
    of: tuple[tuple[UUID, int], ...]  # how many in each compartment
    more: bool
    places: frozenset[UUID]
    day: date
    seen: journal.LogPlace  # up to where the journal told nothing new


_remembered: OrderedDict[UUID, _Remembered] = OrderedDict()


def count_again(*, by: access.Session, now: datetime) -> AgainCount:
    """How many `ask_again` tells of its first portion. A number that is told is an entry, as the list is.

    Raises what `ask_again` raises.
    """
    access.require(by, access.Permission.RECORD_CONSENT, now=now)
    with access.acting(by, now=now), access.scope(by) as places:
        seen = journal.log_place()
        known = _known(by, frozenset(places), now.date())
        known = replace(known, seen=seen) if known else _counted(frozenset(places), seen, by, now)
        _record(known.of, by, now)
    _keep(by.actor.account, known)
    return AgainCount(sum(count for _, count in known.of), known.more)


def _known(by: access.Session, places: frozenset[UUID], day: date) -> _Remembered | None:
    """What is remembered, where nothing that could make another number of it was written since."""
    known = _remembered.get(by.actor.account)
    if known is None or (known.places, known.day) != (places, day):
        return None
    return None if journal.written_since(known.seen, kinds=DECIDING, compartments=places) else known


def _counted(places: frozenset[UUID], seen: journal.LogPlace, by: access.Session, now: datetime) -> _Remembered:
    found = asking_again.ask_again(by=by, now=now)
    of = Counter(each.person.compartment for each in found.persons)
    return _Remembered(tuple(sorted(of.items())), found.onward is not None, places, now.date(), seen)


def _keep(account: UUID, known: _Remembered) -> None:
    _remembered[account] = known
    _remembered.move_to_end(account)
    while len(_remembered) > ACCOUNTS:
        _remembered.popitem(last=False)


def _record(of: Iterable[tuple[UUID, int]], by: access.Session, now: datetime) -> None:
    """One entry for each compartment of which a number is told, sealed where it is protected."""
    protected = access.protected_compartments()
    journal.record_many([
        journal.Draft(
            verb=COUNT, by=by.actor, now=now, facts={"shown": count}, compartment=place, sealed=place in protected
        )
        for place, count in of
    ])  # fmt: skip
