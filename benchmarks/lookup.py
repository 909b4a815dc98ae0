"""Is this name known? Among many sealed identities, for one who looks in fifty compartments, beside comparing all."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, each_timed, held, spread
from dokaz.access import api as access
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind
from dokaz.kernel.ids import random_id
from dokaz.names import api as names
from dokaz.people import api as people
from dokaz.people import marks
from dokaz.people.models import LookUp, NamePart
from dokaz.records import api as records
from dokaz.records.models import Record

ROUNDS = 1
IDENTITIES = 1_000_000
SURNAMES = 20_000  # so that about fifty people bear each
COMPARTMENTS, IN_EACH = 50, 1_000
KNOWN, LOOKED_UP, COMPARED = 200, 200, 20_000
TARGET = 50  # milliseconds, DESIGN 10
AT_ONCE = 2_000
SYLLABLES = ("ба", "ві", "га", "дз", "жы", "за", "ку", "лю", "ма", "не", "па", "ра", "со", "ту", "хо", "цэ", "ча", "шы")
ENDINGS = ("віч", "енка", "оўскі", "ук", "аў", "ік", "эвіч", "ака")
OTHERS = ("Іван", "Пётр", "Сяргей", "Мікалай", "Уладзімір", "Віктар", "Ганна", "Марыя", "Алена", "Вольга")
OF_KNOWN = ("Апанас", "Баўтрамей", "Вінцэнт", "Габрыель")
FATHERS = ("Іванавіч", "Пятровіч", "Сяргеевіч", "Мікалаевіч")


def setup(place: Place) -> Figures:
    """A home with so many persons that have a name, of whom some were entered by the same code as in the office."""
    house.make(place.home)
    surnames = list(itertools.islice(_surnames(), place.of(SURNAMES)))
    with house.opened(place.home) as by:
        archive = access.compartment("archive", by=by).id
        access.begin_names(archive, by=by, now=clock.now())
        _others(archive, place.of(IDENTITIES), surnames, by)
        for number in range(COMPARTMENTS):
            one = access.add_compartment(name=f"case {number}", by=by, now=clock.now()).id
            access.begin_names(one, by=by, now=clock.now())
            _others(one, place.of(IN_EACH), surnames, by)
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
    with house.copied(place.home, place.output) as by:
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


def _others(compartment: UUID, amount: int, surnames: list[str], by: access.Session) -> None:
    """Persons with other given names: a row that stands for each, and the marks of their names as in the office."""
    chance, key = random.Random(amount), access.name_key(compartment, by=by)
    for begin in range(0, amount, AT_ONCE):
        rows = [
            Record(
                id=random_id(), ref=str(Code.new(Kind.PERSON)), kind="person", compartment_id=compartment, generation=1
            )
            for _ in range(min(AT_ONCE, amount - begin))
        ]
        Record.objects.bulk_create(rows)
        parts = (marks.rows(row.id, compartment, [_name(chance, surnames)], key=key) for row in rows)
        NamePart.objects.bulk_create(itertools.chain.from_iterable(parts))
