"""Opening what is held of a person counts as reading, against the account's own habit; a person can be a canary (S-51).

That a record is opened `records` counts, for the person as for every record, and there a canary alarms. Here is what
is opened beyond it: how they are reached, who they are, and everything at once.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.people.kinds import PERSON
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards


class Side(StrEnum):
    """What of a person is opened by itself, beside their record."""

    CONTACT = "contact"
    IDENTITY = "identity"
    DOSSIER = "dossier"


def count(side: Side, person: UUID, *, by: access.Session, now: datetime) -> None:
    """Count it once a day, in the transaction of the opening. Raises ReadingFast of `safeguards`."""
    safeguards.count_opened([side.encode() + person.bytes], by=by, now=now)


def mark_canary(ref: str, *, by: access.Session, now: datetime) -> UUID:
    """Alarm colleagues when anybody opens this person or item (`safeguards.mark_canary`). No entry names it.

    Raises RecordNotFound of `records`, NotPermitted, CanaryAlready of `safeguards`, and what `custody.mark_canary`
    raises.
    """
    try:
        code = str(codes.parse(ref, kind=codes.Kind.PERSON))
    except CodeError:
        return custody.mark_canary(ref, by=by, now=now)
    person = records.visible([code], kind=PERSON, by=by).get(code)
    if person is None:
        raise records.RecordNotFound(ref=code)
    place = records.placed_anywhere(PERSON, ids=[person])[person].compartment
    return safeguards.mark_canary(item=person, ref=code, compartment=place, by=by, now=now)
