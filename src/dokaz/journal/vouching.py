"""Whether a row still is what its newest entry says (SECURITY 5.6): asked each time a decision rests on the row."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from dokaz.database.api import RecordDigest
from dokaz.journal.errors import RecordUnvouched
from dokaz.journal.events import commitment
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

__all__ = ["vouch"]

# plain SQL: building the query costs Django more than everything else here, and every decision asks
_NEWEST = """
    SELECT written.sha256, entry.leaf, body.salt, body.event, body.sealed
    FROM journal_written AS written
    JOIN journal_entry AS entry ON entry.id = written.entry_id
    LEFT JOIN journal_body AS body ON body.entry_id = written.entry_id
    WHERE written.kind = %s AND written.row = %s
    ORDER BY written.entry_id DESC, written.id DESC LIMIT 1"""


def vouch(digests: Iterable[RecordDigest]) -> None:
    for digest in digests:
        _vouch(digest)


def _vouch(digest: RecordDigest) -> None:
    mark = _newest_mark(digest)
    if mark is None or mark.sha256 != digest.sha256 or not _stands_in_event(mark, digest):
        raise RecordUnvouched(kind=digest.kind, row=digest.id)


class _Mark(NamedTuple):
    """The newest mark of a row, with the leaf and the body of its entry."""

    sha256: str | None
    leaf: bytes
    salt: bytes | None
    event: bytes | None
    sealed: bytes | None


def _newest_mark(digest: RecordDigest) -> _Mark | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [digest.kind, digest.id])
        found = cursor.fetchone()
    return None if found is None else _Mark(*found)


def _stands_in_event(mark: _Mark, digest: RecordDigest) -> bool:
    """The mark beside the entry is believed only with the event that the leaf commits to."""
    if mark.salt is None or mark.event is None:
        return mark.sealed is not None  # a sealed body opens for its members only; `verify` opens and compares it
    salt, event = bytes(mark.salt), bytes(mark.event)
    return commitment(salt, event) == bytes(mark.leaf) and _names(event, digest)


def _names(event: bytes, digest: RecordDigest) -> bool:
    try:
        records = canonical.read_event(event)["records"]
    except (VerifyError, KeyError):
        return False
    named = {"kind": digest.kind, "id": digest.id, "sha256": digest.sha256}
    return isinstance(records, list) and named in records
