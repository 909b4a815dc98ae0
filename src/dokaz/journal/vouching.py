"""Whether a row still is what its newest entry says (SECURITY 5.6): asked each time a decision rests on the row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from dokaz.database.api import RecordDigest
from dokaz.journal.errors import RecordUnvouched
from dokaz.journal.events import SALT_SIZE, commitment
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

__all__ = ["count", "vouch"]

_AT_ONCE = 500
_NAMES = {"kind", "id", "sha256"}

# plain SQL: building the query costs Django more than everything else here, and every decision asks
_MARKS = """
    SELECT written.row, written.sha256, entry.leaf, body.salt, body.event, entry.compartment, body.sealed
    FROM journal_written AS written
    JOIN journal_entry AS entry ON entry.id = written.entry_id
    LEFT JOIN journal_body AS body ON body.entry_id = written.entry_id
    WHERE written.kind = %s AND written.row IN ({places})
    ORDER BY written.entry_id, written.id"""


_Unseal = Callable[[UUID, bytes], bytes | None]


def vouch(digests: Iterable[RecordDigest], unseal: _Unseal | None = None) -> None:
    """One question for all rows of a kind."""
    by_kind: dict[str, list[RecordDigest]] = {}
    for digest in digests:
        by_kind.setdefault(digest.kind, []).append(digest)
    for kind, rows in by_kind.items():
        for start in range(0, len(rows), _AT_ONCE):
            _vouch(kind, rows[start : start + _AT_ONCE], unseal)


def count(kind: str) -> int:
    """How many rows of this kind entries speak of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT row) FROM journal_written WHERE kind = %s", [kind])
        return int(cursor.fetchone()[0])


def _vouch(kind: str, digests: Sequence[RecordDigest], unseal: _Unseal | None) -> None:
    marks = dict(_marks(kind, [digest.id for digest in digests]))  # the newest of a row comes last and stays
    for digest in digests:
        mark = marks.get(digest.id)
        if mark is None or mark.sha256 != digest.sha256 or not _stands_in_event(mark, digest, unseal):
            raise RecordUnvouched(kind=digest.kind, row=digest.id)


class _Mark(NamedTuple):
    """The newest mark of a row, with the leaf and the body of its entry."""

    sha256: str | None
    leaf: bytes
    salt: bytes | None
    event: bytes | None
    compartment: Any
    sealed: bytes | None


def _marks(kind: str, rows: Sequence[str]) -> Iterator[tuple[str, _Mark]]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(places=", ".join(["%s"] * len(rows))), [kind, *rows])
        found = cursor.fetchall()
    return ((row, _Mark(*mark)) for row, *mark in found)


def _stands_in_event(mark: _Mark, digest: RecordDigest, unseal: _Unseal | None) -> bool:
    """The mark beside the entry is believed only with the event that the leaf commits to.

    So a row that decides anything is written by an open entry, or by one that is sealed to whoever decides.
    """
    salt, event = _opened(mark, unseal)
    if salt is None or event is None:
        return False
    return commitment(salt, event) == bytes(mark.leaf) and (digest.kind, digest.id, digest.sha256) in _named_in(event)


def _opened(mark: _Mark, unseal: _Unseal | None) -> tuple[bytes | None, bytes | None]:
    """Salt and event of an entry that is open, or sealed to the reader."""
    if mark.salt is not None and mark.event is not None:
        return bytes(mark.salt), bytes(mark.event)
    if mark.sealed is None or mark.compartment is None or unseal is None:
        return None, None
    body = unseal(UUID(str(mark.compartment)), bytes(mark.sealed))
    return (None, None) if body is None else (body[:SALT_SIZE], body[SALT_SIZE:])


@lru_cache(maxsize=1024)
def _named_in(event: bytes) -> frozenset[tuple[object, ...]]:
    """The records an event names. As in ADR 0010: asked of nothing but these bytes, which are read anew each time."""
    try:
        records = canonical.read_event(event)["records"]
    except (VerifyError, KeyError):
        return frozenset()
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        return frozenset()
    named = (each for each in records if isinstance(each, dict) and each.keys() == _NAMES)
    return frozenset((each["kind"], each["id"], each["sha256"]) for each in named)
