"""Is this name known? Among many sealed identities, for one who looks in fifty compartments, beside comparing all.

Names are as unequally shared as people share them (`bearers`), so that most have namesakes and some have hundreds.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from tests.namesakes.pairs import halves, pairs

from benchmarks import house, keeping
from benchmarks.bearers import Bearer, Found, drawn, surnames, with_a_wrong_letter
from benchmarks.measuring import Figures, Line, Place, each_timed, held, spread
from benchmarks.measuring import Found as Measured
from dokaz.access import api as access
from dokaz.custody import inserting
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind
from dokaz.kernel.ids import random_id
from dokaz.names import api as names
from dokaz.people import api as people
from dokaz.people import lookups, marks
from dokaz.people.models import LookUp
from dokaz.records import api as records
from dokaz.records.models import Record

ROUNDS = 1
IDENTITIES = 1_000_000
SURNAMES = 20_000
COMPARTMENTS, IN_EACH = 50, 1_000
LOOKED_UP, COMMONEST, COMPARED = 200, 20, 20_000
TARGET = 50  # milliseconds, DESIGN 10
AT_ONCE, TOLD = 2_000, 50_000
CACHED = 1024 * 1024  # KiB
_PART = (
    "INSERT INTO people_namepart (compartment_id, person_id, form, tag, mark, beside) VALUES (%s, %s, %s, %s, %s, %s)"
)


def setup(place: Place) -> Figures:
    home = _home(place)
    keeping.drop_unfinished(home)
    return keeping.made(home, partial(_make, place, home)) | _quality()


def _quality() -> Figures:
    """How well: on officials whom nothing was tuned on."""
    from tests.namesakes.looking import shares

    return shares(pairs(halves()[1]))


def _home(place: Place) -> Path:
    """Of so many identities: one that was made and kept is used again."""
    return keeping.home(place, f"lookup-shared-names-{place.of(IDENTITIES)}")


def _bearers(place: Place) -> list[Bearer]:
    """Everybody, by compartment; the same at each call but for their ids."""
    among, chance = surnames(place.of(SURNAMES)), random.Random(4)
    amounts = [place.of(IDENTITIES), *(place.of(IN_EACH) for _ in range(COMPARTMENTS))]
    return [
        each
        for number, amount in enumerate(amounts)
        for each in drawn(chance, sorted(random_id() for _ in range(amount)), number, among)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked up: names as often as people bear them, the same with a wrong letter, and the commonest."""

    usual: list[str]
    wrong: list[str]
    common: list[str]

    @classmethod
    def of(cls, bearers: Sequence[Bearer], place: Place) -> "_Asked":
        chance, archive = random.Random(2), [each for each in bearers if each.place == 0]
        usual = [each.name for each in chance.sample(archive, min(place.of(LOOKED_UP * 5), LOOKED_UP, len(archive)))]
        shared = Counter(f"{each.given} {each.surname}" for each in archive)
        common = [name for name, _ in shared.most_common(COMMONEST)]
        return cls(usual, [with_a_wrong_letter(chance, name) for name in usual], common)


def _make(place: Place, home: Path) -> Figures:
    """A home with so many persons that have a name. Whoever will be shown was entered by the code of the office."""
    house.make(home)
    bearers = _bearers(place)
    shown = _shown(_Asked.of(bearers, place), bearers)
    refs = _refs(len(bearers))
    with house.opened(home) as by, _much_memory():
        for number in range(COMPARTMENTS + 1):
            one = _compartment(number, by)
            access.begin_names(one, by=by, now=clock.now())
            _write(one, [each for each in bearers if each.place == number], shown, refs, by)
    return {"identities": float(len(bearers))}


def _compartment(number: int, by: access.Session) -> UUID:
    if number == 0:
        return access.compartment("archive", by=by).id
    return access.add_compartment(name=f"case {number}", by=by, now=clock.now()).id


def _shown(asked: _Asked, bearers: Sequence[Bearer]) -> frozenset[UUID]:
    """Who is in the first portion of any answer: their rows are opened and vouched for."""
    found, everywhere = Found(bearers), range(COMPARTMENTS + 1)
    return frozenset(
        each.id
        for name in (*asked.usual, *asked.wrong, *asked.common)
        for places in ((0,), everywhere)
        for each in found(name, places=places)[: lookups.SHOWN]
    )


def ours(place: Place) -> Figures:
    """First in all the compartments, then in the one alone."""
    asked = _Asked.of(_bearers(place), place)
    figures: Figures = {}
    with house.copied(_home(place), place.output) as by:
        figures |= spread(each_timed(_looking(asked.usual, by)), "many")
        figures |= spread(each_timed(_looking(asked.wrong, by)), "many wrong")
        for one in access.compartments(by=by):
            if one.name != "archive":
                access.withdraw_names(compartment=one.id, account=by.actor.account, by=by, now=clock.now())
        figures |= spread(each_timed(_looking(asked.usual, by)), "one")
        figures |= spread(each_timed(_looking(asked.wrong, by)), "wrong")
        figures |= spread(each_timed(_looking(asked.common, by)), "common")
        figures["borne"] = _borne(asked.common, by)
    return figures


def _borne(common: Sequence[str], by: access.Session) -> float:
    """How many are found by one of the commonest names."""
    found = []
    for name in common:
        LookUp.objects.all().delete()
        one = people.look_up(name, by=by, now=clock.now())
        found.append(len(one) + one.more)
    return sum(found) / len(found)


