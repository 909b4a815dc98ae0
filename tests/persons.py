"""A house that keeps identities: two halves with members of two organisations, contacts, and a key of names."""

from dataclasses import dataclass
from uuid import UUID

from dokaz.access import api as access
from dokaz.people import api as people


@dataclass
class Kept:
    """`by` holds the first half, contacts and the key of names; `second`, of another organisation, the second half."""

    world: object
    second: access.Session
    first_half: UUID
    second_half: UUID
    contacts: UUID

    @property
    def by(self) -> access.Session:
        return self.world.session

    def person(self, pseudonym: str = "Верас", **more: object) -> people.Person:
        asked = {"compartment": self.world.compartment, "pseudonym": pseudonym, "by": self.by, "now": self.world.tick()}
        return people.begin(**{**asked, **more})

    def named(self, *names: str, **more: object) -> people.Person:
        details = people.IdentityDetails(names=tuple(people.NameForm(name) for name in names))
        return self.person(identity=details, **more)


def keep(world: object) -> Kept:
    """Make a real world keep identities."""
    second, by = world.second_person(), world.session
    one, contacts = (
        access.add_compartment(name=name, protected=True, by=by, now=world.tick()).id
        for name in ("identities 1", "contacts")
    )
    other = access.add_compartment(name="identities 2", protected=True, by=second, now=world.tick()).id
    access.pair_halves(first=one, second=other, by=by, now=world.tick())
    people.keep(first=one, second=other, contacts=contacts, by=by, now=world.tick())
    access.begin_names(world.compartment, by=by, now=world.tick())
    return Kept(world, second, one, other, contacts)
