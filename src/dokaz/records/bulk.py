"""One change to many records: looked at row by row first, then made as one group or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.errors import DokazError
from dokaz.records import reading, rows
from dokaz.records.differences import Difference, between
from dokaz.records.errors import (
    FieldError,
    NotForTables,
    NothingChanged,
    ReasonMissing,
    RecordLocked,
    TooManyAtOnce,
)
from dokaz.records.kinds import kind_of, own_ways
from dokaz.records.rows import Held
from dokaz.records.writing import Change, Revising, revise_many

MOST = 200


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What one change would do to one record: what would differ, or why it is refused."""

    record: Held
    differences: tuple[Difference, ...] = field(repr=False)
    refusal: DokazError | None


def preview_change(
    records: Sequence[UUID], /, *, fields: Mapping[str, object], by: access.Session, now: datetime
) -> tuple[BulkLine, ...]:
    """What the change would do to each record, at most 200; nothing is written but the entry of having looked.

    Raises RecordNotFound, NotPermitted, TooManyAtOnce.
    """
    if len(records) > MOST:
        raise TooManyAtOnce(most=MOST)
    with access.acting(by, now=now):
        found = rows.find_rows(records, by=by)
        _refuse_managed(found, fields)
        held = reading.shown(found, by=by, now=now)
        revising = Revising(by, now)
        return tuple(_line(each, newest, revising, fields) for each, newest in zip(held, found, strict=True))


def change_many(
    seen: Mapping[UUID, int], /, *, fields: Mapping[str, object], reason: str, by: access.Session, now: datetime
) -> tuple[Held, ...]:
    """Make one change to many records, at most 200, each on the revision that the preview showed: all of it or nothing.

    Each record has its own entry. Raises ReasonMissing, TooManyAtOnce, and what `revise` raises.
    """
    if len(seen) > MOST:
        raise TooManyAtOnce(most=MOST)
    if not reason.strip():
        raise ReasonMissing
    changes = [Change(record=record, fields=fields, seen=number, reason=reason) for record, number in seen.items()]
    with access.acting(by, now=now):
        found = rows.find_rows(seen, by=by)
        _refuse_managed(found, fields)
        kinds = {each.record.id: each.record.kind for each in found}
        return tuple(_revised(changes, kinds, by=by, now=now))


def _revised(
    changes: Sequence[Change], kinds: Mapping[UUID, str], *, by: access.Session, now: datetime
) -> Iterator[Held]:
    """Each in the way of the module whose kind it is."""
    for kind in dict.fromkeys(kinds.values()):
        ways = own_ways(kind_of(kind))
        revise = ways.revise if ways else revise_many
        yield from revise([each for each in changes if kinds[each.record] == kind], by=by, now=now)


def _refuse_managed(found: Iterable[rows.Newest], fields: Mapping[str, object]) -> None:
    """What a module writes by itself is not changed behind it. Raises NotForTables."""
    for kind in map(kind_of, {each.record.kind for each in found}):
        managed = {each.name for each in kind.fields if each.managed}
        if not kind.tables or managed & fields.keys():
            raise NotForTables


def _line(held: Held, newest: rows.Newest, revising: Revising, fields: Mapping[str, object]) -> BulkLine:
    change = Change(record=held.id, fields=fields, seen=held.number)
    try:
        _kind, said, _kept = revising.looked_at(newest, change)
    except (FieldError, NothingChanged, RecordLocked) as why:
        return BulkLine(held, (), why)
    return BulkLine(held, between(held.fields, said), None)
