"""What fields by their names say: a reason why there is no answer is no answer."""

from collections.abc import Mapping
from datetime import date

from dokaz.kernel.answers import Answer
from dokaz.kernel.dates import Moment, Span

Fields = Mapping[str, object]


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
    return span.begin.first_day if isinstance(span, Span) and isinstance(span.begin, Moment) else None


def last_day(fields: Fields, name: str, /) -> date | None:
    """The last day of a date, which is when a deadline has passed; None where it is open or not said."""
    span = fields.get(name)
    return span.end.last_day if isinstance(span, Span) and isinstance(span.end, Moment) else None
