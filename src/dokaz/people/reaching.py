"""Changing how a person is reached: to everybody else a change of the person like any other."""

from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import contacts, persons
from dokaz.people.beside import Apart
from dokaz.people.contacts import ContactDetails
from dokaz.people.persons import Person


def change_contact(person: UUID, /, *, details: ContactDetails, seen: int, by: access.Session, now: datetime) -> Person:
    """Write how a person is reached, anew and in full; `seen` is the person's revision it was written on.

    Raises NotPermitted, RecordNotFound and StaleRevision of `records`, ContactTooLong.
    """
    with access.acting(by, now=now):
        place = contacts.place_of(person)
        access.require(by, access.Permission.WRITE_CONTACTS, compartment=place, now=now)
        return persons.told(persons.changed(person, fields={}, seen=seen, apart=Apart(contact=details), by=by, now=now))
