"""Is this name known? Asked in every script, answered with reasons, and without opening a single identity.

The name is taken apart, and forgotten by `names` at once; it is hashed once for each compartment whose key of names the
account holds, and the rows are found within its scope by one question (SECURITY 4.1, 4.4).

What a name is known by with one sound written wrong is worked out by whoever asks, some two hundred hashes for each
compartment: nothing of it is kept, so a stolen database does not show which names resemble each other.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
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
SHOWN = 40  # persons that are opened and shown at once
LEAST = 3  # letters of a family name
FEW = 4  # compartments in which names with an error are always looked for; in more of them, that would take long
MANY = 6  # marks of one part: a name with more is looked for as it stands
AT_ONCE = 10_000  # hashes in one question, of which a database takes so many at most
_COLUMNS = ("person_id", "form", "tag", "mark")  # rows as they are: a model of each would cost most
_SURNAMES = "mark IN %s AND tag IN ('family', 'family-near')"  # the words of the index over them
_KINDS = {kind.value: kind for kind in MarkKind}


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


Slips = Callable[[names.Mark], frozenset[names.Mark]]


@dataclass(frozen=True, slots=True)
class _Way:
    """The name taken apart in one way, under the key of one compartment, with the surnames by which rows are found.

    `beside` is the same as it stands beside a surname in a row.
    """

    asked: matching.Asked
    surnames: frozenset[bytes]
    beside: matching.Asked

    @property
    def wrong(self) -> frozenset[bytes]:
        """The surname with one sound wrong."""
        return self.asked.wrong(MarkKind.FAMILY)

    def may_agree(self, surname: bytes, given: matching.Parts) -> bool:
        """Whether a row may be of somebody with this name, of which one sound may be wrong."""
        if surname in self.surnames:
            return matching.given_may_agree(self.beside, given, even_wrong=True)
        return surname in self.wrong and matching.given_may_agree(self.beside, given, even_wrong=False)


_Asked = tuple[_Way, ...]


class LookedUp(tuple[Found, ...]):  # noqa: SLOT001 - it says one thing more
    """The persons found, forty at once. Of `more` others behind them the names agree as well, and no better.

    `errors_sought` is False where names written with an error were not looked for.
    """

    more: int = 0
    errors_sought: bool = True


def look_up(
    name: str, /, *, thorough: bool = False, after: UUID | None = None, by: access.Session, now: datetime
) -> LookedUp:
    """The persons with a recorded name that agrees, those that agree best first; another patronymic is told as such.

    So is a name that would agree but for one letter. Whoever looks in more than a few compartments is told of these
    where no name agrees for certain, or where they ask to be `thorough`. `after` is the last person of the portion
    before; to ask for the next one is a look-up like any other.

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
        errors_sought = thorough or len(keys) <= FEW
        judged = _judged(ways, keys, cache(names.slips) if errors_sought else without_slips, by)
        if not errors_sought and not any(said[0] is Verdict.SAME for said in judged.values()):
            errors_sought, judged = True, _judged(ways, keys, cache(names.slips), by)
        behind = _behind(list(judged), after)
        told = persons.persons_of(behind[:SHOWN], by=by, now=now)
        journal.record(
            LOOK_UP, by=by.actor, now=now, about=[str(place) for place in sorted(keys)], facts={"found": len(judged)}
        )
    answer = LookedUp(Found(each, *judged[each.id]) for each in told)
    answer.more, answer.errors_sought = len(behind) - len(answer), errors_sought
    return answer


def _behind(ids: list[UUID], after: UUID | None) -> list[UUID]:
    """Those behind the last that was shown; all where it is none of them any more."""
    return ids[ids.index(after) + 1 :] if after in ids else ids


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


def without_slips(_mark: names.Mark, /) -> frozenset[names.Mark]:
    """Where errors are not looked for."""
    return frozenset()


def _judged(
    ways: Sequence[Marked], keys: Mapping[UUID, bytes], slips: Slips, by: access.Session
) -> dict[UUID, matching.Judged]:
    """What each person's best form says, held against their others, the best first; other names are left out."""
    under = {place: asked(ways, marks.hashing(key), slips) for place, key in keys.items()}
    judged = {person: judged_person(under[place], forms) for person, place, forms in _forms(under, by)}
    found = {person: said for person, said in judged.items() if said is not None}
    return {person: found[person] for person in sorted(found, key=lambda each: (matching.rank(found[each]), each))}


