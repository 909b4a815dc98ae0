"""Writing entries in the verb's own transaction.

Rows go in by executemany: Django's bulk_create costs more than everything else here together.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from dokaz.journal import wires
from dokaz.journal.errors import OutsideTransaction
from dokaz.journal.events import SALT_SIZE, Draft, canonical_event, commitment
from dokaz.journal.steps import Step
from dokaz.kernel.faults import step

__all__ = ["insert", "next_ids", "record_many"]


def record_many(drafts: Sequence[Draft]) -> list[int]:
    if not connection.in_atomic_block:
        raise OutsideTransaction(verb=drafts[0].verb if drafts else "-")
    if not drafts:
        return []
    events = [canonical_event(draft) for draft in drafts]
    salts = _salts(len(drafts))
    with connection.cursor() as cursor:
        ids = next_ids(cursor, len(drafts))
        _write_entries(cursor, ids, drafts, salts, events)
        step(Step.ENTRIES_WRITTEN)
        insert(cursor, "body", ("entry_id", "salt", "event", "sealed"), map(_body, ids, drafts, salts, events))
        step(Step.BODIES_WRITTEN)
        _write_marks(cursor, ids, drafts)
        step(Step.MARKS_WRITTEN)
    return ids


def _salts(count: int) -> list[bytes]:
    pool = secrets.token_bytes(count * SALT_SIZE)  # one system call instead of thousands
    return [pool[i : i + SALT_SIZE] for i in range(0, len(pool), SALT_SIZE)]


def next_ids(cursor: CursorWrapper, count: int) -> list[int]:
    """Numbers never used before. They are in no order that means anything: not that of commits."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('journal_entry', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [number for (number,) in cursor.fetchall()]
    # SQLite: BEGIN IMMEDIATE has made us the only writer
    cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'journal_entry'")
    (last,) = cursor.fetchone()
    return list(range(last + 1, last + 1 + count))


def _write_entries(
    cursor: CursorWrapper, ids: list[int], drafts: Sequence[Draft], salts: list[bytes], events: list[bytes]
) -> None:
    native = connection.features.has_native_uuid_field

    def row(id_: int, draft: Draft, salt: bytes, event: bytes) -> tuple[Any, ...]:
        place = draft.compartment if native or draft.compartment is None else draft.compartment.hex
        verb = None if draft.sealed else draft.verb
        return id_, commitment(salt, event), verb, place, draft.erasable, draft.sealed

    columns = ("id", "leaf", "verb", "compartment", "erasable", "sealed")
    insert(cursor, "entry", columns, map(row, ids, drafts, salts, events))


def _write_marks(cursor: CursorWrapper, ids: list[int], drafts: Sequence[Draft]) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    insert(cursor, "subject", ("entry_id", "ref"), _subjects(ids, drafts))
    insert(cursor, "written", ("entry_id", "kind", "row", "sha256"), _written(ids, drafts))
    insert(
        cursor, "pending", ("entry_id", "at"), ((id_, adapt(draft.now)) for id_, draft in zip(ids, drafts, strict=True))
    )


def _body(id_: int, draft: Draft, salt: bytes, event: bytes) -> tuple[Any, ...]:
    if draft.sealed:
        assert draft.compartment is not None
        return id_, None, None, wires.sealer().seal(draft.compartment, salt + event)
    return id_, salt, event, None


def _subjects(ids: list[int], drafts: Sequence[Draft]) -> Iterable[tuple[Any, ...]]:
    # what a sealed entry is about is inside the seal only
    for id_, draft in zip(ids, drafts, strict=True):
        if not draft.sealed:
            yield from ((id_, ref) for ref in dict.fromkeys(draft.about))


def _written(ids: list[int], drafts: Sequence[Draft]) -> Iterable[tuple[Any, ...]]:
    for id_, draft in zip(ids, drafts, strict=True):
        yield from ((id_, record.kind, record.id, record.sha256) for record in draft.records)


def insert(cursor: CursorWrapper, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows by plain SQL: the ORM costs twenty times as much for a row. The values are as the database takes them."""
    names, places = ", ".join(map(connection.ops.quote_name, columns)), ", ".join(["%s"] * len(columns))
    if values := list(rows):
        cursor.executemany(f"INSERT INTO journal_{table} ({names}) VALUES ({places})", values)  # noqa: S608
