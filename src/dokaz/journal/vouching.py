"""Whether a row still is what its newest entry says (SECURITY 5.6): asked each time a decision rests on the row."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from dokaz.database.api import RecordDigest
from dokaz.journal.errors import RecordUnvouched
from dokaz.journal.events import SALT_SIZE, commitment
from dokaz.journal.searching import Unseal
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

__all__ = ["vouch"]

_AT_ONCE = 500
_NAMES = {"kind", "id", "sha256"}

# plain SQL: building the query costs Django more than everything else here, and every decision asks
_MARKS = """
    SELECT written.row, written.sha256, entry.leaf, body.salt, body.event, body.sealed, entry.compartment
    FROM journal_written AS written
    JOIN journal_entry AS entry ON entry.id = written.entry_id
    LEFT JOIN journal_body AS body ON body.entry_id = written.entry_id
    WHERE written.kind = %s AND written.row IN ({places})
    ORDER BY written.entry_id, written.id"""


def vouch(digests: Iterable[RecordDigest], unseal: Unseal | None = None) -> None:
    """One question for all rows of a kind; a sealed entry that speaks of several of them is opened once."""
    opened = _Opening(unseal)
    by_kind: dict[str, list[RecordDigest]] = {}
    for digest in digests:
        by_kind.setdefault(digest.kind, []).append(digest)
    for kind, rows in by_kind.items():
        for start in range(0, len(rows), _AT_ONCE):
            _vouch(kind, rows[start : start + _AT_ONCE], opened)


def _vouch(kind: str, digests: Sequence[RecordDigest], opened: "_Opening") -> None:
    marks = dict(_marks(kind, [digest.id for digest in digests]))  # the newest of a row comes last and stays
    for digest in digests:
        mark = marks.get(digest.id)
        if mark is None or mark.sha256 != digest.sha256 or not _stands_in_event(opened.mark(mark), digest):
            raise RecordUnvouched(kind=digest.kind, row=digest.id)


class _Mark(NamedTuple):
    """The newest mark of a row, with the leaf and the body of its entry."""

    sha256: str | None
    leaf: bytes
    salt: bytes | None
    event: bytes | None
    sealed: bytes | None
    compartment: UUID | str | None


class _Opening:
    """What opens sealed entries, for one question; what it opened is forgotten with it."""

    def __init__(self, unseal: Unseal | None) -> None:
        self._unseal = unseal
        self._opened: dict[bytes, bytes | None] = {}

    def mark(self, mark: _Mark) -> _Mark:
        if self._unseal is None or mark.sealed is None or mark.compartment is None:
            return mark
        if mark.leaf not in self._opened:
            place = mark.compartment if isinstance(mark.compartment, UUID) else UUID(mark.compartment)
            self._opened[mark.leaf] = self._unseal(place, bytes(mark.sealed))
        plain = self._opened[mark.leaf]
        return mark if plain is None else mark._replace(salt=plain[:SALT_SIZE], event=plain[SALT_SIZE:])


def _marks(kind: str, rows: Sequence[str]) -> Iterator[tuple[str, _Mark]]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(places=", ".join(["%s"] * len(rows))), [kind, *rows])
        found = cursor.fetchall()
    return ((row, _Mark(*mark)) for row, *mark in found)


def _stands_in_event(mark: _Mark, digest: RecordDigest) -> bool:
    """The mark beside the entry is believed only with the event that the leaf commits to.

    So a row that decides anything is written by an open entry, or by a sealed one that whoever decides can open: what
    an erased one said cannot be read here.
    """
    if mark.salt is None or mark.event is None:
        return False
    salt, event = bytes(mark.salt), bytes(mark.event)
    named = _named_in if mark.sealed is None else _named_in.__wrapped__  # what was sealed stays in no memory
    return commitment(salt, event) == bytes(mark.leaf) and (digest.kind, digest.id, digest.sha256) in named(event)


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
