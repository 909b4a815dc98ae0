"""Packages that were made, and the releases they are in the register."""

import io
from dataclasses import dataclass

import pytest
from tests import permitting
from tests.authority_worlds import taken_up

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.releases import api as releases


@dataclass
class House:
    """A world in which packages leave."""

    world: object
    folder: object
    approval: object = None

    @property
    def by(self):
        return self.world.session

    def received(self, text: str, *, compartment=None) -> str:
        place = {"compartment": compartment} if compartment else {}
        return custody.receive(
            io.BytesIO(text.encode()), name=f"{text}.txt", by=self.by, now=self.world.tick(), **place
        ).ref

    def items(self, *texts: str, compartment=None) -> list[str]:
        """Items that may go."""
        return permitting.of(self.world, [self.received(text, compartment=compartment) for text in texts])

    def packed(self, refs, *, occasion="", **options) -> releases.Release:
        """What went to a partner, or on the request of this reference to its authority."""
        to = self.folder / f"package-{self.world.tick().timestamp()}"
        approved = self.asked_on(occasion, refs, **options) if occasion else self.approved(refs, **options)
        made = disclosure.package(approved, to=to, by=self.by, now=self.world.tick())
        (found,) = releases.of_packages([made.ref], by=self.by, now=self.world.tick())
        return found

    def approved(self, refs, **options) -> disclosure.PackageProposed:
        asked = permitting.approved_in(self.world, refs, **options)
        self.approval = asked.approval
        return asked.proposed

    def asked_on(self, request: str, refs, **options) -> disclosure.PackageProposed:
        one = taken_up(self.world, request)
        one.prepared(*refs, **options)
        asked = one.approved()
        self.approval = asked.approval
        return asked.proposed

    def again(self, release) -> releases.Release:
        return releases.release(release.id, by=self.by, now=self.world.tick())

    def analyst(self, *, member=True) -> access.Session:
        words = f"analyst {member} {self.world.passphrase}"
        account = self.world.second_account(role="analyst", passphrase=words)
        if member:
            access.grant_membership(
                compartment=self.world.compartment, account=account, by=self.by, now=self.world.tick()
            )
        return self.world.as_account(account, passphrase=words)


@pytest.fixture
def house(world, tmp_path):
    return House(world, tmp_path)
