"""Writing who a person is: anew, or as an addition by somebody who may not read what was written before."""

from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import fitting, identities, persons
from dokaz.people.beside import Apart
from dokaz.people.errors import IdentityEmpty, IdentityReasonMissing
from dokaz.people.identities import IdentityDetails, IdentityWritten
from dokaz.people.kinds import WHATEVER_WAS_REVIEWED
from dokaz.people.persons import Person
from dokaz.records import api as records


def write_identity(
    person: UUID, /, *, details: IdentityDetails, adds: bool = True, reason: str = "", seen: int, by: access.Session,
    now: datetime,
) -> Person:  # fmt: skip
    """Add to what is known of who a person is, or begin it anew for a `reason`; `seen` is the person's revision it was
    written on. What was written before an identity was begun anew is kept, and shown to two people as superseded.

    Raises IdentityEmpty, IdentityReasonMissing, NotPermitted, RecordNotFound and StaleRevision of `records`,
    NamesNotHeld and NamesNotBegun of `access`, IdentityTooLong, NameWithoutLetter, PseudonymIsName, ItemNotFound of
    `custody`.
    """
    if details.empty:
        raise IdentityEmpty
    if not adds and not reason.strip():
        raise IdentityReasonMissing
    with access.acting(by, now=now):
        held = records.held(person, by=by, now=now)
        access.require(by, access.Permission.WRITE_PERSONS, compartment=held.compartment, now=now)
        details = fitting.fitting(details, pseudonym=str(held.fields.get("pseudonym", "")), by=by)
        apart = Apart(identity=IdentityWritten(details, adds=adds, reason=reason))
        made = persons.changed(person, fields={}, seen=seen, apart=apart, even_in=WHATEVER_WAS_REVIEWED, by=by, now=now)
        identities.mark(person, held.compartment, details, by=by, adds=adds)
    return persons.told(made)