def compared(place: Place) -> Figures:
    """Every pair by `names.compare`, on a sample: how long all of them would take is a multiplication, and said so."""
    others = drawn(random.Random(1), [random_id()] * COMPARED, 0, surnames(place.of(SURNAMES)))
    (asked, *rest), taken = [each.name for each in others], Figures()
    names.forget()
    milliseconds = each_timed([lambda: [names.compare(asked, other) for other in rest]])
    taken["sample"] = milliseconds[0]
    return taken


RIVALS: dict[str, Callable[[Place], Figures]] = {"comparing every pair": compared}


def lines(found: Measured) -> list[Line]:
    mine, quality = found["ours"], found["setup"]
    identities = quality["identities"]
    all_pairs = found["comparing every pair"]["sample"] / COMPARED * identities
    everywhere = f"for a person in {COMPARTMENTS + 1} compartments"
    borne = f"{mine['borne']:,.0f} found on average, {lookups.SHOWN} of them opened"
    rows = (
        (f"look a name up among {identities:,.0f} sealed identities, names shared as people share them", "one"),
        (f"the same, {everywhere} (errors are not looked for where somebody agrees)", "many"),
        ("the same, of a name in which one letter is wrong", "wrong"),
        (f"a name in which one letter is wrong, {everywhere}", "many wrong"),
        (f"the {COMMONEST} commonest names without a patronymic: {borne}", "common"),
    )
    return [*(_line(work, mine, name, all_pairs) for work, name in rows), *_found(quality)]


def _found(quality: Figures) -> list[Line]:
    rows = (
        ("names of officials in another spelling found by a look-up", quality["spelled found"]),
        ("names of officials with one error of typing found by a look-up", quality["wrong found"]),
        ("two people easily confused, found as possible", quality["others found"]),
        ("two people easily confused, said to have the same name", quality["others same"]),
    )
    return [Line(what, f"{value:.4f}") for what, value in rows]


def _line(work: str, mine: Figures, name: str, all_pairs: float) -> Line:
    p95 = mine[f"{name} p95"]
    return Line(
        work,
        f"median {mine[f'{name} median']:.1f} ms, p95 {p95:.1f} ms",
        f"comparing every pair: {all_pairs / 1000:,.1f} s, from {COMPARED:,} pairs",
        f"{all_pairs / p95:,.0f}",
        f"p95 < {TARGET} ms",
        held(mine, name, TARGET),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One look-up; the limit on how many there may be is not what is measured."""

    name: str
    by: access.Session

    def __call__(self) -> None:
        people.look_up(self.name, by=self.by, now=clock.now())


def _looking(asked: Sequence[str], by: access.Session) -> Iterator[Callable[[], object]]:
    for name in asked:
        LookUp.objects.all().delete()
        yield _Look(name, by)


@contextmanager
def _much_memory() -> Iterator[None]:
    """The index of the marks is changed everywhere, and is kept in memory for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size = -{CACHED}")
    yield


def _refs(amount: int) -> Iterator[str]:
    """So many, each once: among a million drawn by chance some would come twice."""
    drawn: set[str] = set()
    while len(drawn) < amount:
        drawn.add(str(Code.new(Kind.PERSON)))
    return iter(drawn)


def _write(
    compartment: UUID, bearers: Sequence[Bearer], shown: frozenset[UUID], refs: Iterator[str], by: access.Session
) -> None:
    """A row that stands for each person, and the marks of their names as in the office.

    They come in the order of their ids, so that two of three indexes grow at their end, and in one transaction.
    """
    hashed, told = _hashing(access.name_key(compartment, by=by)), time.perf_counter()
    for begin in range(0, len(bearers), AT_ONCE):
        real = [each for each in bearers[begin : begin + AT_ONCE] if each.id in shown]
        new = [records.NewRecord(fields={"pseudonym": "x"}, record=each.id) for each in real]
        if new:
            records.begin_many(people.PERSON, new=new, compartment=compartment, by=by, now=clock.now())
    with transaction.atomic(), marks.comparing():
        for begin in range(0, len(bearers), AT_ONCE):
            some = bearers[begin : begin + AT_ONCE]
            inserting.insert([
                Record(id=each.id, ref=next(refs), kind="person", compartment_id=compartment, generation=1)
                for each in some
                if each.id not in shown
            ])  # fmt: skip
            _write_parts(compartment, some, hashed)
            done = begin + len(some)
            if done % TOLD == 0:
                print(f"{done:,} of {len(bearers):,}, {done / (time.perf_counter() - told):,.0f}/s", file=sys.stderr)


def _write_parts(compartment: UUID, bearers: Sequence[Bearer], hashed: marks.Hashing) -> None:
    """What `marks.add_all` writes, past the models of Django: of eight million rows these would cost most."""
    rows = (
        (compartment.hex, each.id.hex, form, *part)
        for each in bearers
        for form, way in enumerate(marks.ways(each.name), start=1)
        for part in marks.columns(way, hashed)
    )
    with connection.cursor() as cursor:
        cursor.executemany(_PART, list(rows))


def _hashing(key: bytes) -> marks.Hashing:
    """The same parts come back in many names, and are hashed once."""
    return cache(marks.hashing(key))
