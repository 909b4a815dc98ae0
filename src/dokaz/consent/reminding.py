"""How many are to be asked again, for the first page: remembered until anything that decides about it was written.

What is remembered is a number for each compartment, in this process and for this account: nobody's name, id or day. It
was held against the entries when it was counted, and counts on the same day, in the same compartments, as long as no
entry tells of a new paper, situation, revision or judgement there. The page itself asks anew each time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import asking_again
from dokaz.consent.papers import MODEL
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.records import api as records

COUNT = "consent:again:count"
DECIDING_OF_PERSONS = frozenset({MODEL, people.SITUATION})  # what people said, and what happened around them
DECIDING = DECIDING_OF_PERSONS | frozenset(records.DECIDING)


@dataclass(frozen=True, slots=True)
class AgainCount:
    """How many of a first portion are to be asked again; `more`: others were not looked at."""

    persons: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    of: tuple[tuple[UUID, int], ...]  # how many in each compartment
    more: bool


_remembered = journal.RememberedUntilWritten[_Counted](DECIDING)


def count_again(*, by: access.Session, now: datetime) -> AgainCount:
    """How many `ask_again` tells of its first portion. A number that is told is an entry, as the list is.

    Raises what `ask_again` raises.
    """
    access.require(by, access.Permission.RECORD_CONSENT, now=now)
    with database.beside_others(), access.acting(by, now=now), access.scope(by) as places:
        known = _remembered.found(
            by.actor.account, places=frozenset(places), day=now.date(), find=lambda: _counted(by, now)
        )
        _record(known.of, by, now)
    return AgainCount(sum(count for _, count in known.of), known.more)


def _counted(by: access.Session, now: datetime) -> _Counted:
    found = asking_again.ask_again(by=by, now=now)
    of = Counter(each.person.compartment for each in found.persons)
    return _Counted(tuple(sorted(of.items())), found.onward is not None)


def _record(of: Iterable[tuple[UUID, int]], by: access.Session, now: datetime) -> None:
    """One entry for each compartment of which a number is told, sealed to it: who is asked again was asked before."""
    journal.record_many(
        [
            journal.Draft(verb=COUNT, by=by.actor, now=now, facts={"shown": count}, compartment=place, sealed=True)
            for place, count in of
        ]
    )
