"""Which record was written down under which: contacts under their authority, searches under their request."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.disclosure.models import Belonging
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.portions import portions
from dokaz.records import api as records

_AT_ONCE = 200


def begin_under(
    parent: records.Held,
    kind: records.RecordKind,
    /,
    *,
    fields: Mapping[str, object],
    compartment: UUID | None = None,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """Write a record down under another one, in the compartment of that one unless one is named.

    Raises what `records.begin` raises.
    """
    place, record = compartment or parent.compartment, ordered_id(now)
    with access.acting(by, now=now):
        row = Belonging(
            id=ordered_id(now), parent=parent.id, record=record, kind=kind.code, compartment_id=place,
            generation=access.sealing(place).generation,
        )  # fmt: skip
        return records.begin(kind, fields=fields, compartment=place, record=record, beside=[row], by=by, now=now)


def under(parent: UUID, kind: str, /, *, by: access.Session, now: datetime) -> tuple[records.Held, ...]:
    """What of a kind was written down under a record, as it stands, oldest first; only what the account may see.

    Raises NotPermitted, RecordUnvouched of `journal`.
    """
    return under_many([parent], kind, by=by, now=now)[parent]


def under_many(
    parents: Iterable[UUID], kind: str, /, *, by: access.Session, now: datetime
) -> dict[UUID, tuple[records.Held, ...]]:
    """`under` of each of these records, asked for together."""
    every, found = list(dict.fromkeys(parents)), defaultdict[UUID, list[records.Held]](list)
    with access.acting(by, now=now):
        for some in portions(every, of=_AT_ONCE):
            above = {row.record: row.parent for row in _rows("parent IN %s AND kind = %s", [some, kind], by)}
            for each in records.held_of(above, by=by, now=now) if above else ():
                found[above[each.id]].append(each)
    return {parent: tuple(found[parent]) for parent in every}


def ids_under(parent: UUID, kind: str, /, *, by: access.Session) -> tuple[UUID, ...]:
    """The ids of the same: nothing of them is told. Raises RecordUnvouched of `journal`."""
    return tuple(row.record for row in _rows("parent = %s AND kind = %s", [parent, kind], by))


def parent_of(record: UUID, /, *, by: access.Session) -> UUID | None:
    """The record under which this one was written down. Raises RecordUnvouched of `journal`."""
    return parents_of([record], by=by).get(record)


def parents_of(below: Collection[UUID], /, *, by: access.Session) -> dict[UUID, UUID]:
    """The records under which these were written down, by record. Raises RecordUnvouched of `journal`."""
    rows = (row for some in portions(below, of=_AT_ONCE) for row in _rows("record IN %s", [some], by))
    return {row.record: row.parent for row in rows}


def above(record: UUID, /, *, by: access.Session, now: datetime) -> records.Held:
    """The record under which this one was written down.

    Raises RecordNotFound of `records` where there is none that the account may see, NotPermitted.
    """
    parent = parent_of(record, by=by)
    if parent is None:
        raise records.RecordNotFound(ref=str(record))
    return records.held_many([parent], by=by, now=now)[0]


def named(kind: records.RecordKind, ref_or_id: str | UUID, /, *, by: access.Session, now: datetime) -> records.Held:
    """A record of this kind. Raises RecordNotFound of `records` alike for elsewhere, nowhere and another kind;
    NotPermitted.
    """
    with access.acting(by, now=now):
        find = records.held if isinstance(ref_or_id, UUID) else records.find
        held = find(ref_or_id, by=by, now=now)  # type: ignore[arg-type]
        if held.kind != kind.code:
            raise records.RecordNotFound(ref=str(ref_or_id))
    return held


def _rows(where: str, values: list[object], by: access.Session) -> list[Belonging]:
    with access.scope(by):
        found = list(Belonging.objects.select(where=where, values=values, order="ORDER BY id"))
    journal.vouch(*database.digests(*found), unseal=access.unsealer(by))
    return found
