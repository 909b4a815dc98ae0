"""Django's SQLite backend with SQLCipher underneath.

The raw key is asked from `dokaz.database.opening` at every connection and never rests in settings.
Durability: WAL with synchronous=FULL, so that a commit that was acknowledged outlives a power cut.
"""

import datetime as dt
import decimal
import os
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base, features
from django.db.backends.sqlite3._functions import register as register_functions  # type: ignore[import-untyped]
from django.db.utils import DatabaseErrorWrapper
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - the name Django asks for

from dokaz.database import opening
from dokaz.database.errors import DatabaseBusy, DatabaseDamaged, DatabaseFull, WrongDatabaseKey
from dokaz.database.sqlcipher import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Cursor", "DatabaseFeatures", "DatabaseWrapper"]

SQLITE_CORRUPT = 11
SQLITE_NOTADB = 26

# secure_delete: erased salts and keys are overwritten, not only unlinked (SECURITY 3.1).
# cache_size in KiB: SQLite's own 2 MiB makes each keyed hash land on a page to be read, checked and opened.
# recursive_triggers: without it INSERT OR REPLACE deletes rows past the append-only triggers.
PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA recursive_triggers = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32768;
    PRAGMA legacy_alter_table = OFF;
    PRAGMA busy_timeout = 5000;
"""

PATIENCE = 5  # seconds, as `busy_timeout` says to SQLite for writers of other processes

_turns = [Lock()]


def _start_anew() -> None:
    _turns[0] = Lock()  # a thread that is not in the child may have held it


os.register_at_fork(after_in_child=_start_anew)

for _kind, _parse in {
    "bool": b"1".__eq__,
    "date": base.decoder(parse_date),
    "time": base.decoder(parse_time),
    "datetime": base.decoder(parse_datetime),
    "timestamp": base.decoder(parse_datetime),
}.items():
    Database.register_converter(_kind, _parse)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(dt.date, base.adapt_date)
Database.register_adapter(dt.datetime, base.adapt_datetime)


@contextmanager
def _damage_named() -> "Iterator[None]":
    try:
        yield
    except Database.DatabaseError as fault:
        if _is_damage(fault):
            raise DatabaseDamaged(path=opening.path(), damage=str(fault)) from fault
        if _is_busy(fault):
            raise DatabaseBusy from fault
        raise


def _is_busy(fault: Exception) -> bool:
    return str(fault) in {"database is locked", "database table is locked"}  # SQLITE_BUSY, SQLITE_LOCKED


def _is_full(fault: Exception) -> bool:
    return str(fault) == "database or disk is full"  # SQLITE_FULL


def _is_damage(fault: Exception) -> bool:
    # sqlcipher3 carries no error number; these two sentences are SQLite's own for SQLITE_CORRUPT and SQLITE_NOTADB
    return str(fault) in {"database disk image is malformed", "file is not a database"}


class Cursor(Database.Cursor):  # type: ignore[misc]
    """Speaks Django's %s, and names a damaged page instead of passing on SQLite's words."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        with _damage_named():
            if params is None:
                return super().execute(query)
            names = list(params) if isinstance(params, dict) else None
            return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with _damage_named():
            return super().executemany(self.convert_query(query), param_list)

    def fetchone(self) -> Any:
        with _damage_named():
            return super().fetchone()

    def fetchmany(self, *size: int) -> Any:
        with _damage_named():
            return super().fetchmany(*size)

    def fetchall(self) -> Any:
        with _damage_named():
            return super().fetchall()


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = 32_766  # SQLITE_MAX_VARIABLE_NUMBER is 250,000 here; fewer, larger statements


class Named(DatabaseErrorWrapper):
    """Names a full disk, which a statement may find or only the commit, and leaves the rest to Django."""

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:  # noqa: PYI036
        if isinstance(exc_value, Database.DatabaseError) and _is_full(exc_value):
            raise DatabaseFull(place=opening.described()).with_traceback(traceback) from exc_value
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    display_name = "SQLCipher"
    Database = Database
    features_class = DatabaseFeatures

    transaction_mode: str
    _held: Any = None

    @cached_property
    def wrap_database_errors(self) -> Named:
        return Named(self)

    def _start_transaction_under_autocommit(self) -> None:
        """Writers of this process queue before they ask SQLite, which would let them try again at longer intervals."""
        if self.transaction_mode == "IMMEDIATE":  # the stubs know none of these five
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _take_turn(self) -> None:
        turn = _turns[0]
        if not turn.acquire(timeout=PATIENCE):
            raise DatabaseBusy
        self._held = turn

    def _end_turn(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()  # also where it fails: a full disk has ended the transaction, and nobody else waits for it

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def get_connection_params(self) -> dict[str, Any]:
        opening.key()  # refuses with a sentence before Django complains about an empty NAME
        params = super().get_connection_params()
        params["detect_types"] = Database.PARSE_DECLTYPES | Database.PARSE_COLNAMES
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**conn_params)
        try:
            self._unlock(connection)
        except BaseException:
            connection.close()
            raise
        register_functions(connection)
        matching.register(connection)
        return connection

    def _unlock(self, connection: Any) -> None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # SQLCipher would write faults to stderr
        connection.execute(f"PRAGMA key = \"x'{opening.key().hex()}'\"")
        try:
            connection.execute("PRAGMA user_version").fetchone()  # reads the first page, and no other
        except Database.DatabaseError as fault:
            if _is_damage(fault):
                raise WrongDatabaseKey(path=opening.path()) from fault
            if _is_busy(fault):
                raise DatabaseBusy from fault
            raise
        with _damage_named():
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.executescript(PRAGMAS)

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's signature
        return self.connection.cursor(factory=Cursor)
