"""One date as it was given, and the window of civil time it may lie in.

Moments are written as EDTF level 1 dates: `2020`, `202X`, `20XX`, `2020-08`, `2020-XX`, `2020-22` (summer),
`2020-08-12`, `2020-08-XX`, `2020-XX-XX`, each with `?`, `~` or `%` behind it. A time of day may be given to the hour
or minute (ISO 8601-1 5.3.1.3, reduced precision), so that "about two o'clock" need not become 14:00:00.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dokaz.kernel.dates.doubt import DAY, Doubt, Precision
from dokaz.kernel.errors import DateHasZone, DateMalformed, DateNotInCalendar, DateOutOfReach

BEGINNING = -(1 << 62)
FOREVER = 1 << 62

_DATE = re.compile(
    r"(?P<year>\d\d(?:\d\d|\dX|XX))"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T(?P<time>\d\d(?::\d\d(?::\d\d)?)?))?)?)?"
    r"(?P<doubt>[?~%]?)",
    re.ASCII,
)
_ZONED = re.compile(r".*T[\d:]+(Z|[+-]\d\d(:?\d\d)?)[?~%]?", re.ASCII)
_LONG_YEAR = re.compile(r"(Y-?\d+|-\d{4,}|\+\d+)\D?.*", re.ASCII)
_SEASONS = {"21": 3, "22": 6, "23": 9, "24": 12}  # EDTF 21 to 24; the meteorological seasons of the north


class Unbounded(Enum):
    """An end of a span that has no date (EDTF level 1, "extended interval")."""

    OPEN = ".."
    UNKNOWN = ""

    def __str__(self) -> str:
        return self.value


OPEN = Unbounded.OPEN
UNKNOWN = Unbounded.UNKNOWN


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with the digits it was given and no others; `X` stands for a digit nobody gave."""

    year: str
    month: str | None = None
    day: str | None = None
    time: str | None = None
    doubt: Doubt = Doubt.NONE

    @classmethod
    def parse(cls, text: str) -> "Moment":
        """Read one EDTF date. Raises a DateError."""
        found = _DATE.fullmatch(text)
        if not found:
            raise _why_not(text)
        parts = found.groupdict()
        return cls(parts["year"], parts["month"], parts["day"], parts["time"], Doubt(parts["doubt"]))

    def __post_init__(self) -> None:
        if not _DATE.fullmatch(str(self)) or not self._fits_level_1():
            raise DateMalformed(text=str(self))
        if self.year == "0000":
            raise DateOutOfReach(text=str(self))
        if not self._is_in_calendar():
            raise DateNotInCalendar(text=str(self))

    def __str__(self) -> str:
        day = "-".join(part for part in (self.year, self.month, self.day) if part)
        return day + (f"T{self.time}" if self.time else "") + self.doubt.value

    @property
    def precision(self) -> Precision:
        if self.time:
            return (Precision.HOUR, Precision.MINUTE, Precision.SECOND)[self.time.count(":")]
        if self.day:
            return Precision.DAY
        if self.month:
            return Precision.SEASON if self.month in _SEASONS else Precision.MONTH
        return (Precision.YEAR, Precision.DECADE, Precision.CENTURY)[self.year.count("X")]

    @property
    def window(self) -> tuple[int, int]:
        """First second, and the second after the last, in which it may lie: civil seconds since 0001-01-01."""
        first, until = self._stated_window()
        reach = self.precision.reach if self.doubt is not Doubt.NONE else 0
        return first - reach, until + reach

    @property
    def first_day(self) -> date:
        """The first day on which it may lie, as far as there are dates."""
        return _day_of(self.window[0])

    @property
    def last_day(self) -> date:
        """The last day on which it may lie, as far as there are dates."""
        return _day_of(self.window[1] - 1)

    def _stated_window(self) -> tuple[int, int]:
        if self.time:
            first = _seconds(self._date()) + _seconds_of_day(self.time)
            return first, first + self.precision.grid
        if self.month in _SEASONS:
            return _season(int(self.year), self.month)
        if self.month in (None, "XX"):
            return self._years()
        return self._days()

    def _years(self) -> tuple[int, int]:
        first, last = max(1, int(self.year.replace("X", "0"))), int(self.year.replace("X", "9"))
        return _seconds(date(first, 1, 1)), _seconds(date(last, 12, 31)) + DAY

    def _days(self) -> tuple[int, int]:
        year, month = int(self.year), int(self.month or "1")
        if self.day in (None, "XX"):
            return _seconds(date(year, month, 1)), _seconds(date(year, month, monthrange(year, month)[1])) + DAY
        return _seconds(self._date()), _seconds(self._date()) + DAY

    def _date(self) -> date:
        return date(int(self.year), int(self.month or "1"), int(self.day or "1"))

    def _fits_level_1(self) -> bool:
        """Level 1 leaves out digits from the right only: no 201X-08, no 2020-XX-12; a time needs its day."""
        if "X" in self.year or self.month in _SEASONS:
            return (self.day, self.time) == (None, None) and not ("X" in self.year and self.month)
        return (self.month != "XX" or self.day in (None, "XX")) and not (self.day == "XX" and self.time)

    def _is_in_calendar(self) -> bool:
        try:
            self._stated_window()
        except ValueError:
            return False
        return True


Edge = Moment | Unbounded


def _why_not(text: str) -> DateHasZone | DateOutOfReach | DateMalformed:
    if _ZONED.fullmatch(text):
        return DateHasZone(text=text)
    return DateOutOfReach(text=text) if _LONG_YEAR.fullmatch(text) else DateMalformed(text=text)


def _seconds(day: date) -> int:
    return (day.toordinal() - 1) * DAY


def _day_of(second: int) -> date:
    return date.fromordinal(min(max(second // DAY + 1, date.min.toordinal()), date.max.toordinal()))


def _seconds_of_day(time: str) -> int:
    hour, minute, second = (*map(int, time.split(":")), 0, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(time)
    return hour * 3_600 + minute * 60 + second


def _season(year: int, season: str | None) -> tuple[int, int]:
    month = _SEASONS[season or ""]
    if month == 12:  # "winter 2020" may be the one it began with or the one it ended with: both are in the window
        return (_seconds(date(year, 1, 1)) - 31 * DAY, _seconds(date(year, 12, 31)) + 60 * DAY)
    return _seconds(date(year, month, 1)), _seconds(date(year, month + 2, monthrange(year, month + 2)[1])) + DAY
