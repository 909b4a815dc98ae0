"""Is this name known? Among many sealed identities, for one who looks in fifty compartments, beside comparing all."""

import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from benchmarks import house, keeping
from benchmarks.measuring import Figures, Found, Line, Place, each_timed, held, spread
from dokaz.access import api as access
from dokaz.custody import inserting
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind
from dokaz.kernel.ids import random_id
from dokaz.names import api as names
from dokaz.people import api as people
from dokaz.people import marks
from dokaz.people.models import LookUp
from dokaz.records import api as records
from dokaz.records.models import Record

ROUNDS = 1
IDENTITIES = 1_000_000
SURNAMES = 20_000  # so that about fifty people bear each
COMPARTMENTS, IN_EACH = 50, 1_000
KNOWN, LOOKED_UP, COMPARED = 200, 200, 20_000
TARGET = 50  # milliseconds, DESIGN 10
AT_ONCE, TOLD = 2_000, 50_000
CACHED = 1024 * 1024  # KiB
_PART = (
    "INSERT INTO people_namepart (compartment_id, person_id, form, tag, mark, beside) VALUES (%s, %s, %s, %s, %s, %s)"
)
SYLLABLES = ("ба", "ві", "га", "дз", "жы", "за", "ку", "лю", "ма", "не", "па", "ра", "со", "ту", "хо", "цэ", "ча", "шы")
ENDINGS = ("віч", "енка", "оўскі", "ук", "аў", "ік", "эвіч", "ака")
OTHERS = ("Іван", "Пётр", "Сяргей", "Мікалай", "Уладзімір", "Віктар", "Ганна", "Марыя", "Алена", "Вольга")
OF_KNOWN = ("Апанас", "Баўтрамей", "Вінцэнт", "Габрыель")
FATHERS = ("Іванавіч", "Пятровіч", "Сяргеевіч", "Мікалаевіч")


def setup(place: Place) -> Figures:
    home = _home(place)
    keeping.drop_unfinished(home)
    return keeping.made(home, partial(_make, place, home))


def _home(place: Place) -> Path:
    """Of so many identities: one that was made and kept is used again."""
    return keeping.home(place, f"lookup-{place.of(IDENTITIES)}")


def _make(place: Place, home: Path) -> Figures:
    """A home with so many persons that have a name, of whom some were entered by the same code as in the office."""
    house.make(home)
    surnames = list(itertools.islice(_surnames(), place.of(SURNAMES)))
    refs = _refs(place.of(IDENTITIES) + COMPARTMENTS * place.of(IN_EACH))
    with house.opened(home) as by, _much_memory():
        archive = access.compartment("archive", by=by).id
        access.begin_names(archive, by=by, now=clock.now())
        _others(archive, place.of(IDENTITIES), surnames, refs, by)
        for number in range(COMPARTMENTS):
            one = access.add_compartment(name=f"case {number}", by=by, now=clock.now()).id
            access.begin_names(one, by=by, now=clock.now())
            _others(one, place.of(IN_EACH), surnames, refs, by)
        for name in _known(surnames):
            person = records.begin(
                people.PERSON, fields={"pseudonym": "x"}, compartment=archive, record=random_id(), by=by,
                now=clock.now(),
            )  # fmt: skip
            marks.add(person.id, archive, [name], key=access.name_key(archive, by=by))
    return {"identities": float(place.of(IDENTITIES) + COMPARTMENTS * place.of(IN_EACH))}


def ours(place: Place) -> Figures:
    """First in all the compartments, then in the one alone."""
    surnames = list(itertools.islice(_surnames(), place.of(SURNAMES)))
    asked = _known(surnames)[:LOOKED_UP]
    figures: Figures = {}
    with house.copied(_home(place), place.output) as by:
        figures |= spread(each_timed(_looking(asked, by)), "many")
        for one in access.compartments(by=by):
            if one.name != "archive":
                access.withdraw_names(compartment=one.id, account=by.actor.account, by=by, now=clock.now())
        figures |= spread(each_timed(_looking(asked, by)), "one")
    return figures


