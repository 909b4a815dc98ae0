"""Many new rows at once by executemany: Django's own bulk insert costs more than encrypting the files."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

_Adapted = list[tuple[int, Callable[[Any], Any]]]


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in the running transaction; constraints and triggers hold as ever."""
    if not rows:
        return
    table, columns, pick, adapted = _columns(type(rows[0]), connection.vendor)
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    values = [_values(row, pick, adapted) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', values)  # noqa: S608 - our own names


def _values(row: models.Model, pick: Callable[[Any], tuple[Any, ...]], adapted: _Adapted) -> list[Any]:
    values = list(pick(row.__dict__))  # a row just made has all of its columns there
    for place, adapt in adapted:
        if values[place] is not None:
            values[place] = adapt(values[place])
    return values


@lru_cache
def _columns(
    model: type[models.Model], _vendor: str
) -> tuple[str, list[str], Callable[[Any], tuple[Any, ...]], _Adapted]:
    """Table, columns, what takes their values out of a row, and how some of these are put."""
    described = model._meta  # noqa: SLF001 - public in all but name
    fields: list[Any] = list(described.concrete_fields)
    adapters = [(place, _adapter(field)) for place, field in enumerate(fields)]
    adapted = [(place, adapt) for place, adapt in adapters if adapt is not None]
    return described.db_table, [str(f.column) for f in fields], itemgetter(*(f.attname for f in fields)), adapted


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    while field.is_relation:
        field = field.target_field
    if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
        return lambda value: value.hex
    if isinstance(field, models.DateTimeField):
        return lambda value: connection.ops.adapt_datetimefield_value(value)  # noqa: PLW0108 - of the connection then
    return None
