"""Since when a person bears a flag because of which they are asked again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import api as people
from dokaz.people.api import Vulnerability
from dokaz.records import api as records


def inside_since(persons: Iterable[people.Person], /, *, by: access.Session, now: datetime) -> dict[UUID, datetime]:
    """Of those within reach of the authorities they fear: when that was written, without a break until now.

    For them alone their revisions are read, so the entry is sealed: it would name whom the flag stands at. Raises what
    `records.histories` raises.
    """
    flagged = [each.id for each in persons if Vulnerability.INSIDE in each.vulnerabilities]
    before = records.histories(flagged, sealed=True, by=by, now=now) if flagged else {}
    return {person: _since(revisions) for person, revisions in before.items()}


def inside_among(persons: Iterable[UUID], /, *, by: access.Session) -> frozenset[UUID]:
    """Those of these persons who are within reach of the authorities they fear, where the account may look.

    For lists that say with an entry whom they tell of; this writes none. Raises RecordUnvouched of `journal`.
    """
    return frozenset(person for person, fields in records.fields_among(persons, by=by).items() if _is_inside(fields))


def _since(revisions: Sequence[records.RecordRevision]) -> datetime:
    return min(each.at for each in takewhile(lambda each: _is_inside(each.fields), reversed(revisions)))


def _is_inside(fields: Mapping[str, records.Said]) -> bool:
    said = fields.get("vulnerabilities")
    return isinstance(said, tuple) and Vulnerability.INSIDE.value in said