def compared(place: Place) -> Figures:
    """Every pair by `names.compare`, on a sample: how long all of them would take is a multiplication, and said so."""
    surnames = list(itertools.islice(_surnames(), place.of(SURNAMES)))
    chance = random.Random(1)
    others = [_name(chance, surnames) for _ in range(COMPARED)]
    (asked, *_), taken = _known(surnames), Figures()
    names.forget()
    milliseconds = each_timed([lambda: [names.compare(asked, other) for other in others]])
    taken["sample"] = milliseconds[0]
    return taken


RIVALS: dict[str, Callable[[Place], Figures]] = {"comparing every pair": compared}


def lines(found: Found) -> list[Line]:
    mine, identities = found["ours"], found["setup"]["identities"]
    all_pairs = found["comparing every pair"]["sample"] / COMPARED * identities
    return [
        _line(f"look a name up among {identities:,.0f} sealed identities", mine, "one", all_pairs),
        _line(f"the same, for a person in {COMPARTMENTS + 1} compartments", mine, "many", all_pairs),
    ]


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
        found = people.look_up(self.name, by=self.by, now=clock.now())
        assert any(each.verdict == names.NameVerdict.SAME for each in found)


def _looking(asked: list[str], by: access.Session) -> Iterator[Callable[[], object]]:
    for name in asked:
        LookUp.objects.all().delete()
        yield _Look(name, by)


def _surnames() -> Iterator[str]:
    every = list(itertools.product(SYLLABLES, SYLLABLES, SYLLABLES, ENDINGS))
    random.Random(3).shuffle(every)
    for parts in every:
        yield "".join(parts).capitalize()


def _known(surnames: list[str]) -> list[str]:
    chance = random.Random(2)
    return [
        f"{chance.choice(OF_KNOWN)} {chance.choice(FATHERS)} {surname}"
        for surname in chance.sample(surnames, min(KNOWN, len(surnames)))
    ]


def _name(chance: random.Random, surnames: list[str]) -> str:
    return f"{chance.choice(OTHERS)} {chance.choice(FATHERS)} {chance.choice(surnames)}"


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


def _others(compartment: UUID, amount: int, surnames: list[str], refs: Iterator[str], by: access.Session) -> None:
    """Persons with other given names: a row that stands for each, and the marks of their names as in the office.

    They come in the order of their ids, so that two of three indexes grow at their end, and in one transaction.
    """
    chance, hashed = random.Random(amount), _hashing(access.name_key(compartment, by=by))
    ids, told = sorted(random_id() for _ in range(amount)), time.perf_counter()
    with transaction.atomic(), marks.comparing():
        for begin in range(0, amount, AT_ONCE):
            some = ids[begin : begin + AT_ONCE]
            inserting.insert([
                Record(id=each, ref=next(refs), kind="person", compartment_id=compartment, generation=1)
                for each in some
            ])  # fmt: skip
            _write_parts(compartment, {each: _name(chance, surnames) for each in some}, hashed)
            done = begin + len(some)
            if done % TOLD == 0:
                print(f"{done:,} of {amount:,}, {done / (time.perf_counter() - told):,.0f}/s", file=sys.stderr)


def _write_parts(compartment: UUID, texts: dict[UUID, str], hashed: Callable[[names.Mark], bytes]) -> None:
    """What `marks.add_all` writes, past the models of Django: of eight million rows these would cost most."""
    rows = (
        (compartment.hex, person.hex, form, *part)
        for person, text in texts.items()
        for form, way in enumerate(marks.ways(text), start=1)
        for part in marks.columns(way, hashed)
    )
    with connection.cursor() as cursor:
        cursor.executemany(_PART, list(rows))


def _hashing(key: bytes) -> Callable[[names.Mark], bytes]:
    """The same parts come back in many names, and are hashed once."""
    return cache(marks.hashing(key))
