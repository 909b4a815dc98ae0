"""What a serving process writes of itself: one JSON object a line, about pages and states, and never about anybody.

A line has `time`, `level`, `from` and `says`, and what else is known of its kind. No path of a request, no address of a
person, no name, no account: a path can name a case, and a log lies on a disk in clear.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from dokaz.kernel import clock

OURS = "dokaz"
TOLD = "told"  # the attribute of a record with further fields: `extra={TOLD: {...}}`


class Line(logging.Formatter):
    """Our own records: their sentences are ours and hold codes only."""

    def format(self, record: logging.LogRecord) -> str:
        return _line(record, record.getMessage(), getattr(record, TOLD, {}))


class LineOfOthers(logging.Formatter):
    """A library's records: what it puts into its sentences may be an address or a path, and is left out.

    A sentence that was filled in before it came here cannot be told from one that never had a gap; such a warning is
    not repeated at all, and only an error, which a person must see, is.
    """

    KEPT = "a warning that may name somebody, and is not repeated"

    def format(self, record: logging.LogRecord) -> str:
        whole = bool(record.args) or record.levelno >= logging.ERROR
        says = record.msg if whole and isinstance(record.msg, str) else self.KEPT
        kind = record.exc_info[0] if record.exc_info else None
        return _line(record, says, {"fault": kind.__name__} if kind else {})


def begin() -> None:
    """Write the records of this house to standard error from now on, for systemd's journal or a file."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    ours = logging.getLogger(OURS)
    ours.handlers[:] = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False


@contextmanager
def begun() -> Iterator[None]:
    """`begin` for as long as the block runs: of a command that may be one of several in a process."""
    ours = logging.getLogger(OURS)
    before = ours.handlers[:], ours.level, ours.propagate
    begin()
    try:
        yield
    finally:
        ours.handlers[:], ours.level, ours.propagate = before


def _line(record: logging.LogRecord, says: str, told: dict[str, Any]) -> str:
    at = clock.timestamp(datetime.fromtimestamp(record.created, UTC))
    fields = {"time": at, "level": record.levelname.lower(), "from": record.name, "says": says, **told}
    return json.dumps(fields, ensure_ascii=False)
