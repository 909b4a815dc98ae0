"""Whole rows by plain SQL: Django takes ten times as long to build a query as SQLCipher takes to answer it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID, SafeUUID

from django.db import connection
from django.db.models import Manager, Model
from django.db.models.base import ModelState

__all__ = ["answers", "columns", "select"]

Row = TypeVar("Row", bound=Model)
_Reading = Callable[[Any], Any]
_HEX_DIGITS = 32


def select(model: type[Row], sql: str, values: Sequence[object], *, related: Sequence[str], scoped: bool) -> list[Row]:
    _refuse_unscoped(model, scoped=scoped)
    rows = _rows(model, sql, values)
    for name in related:
        _relate(rows, model._meta.get_field(name))  # noqa: SLF001
    return rows


def columns(
    model: type[Model], names: Sequence[str], sql: str, values: Sequence[object], *, scoped: bool
) -> list[tuple[Any, ...]]:
    """Some columns of rows, for a question that finds too many rows to make a model of each."""
    _refuse_unscoped(model, scoped=scoped)
    begin, readings = _some_columns(model, tuple(names), connection.vendor)
    return [tuple(_read(readings, row)) for row in _found(begin, sql, values)]


def answers(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    return _found("", sql, values)


def _refuse_unscoped(model: type[Model], *, scoped: bool) -> None:
    if not scoped and type(model._default_manager) is not Manager:  # noqa: SLF001 - public in all but name
        raise TypeError(f"{model.__name__} is read through its own manager, which says whose rows may be seen.")


def _rows(model: type[Row], sql: str, values: Sequence[object]) -> list[Row]:
    begin, names, readings = _columns(model, connection.vendor)
    alias = connection.alias
    return [_made(model, alias, zip(names, _read(readings, row), strict=True)) for row in _found(begin, sql, values)]


def _found(begin: str, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    places, bound = zip(*map(_bound, values), strict=True) if values else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(f"{begin} {sql % places}", list(chain.from_iterable(bound)))
        return cursor.fetchall()  # type: ignore[no-any-return]


def _read(readings: Sequence[_Reading | None], row: Sequence[Any]) -> list[Any]:
    return [read(value) if read else value for read, value in zip(readings, row, strict=True)]


def _made(model: type[Row], alias: str, values: Iterable[tuple[str, Any]]) -> Row:
    """What `Model.from_db` makes of all columns, without asking each field how it is set: ours are set plainly.

    Nothing listens to the making of rows, and no model of ours has an `__init__`.
    """
    state = ModelState()
    state.adding, state.db, state.fields_cache = False, alias, {}
    row = model.__new__(model)
    row.__dict__["_state"] = state
    row.__dict__.update(values)
    return row


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
    fields = model._meta.concrete_fields  # noqa: SLF001
    return _beginning(model, fields), [field.attname for field in fields], [_reading(field) for field in fields]


@lru_cache
def _some_columns(model: type[Model], names: tuple[str, ...], _vendor: str) -> tuple[str, list[_Reading | None]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    fields = [by_name[name] for name in names]
    return _beginning(model, fields), [_reading(field) for field in fields]


def _beginning(model: type[Model], fields: Iterable[Any]) -> str:
    table = model._meta.db_table  # noqa: SLF001
    listed = ", ".join(f'"{table}"."{field.column}"' for field in fields)
    return f'SELECT {listed} FROM "{table}"'  # noqa: S608 - our own names


def _reading(field: Any) -> _Reading | None:
    """How Django turns this column's value into the field's, or None where it takes it as it comes."""
    if _target(field).get_internal_type() == "UUIDField" and not connection.features.has_native_uuid_field:
        return _uuid
    column = field.get_col(field.model._meta.db_table)  # noqa: SLF001 - of a foreign key, the column it points to
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if len(steps) == 1:
        return partial(steps[0], expression=column, connection=connection)
    return partial(_through, steps, column) if steps else None


def _target(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


@lru_cache(1 << 12)
def _uuid(value: str | None) -> UUID | None:
    """As Django's own converter reads it, in a fifth of the time: UUID's own making asks six ways it may be given.

    One that comes in row after row, as a compartment's or that of a person with many parts of a name, is made once.
    """
    if value is None:
        return None
    if len(value) != _HEX_DIGITS:
        raise ValueError(value)
    made = UUID.__new__(UUID)
    object.__setattr__(made, "int", int.from_bytes(bytes.fromhex(value), "big"))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def _through(steps: list[Callable[[Any, Any, Any], Any]], column: Any, value: Any) -> Any:
    for step in steps:
        value = step(value, column, connection)
    return value


def _bound(value: object) -> tuple[str, list[Any]]:
    """The places of a value in the SQL, and what is passed for them: for a collection, one for each of its members."""
    if isinstance(value, list | tuple | set | frozenset):
        native = connection.features.has_native_uuid_field
        return f"({', '.join(['%s'] * len(value)) or 'NULL'})", [_stored(each, native=native) for each in value]
    return "%s", [_stored(value, native=connection.features.has_native_uuid_field)]


def _stored(value: object, *, native: bool) -> Any:
    if isinstance(value, UUID):
        return value if native else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value
