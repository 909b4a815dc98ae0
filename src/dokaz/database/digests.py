"""The digest of a record: what a journal entry says about the row its verb wrote (SECURITY 5.6)."""

import base64
import datetime as dt
import decimal
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from json.encoder import encode_basestring  # as in `canonical`
from typing import Any

from django.apps import apps
from django.db.models import Model

from dokaz.database import selecting
from dokaz.database.errors import UnknownKind
from dokaz.kernel import clock
from dokaz.verify import canonical

__all__ = ["RecordDigest", "digest", "emptied", "gone", "kind_of", "kinds_in", "recompute_many", "row_ids"]

AT_ONCE = 500

_Column = tuple[str, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class RecordDigest:
    """One row as a verb left it; `sha256` is None where the verb took the row away."""

    kind: str
    id: str
    sha256: str | None


def digest(instance: Model) -> RecordDigest:
    model = type(instance)
    spelled = _written(instance, model) or canonical.event_bytes(_row(instance, model))
    return RecordDigest(kind_of(model), str(_plain(_read_key(model)(instance.pk))), sha256(spelled).hexdigest())


def _row(instance: Model, model: type[Model]) -> dict[str, Any]:
    return {name: _plain(read(getattr(instance, name))) for name, read in _columns(model)}


def _written(instance: Model, model: type[Model]) -> bytes | None:
    """What `canonical.event_bytes` makes of the row, written at once where every column holds what its kind holds when
    it is read; None where one does not. Digests of new rows were a third of the work of receiving small files.
    """
    parts = []
    for lead, name, kind, write in _writings(model):
        value = getattr(instance, name)
        if value is None:
            parts.append(f"{lead}null")
        elif type(value) is kind and (text := write(value)):
            parts.append(f"{lead}{text}")
        else:
            return None
    try:
        return f"{{{''.join(parts)[1:]}}}".encode()
    except UnicodeEncodeError:
        return None


@lru_cache
def _writings(model: type[Model]) -> tuple[tuple[str, str, type | None, Callable[[Any], str | None]], ...]:
    """In the order of RFC 8785, which is that of our names: what leads to a column, its name, kind and form."""
    found = []
    for field in sorted(model._meta.concrete_fields, key=lambda field: field.attname):  # noqa: SLF001
        target: Any = field
        while target.is_relation:
            target = target.target_field
        kind, write = _KINDS.get(target.get_internal_type(), (None, str))
        found.append((f',"{field.attname}":', field.attname, kind, write))
    return tuple(found)


def _exact(number: int) -> str | None:
    return int.__repr__(number) if abs(number) <= canonical.LARGEST_EXACT else None


def gone(kind: str, row_id: object) -> RecordDigest:
    return RecordDigest(kind_of(_model(kind)), str(row_id), None)


def recompute_many(kind: str, ids: Collection[str]) -> dict[str, str | None]:
    model, wanted = _model(kind), iter(ids)
    found: dict[str, str | None] = dict.fromkeys(ids)
    by_key = f'WHERE "{model._meta.pk.column}" IN %s'  # noqa: SLF001
    while batch := list(islice(wanted, AT_ONCE)):
        keys = [_read_key(model)(each) for each in batch]
        for instance in selecting.select(model, by_key, [keys], related=(), scoped=True):  # of everybody
            made = digest(instance)
            found[made.id] = made.sha256
    return found


def emptied(kind: str, ids: Collection[str], columns: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Those of these rows whose erasable columns are all empty."""
    model = _model(kind)
    names = columns.get(model._meta.db_table, ())  # noqa: SLF001
    found = model._base_manager.filter(pk__in=ids) if names else ()  # noqa: SLF001
    return frozenset(str(row.pk) for row in found if not any(getattr(row, name) for name in names))


def kinds_in(tables: Collection[str]) -> frozenset[str]:
    models = apps.get_models()
    return frozenset(kind_of(model) for model in models if model._meta.db_table in tables)  # noqa: SLF001


def row_ids(kind: str) -> Iterator[str]:
    keys = _model(kind)._base_manager.values_list("pk", flat=True)  # noqa: SLF001
    return (str(key) for key in keys.order_by("pk").iterator())


@lru_cache
def kind_of(model: type[Model]) -> str:
    return model._meta.label_lower  # noqa: SLF001 - public in all but name


def _model(kind: str) -> type[Model]:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        raise UnknownKind(kind=kind) from None


@lru_cache
def _read_key(model: type[Model]) -> Callable[[Any], Any]:
    key = model._meta.pk  # noqa: SLF001
    assert key is not None
    return key.to_python


@lru_cache
def _columns(model: type[Model]) -> tuple[_Column, ...]:
    # to_python: a row just made may hold a text where the row read back holds a UUID
    return tuple((field.attname, field.to_python) for field in model._meta.concrete_fields)  # noqa: SLF001


def _plain(value: Any) -> Any:
    """The one spelling of a column's value; floats are left to be refused by `event_bytes`."""
    if spell := _COMMON.get(type(value)):  # asking for each kind, as below, costs more than the hash
        return spell(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    for kinds, spell in _SPELLINGS:
        if isinstance(value, kinds):
            return spell(value)
    return value


_SPELLINGS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bytes | bytearray | memoryview, lambda value: base64.b64encode(value).decode()),
    (dt.datetime, clock.timestamp),
    (dt.date | dt.time, lambda value: value.isoformat()),
    (uuid.UUID | decimal.Decimal, str),
)

_NUMBER: tuple[type, Callable[[Any], str | None]] = (int, _exact)
_TEXT: tuple[type, Callable[[Any], str | None]] = (str, encode_basestring)
_KINDS: dict[str, tuple[type, Callable[[Any], str | None]]] = {
    **dict.fromkeys(("IntegerField", "SmallIntegerField", "BigIntegerField", "BigAutoField", "AutoField"), _NUMBER),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField"), _NUMBER),
    **dict.fromkeys(("CharField", "TextField"), _TEXT),
    "BooleanField": (bool, lambda value: "true" if value else "false"),
    "UUIDField": (uuid.UUID, lambda value: f'"{value}"'),
    "DateTimeField": (dt.datetime, lambda value: f'"{clock.timestamp(value)}"'),
    "BinaryField": (bytes, lambda value: f'"{base64.b64encode(value).decode()}"'),
}

# What has no entry is asked for its kind; what has one may not be spelled otherwise than there.
_COMMON: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys((str, int, bool, type(None)), lambda value: value),
    **{kind: spell for kinds, spell in _SPELLINGS for kind in getattr(kinds, "__args__", (kinds,))},
}
