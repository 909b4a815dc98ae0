"""Somebody with the key of the database: no trigger and no constraint holds them."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from tests import servers

Sql = Callable[..., list[tuple[Any, ...]]]


_ON_A_SERVER = (
    (r"\brandomblob\((\d+)\)", r"decode(repeat('5a', \1), 'hex')"),
    (r"CAST\((\w+) AS TEXT\)", r"convert_from(\1, 'UTF8')"),
    (r"\bAS BLOB\b", "AS bytea"),
    (r"\bzeroblob\((length\(\w+\)|[^()]*)\)", r"decode(repeat('00', \1), 'hex')"),
)


def spoken(statement):
    """The words of SQLite in those of the server; what both say alike stays."""
    for ours, theirs in _ON_A_SERVER if connection.vendor == "postgresql" else ():
        statement = re.sub(ours, theirs, statement)
    return statement


def sql(statement, params=None):
    """Run one statement on the open database, past every module."""
    with connection.cursor() as cursor:
        cursor.execute(spoken(statement), params)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def as_attacker(run: Sql = sql) -> Iterator[Sql]:
    """Take the triggers away for good, and the constraints for as long as the block lasts."""
    if connection.vendor == "postgresql":
        with as_superuser() as everything:
            yield everything
        return
    for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        sql(f'DROP TRIGGER "{name}"')
    sql("PRAGMA foreign_keys = OFF")
    sql("PRAGMA ignore_check_constraints = ON")
    yield run
    sql("PRAGMA ignore_check_constraints = OFF")
    sql("PRAGMA foreign_keys = ON")


@contextmanager
def as_superuser() -> Iterator[Sql]:
    """On a server: triggers and foreign keys are silent for this connection, and every CHECK goes for good."""
    at = connection.get_connection_params()
    with closing(servers.superuser(host=at["host"], base=at["dbname"])) as other:
        run = Superuser(other)
        run("SET session_replication_role = replica")
        checks = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        for table, name in run(checks):
            run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield run


@dataclass
class Superuser:
    connection: Any

    def __call__(self, statement, params=None):
        cursor = self.connection.execute(spoken(statement), params)
        return cursor.fetchall() if cursor.description else []

    def changed(self, statement, params=None):
        """How many rows the statement changed."""
        return self.connection.execute(spoken(statement), params).rowcount
