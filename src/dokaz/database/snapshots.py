"""One state of the database over several questions, whatever others commit meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from dokaz.database import turns

__all__ = ["snapshot"]


@contextmanager
def snapshot() -> Iterator[None]:
    begin = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with begin(connection):
        yield


@contextmanager
def _on_sqlite(database: Any) -> Iterator[None]:
    """A deferred BEGIN takes no lock of writing: in WAL others go on. The first question fixes what is seen."""
    database.ensure_connection()  # which sets the usual mode
    usual, database.transaction_mode = database.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(durable=True), database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
            cursor.execute("PRAGMA query_only = ON")
            yield
    finally:
        database.transaction_mode = usual
        with database.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@contextmanager
def _on_postgresql(database: Any) -> Iterator[None]:
    with turns.taking(turns.FREE), transaction.atomic(durable=True), database.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT 1")  # the first question fixes what is seen
        yield
