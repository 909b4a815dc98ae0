"""Changing how a person is reached: to everybody else a change of the person like any other."""

from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import contacts, persons
from dokaz.people.beside import Apart
from dokaz.people.contacts import ContactDetails
from dokaz.people.kinds import WHATEVER_WAS_REVIEWED
from dokaz.people.persons import Person


def change_contact(person: UUID, /, *, details: ContactDetails, seen: int, by: access.Session, now: datetime) -> Person:
    """Write how a person is reached, anew and in full; `seen` is the person's revision it was written on.

    It is written of a person who was reviewed as well, and of nobody who was taken back (RecordLocked of `records`).
    Raises NotPermitted, RecordNotFound and StaleRevision of `records`, ContactTooLong.
    """
    with access.acting(by, now=now):
        place = contacts.place_of(person)
        access.require(by, access.Permission.WRITE_CONTACTS, compartment=place, now=now)
        apart = Apart(contact=details)
        made = persons.changed(person, fields={}, seen=seen, apart=apart, even_in=WHATEVER_WAS_REVIEWED, by=by, now=now)
        return persons.told(made)
