"""The one place that reads the clock, and how an instant is written.

Only sites, the command line, jobs and session handling ask `now()`; every verb below is given the time.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dokaz.kernel.errors import TimestampMalformed

# RFC 3339 5.6, date-time; fractions beyond microseconds are refused rather than cut off.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(slots=True)
class Clock:
    """A clock for tests and the invented world: it stands still, or goes on by `step` each time it is read."""

    at: datetime
    step: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.at = _in_utc(self.at)

    def now(self) -> datetime:
        shown = self.at
        self.at += self.step
        return shown

    def advance(self, by: timedelta) -> None:
        self.at += by


_shown: Clock | None = None


def now() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC) if _shown is None else _shown.now()  # noqa: TID251 - the one place that reads it


@contextmanager
def showing(clock: Clock) -> Iterator[Clock]:
    """Let `now()` read this clock in every thread of the process until the block ends."""
    global _shown  # noqa: PLW0603 - a server under test answers in other threads, which a context variable does not reach
    before, _shown = _shown, clock
    try:
        yield clock
    finally:
        _shown = before


def timestamp(instant: datetime) -> str:
    """The instant as RFC 3339 in UTC with microseconds: always 27 characters, so that text order is time order."""
    return _in_utc(instant).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The instant of an RFC 3339 time, in UTC. Raises TimestampMalformed."""
    if not _RFC_3339.fullmatch(text):
        raise TimestampMalformed(text=text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as why:  # no such day, hour or leap second; or beyond the calendar in UTC
        raise TimestampMalformed(text=text) from why


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise TimestampMalformed(text=instant.isoformat())
    return instant.astimezone(UTC)
