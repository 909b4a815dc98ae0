"""Which record was written down under which: contacts under their authority, searches under their request."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.disclosure.models import Belonging
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.records import api as records


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
    with access.acting(by, now=now):
        found = ids_under(parent, kind, by=by)
        return records.held_of(found, by=by, now=now) if found else ()


def ids_under(parent: UUID, kind: str, /, *, by: access.Session) -> tuple[UUID, ...]:
    """The ids of the same: nothing of them is told. Raises RecordUnvouched of `journal`."""
    return tuple(row.record for row in _rows("parent = %s AND kind = %s", [parent, kind], by))


def parent_of(record: UUID, /, *, by: access.Session) -> UUID | None:
    """The record under which this one was written down. Raises RecordUnvouched of `journal`."""
    found = _rows("record = %s", [record], by)
    return found[0].parent if found else None


def _rows(where: str, values: list[object], by: access.Session) -> list[Belonging]:
    with access.scope(by):
        found = list(Belonging.objects.select(where=where, values=values, order="ORDER BY id"))
    journal.vouch(*database.digests(*found), unseal=access.unsealer(by))
    return found
