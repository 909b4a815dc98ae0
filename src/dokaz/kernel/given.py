"""What fields by their names say: a reason why there is no answer is no answer."""

from collections.abc import Mapping
from datetime import date

from dokaz.kernel.answers import Answer
from dokaz.kernel.dates import Moment, Span

Fields = Mapping[str, object]
_DAY = 86_400


def is_said(fields: Fields, name: str, /) -> bool:
    return not isinstance(fields.get(name), type(None) | Answer)


def text(fields: Fields, name: str, /) -> str:
    """The text or code of a field; empty where there is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def lines(fields: Fields, name: str, /) -> tuple[str, ...]:
    return tuple(text(fields, name).split())


def first_day(fields: Fields, name: str, /) -> date | None:
    """The first day of a date; None where it is open or not said."""
    span = fields.get(name)
    if not isinstance(span, Span) or not isinstance(span.begin, Moment):
        return None
    return date.fromordinal(max(1, span.begin.window[0] // _DAY + 1))


def last_day(fields: Fields, name: str, /) -> date | None:
    """The last day of a date, which is when a deadline has passed; None where it is open or not said."""
    span = fields.get(name)
    if not isinstance(span, Span) or not isinstance(span.end, Moment):
        return None
    return date.fromordinal(max(1, (span.end.window[1] - 1) // _DAY + 1))
