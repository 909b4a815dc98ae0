"""What is written beside each revision of a person: a row of identity, one of contact, and one of what happened.

Of whichever of the three nothing changed, the row is a cover of the same size, so that a revision and its entry do not
tell that it was a contact, nor that it was none (SECURITY 1.14, S-11). What they do tell stands in the threat model:
that an identity began anew, and that a change of a withdrawn person was a note of what happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.people import contacts, identities, notes
from dokaz.people.contacts import ContactDetails
from dokaz.people.identities import IdentityWritten


@dataclass(frozen=True, slots=True)
class Apart:
    """What changed of a person apart from their record; None of what did not."""

    identity: IdentityWritten | None = field(default=None, repr=False)
    contact: ContactDetails | None = field(default=None, repr=False)
    situation: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def nothing(self) -> bool:
        return self.identity is None and self.contact is None and self.situation is None


NOTHING = Apart()


def rows(person: UUID, apart: Apart, *, by: access.Session, now: datetime) -> tuple[Model, ...]:
    """The three rows, not saved, in the order in which every entry names them.

    Raises RecordNotFound of `records`, IdentityTooLong, ContactTooLong, SituationTooLong.
    """
    return (
        identities.next_row(person, apart.identity, by=by, now=now),
        contacts.next_row(person, apart.contact, by=by, now=now),
        notes.next_row(person, apart.situation, by=by, now=now),
    )
