"""Whose own consent binds: by a role they have, or ever had by any revision, but for what two people took back.

A role that protects is not taken away by writing another one. One that was recorded by mistake is taken back by a
request that names it and the revisions it stands in, a second person's yes, and a judgement; the revisions stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people.kinds import MISTAKEN
from dokaz.people.persons import Person
from dokaz.people.roles import read_roles
from dokaz.people.words import PROTECTED, Part
from dokaz.records import api as records
from dokaz.records.api import Judged, Judgement

Written = tuple[Part, int]  # a role, and the number of a revision it stands in


@dataclass(frozen=True, slots=True)
class RoleOnce:
    """A role that protects, and the numbers of all revisions in which it stands and counts."""

    part: Part
    revisions: tuple[int, ...]


def bound(found: Iterable[Person], /, *, by: access.Session, now: datetime) -> frozenset[UUID]:
    """Those of these persons whose own consent binds: by a role they have or ever had, or since none was recorded yet.

    A role that protects is not taken away by writing another one, only by two people (`take_role_back`). For persons
    without one now their revisions are read, an entry.
    """
    several = tuple(found)
    binds = {each.id for each in several if each.protected}
    others = [each.id for each in several if each.id not in binds]
    return frozenset(binds | {person for person, roles in _once(others, by, now).items() if roles})


def once(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[RoleOnce, ...]:
    """Every role that protects which any revision of a person names, but for what was taken back. An entry.

    Raises what `records.histories` raises.
    """
    found: dict[Part, list[int]] = defaultdict(list)
    for part, number in sorted(_once([person], by, now).get(person, ())):
        found[part].append(number)
    return tuple(RoleOnce(part, tuple(numbers)) for part, numbers in found.items())


def acts(of: Iterable[UUID], /, *, by: access.Session, now: datetime) -> dict[tuple[UUID, UUID], list[Judged]]:
    """Every request about these persons to take a role back, by person and id, each with its answers in order."""
    found: dict[tuple[UUID, UUID], list[Judged]] = defaultdict(list)
    for each in records.judgements(MISTAKEN, of=of, by=by, now=now):
        found[each.one, each.other].append(each)
    return {act: sorted(answers, key=lambda each: each.number) for act, answers in found.items()}


def decided(answers: Iterable[Judged], /) -> Judged | None:
    """The yes of two people by which the role counts no more. Once anything of it was taken back, it is over: to let it
    count again takes the two people again.
    """
    several = list(answers)
    if any(each.reverses for each in several):
        return None
    return next((each for each in several if each.judgement is Judgement.POSITIVE), None)


def written(answer: Judged, /) -> frozenset[Written]:
    """What an answer is about."""
    part = Part(answer.words["part"])
    return frozenset((part, int(number)) for number in answer.words["revisions"])


def _once(persons: list[UUID], by: access.Session, now: datetime) -> Mapping[UUID, frozenset[Written]]:
    if not persons:
        return {}
    before = records.histories(persons, sealed=True, by=by, now=now)
    named = {person: frozenset(_named(revisions)) for person, revisions in before.items()}
    doubted = [person for person, roles in named.items() if roles]
    mistaken = _mistaken(doubted, by, now) if doubted else {}
    return {person: roles - mistaken.get(person, frozenset()) for person, roles in named.items()}


def _named(revisions: Iterable[records.RecordRevision]) -> Iterable[Written]:
    for each in revisions:
        roles = read_roles(str(each.fields.get("roles", "")))
        yield from ((role.part, each.number) for role in roles if role.part in PROTECTED)


def _mistaken(persons: list[UUID], by: access.Session, now: datetime) -> Mapping[UUID, frozenset[Written]]:
    found: dict[UUID, frozenset[Written]] = defaultdict(frozenset)
    for (person, _act), answers in acts(persons, by=by, now=now).items():
        if (yes := decided(answers)) is not None:
            found[person] |= written(yes)
    return found
