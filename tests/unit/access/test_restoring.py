"""A restored older database gives back no access that was taken away meanwhile (SECURITY 3.5)."""

import shutil
from hashlib import sha256

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import random_id
from dokaz.kernel.sealing import BoxPair
from dokaz.verify.age import X25519Identity

pytestmark = pytest.mark.embedded("its file is copied away and put back")

SECOND = "acid academic acid acne acquire acrobat activity actress adapt"


def put_back(world, act):
    """Do something, and then put the database from before in its place."""
    older = world.home.parent / "older.db"
    database.close()
    shutil.copy(world.home / "dokaz.db", older)
    world.open_again()
    act()
    database.close()
    shutil.copy(older, world.home / "dokaz.db")
    world.open_again()


@pytest.fixture
def member(world):
    account = world.second_account()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return account


def test_a_removed_member_is_removed_again(world, member):
    put_back(
        world,
        lambda: access.remove_member(compartment=world.compartment, account=member, by=world.session, now=world.tick()),
    )
    assert access.identities(world.compartment, by=world.as_account(member)) != ()
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 1
    assert access.identities(world.compartment, by=world.as_account(member)) == ()
    assert access.compartment("archive", by=world.session).generation == 2
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 0
    assert journal.register_ahead() == frozenset()
    assert journal.verify_records().found == ()


def test_a_withdrawn_machine_is_withdrawn_again(world):
    from dokaz.access import compartments, statements
    from dokaz.access.models import StatementKind

    machine, key = random_id(), BoxPair.new().public
    pen = compartments.founder(world.session).pen
    statement = statements.write(StatementKind.MACHINE, machine, public_key=key, pen=pen, now=world.tick())
    models.Machine.objects.create(id=machine, statement=statement, public_key=key, admitted_at=world.now)
    access.admit_machine(compartment=world.compartment, machine=machine, by=world.session, now=world.tick())
    put_back(world, lambda: access.withdraw_machine(machine=machine, by=world.session, now=world.tick()))
    assert models.Wrap.objects.filter(machine=machine).exists()
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 1
    assert not models.Wrap.objects.filter(machine=machine).exists()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 0
    assert journal.register_ahead() == frozenset()


def test_a_withdrawn_key_of_back_ups_is_withdrawn_again(world):
    key = str(X25519Identity.generate().recipient)
    access.admit_backup_recipient(key, by=world.session, now=world.tick())
    put_back(world, lambda: access.withdraw_backup_recipient(key, by=world.session, now=world.tick()))
    assert access.backup_recipients() != ()
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 1
    assert access.backup_recipients() == ()
    assert journal.register_ahead() == frozenset()


def test_an_open_approval_is_void(world):
    """What was asked for before the back-up was made may have been refused since."""
    third = "third " + world.passphrase
    asker = world.as_account(world.second_account(passphrase=third), passphrase=third)
    second = world.as_account(world.second_account())
    digest = sha256(b"this").digest()
    approval = access.ask("custody:item:destroy", digest=digest, by=asker, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    assert access.void_open_acts(by=world.session, now=world.tick()) == 1
    with pytest.raises(access.ApprovalExpired):
        access.consume("custody:item:destroy", digest=digest, compartment=None, by=asker, now=world.tick())
    assert access.void_open_acts(by=world.session, now=world.tick()) == 0
    assert journal.verify_records().found == ()


def test_a_machine_that_a_compartment_went_on_without_is_left_out_again(world):
    machine = world.session.machine
    access.admit_machine(compartment=world.compartment, machine=machine, by=world.session, now=world.tick())
    put_back(
        world,
        lambda: access.rekey(compartment=world.compartment, without=machine, by=world.session, now=world.tick()),
    )
    assert models.Wrap.objects.filter(machine=machine).exists()
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 1
    assert not models.Wrap.objects.filter(machine=machine).exists()
    assert access.compartment("archive", by=world.session).generation == 2
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 0
    assert journal.register_ahead() == frozenset()
    assert journal.verify_records().found == ()
