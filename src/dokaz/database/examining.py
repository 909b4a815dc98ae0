"""Reading the whole database for damage, page by page as far as the database lets us."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from dokaz.database import guards, opening
from dokaz.database.errors import DatabaseDamaged, GuardMissing
from dokaz.kernel.languages import _, said

__all__ = ["examine"]

# Both only read. A heap is checked with its toasted values; an index also for rows it lacks.
_TABLES = """
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname"""
_INDEXES = """
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_am a ON a.oid = c.relam
    WHERE n.nspname = 'public' AND c.relkind = 'i' AND a.amname = 'btree' ORDER BY c.relname"""
_HEAP = "SELECT blkno, msg FROM verify_heapam(%s, check_toast := true)"
_BTREE = "SELECT bt_index_check(%s, true)"
_MAY_CHECK = """
    SELECT COALESCE(bool_and(has_function_privilege(oid, 'EXECUTE')), false) AND count(*) = 2 FROM pg_proc
    WHERE oid IN (to_regprocedure('bt_index_check(regclass,boolean)'),
        to_regprocedure('verify_heapam(regclass,boolean,boolean,text,bigint,bigint)'))"""

NO_AMCHECK = _(
    "The structure of tables and indexes was not checked: the extension amcheck is not there for this role"
    " (docs/operating.md, “On PostgreSQL”)."
)
NO_CHECKSUMS = _(
    "The server keeps no checksums of its pages (initdb --data-checksums), so a flipped bit is found only where a"
    " record, a signature or a hash shows it."
)


def examine() -> tuple[str, ...]:
    if connection.vendor != "postgresql":
        _examine_file()
        return ()
    with connection.cursor() as cursor:
        _refuse_missing_guards()
        for name in [model._meta.db_table for model in apps.get_models()]:  # noqa: SLF001
            cursor.execute(f'SELECT count(hashtext(t::text)) FROM "{name}" t')  # noqa: S608 - every value read whole
        unseen = []
        if _only(cursor, "SHOW data_checksums") != "on":
            unseen.append(said(NO_CHECKSUMS))
        if not _only(cursor, _MAY_CHECK):
            unseen.append(said(NO_AMCHECK))
        elif faults := list(_faults(cursor)):
            raise DatabaseDamaged(path=opening.described(), damage="; ".join(faults))
    return tuple(unseen)


def _examine_file() -> None:
    """Check the seal of every page, then SQLite's own structure."""
    with connection.cursor() as cursor:
        faults = [row[0] for row in cursor.execute("PRAGMA cipher_integrity_check").fetchall()]
        if not faults:
            faults = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    if faults:
        raise DatabaseDamaged(path=opening.described(), damage="; ".join(faults))


def _refuse_missing_guards() -> None:
    if missing := guards.missing(connection):
        raise GuardMissing(guards=", ".join(missing))


def _faults(cursor: Any) -> Iterator[str]:
    for table, name in _rows(cursor, _TABLES):
        yield from (f"{name}, page {page}: {what}" for page, what in _rows(cursor, _HEAP, table))
    for index, _name in _rows(cursor, _INDEXES):
        cursor.execute(_BTREE, [index])  # raises index_corrupted, which is DatabaseDamaged


def _rows(cursor: Any, question: str, *values: Any) -> list[tuple[Any, ...]]:
    cursor.execute(question, values)
    return list(cursor.fetchall())


def _only(cursor: Any, question: str) -> Any:
    return _rows(cursor, question)[0][0]
