"""Destroying in a protected compartment: a second person of another organisation, and sealed entries."""

import io

import pytest
from tests import destroying

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal

pytestmark = pytest.mark.both


@pytest.fixture
def two(real_world):
    world = real_world
    guarded = access.add_compartment(name="guarded", protected=True, by=world.session, now=world.tick())
    world.compartment = guarded.id
    return destroying.Two.of(world)


def received(world):
    return custody.receive(
        io.BytesIO(b"secret"), name="letter", compartment=world.compartment, by=world.session, now=world.tick()
    ).ref


def test_a_second_person_of_another_organisation_lets_it_go(real_world, two):
    world, ref = real_world, received(real_world)
    receipt = two.ask([ref]).receipt
    (index,) = receipt.items[0].entries  # found although the entry is sealed
    two.destroy([ref])
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(ref, by=world.session, now=world.tick())
    journal.checkpoint(now=world.tick())
    assert next(journal.read(start=index, limit=1)).erased

    def unseal(compartment, sealed):
        return access.open_sealed(compartment, sealed=sealed, by=world.session)

    assert journal.verify(unseal=unseal).found == journal.verify_records().found == ()
    assert custody.verify_chains() == custody.verify_destroyed().found == ()
    # nothing open says what was destroyed
    assert journal.entries_about(ref) == []


def test_a_second_person_of_the_same_organisation_does_not(real_world, two):
    world, ref = real_world, received(real_world)
    words = "again " + world.passphrase
    colleague = world.second_account(passphrase=words, organisation=_house_of(two.asker))
    asked = two.ask([ref])
    with pytest.raises(access.ApproverOfSameHouse):
        access.approve(asked.approval, by=world.as_account(colleague, passphrase=words), now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        custody.destroy(asked.receipt, by=two.asker, now=world.tick())


def _house_of(session):
    from uuid import UUID

    return UUID(session.actor.organisation)
