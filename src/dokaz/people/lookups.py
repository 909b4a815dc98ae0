"""Is this name known? Asked in every script, answered with reasons, and without opening a single identity.

The name is taken apart, and forgotten by `names` at once; it is hashed once for each compartment whose key of names the
account holds, and the rows are found within its scope by one question (SECURITY 4.1, 4.4).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import Sentence, said
from dokaz.names import api as names
from dokaz.names.api import Marked, MarkKind
from dokaz.names.api import NameVerdict as Verdict
from dokaz.people import marks, matching, persons
from dokaz.people.errors import LookUpsSpent, NameTooShort, NoKeyOfNames
from dokaz.people.models import LookUp, NamePart
from dokaz.people.persons import Person

LOOK_UP = "people:names:look-up"
LIMITS = ((1, 60), (24, 300))  # hours, look-ups of one account
MOST = 200  # persons that are shown
LEAST = 3  # letters of a family name
_COLUMNS = ("person_id", "form", "tag", "mark")  # rows as they are: a model of each would cost most
_SURNAMES = "mark IN %s AND tag IN ('family', 'family-near')"  # the words of the index over them
_KINDS = {kind.value: kind for kind in MarkKind}
_ORDER = (Verdict.SAME, Verdict.POSSIBLE, Verdict.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Found:
    """A person of whom a recorded name agrees with the one asked for, how far, and why. The name itself is not told."""

    person: Person
    verdict: Verdict
    findings: tuple[Sentence, ...] = field(repr=False)

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons in the language spoken now."""
        return tuple(map(said, self.findings))


@dataclass(frozen=True)
class _Asked:
    """The name under the key of one compartment: for each way to take it apart, the hashes of each part."""

    ways: tuple[tuple[Mapping[MarkKind, frozenset[bytes]], bool], ...]

    @cached_property
    def begun(self) -> tuple[matching.Parts, ...]:
        """The given name of each way as it stands beside surnames."""
        return tuple({kind: marks.begun(each) for kind, each in way.items()} for way, _ in self.ways)

    @property
    def wanted(self) -> frozenset[bytes]:
        """By which rows are found: the family name, as written in any spelling or nearly so."""
        return frozenset(mark for way, _ in self.ways for kind in marks.FAMILY for mark in way.get(kind, ()))


class LookedUp(tuple[Found, ...]):  # noqa: SLOT001 - it says one thing more
    """The persons found, at most 200. Of `more` others the names agree as well, and no better than these."""

    more: int = 0


def look_up(name: str, /, *, by: access.Session, now: datetime) -> LookedUp:
    """The persons with a recorded name that agrees, those that agree best first; another patronymic is told as such.

    One entry says how many there are and in which compartments was asked; which name was asked for stands nowhere. Who
    was found and told stands in another, as whenever persons are shown. Raises NotPermitted, NameTooShort,
    LookUpsSpent, NoKeyOfNames.
    """
    access.require(by, access.Permission.LOOK_UP_NAMES, now=now)
    ways = _askable(name)
    with access.acting(by, now=now), access.scope(by):
        _refuse_too_many(by, now)
        keys = access.name_keys(by=by)
        if not keys:
            raise NoKeyOfNames
        LookUp.objects.create(id=ordered_id(now), account_id=by.actor.account, at=now)
        forget_look_ups(now=now)
        asked = {place: _asked(ways, key) for place, key in keys.items()}
        judged = _judged(asked, by)
        told = persons.persons_of(list(judged)[:MOST], by=by, now=now)
        journal.record(
            LOOK_UP, by=by.actor, now=now, about=[str(place) for place in sorted(keys)], facts={"found": len(judged)}
        )
    found = [Found(each, *judged[each.id]) for each in told]
    answer = LookedUp(sorted(found, key=lambda each: (_ORDER.index(each.verdict), each.person.ref)))
    answer.more = len(judged) - len(answer)
    return answer


def _askable(name: str) -> tuple[Marked, ...]:
    """Raises NameTooShort."""
    with marks.comparing():
        ways = tuple(way for way in names.marks(name) if _tells(way))
    if not ways:
        raise NameTooShort
    return ways


