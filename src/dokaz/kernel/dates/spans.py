"""A span of civil time between two edges, each as exact as its source, and what can be said of two spans.

Half-open: a span ends where the next may begin. `2020-08-10/2020-08-12` covers three whole days and meets
`2020-08-13`. An edge less exact than a day leaves doubt: something that happened in "August 2020" began and ended
somewhere in that month, so it is only possibly before the 15th. Two spans are compared on the finest grid of both: day
with day in whole days, day with minute in minutes.

`?` makes every "certainly" a "possibly"; `?`, `~` and `%` widen an edge by `Precision.reach`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from dokaz.kernel.dates.doubt import DAY, Holds
from dokaz.kernel.dates.moments import BEGINNING, FOREVER, OPEN, UNKNOWN, Edge, Moment, Unbounded
from dokaz.kernel.errors import DateMalformed, EndsBeforeItBegins, TimestampMalformed


@dataclass(frozen=True, slots=True)
class Span:
    """What is known of when something began and ended. A single date has the same edge twice."""

    begin: Edge
    end: Edge

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read an EDTF level 1 date or interval. Raises a DateError that says what is wrong."""
        first, slash, last = text.partition("/")
        if not slash:
            return cls.on(Moment.parse(first))
        if "/" in last:
            raise DateMalformed(text=text)
        return cls(_edge(first), _edge(last))

    @classmethod
    def on(cls, moment: Moment) -> "Span":
        return cls(moment, moment)

    @classmethod
    def days(cls, first: date, until: date | None) -> "Span":
        """Whole days from `first` up to, not including, `until`; without it the span goes on."""
        if until is None:
            return cls(_day(first), OPEN)
        if until <= first:
            raise EndsBeforeItBegins(text=f"{first}/{until}")
        return cls(_day(first), _day(until - timedelta(days=1)))

    @classmethod
    def at(cls, instant: datetime, *, zone: tzinfo) -> "Span":
        """The second in which an instant fell, on the clocks of a place. Raises TimestampMalformed without a zone."""
        if instant.tzinfo is None:
            raise TimestampMalformed(text=instant.isoformat())
        return cls.parse(instant.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S").zfill(19))

    def __post_init__(self) -> None:
        if _begins(self.begin)[0] >= _ends(self.end)[1]:
            raise EndsBeforeItBegins(text=str(self))

    def __str__(self) -> str:
        return str(self.begin) if self.single else f"{self.begin}/{self.end}"

    @property
    def single(self) -> bool:
        """Given as one date and not as from and to."""
        return isinstance(self.begin, Moment) and self.begin == self.end

    @property
    def uncertain(self) -> bool:
        return any(isinstance(edge, Moment) and edge.doubt.uncertain for edge in (self.begin, self.end))

    def before(self, other: "Span") -> Holds:
        """Ended when the other had not begun."""
        mine, its = _bounds(self, other)
        return self._said(other, mine.ended <= its.began_first, mine.ended_first <= its.began)

    def meets(self, other: "Span") -> Holds:
        """Ended exactly where the other began, with nothing between them."""
        mine, its = _bounds(self, other)
        possible = mine.ended_first <= its.began and its.began_first <= mine.ended
        exact = mine.ended_first == mine.ended == its.began_first == its.began
        return self._said(other, exact, possible)

    def overlaps(self, other: "Span") -> Holds:
        """There was a time that belongs to both."""
        mine, its = _bounds(self, other)
        certain = mine.began < its.ended_first and its.began < mine.ended_first
        return self._said(other, certain, mine.began_first < its.ended and its.began_first < mine.ended)

    def contains(self, other: "Span") -> Holds:
        """The other began and ended while this went on."""
        mine, its = _bounds(self, other)
        certain = mine.began <= its.began_first and its.ended <= mine.ended_first
        fits = mine.began_first <= its.began and its.ended_first <= mine.ended
        room = max(mine.began_first, its.began_first) < min(mine.ended, its.ended)
        return self._said(other, certain, fits and room)

    def within(self, frame: "Span") -> Holds:
        """Lies in the frame taken whole: "August 2020" as every second of that month, as a filter or a year means."""
        mine, _ = _bounds(self, frame)
        first, until = _begins(frame.begin)[0], _ends(frame.end)[1]
        certain = first <= mine.began_first and mine.ended <= until
        fits = first <= mine.began and mine.ended_first <= until
        room = max(first, mine.began_first) < min(until, mine.ended)
        return self._said(frame, certain, fits and room)

    def hull(self, other: "Span") -> "Span":
        """The shortest span that has room for both; its edges are edges that were given."""
        return Span(min(self.begin, other.begin, key=_begin_order), max(self.end, other.end, key=_end_order))

    def intersection(self, other: "Span") -> "Span | None":
        """The span left when both must hold, or None where they leave no time; its edges are edges that were given."""
        begin = max(self.begin, other.begin, key=_begin_order)
        end = min(self.end, other.end, key=_end_order)
        return Span(begin, end) if _begins(begin)[0] < _ends(end)[1] else None

    def _said(self, other: "Span", certain: bool, possible: bool) -> Holds:  # noqa: FBT001 - private, both computed
        holds = Holds.of(certain=certain, possible=possible)
        return holds.doubted if self.uncertain or other.uncertain else holds

    def _grid(self) -> int:
        return min(_grid(self.begin), _grid(self.end))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The first and last second at which a span can have begun, and can have ended (half-open)."""

    began_first: int
    began: int
    ended_first: int
    ended: int


def _bounds(one: Span, other: Span) -> tuple[_Bounds, _Bounds]:
    grid = min(one._grid(), other._grid())  # noqa: SLF001 - same module
    return _bounds_on(one, grid), _bounds_on(other, grid)


def _bounds_on(span: Span, grid: int) -> _Bounds:
    began_first, begun_by = _begins(span.begin)
    ended_from, ended = _ends(span.end)
    began = begun_by if span.begin is OPEN else min(begun_by, ended) - grid
    ended_first = ended_from if span.end is OPEN else max(ended_from, began_first) + grid
    return _Bounds(began_first, began, ended_first, ended)


def _begins(edge: Edge) -> tuple[int, int]:
    if isinstance(edge, Unbounded):
        return BEGINNING, BEGINNING if edge is OPEN else FOREVER
    return edge.window


def _ends(edge: Edge) -> tuple[int, int]:
    if isinstance(edge, Unbounded):
        return FOREVER if edge is OPEN else BEGINNING, FOREVER
    return edge.window


def _begin_order(edge: Edge) -> tuple[int, int, str]:
    return (*_begins(edge), str(edge))


def _end_order(edge: Edge) -> tuple[int, int, str]:
    first, last = _ends(edge)
    return last, first, str(edge)


def _grid(edge: Edge) -> int:
    return DAY if isinstance(edge, Unbounded) else edge.precision.grid


def _edge(text: str) -> Edge:
    if text in (OPEN.value, UNKNOWN.value):
        return Unbounded(text)
    return Moment.parse(text)


def _day(day: date) -> Moment:
    return Moment(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}")
