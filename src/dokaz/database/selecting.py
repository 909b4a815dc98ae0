"""Whole rows by plain SQL: Django takes ten times as long to build a query as SQLCipher takes to answer it."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Manager, Model

__all__ = ["select"]

Row = TypeVar("Row", bound=Model)
_Reading = Callable[[Any], Any]


def select(model: type[Row], sql: str, values: Sequence[object], *, related: Sequence[str], scoped: bool) -> list[Row]:
    if not scoped and type(model._default_manager) is not Manager:  # noqa: SLF001 - public in all but name
        raise TypeError(f"{model.__name__} is read through its own manager, which says whose rows may be seen.")
    rows = _rows(model, sql, values)
    for name in related:
        _relate(rows, model._meta.get_field(name))  # noqa: SLF001
    return rows


def _rows(model: type[Row], sql: str, values: Sequence[object]) -> list[Row]:
    begin, names, readings = _columns(model, connection.vendor)
    places, bound = zip(*map(_bound, values), strict=True) if values else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(f"{begin} {sql % places}", list(chain.from_iterable(bound)))
        found = cursor.fetchall()
    alias = connection.alias
    return [
        model.from_db(alias, names, [read(value) if read else value for read, value in zip(readings, row, strict=True)])
        for row in found
    ]


def _relate(rows: Sequence[Model], key: Any) -> None:
    """What `select_related` does, in one question of its own: a row is read once, however many point to it."""
    wanted = {getattr(row, key.attname) for row in rows} - {None}
    column = key.target_field.column
    there = _rows(key.related_model, f'WHERE "{column}" IN %s', [wanted]) if wanted else []
    found = {getattr(row, key.target_field.attname): row for row in there}
    for row in rows:
        if (pointed := getattr(row, key.attname)) is None or pointed in found:
            key.set_cached_value(row, found.get(pointed))


@lru_cache
def _columns(model: type[Model], _vendor: str) -> tuple[str, list[str], list[_Reading | None]]:
    described = model._meta  # noqa: SLF001
    fields = described.concrete_fields
    listed = ", ".join(f'"{described.db_table}"."{field.column}"' for field in fields)
    begin = f'SELECT {listed} FROM "{described.db_table}"'  # noqa: S608 - our own names
    return begin, [field.attname for field in fields], [_reading(field) for field in fields]


def _reading(field: Any) -> _Reading | None:
    """How Django turns this column's value into the field's, or None where it takes it as it comes."""
    column = field.get_col(field.model._meta.db_table)  # noqa: SLF001 - of a foreign key, the column it points to
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if len(steps) == 1:
        return partial(steps[0], expression=column, connection=connection)
    return partial(_through, steps, column) if steps else None


def _through(steps: list[Callable[[Any, Any, Any], Any]], column: Any, value: Any) -> Any:
    for step in steps:
        value = step(value, column, connection)
    return value


def _bound(value: object) -> tuple[str, list[Any]]:
    """The places of a value in the SQL, and what is passed for them: for a collection, one for each of its members."""
    if isinstance(value, list | tuple | set | frozenset):
        return f"({', '.join(['%s'] * len(value)) or 'NULL'})", [_stored(each) for each in value]
    return "%s", [_stored(value)]


def _stored(value: object) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value