def _tells(way: Marked) -> bool:
    """Whether a surname is asked for: a short one only with a given name beside it."""
    family = way.of(MarkKind.FAMILY)
    return any(len(mark.key) >= LEAST for mark in family) or bool(family and way.of(MarkKind.GIVEN))


def _refuse_too_many(by: access.Session, now: datetime) -> None:
    mine = LookUp.objects.filter(account_id=by.actor.account)
    for hours, most in LIMITS:
        if mine.filter(at__gt=now - timedelta(hours=hours)).count() >= most:
            raise LookUpsSpent(count=most, hours=hours)


def _asked(ways: Sequence[Marked], key: bytes) -> _Asked:
    def hashed(way: Marked) -> dict[MarkKind, frozenset[bytes]]:
        found: dict[MarkKind, set[bytes]] = defaultdict(set)
        for part in way.marks:
            found[part.kind].add(marks.mark(part, key=key))
        return {kind: frozenset(each) for kind, each in found.items()}

    return _Asked(tuple((hashed(way), way.common) for way in ways))


def _judged(asked: Mapping[UUID, _Asked], by: access.Session) -> dict[UUID, matching.Judged]:
    """What each person's best form says, held against their others, the best first; other names are left out."""
    judged = {person: _of_person(asked[place], forms) for person, place, forms in _forms(asked, by)}
    found = {person: said for person, said in judged.items() if said is not None}
    return {person: found[person] for person in sorted(found, key=lambda each: (_rank(found[each]), each))}


def _of_person(asked: _Asked, forms: Sequence[matching.Parts]) -> matching.Judged | None:
    """The name is taken apart in several ways: each is held against every form by itself, and the best counts."""
    best = None
    for way, common in asked.ways:
        said = min(filter(None, (matching.judged(way, form, common=common) for form in forms)), key=_rank, default=None)
        if said is not None:
            best = min(filter(None, (best, matching.held_back(said, way, forms))), key=_rank)
    return best


def _rank(said: matching.Judged) -> int:
    return _ORDER.index(said[0])


def _forms(asked: Mapping[UUID, _Asked], by: access.Session) -> Iterator[tuple[UUID, UUID, Sequence[matching.Parts]]]:
    """Every recorded form of the persons whose family name may be this one."""
    wanted = frozenset().union(*(each.wanted for each in asked.values()))
    with access.scope(by):
        places = _bearers(asked, wanted)
        rows = NamePart.objects.columns(*_COLUMNS, where="person_id IN %s", values=[tuple(places)])
    forms: dict[UUID, dict[int, dict[MarkKind, set[bytes]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    for person, form, tag, mark in rows:
        forms[person][form][_KINDS[tag]].add(bytes(mark))
    for person, mine in forms.items():
        told = [{kind: frozenset(each) for kind, each in found.items()} for found in mine.values()]
        yield person, places[person], told


def _bearers(asked: Mapping[UUID, _Asked], wanted: frozenset[bytes]) -> dict[UUID, UUID]:
    """Who bears the family name, and where they lie, but for those whose given name is another.

    A surname that sounds nearly the same may be borne by thousands. Two questions that the index alone answers leave
    the few whose rows are then read: which given names stand beside it, and who bears it with one that may agree.
    """
    beside = NamePart.objects.columns(
        "compartment_id", "beside", where=_SURNAMES, values=[wanted], order="GROUP BY compartment_id, beside"
    )
    agreeing = {stored for place, stored in beside if place in asked and _may_agree(asked[place], stored)}
    there = NamePart.objects.columns(
        "person_id", "compartment_id", where=f"{_SURNAMES} AND (beside IN %s OR beside IS NULL)",
        values=[wanted, tuple(each for each in agreeing if each is not None)],
    )  # fmt: skip
    return {person: place for person, place in there if place in asked}


def _may_agree(asked: _Asked, stored: bytes | None) -> bool:
    if stored is None:
        return True
    recorded = marks.read_beside(bytes(stored))
    return any(matching.given_may_agree(way, recorded) for way in asked.begun)


def forget_look_ups(*, now: datetime) -> int:
    """Drop what no limit asks for any more, and say how many. Each look-up does it."""
    longest = max(hours for hours, _ in LIMITS)
    return LookUp.objects.filter(at__lte=now - timedelta(hours=longest)).delete()[0]
