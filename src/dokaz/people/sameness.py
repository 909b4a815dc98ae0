"""Whether two persons are one: a judgement with a reason that can be taken back. Nobody is ever merged (DESIGN 5.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import persons
from dokaz.people.kinds import PERSON
from dokaz.people.persons import Person
from dokaz.records import api as records
from dokaz.records.api import Contradiction, Judged, Judgement


@dataclass(frozen=True, slots=True)
class SameAs:
    """Who is judged to be the same as a person, by which answers, and where these deny each other.

    `named` are all that an answer is about and that the account may see, also where the answer is no.
    """

    persons: tuple[Person, ...]
    named: tuple[Person, ...]
    answers: tuple[Judged, ...]
    contradictions: tuple[Contradiction, ...]


def judge_same(
    one: UUID, /, *, other: UUID, judgement: Judgement, reason: str, by: access.Session, now: datetime
) -> Judged:
    """Judge whether two persons are the same in the world; it lies with the first. Raises what `records.judge` does."""
    if one == other:
        raise records.JudgedWithItself
    with access.acting(by, now=now):
        first, second = persons.persons_of([one, other], by=by, now=now)
        return records.judge(
            PERSON, first.id, second.id, judgement=judgement, reason=reason, compartment=first.compartment, by=by,
            now=now,
        )  # fmt: skip


def take_back_sameness(judgement: UUID, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Take an answer back: what stood before it stands again. Raises what `records.reverse` does."""
    records.reverse(judgement, reason=reason, by=by, now=now)


def same_as(person: UUID, /, *, by: access.Session, now: datetime) -> SameAs:
    """Who is judged to be the same as a person, over others too, as far as the account may see."""
    persons.person(person, by=by, now=now)
    judged = _around(frozenset({person}), by, now)
    groups = records.clusters(judged)
    group = groups.of(person)
    seen = [each for each in records.standing(judged).values() if {each.one, each.other} & group]
    others = {thing for each in seen for thing in (each.one, each.other)} - {person}
    named = persons.persons_among(others, by=by, now=now)
    told = tuple(each for each in named if each.id in group)
    denied = tuple(each for each in groups.contradictions if each.negative.one in group)
    return SameAs(told, named, tuple(sorted(seen, key=lambda each: each.at)), denied)


def same_persons(ids: Iterable[UUID], /, *, by: access.Session, now: datetime) -> dict[UUID, frozenset[UUID]]:
    """Of each of these persons all whom a yes, over others too, judges to be the same; also who is not to be seen."""
    wanted = frozenset(ids)
    groups = records.clusters(_around(wanted, by, now)).groups
    with_others = {person: group for group in groups for person in group}
    return {person: with_others.get(person, frozenset()) - {person} for person in wanted}


def compared(ids: Iterable[UUID], /) -> frozenset[UUID]:
    """These persons and everybody with whom one of them was ever compared, and so on, whatever was answered.

    For lists inside the site, which say with an entry whom they tell of; this writes none.
    """
    found, waiting = frozenset[UUID](), frozenset(ids)
    while waiting:
        found |= waiting
        pairs = records.judged_anywhere(PERSON, one=waiting, other=waiting)
        waiting = frozenset(person for one, other, _place in pairs for person in (one, other)) - found
    return found


def _around(persons: frozenset[UUID], by: access.Session, now: datetime) -> tuple[Judged, ...]:
    """Every answer about these persons and those it leads to by a yes, and no other of the house."""
    found: dict[UUID, Judged] = {}
    asked, waiting = frozenset[UUID](), persons
    while waiting:
        asked |= waiting
        found |= {each.id: each for each in records.judgements(PERSON, of=waiting, by=by, now=now)}
        groups = records.clusters(found.values()).groups
        waiting = frozenset().union(*(group for group in groups if group & persons)) - asked
    return tuple(sorted(found.values(), key=lambda each: (each.at, each.number)))
