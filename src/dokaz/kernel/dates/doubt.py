"""How exact a date is, how sure its source is, and what can then be said of two dates."""

from enum import Enum, IntEnum, StrEnum
from typing import NoReturn

SECOND = 1
DAY = 86_400


class Precision(IntEnum):
    """The smallest part of the date that was given; greater is finer."""

    CENTURY = 1
    DECADE = 2
    YEAR = 3
    SEASON = 4
    MONTH = 5
    DAY = 6
    HOUR = 7
    MINUTE = 8
    SECOND = 9

    @property
    def grid(self) -> int:
        """Seconds in one step of this precision, and at most a day: the grid on which dates are compared."""
        return _GRIDS.get(self, DAY)

    @property
    def reach(self) -> int:
        """Seconds that "about" may be wrong by, on either side: a house rule, as EDTF gives no figure."""
        return _REACHES[self]


_GRIDS = {Precision.HOUR: 3_600, Precision.MINUTE: 60, Precision.SECOND: SECOND}
_REACHES = {
    Precision.CENTURY: 36_525 * DAY,
    Precision.DECADE: 3_653 * DAY,
    Precision.YEAR: 366 * DAY,
    Precision.SEASON: 92 * DAY,
    Precision.MONTH: 31 * DAY,
    Precision.DAY: 3 * DAY,
    Precision.HOUR: 2 * 3_600,
    Precision.MINUTE: 1_800,
    Precision.SECOND: 60,
}


class Doubt(StrEnum):
    """The qualifier written behind a date (EDTF level 1, "qualification of a date")."""

    NONE = ""
    UNCERTAIN = "?"
    APPROXIMATE = "~"
    BOTH = "%"

    @property
    def uncertain(self) -> bool:
        return self in (Doubt.UNCERTAIN, Doubt.BOTH)


class Holds(Enum):
    """Whether a relation between two uncertain dates holds. Has no truth value: say `.certain` or `.possible`."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    NO = "no"

    @classmethod
    def of(cls, *, certain: bool, possible: bool) -> "Holds":
        if certain:
            return cls.CERTAINLY
        return cls.POSSIBLY if possible else cls.NO

    @property
    def certain(self) -> bool:
        return self is Holds.CERTAINLY

    @property
    def possible(self) -> bool:
        return self is not Holds.NO

    @property
    def doubted(self) -> "Holds":
        """The same where a source is unsure of its date: no longer certain."""
        return Holds.POSSIBLY if self is Holds.CERTAINLY else self

    def __bool__(self) -> NoReturn:
        message = "A relation of uncertain dates is neither true nor false; ask .certain or .possible"
        raise TypeError(message)
