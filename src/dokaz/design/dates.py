"""Times as people read them, in the language of the page; and the parts of a date as a form asks for them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from dokaz.design.errors import NotOneDate
from dokaz.design.languages import shown
from dokaz.kernel.dates import Doubt, Moment, Precision, Span, in_words
from dokaz.kernel.errors import DateError
from dokaz.kernel.languages import Language

_NUMBER = re.compile(r"[0-9]{1,2}")
_YEAR = re.compile(r"[0-9]{4}")


def when(span: Span) -> str:
    """An uncertain date in words: "about 12 August 2020". Never a time nobody gave."""
    return in_words(span, shown())


def instant(at: datetime) -> str:
    """A time of the machine to the minute, with its zone: "23 November 2026, 14:02 UTC"."""
    return _minute(at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M").zfill(16), shown())


@lru_cache(maxsize=2048)  # a list of fifty rows spent a twentieth of its time on their days
def _minute(written: str, language: Language) -> str:
    return f"{in_words(Span.parse(written), language)} UTC"


class PartsUnclear(ValueError):
    """The parts make no date; `why` is a key of the field's messages."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Parts:
    """A date as it is asked for: three texts and how sure the reader is. An empty part was not given."""

    day: str = ""
    month: str = ""
    year: str = ""
    doubt: str = Doubt.NONE.name

    @classmethod
    def of(cls, span: Span) -> "Parts":
        """The parts of one date. Raises NotOneDate where three parts cannot say it."""
        moment = span.begin
        if not (span.single and isinstance(moment, Moment) and _fits(moment)):
            raise NotOneDate(span=span)
        return cls(_short(moment.day), _short(moment.month), moment.year, moment.doubt.name)

    @property
    def blank(self) -> bool:
        return not (self.day or self.month or self.year)

    def span(self) -> Span:
        """The date with exactly the parts that were given. Raises PartsUnclear."""
        self._require_clear()
        month, day = (part.zfill(2) if part else None for part in (self.month, self.day))
        try:
            return Span.on(Moment(self.year, month, day, doubt=Doubt[self.doubt]))
        except DateError as why:
            raise PartsUnclear("no_such_day") from why

    def _require_clear(self) -> None:
        if self.doubt not in Doubt.__members__:
            raise PartsUnclear("no_doubt")
        if not self.year:
            raise PartsUnclear("no_year")
        if self.day and not self.month:
            raise PartsUnclear("no_month")
        numbers = [_NUMBER.fullmatch(part) for part in (self.day, self.month) if part]
        if not (_YEAR.fullmatch(self.year) and all(numbers)):
            raise PartsUnclear("not_numbers")
        if self.month and not 1 <= int(self.month) <= 12:  # EDTF writes seasons as months 21 to 24
            raise PartsUnclear("no_such_day")


def _fits(moment: Moment) -> bool:
    given = (moment.year, moment.month or "", moment.day or "")
    return moment.precision in (Precision.YEAR, Precision.MONTH, Precision.DAY) and "X" not in "".join(given)


def _short(part: str | None) -> str:
    return str(int(part)) if part else ""
