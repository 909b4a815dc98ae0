"""Where what is sealed of one person lies: each names its own, whatever the house says later."""

from dataclasses import dataclass
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import contacts
from dokaz.people.models import Identity
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class SealedPlaces:
    """The two halves that hold a person's identity, and the compartment of their contact."""

    halves: access.Halves
    contacts: UUID


def sealed_places(person: UUID, /) -> SealedPlaces:
    """Where identity and contact of a person lie, for a page that says who may open them; nothing is opened.

    Call it for a person that the account may see. Raises RecordNotFound of `records`.
    """
    row = Identity.objects.filter(person=person).order_by("-number").first()
    if row is None:
        raise records.RecordNotFound(ref=str(person))
    return SealedPlaces(access.halves(row.pair_id), contacts.place_of(person))
