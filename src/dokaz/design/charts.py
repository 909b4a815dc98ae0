"""Charts of counts, drawn on the server as SVG beside the same numbers as a table.

Bars stand inside the cells of their table. A line chart comes with its table, and its lines differ by mark and dash
as well as by colour. A value of None is a gap and is said in words; nothing is ever drawn where nothing is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from django.utils.translation import gettext as _

from dokaz.design.component import Component
from dokaz.design.errors import AmountNegative, SeriesUneven, TooManySeries

Amount = int | None


def step(top: int) -> int:
    """The distance of grid lines under `top`: one, two or five times a power of ten, four or five of them."""
    if top <= 4:
        return 1
    power = int(10 ** (len(str(top // 4)) - 1))
    return next(times * power for times in (1, 2, 5, 10) if times * power * 4 >= top)


def scale(top: int) -> tuple[int, ...]:
    """The grid lines from nothing to the first at or above `top`."""
    distance = step(top)
    return tuple(range(0, max(top, 1) + distance, distance))[: -(-max(top, 1) // distance) + 1]


def _require_counts(amounts: tuple[Amount, ...]) -> None:
    for amount in amounts:
        if amount is not None and amount < 0:
            raise AmountNegative(amount=amount)


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount under its name."""

    name: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Bars(Component):
    """Amounts side by side. `unknown` is what is written where there is no amount: "not counted", "withheld"."""

    template = "design/bars.html"

    id: str
    title: str
    of: str
    unit: str
    bars: tuple[Bar, ...]
    unknown: str

    def __post_init__(self) -> None:
        _require_counts(tuple(bar.amount for bar in self.bars))

    def lengths(self) -> Iterator[tuple[Bar, str]]:
        """Each bar with its length in hundredths of the longest, as SVG writes numbers in every language."""
        top = max((bar.amount or 0 for bar in self.bars), default=0)
        return ((bar, f"{100 * (bar.amount or 0) / max(top, 1):g}") for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Series:
    """A named line with one value for each label of its chart."""

    name: str
    amounts: tuple[Amount, ...]


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it is drawn: its paths between gaps, and a mark on each value."""

    name: str
    look: str
    paths: tuple[str, ...]
    marks: tuple[str, ...]
    sign: str


MARKS = {
    "a": "M{x:g} {y:g}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "b": "M{x:g} {y:g}m-4-4h8v8h-8z",
    "c": "M{x:g} {y:g}m0-5l5 9h-10z",
    "d": "M{x:g} {y:g}m0-6l6 6-6 6-6-6z",
}


@dataclass(frozen=True, slots=True)
class Lines(Component):
    """Amounts over time, at most four lines of them."""

    template = "design/lines.html"

    id: str
    title: str
    of: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unknown: str

    WIDTH: ClassVar[int] = 400
    HEIGHT: ClassVar[int] = 220
    LEFT: ClassVar[int] = 56
    RIGHT: ClassVar[int] = 384
    TOP: ClassVar[int] = 12
    BOTTOM: ClassVar[int] = 188
    MOST_LABELS: ClassVar[int] = 5

    def __post_init__(self) -> None:
        if len(self.series) > len(MARKS):
            raise TooManySeries(found=len(self.series), most=len(MARKS))
        for line in self.series:
            _require_counts(line.amounts)
            if len(line.amounts) != len(self.labels):
                raise SeriesUneven(name=line.name, found=len(line.amounts), wanted=len(self.labels))

    @property
    def grid(self) -> tuple[int, ...]:
        return scale(max((amount or 0 for line in self.series for amount in line.amounts), default=0))

    def x(self, place: int) -> float:
        return self.LEFT + (self.RIGHT - self.LEFT) * place / max(len(self.labels) - 1, 1)

    def y(self, amount: int) -> float:
        return self.BOTTOM - (self.BOTTOM - self.TOP) * amount / self.grid[-1]

    def rules(self) -> Iterator[tuple[str, int]]:
        """Each grid line: its height, and the number beside it."""
        return ((f"{self.y(amount):g}", amount) for amount in self.grid)

    def marked_labels(self) -> Iterator[tuple[str, str, str]]:
        """Labels with room for them; the table beside has them all."""
        last = len(self.labels) - 1
        every = -(-len(self.labels) // self.MOST_LABELS) or 1
        for place in range(0, len(self.labels), every):
            side = "start" if place == 0 else "end" if place == last else "middle"
            yield f"{self.x(place):g}", side, self.labels[place]

    def drawn(self) -> Iterator[Drawn]:
        """Each line with its look."""
        for look, line in zip(MARKS, self.series, strict=False):
            points = [
                None if amount is None else (self.x(at), self.y(amount)) for at, amount in enumerate(line.amounts)
            ]
            marks = tuple(MARKS[look].format(x=x, y=y) for x, y in filter(None, points))
            yield Drawn(line.name, look, _paths(points), marks, MARKS[look].format(x=20, y=8))

    def rows(self) -> Iterator[tuple[str, tuple[Amount, ...]]]:
        """The same numbers for the table: a label, and the value of each line at it."""
        return ((label, tuple(line.amounts[at] for line in self.series)) for at, label in enumerate(self.labels))

    @property
    def described(self) -> str:
        """What a screen reader says instead of the drawing."""
        return _("Line chart. The table beside it has the same numbers.")


def _paths(points: list[Point | None]) -> tuple[str, ...]:
    """Lines through neighbouring points; a gap ends one, and a lone point is a mark only."""
    runs = [[point for point in run if point] for known, run in groupby(points, key=bool) if known]
    return tuple("M" + "L".join(f"{x:g} {y:g}" for x, y in run) for run in runs if len(run) > 1)
