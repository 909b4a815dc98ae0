"""Persons as they begin: each with an identity and a contact beside it, sealed and of one size whether known or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import contacts, fitting, identities, keeping
from dokaz.people.contacts import ContactDetails
from dokaz.people.identities import NAMELESS, IdentityDetails
from dokaz.people.kinds import PERSON
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class Beginning:
    """A person to be. `new` has an id; identity and contact are what is known of them so far."""

    new: records.NewRecord = field(repr=False)
    identity: IdentityDetails = field(default=NAMELESS, repr=False)
    contact: ContactDetails | None = field(default=None, repr=False)


def begin_all(
    beginnings: Sequence[Beginning], *, compartment: UUID, by: access.Session, now: datetime
) -> tuple[records.Held, ...]:
    """Add persons of one compartment, all of them or nobody, each with an entry of its own.

    Raises NotPermitted, KeepingUnset, FieldError of `records`, NamesNotHeld and NamesNotBegun of `access` where a name
    is given, ContactTooLong, IdentityTooLong, and what `fitting` raises.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.WRITE_PERSONS, compartment=compartment, now=now)
        kept = keeping.required()
        sealer = access.seal_records(kept.contacts)
        named, new = [], []
        for each in beginnings:
            assert each.new.record is not None
            person = each.new.record
            identity = fitting.fitting(each.identity, pseudonym=str(each.new.fields.get("pseudonym", "")), by=by)
            who = identities.first_row(person, kept.halves, identity, by=by, now=now)
            reached = contacts.first_row(person, sealer, each.contact, by=by, now=now)
            new.append(replace(each.new, beside=[who, reached, *each.new.beside]))
            named.append((person, identity))
        made = records.begin_many(PERSON, new=new, compartment=compartment, by=by, now=now)
        identities.mark_all(compartment, named, by=by)
    return made