def asked(ways: Sequence[Marked], hashed: marks.Hashing, slips: Slips) -> _Asked:
    """A name as it is asked for in one compartment."""
    return tuple(_way(way, hashed, slips) for way in ways)


def _way(way: Marked, hashed: marks.Hashing, slips: Slips) -> _Way:
    parts = {kind: frozenset(map(hashed, way.of(kind))) for kind in {mark.kind for mark in way.marks}}

    @cache
    def wrong(kind: MarkKind) -> frozenset[bytes]:
        of = way.of(kind)
        return frozenset(hashed(each) for mark in of for each in slips(mark)) if len(of) <= MANY else frozenset()

    begun = {kind: marks.begun(each) for kind, each in parts.items()}
    return _Way(
        asked=matching.Asked(parts, wrong, way.common),
        surnames=frozenset(mark for kind in marks.FAMILY for mark in parts.get(kind, ())),
        beside=matching.Asked(begun, cache(lambda kind: marks.begun(wrong(kind))), way.common),
    )


def judged_person(asked: _Asked, forms: Sequence[matching.Parts]) -> matching.Judged | None:
    """The name is taken apart in several ways: each is held against every form by itself, and the best counts."""
    best = None
    for way in asked:
        found = filter(None, (matching.judged(way.asked, form) for form in forms))
        said = min(found, key=matching.rank, default=None)
        if said is not None:
            best = min(filter(None, (best, matching.held_back(said, way.asked, forms))), key=matching.rank)
    return best


def _forms(asked: Mapping[UUID, _Asked], by: access.Session) -> Iterator[tuple[UUID, UUID, Sequence[matching.Parts]]]:
    """Every recorded form of the persons whose family name may be this one."""
    with access.scope(by):
        places = _bearers(asked)
        rows = NamePart.objects.columns(*_COLUMNS, where="person_id IN %s", values=[tuple(places)])
    forms: dict[UUID, dict[int, dict[MarkKind, set[bytes]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    for person, form, tag, mark in rows:
        forms[person][form][_KINDS[tag]].add(bytes(mark))
    for person, mine in forms.items():
        told = [{kind: frozenset(each) for kind, each in found.items()} for found in mine.values()]
        yield person, places[person], told


def _bearers(asked: Mapping[UUID, _Asked]) -> dict[UUID, UUID]:
    """Who bears the family name, and where they lie, but for those whose given name is another.

    A surname that sounds nearly the same may be borne by thousands. Two questions that the index alone answers leave
    the few whose rows are then read: which given names stand beside it, and who bears it with one that may agree.
    """
    wanted = iter(frozenset().union(*(way.surnames | way.wrong for ways in asked.values() for way in ways)))
    agreeing = [
        (mark, given)
        for some in iter(lambda: tuple(itertools.islice(wanted, AT_ONCE)), ())
        for mark, place, given in _there(some)
        if place in asked and _may_agree(asked[place], mark, given)
    ]
    bearers = NamePart.objects.columns(
        "person_id", "compartment_id", where=f"{_SURNAMES} AND (beside IN %s OR beside IS NULL)",
        values=[
            frozenset(bytes(mark) for mark, _ in agreeing),
            frozenset(bytes(given) for _, given in agreeing if given is not None),
        ],
    )  # fmt: skip
    return {person: place for person, place in bearers if place in asked}


def _there(surnames: tuple[bytes, ...]) -> list[tuple[bytes, UUID, bytes | None]]:
    """Which of these surnames are borne where, and beside which given names."""
    return NamePart.objects.columns(
        "mark", "compartment_id", "beside", where=_SURNAMES, values=[surnames],
        order="GROUP BY mark, compartment_id, beside",
    )  # fmt: skip


def _may_agree(asked: _Asked, surname: bytes, given: bytes | None) -> bool:
    """Nothing stands beside what was written before there was such a column: it is read."""
    if given is None:
        return True
    recorded = marks.read_beside(bytes(given))
    return any(way.may_agree(bytes(surname), recorded) for way in asked)


def forget_look_ups(*, now: datetime) -> int:
    """Drop what no limit asks for any more, and say how many. Each look-up does it."""
    longest = max(hours for hours, _ in LIMITS)
    return LookUp.objects.filter(at__lte=now - timedelta(hours=longest)).delete()[0]
