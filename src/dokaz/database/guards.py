"""Triggers that refuse what may never happen to a table, on SQLite and PostgreSQL alike.

They protect against our own mistakes, not against whoever holds the database (SECURITY, first page).
A refusal is Django's IntegrityError whose text names the table and the rule.

Django rebuilds a SQLite table when a column changes and loses its triggers: `rearm` puts back, after
every migration, each guard that any migration has declared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

__all__ = ["AppendOnly", "Forbid", "Guard", "disarm", "erasable_columns", "fixed_tables", "missing", "rearm"]


class Guard(Operation):
    """A migration operation that makes triggers. The subclasses say which."""

    reduces_to_sql = True
    reversible = True

    table: str

    def triggers(self, connection: Any) -> "Iterator[Trigger]":
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        for trigger in self.triggers(schema_editor.connection):
            _run(schema_editor.connection, trigger)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        for trigger in self.triggers(schema_editor.connection):
            schema_editor.execute(trigger.drop(schema_editor.connection.vendor), params=None)

    def describe(self) -> str:
        return f"Guard the table {self.table}"


class AppendOnly(Guard):
    """Refuse UPDATE and DELETE. `may_change` names the columns that an UPDATE may touch.

    Those of `may_erase` may be emptied (NULL, or no bytes) and never written again.
    """

    def __init__(
        self, table: str, *, may_change: Sequence[str] = (), may_erase: Sequence[str] = (), may_delete: bool = False
    ) -> None:
        self.table, self.may_delete = table, may_delete
        self.may_change, self.may_erase = tuple(may_change), tuple(may_erase)

    def triggers(self, connection: Any) -> "Iterator[Trigger]":
        fixed = self._fixed_columns(connection) if self.may_change or self.may_erase else ()
        changes = [_differs(name) for name in fixed]
        changes += [f'({_differs(name)} AND length(NEW."{name}") > 0)' for name in self.may_erase]
        changed = " OR ".join(changes)
        yield Trigger(self.table, "append_only_update", "UPDATE", "append-only", when=changed)
        if not self.may_delete:
            yield Trigger(self.table, "append_only_delete", "DELETE", "append-only")

    def _fixed_columns(self, connection: Any) -> list[str]:
        with connection.cursor() as cursor:
            # Django's own description of a table reads its collations and constraints as well: forty times as long
            cursor.execute(f'SELECT * FROM "{self.table}" LIMIT 0')  # noqa: S608 - our own name
            present = [column[0] for column in cursor.description]
        free = {*self.may_change, *self.may_erase}
        strangers = free - set(present)
        if strangers:
            raise ValueError(f"The table {self.table} has no column {', '.join(sorted(strangers))}.")
        return [name for name in present if name not in free]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        named = {"may_change": self.may_change, "may_erase": self.may_erase, "may_delete": self.may_delete}
        return type(self).__name__, [self.table], named


class Forbid(Guard):
    """Refuse `event` on rows for which `when` is true: SQL over NEW and OLD that both databases read."""

    def __init__(self, table: str, *, name: str, event: str, when: str, rule: str) -> None:
        self.table, self.name, self.event, self.when, self.rule = table, name, event, when, rule

    def triggers(self, connection: Any) -> "Iterator[Trigger]":  # noqa: ARG002 - the same on both databases
        yield Trigger(self.table, self.name, self.event, self.rule, when=self.when)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        named = {"name": self.name, "event": self.event, "when": self.when, "rule": self.rule}
        return type(self).__name__, [self.table], named


@dataclass(frozen=True, slots=True)
class Trigger:
    table: str
    suffix: str
    event: str
    rule: str
    when: str = field(default="")

    def __post_init__(self) -> None:
        assert re.fullmatch(r"[a-z_0-9]+", self.table + self.suffix)
        assert self.event in {"INSERT", "UPDATE", "DELETE"}
        assert re.fullmatch(r"[a-z0-9 ,-]+", self.rule)

    @property
    def name(self) -> str:
        return f"{self.table}_{self.suffix}"

    def create(self, vendor: str) -> list[str]:
        return [self._for_sqlite()] if vendor == "sqlite" else self._for_postgresql()

    def body(self, vendor: str) -> str:
        """What `_standing` reads of a trigger that is as it should be."""
        return self._for_sqlite() if vendor == "sqlite" else f" {self._function_body()} "

    def drop(self, vendor: str) -> str:
        where = "" if vendor == "sqlite" else f' ON "{self.table}"'
        return f'DROP TRIGGER IF EXISTS "{self.name}"{where}'

    def _for_sqlite(self) -> str:
        when = f"WHEN {self.when} " if self.when else ""
        refusal = f"SELECT RAISE(ABORT, '{self.table}: {self.rule}')"
        return f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" {when}BEGIN {refusal}; END'

    def _for_postgresql(self) -> list[str]:
        each, body = f'{self.event} ON "{self.table}" FOR EACH ROW', self._function_body()
        # the path of names is fixed, and temporary tables come last: none stands in for one that the condition reads
        said = "LANGUAGE plpgsql SET search_path = public, pg_temp"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger {said} AS $guard$ {body} $guard$',
            f'CREATE TRIGGER "{self.name}" BEFORE {each} EXECUTE FUNCTION "{self.name}"()',
        ]

    def _function_body(self) -> str:
        # a WHEN clause may not hold a subquery there, so the condition stands in the function
        passed = "OLD" if self.event == "DELETE" else "NEW"
        raising = f"RAISE EXCEPTION '{self.table}: {self.rule}' USING ERRCODE = 'integrity_constraint_violation'"
        return f"BEGIN IF {self.when or 'TRUE'} THEN {raising}; END IF; RETURN {passed}; END"


def rearm(connection: Any) -> None:
    """Put the guards of a table in place, in their order, where one is missing, differs or is out of turn."""
    declared = _triggers(connection)
    wanted, standing = defaultdict[str, list[Trigger]](list), defaultdict[str, list[tuple[str, str]]](list)
    for trigger in declared.values():
        wanted[trigger.table].append(trigger)
    for name, body in _standing(connection).items():
        if name in declared:
            standing[declared[name].table].append((name, body))
    for table, triggers in wanted.items():
        if standing[table] != [(each.name, each.body(connection.vendor)) for each in triggers]:
            for trigger in triggers:
                _run(connection, trigger)


def missing(connection: Any) -> list[str]:
    """The names of declared guards that do not stand, are switched off, or say something else."""
    standing = _standing(connection)
    declared = _triggers(connection)
    return sorted(name for name, each in declared.items() if standing.get(name) != each.body(connection.vendor))


def _triggers(connection: Any) -> dict[str, Trigger]:
    """By name: a later migration's guard of the same name has taken the earlier one's place.

    From the last name to the first: of several that would refuse, PostgreSQL asks the first by name, SQLite the newest.
    """
    found = {trigger.name: trigger for guard in _declared(connection) for trigger in guard.triggers(connection)}
    return {name: found[name] for name in sorted(found, reverse=True)}


def disarm(connection: Any) -> None:
    """Take every declared guard away, inside a transaction that ends with `rearm` or not at all."""
    with connection.cursor() as cursor:
        for trigger in _triggers(connection).values():
            cursor.execute(trigger.drop(connection.vendor))


def fixed_tables(connection: Any) -> set[str]:
    """The tables of which a guard refuses each change to a row but its emptying, and its removal."""
    newest = _newest(connection)
    return {guard.table for guard in newest if not guard.may_change and not guard.may_delete}


def erasable_columns(connection: Any) -> dict[str, tuple[str, ...]]:
    """The columns that may be emptied, by table."""
    return {guard.table: guard.may_erase for guard in _newest(connection) if guard.may_erase}


def _newest(connection: Any) -> list[AppendOnly]:
    """A later migration's guard has taken the place of an earlier one."""
    return list({guard.table: guard for guard in _declared(connection) if isinstance(guard, AppendOnly)}.values())


