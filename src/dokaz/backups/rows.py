"""Any table as lines of JSON, and back: the same text from either database, so that a back-up moves between them.

A segment is some consecutive rows of one table. Its first line names the table and the kind of each column; each
further line is one row. What opens stored files and journal entries stands in a segment of its own (SECURITY 3.1),
which holds the row's key and those columns only.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from dokaz.backups.errors import PartDamaged

__all__ = ["Column", "Segment", "Table", "insert", "segments", "tables"]

# columns of any table that open a file, an entry or a record
APART = frozenset({"header", "salt", "record_key", "first_half", "second_half", "passed"})
# Work that waits is found again from the rows it is about; and nobody stays signed in by a copy
PASSING = frozenset({
    "jobs_job", "access_browsersession", "access_failedtries", "access_turned", "access_draft", "custody_upload",
    "custody_exposure", "safeguards_reading", "safeguards_opened", "people_lookup",
})  # fmt: skip
_BODIES = ("journal_body", "sealed")  # salt and event of a sealed entry, in one seal
_CUT = 2_048  # rows of a segment, on average
_LONGEST = 8_192
_LARGEST = 8 * 1024 * 1024

_KINDS = {
    "AutoField": "int", "BigAutoField": "int", "IntegerField": "int", "BigIntegerField": "int",
    "SmallIntegerField": "int", "PositiveIntegerField": "int", "PositiveSmallIntegerField": "int",
    "PositiveBigIntegerField": "int", "CharField": "text", "TextField": "text", "BooleanField": "bool",
    "BinaryField": "bytes", "UUIDField": "uuid", "DateTimeField": "time",
}  # fmt: skip

_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "bytes": lambda value: b64encode(value).decode(),
    "uuid": lambda value: value.hex,
    "time": datetime.isoformat,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "bytes": b64decode,
    "uuid": lambda text: UUID(text) if connection.features.has_native_uuid_field else text,
    "time": lambda text: connection.ops.adapt_datetimefield_value(datetime.fromisoformat(text)),
    "bool": bool,
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns; the first is the row's key."""

    name: str
    columns: tuple[Column, ...]

    @property
    def apart(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns[1:] if _opens(self.name, column.name))

    @property
    def open(self) -> tuple[Column, ...]:
        apart = self.apart
        return tuple(column for column in self.columns if column not in apart)


@dataclass(frozen=True, slots=True)
class Segment:
    """The text of some rows, and of their columns that lie apart; None where the table has none."""

    rows: int
    text: bytes
    apart: bytes | None


def _opens(table: str, column: str) -> bool:
    return column in APART or (table, column) == _BODIES


def tables() -> list[tuple[Table, type[Model]]]:
    """Every table of the house but those that pass, each after those it points to."""
    waiting = [model for model in apps.get_models(include_auto_created=True) if _stays(model)]
    ordered: list[type[Model]] = []
    while waiting:
        ready = [model for model in waiting if _points_to(model) <= set(ordered) | {model}]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return [(_described(model), model) for model in ordered]


def _stays(model: type[Model]) -> bool:
    described = model._meta  # noqa: SLF001 - public in all but name
    return described.managed and described.db_table not in PASSING


def _points_to(model: type[Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}  # noqa: SLF001


def _described(model: type[Model]) -> Table:
    described = model._meta  # noqa: SLF001
    fields: list[Any] = sorted(described.concrete_fields, key=lambda field: not field.primary_key)
    return Table(described.db_table, tuple(Column(field.column, _kind(field)) for field in fields))


def _kind(field: Any) -> str:
    while field.is_relation:
        field = field.target_field
    return _KINDS[field.get_internal_type()]


def segments(table: Table, model: type[Model]) -> Iterator[Segment]:
    """The whole table in the order of its keys, cut where the keys say, so that unchanged rows give unchanged text."""
    names = [_attribute(model, column) for column in table.columns]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_CUT)  # noqa: SLF001
    writer = _Writer(table)
    for row in rows:
        writer.add(row)
        if writer.full(row[0]):
            yield writer.segment()
            writer = _Writer(table)
    if writer.count:
        yield writer.segment()


def _attribute(model: type[Model], column: Column) -> str:
    return next(field.attname for field in model._meta.concrete_fields if field.column == column.name)  # noqa: SLF001


class _Writer:
    def __init__(self, table: Table) -> None:
        self.count = self.size = 0
        apart = table.apart
        self._writings = [_WRITTEN.get(column.kind) for column in table.columns]
        self._open_places = [place for place, column in enumerate(table.columns) if column not in apart]
        self._apart_places = [0, *(place for place, column in enumerate(table.columns) if column in apart)]
        self._open = [_line({"table": table.name, "columns": _named(table.columns, self._open_places)})]
        self._apart = [_line({"table": table.name, "columns": _named(table.columns, self._apart_places)})]

    def add(self, row: Sequence[Any]) -> None:
        written = [
            write(value) if write and value is not None else value
            for write, value in zip(self._writings, row, strict=True)
        ]
        self._open.append(_line([written[place] for place in self._open_places]))
        self.count += 1
        self.size += len(self._open[-1])
        if len(self._apart_places) > 1:
            self._apart.append(_line([written[place] for place in self._apart_places]))
            self.size += len(self._apart[-1])

    def full(self, key: Any) -> bool:
        cut = zlib.crc32(str(key).encode()) % _CUT == 0
        return cut or self.count >= _LONGEST or self.size >= _LARGEST

    def segment(self) -> Segment:
        apart = b"".join(self._apart) if len(self._apart_places) > 1 else None
        return Segment(self.count, b"".join(self._open), apart)


def _named(columns: Sequence[Column], places: Sequence[int]) -> list[list[str]]:
    return [[columns[place].name, columns[place].kind] for place in places]


def _line(facts: Any) -> bytes:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def insert(text: bytes, apart: bytes | None) -> int:
    """Put the rows of a segment into their table, which must not have them, and say how many there were.

    Raises PartDamaged where the two texts do not belong together.
    """
    table, columns, rows = _parsed(text)
    if apart is not None:
        beside, more, keys = _parsed(apart)
        if beside != table or [key[0] for key in keys] != [row[0] for row in rows]:
            raise PartDamaged(what=table)
        columns, rows = [*columns, *more[1:]], [[*row, *key[1:]] for row, key in zip(rows, keys, strict=True)]
    _write(table, columns, rows)
    return len(rows)


def _parsed(text: bytes) -> tuple[str, list[Column], list[list[Any]]]:
    head, *lines = text.splitlines()
    facts = json.loads(head)
    columns = [Column(name, kind) for name, kind in facts["columns"]]
    return facts["table"], columns, [json.loads(line) for line in lines]


def _write(table: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    readings = [_READ.get(column.kind) for column in columns]
    values = [
        [read(value) if read and value is not None else value for read, value in zip(readings, row, strict=True)]
        for row in rows
    ]
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", values)  # noqa: S608 - quoted names
