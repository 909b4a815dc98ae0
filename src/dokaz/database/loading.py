"""Filling an empty database with rows that were written before: guards off, and on again in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from dokaz.database import guards
from dokaz.database.errors import DatabaseNotEmpty

__all__ = ["require_empty", "unguarded"]


@contextmanager
def unguarded() -> Iterator[None]:
    with transaction.atomic():
        require_empty()
        guards.disarm(connection)
        yield
        connection.check_constraints()  # now, and not at the commit: a table with checks outstanding takes no trigger
        guards.rearm(connection)
        _set_counters()


def _models() -> list[type[Model]]:
    """Those whose tables are there: a database of an earlier release has fewer."""
    there = set(connection.introspection.table_names())
    return [model for model in apps.get_models() if model._meta.db_table in there]  # noqa: SLF001 - public in all but name


def require_empty() -> None:
    for model in _models():
        if model._base_manager.exists():  # noqa: SLF001 - Django's name for "without scope"
            raise DatabaseNotEmpty(table=model._meta.db_table)  # noqa: SLF001


def _set_counters() -> None:
    """Where ids are counted by the database, let it go on after the highest; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
