"""Two people who may destroy together: one asks, and another, who owes the first nothing, approves."""

from dataclasses import dataclass

from tests import conftest as worlds
from tests.conftest import LIGHT

__all__ = ["LIGHT", "Two", "identifiers"]

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import register


@dataclass
class Two:
    world: worlds.World
    asker: access.Session

    @classmethod
    def of(cls, world):
        asker = world.second_person()  # of another line than the first custodian, who approves
        access.grant_membership(
            compartment=world.compartment, account=asker.actor.account, by=world.session, now=world.tick()
        )
        return cls(world, asker)

    def ask(self, refs):
        return custody.propose_destruction(
            refs,
            ground=custody.Ground.WITHDRAWN,
            reason="She asked for it",
            authority="GDPR 17",
            by=self.asker,
            now=self.world.tick(),
        )

    def approve(self, asked):
        access.approve(asked.approval, by=self.world.session, now=self.world.tick())

    def go_on(self, asked):
        self.approve(asked)
        return custody.destroy(asked.receipt, by=self.asker, now=self.world.tick())

    def destroy(self, refs):
        return self.go_on(self.ask(refs))


def identifiers(rows):
    """What a register that lists these rows, as (kind, id), says of them."""
    return {register.identifier(kind, row) for kind, row in rows}