def _differs(name: str) -> str:
    return f'OLD."{name}" IS DISTINCT FROM NEW."{name}"'


def _run(connection: Any, trigger: Trigger) -> None:
    with connection.cursor() as cursor:
        for statement in [trigger.drop(connection.vendor), *trigger.create(connection.vendor)]:
            cursor.execute(statement)


def _declared(connection: Any) -> Iterator[Guard]:
    of_release = _by_migration()
    for migration in sorted(of_release.keys() & MigrationRecorder(connection).applied_migrations().keys()):
        yield from of_release[migration]


@cache
def _by_migration() -> dict[tuple[str, str], list[Guard]]:
    """The guards that migrations of this release declare. To read these takes longer than to look at every table."""
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {key: [each for each in one.operations if isinstance(each, Guard)] for key, one in found.items()}


def _standing(connection: Any) -> dict[str, str]:
    question = _ON_SQLITE if connection.vendor == "sqlite" else _ON_POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
_ON_POSTGRESQL = """
    SELECT t.tgname::text, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND NOT t.tgisinternal AND t.tgenabled = 'O'
    AND p.proname = t.tgname AND t.tgtype & 2 = 2 AND p.proconfig IS NOT NULL
    ORDER BY t.tgname::text COLLATE "C" DESC"""
