"""Somebody with the key of the database: no trigger and no constraint holds them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Sql = Callable[..., list[tuple[Any, ...]]]


def sql(statement, params=None):
    """Run one statement on the open database, past every module."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


@contextmanager
def as_attacker(run: Sql = sql) -> Iterator[Sql]:
    """Take the triggers away for good, and the constraints for as long as the block lasts."""
    for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        sql(f'DROP TRIGGER "{name}"')
    sql("PRAGMA foreign_keys = OFF")
    sql("PRAGMA ignore_check_constraints = ON")
    yield run
    sql("PRAGMA ignore_check_constraints = OFF")
    sql("PRAGMA foreign_keys = ON")
