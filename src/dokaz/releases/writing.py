"""Writing what people write about a release: what the house entered itself never changes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.records import api as records
from dokaz.releases.linking import ties


def parent_of(record: UUID, /, *, by: access.Session) -> UUID | None:
    """The release under which something was written down. Raises RecordUnvouched of `journal`."""
    return ties.parent_of(record, by=by)


def write_anew(
    record: records.Held,
    /,
    *,
    fields: Mapping[str, object],
    seen: int,
    reason: str,
    by: access.Session,
    now: datetime,
) -> records.Held:
    """The next revision of a release, or of what is written down under one. What the house itself entered stays.

    Raises what `records.revise` raises.
    """
    ours = {each.name for each in records.kind_of(record.kind).fields if each.managed}
    given = {name: value for name, value in fields.items() if name not in ours}
    return records.revise(record.id, fields=given, seen=seen, reason=reason, by=by, now=now)
