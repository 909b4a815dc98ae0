"""The door of the database: which file is open, guards for migrations, and digests of rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection
from django.db.models import Model

from dokaz.database import digests as _digests
from dokaz.database import examining as _examining
from dokaz.database import guards as _guards
from dokaz.database import loading as _loading
from dokaz.database import opening as _opening
from dokaz.database import scrubbing as _scrubbing
from dokaz.database import selecting as _selecting
from dokaz.database import snapshots as _snapshots
from dokaz.database import turns as _turns
from dokaz.database.digests import RecordDigest
from dokaz.database.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFault,
    DatabaseFull,
    DatabaseNotEmpty,
    DatabaseNotOpen,
    DatabaseOutdated,
    GuardMissing,
    NotAServer,
    RoleTooStrong,
    ServerUnfit,
    UnknownKind,
    WrongDatabaseKey,
)
from dokaz.database.places import Place, Server
from dokaz.database.selecting import Row

__all__ = [
    "DatabaseAway",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseFault",
    "DatabaseFull",
    "DatabaseNotEmpty",
    "DatabaseNotOpen",
    "DatabaseOutdated",
    "GuardMissing",
    "NotAServer",
    "Place",
    "RecordDigest",
    "RoleTooStrong",
    "Server",
    "ServerUnfit",
    "UnknownKind",
    "WrongDatabaseKey",
    "answers",
    "append_only",
    "beside_others",
    "close",
    "digest",
    "digests",
    "emptied",
    "examine",
    "fixed_kinds",
    "forbid",
    "gone",
    "let_go",
    "migrate",
    "migrations",
    "open",
    "prepare",
    "recompute",
    "recompute_many",
    "require_empty",
    "rows",
    "scrub",
    "select",
    "snapshot",
    "unguarded",
]


def open(place: Place, *, key: bytes, owner: bool = False) -> None:  # noqa: A001 - read as `database.open`
    """Point this process at a database: a SQLCipher file, made if it is not there, or one on a server.

    The raw 32-byte key opens the file; a server has no use for it. Any earlier one is closed first. As `owner` the role
    that owns the tables of a server may be used, for what only it can do: `migrate`, `unguarded`, `scrub`. Raises
    WrongDatabaseKey for a file, DatabaseAway, ServerUnfit and RoleTooStrong for a server.
    """
    _opening.point_at(place, key, owner=owner)


def close() -> None:
    """Close the connection of this thread and forget the key."""
    _opening.close()


def let_go() -> None:
    """Close the connection of this thread and keep the key: before a fork, and at the end of a thread."""
    _opening.let_go()


def migrate(targets: Mapping[str, str] | None = None) -> None:
    """Bring every table to the present form, silently, and put back any guard that a change of table has dropped.

    With `targets`, as `migrations` gave them, an empty database gets the form of an earlier release. On a server only
    the owner of the tables may (`prepare`). Raises DatabaseOutdated there, if it did not.
    """
    _opening.migrate(targets)


def migrations() -> dict[str, str]:
    """The newest migration of each app that this database has had: the form its tables have."""
    return _opening.migrations()


def prepare(place: Place, *, role: str) -> None:
    """As the owner of a database on a server: make or renew its tables and guards, and let `role` work with the rows.

    Nothing is open afterwards. Raises NotAServer, RoleTooStrong, ServerUnfit, DatabaseAway.
    """
    from dokaz.database.postgresql.preparing import prepare as _prepare  # noqa: PLC0415 - the embedded one does without

    _prepare(place, role)


def require_empty() -> None:
    """Return only if no table holds a row. Raises DatabaseNotEmpty."""
    _loading.require_empty()


def examine() -> tuple[str, ...]:
    """Read every page, and name in sentences what could not be looked at.

    SQLCipher: the seal of every page and SQLite's structure. PostgreSQL: every row, the guards, and tables and indexes
    by amcheck where the role may. Raises DatabaseDamaged naming the places, GuardMissing.
    """
    return _examining.examine()


def scrub() -> tuple[str, ...]:
    """Write the database anew, so that it no longer holds what was taken out, and say in sentences where it still lies.

    Outside any transaction. On a server only the owner of the tables can; for another role the sentences say so.
    Raises DatabaseBusy where somebody still reads what was there before.
    """
    return _scrubbing.scrub()


def beside_others(*, queue: str | None = None) -> AbstractContextManager[None]:
    """Let the transaction begun inside run beside others of its kind on a server; elsewhere it makes no difference.

    Every other transaction is alone, as on SQLite, so that a verb which reads, decides and writes is right without a
    thought of others. Only for a verb that was shown to be right beside itself. Who names the same `queue` waits there.
    """
    return _turns.beside_others(queue)


def append_only(
    table: str, *, may_change: Sequence[str] = (), may_erase: Sequence[str] = (), may_delete: bool = False
) -> _guards.Guard:
    """Say in a migration that rows of a table are never changed or deleted; `may_change` names columns that may be.

    Columns of `may_erase` may be emptied, and then stay empty.
    """
    return _guards.AppendOnly(table, may_change=may_change, may_erase=may_erase, may_delete=may_delete)


def forbid(table: str, *, name: str, event: str, when: str, rule: str) -> _guards.Guard:
    """Say in a migration that an INSERT, UPDATE or DELETE is refused where the condition over NEW and OLD is true.

    `name` is unique for the table. `rule` is a code in plain letters; the refusal is Django's IntegrityError
    with the text "<table>: <rule>".
    """
    return _guards.Forbid(table, name=name, event=event, when=when, rule=rule)


def digest(instance: Model) -> RecordDigest:
    """SHA-256 over the RFC 8785 form of every column of a saved row: what `journal.record(records=…)` takes.

    Bytes are base64, times RFC 3339 in UTC with microseconds, ids text, JSON as it is; floats are refused.
    """
    return _digests.digest(instance)


def digests(*instances: Model) -> tuple[RecordDigest, ...]:
    """The digest of each row, in the order given."""
    return tuple(map(_digests.digest, instances))


def gone(kind: str, *, id: object) -> RecordDigest:  # noqa: A002 - the word of RecordDigest
    """The record of a row that a verb took away, so that its absence is not reported as tampering."""
    return _digests.gone(kind, id)


def recompute(kind: str, *, id: str) -> str | None:  # noqa: A002
    """The digest of the row as it stands now; None where there is no such row. Raises UnknownKind."""
    return _digests.recompute_many(kind, [id]).get(id)


def recompute_many(kind: str, *, ids: Collection[str]) -> dict[str, str | None]:
    """`recompute` for many rows of one kind at once."""
    return _digests.recompute_many(kind, ids)


def fixed_kinds() -> frozenset[str]:
    """The kinds of rows of which guards refuse every change but emptying, and removal: one digest until then."""
    return _digests.kinds_in(_guards.fixed_tables(connection))


def emptied(kind: str, *, ids: Collection[str]) -> frozenset[str]:
    """Those of these rows of which everything was taken out that a guard lets be erased."""
    return _digests.emptied(kind, ids, _guards.erasable_columns(connection))


def rows(kind: str) -> Iterator[str]:
    """The id of every row of a kind, so that rows nobody has journalled can be found."""
    return _digests.row_ids(kind)


def select(
    model: type[Row],
    /,
    *,
    sql: str,
    values: Sequence[object] = (),
    related: Sequence[str] = (),
    scoped: bool = False,
) -> list[Row]:
    """Whole rows of a model, by the SQL that follows its table's name; about ten times as quick as Django's own query.

    For what every act asks. The SQL is read by SQLite and PostgreSQL alike, and its text is a constant: whatever
    varies is among the values, where a collection stands for `IN %s`. `related` names foreign keys whose rows are
    read too. Models with a manager of their own, which may hide rows, are refused unless `scoped`: their manager
    itself asks.
    """
    return _selecting.select(model, sql, values, related=related, scoped=scoped)


def columns(
    model: type[Row], names: Sequence[str], /, *, sql: str, values: Sequence[object] = (), scoped: bool = False
) -> list[tuple[Any, ...]]:
    """`select` of some columns, for a question that finds many rows: their values in the order named."""
    return _selecting.columns(model, names, sql, values, scoped=scoped)


def answers(sql: str, /, *, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """What a whole question of plain SQL finds, as the database gives it: for counting, where no row is made.

    As with `select` the text is a constant that both databases read. Of rows that lie in compartments, the question
    itself names those that the asker may see.
    """
    return _selecting.answers(sql, values)


def snapshot() -> AbstractContextManager[None]:
    """Let every question inside see the database as it was at the first, while others go on writing; write nothing.

    Not inside a transaction (RuntimeError), and none is held open for long: on SQLite the write-ahead log grows until
    the end, on PostgreSQL nothing is vacuumed. A write inside is refused by the database.
    """
    return _snapshots.snapshot()


def unguarded() -> AbstractContextManager[None]:
    """Let rows that were written before go into an empty, migrated database: one transaction with every guard off.

    At its end foreign keys are checked, guards stand again, and ids are counted on from the highest; after an error
    the database is empty as before. On PostgreSQL the role must own the tables. Raises DatabaseNotEmpty.
    """
    return _loading.unguarded()
