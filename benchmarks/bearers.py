"""Who bears which name among many: surnames and given names as unequally shared as people share them, all invented.

The shares are an estimate of how adults in Belarus are called. What counts is that some names are borne by hundreds.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from dokaz.names import api as names
from dokaz.people import lookups, marks, matching

SYLLABLES = ("ба", "ві", "га", "дз", "жы", "за", "ку", "лю", "ма", "не", "па", "ра", "со", "ту", "хо", "цэ", "ча", "шы")
ENDINGS = ("віч", "енка", "оўскі", "ук", "аў", "ік", "эвіч", "ака")
LETTERS = "бвгджзклмнпрстфхцчш"
_FLAT = 25  # the commonest of 20,000 surnames is then borne by about one in 170
_MEN = {
    "Аляксандр": 110, "Сяргей": 100, "Андрэй": 75, "Дзмітрый": 75, "Мікалай": 70, "Уладзімір": 70, "Віктар": 45,
    "Іван": 40, "Аляксей": 40, "Юрый": 35, "Ігар": 35, "Міхаіл": 30, "Павел": 25, "Васіль": 25, "Яўген": 25,
    "Максім": 25, "Анатоль": 20, "Вадзім": 20, "Пётр": 20, "Валерый": 20, "Алег": 20, "Раман": 15, "Антон": 15,
    "Дзяніс": 15, "Генадзь": 10, "Леанід": 10, "Рыгор": 5, "Апанас": 1,
}  # fmt: skip
_WOMEN = {
    "Алена": 95, "Наталля": 90, "Таццяна": 90, "Вольга": 85, "Ірына": 80, "Святлана": 70, "Марыя": 45, "Людміла": 45,
    "Ганна": 45, "Валянціна": 45, "Галіна": 40, "Кацярына": 40, "Юлія": 35, "Ніна": 35, "Надзея": 25, "Вера": 20,
    "Аксана": 20, "Марына": 20, "Жанна": 15, "Лідзія": 15, "Тамара": 15, "Зоя": 10, "Яніна": 5, "Агаф'я": 1,
}  # fmt: skip
_FATHERS = {
    "Мікалаевіч": 95, "Іванавіч": 90, "Уладзіміравіч": 90, "Аляксандравіч": 85, "Віктаравіч": 60, "Сяргеевіч": 60,
    "Міхайлавіч": 55, "Васільевіч": 55, "Анатольевіч": 50, "Пятровіч": 45, "Аляксеевіч": 30, "Паўлавіч": 25,
    "Андрэевіч": 25, "Рыгоравіч": 20, "Леанідавіч": 20, "Генадзевіч": 15, "Антонавіч": 15, "Фёдаравіч": 10,
}  # fmt: skip
_DAUGHTERS = {father: f"{father.removesuffix('віч')}ўна" for father in _FATHERS}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody among many, the number of the compartment they lie in, and their name, which is invented."""

    id: UUID
    place: int
    given: str
    father: str
    surname: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.father} {self.surname}"


def surnames(amount: int) -> list[str]:
    """The commonest first."""
    every = list(itertools.product(SYLLABLES, SYLLABLES, SYLLABLES, ENDINGS))
    random.Random(3).shuffle(every)
    return ["".join(parts).capitalize() for parts in every[:amount]]


def drawn(chance: random.Random, ids: Sequence[UUID], place: int, among: Sequence[str]) -> list[Bearer]:
    """Somebody for each id."""
    weights = list(itertools.accumulate(1 / (rank + _FLAT) for rank in range(1, len(among) + 1)))
    families = chance.choices(among, cum_weights=weights, k=len(ids))
    fathers = chance.choices(list(_FATHERS), list(_FATHERS.values()), k=len(ids))
    givens = chance.choices([*_MEN, *_WOMEN], [*_MEN.values(), *_WOMEN.values()], k=len(ids))
    return [
        Bearer(each, place, given, _DAUGHTERS[father] if given in _WOMEN else father, family)
        for each, given, father, family in zip(ids, givens, fathers, families, strict=True)
    ]


def with_a_wrong_letter(chance: random.Random, name: str) -> str:
    """One letter of the surname, which stands last, is missing, another, or one too many."""
    at = chance.randrange(name.rindex(" ") + 2, len(name) - 1)
    letter = chance.choice(LETTERS)
    return chance.choice(
        (name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:])
    )


class Found:
    """Who is shown when a name is looked up among these bearers: worked out by the rule of a look-up, without rows."""

    def __init__(self, bearers: Sequence[Bearer]) -> None:
        self._hashed, self._slips = cache(marks.hashing(b"k" * 32)), cache(names.slips)
        self._bearers: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
        for each in bearers:
            self._bearers[each.surname, each.given].append(each)
        self._surnames: dict[bytes, set[str]] = defaultdict(set)
        for surname in {surname for surname, _ in self._bearers}:
            for way in marks.ways(f"Іван Іванавіч {surname}"):
                for kind in marks.FAMILY:
                    for mark in way.of(kind):
                        self._surnames[self._hashed(mark)].add(surname)

    def __call__(self, asked: str, *, places: Collection[int]) -> list[Bearer]:
        """Everybody who is found, in the order in which they are shown."""
        wide = len(places) > lookups.FEW
        found = self._judged(asked, places, lookups.without_slips if wide else self._slips)
        if wide and not any(said[0] is names.NameVerdict.SAME for said, _ in found):
            found = self._judged(asked, places, self._slips)
        return [each for _, each in sorted(found, key=lambda one: (matching.rank(one[0]), one[1].id))]

    def _judged(
        self, asked: str, places: Collection[int], slips: lookups.Slips
    ) -> list[tuple[matching.Judged, Bearer]]:
        ways = lookups.asked(names.marks(asked), self._hashed, slips)
        wanted = {mark for way in ways for mark in way.surnames | way.wrong}
        alike = {surname for mark in wanted for surname in self._surnames.get(mark, ())}
        given = asked.split(" ", 1)[0]
        bearers = [each for surname in alike for each in self._bearers.get((surname, given), ())]
        judged = (
            (lookups.judged_person(ways, self._forms(each.name)), each) for each in bearers if each.place in places
        )
        return [(said, each) for said, each in judged if said is not None]

    @cache  # noqa: B019 - lives as long as the setup
    def _forms(self, name: str) -> list[matching.Parts]:
        return [
            {kind: frozenset(map(self._hashed, way.of(kind))) for kind in names.MarkKind if way.of(kind)}
            for way in marks.ways(name)
        ]
