"""Rows and home.json change together or are brought together: a person who had a way in has exactly one."""

import json

import pytest
from tests.conftest import LIGHT

from dokaz.access import api as access
from dokaz.config import homes, people
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults

pytestmark = pytest.mark.both

NEW = "another academic acid acne acquire acrobat activity"
THIRD = "third academic acid acne acquire acrobat activity actress"


class Cut(BaseException):
    """The power fails."""


def cut_at(wanted, *, time=1):
    left = [time]

    def listener(name):
        if name == wanted:
            left[0] -= 1
            if not left[0]:
                raise Cut

    return faults.listening(listener)


def change(world, *, old=None, new=NEW):
    people.change_passphrase(
        world.home, old=old or world.passphrase, new=new, by=world.session, now=world.tick(), cost=LIGHT
    )


def opens(world, passphrase):
    database.close()
    try:
        world.session = homes.open(world.home, passphrase=passphrase, now=world.tick())
    except access.WrongPassphrase:
        return False
    return True


def slots(world):
    return json.loads((world.home / "home.json").read_bytes())["slots"]


def test_the_new_pass_phrase_opens_and_the_old_one_does_not(world):
    compartments = access.compartments(by=world.session)
    change(world)
    assert not opens(world, world.passphrase)
    assert opens(world, NEW)
    assert access.compartments(by=world.session) == compartments
    assert len(slots(world)) == 1
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_it_asks_for_the_old_one_and_refuses_a_weak_one(world):
    with pytest.raises(access.WrongPassphrase):
        change(world, old=NEW)
    with pytest.raises(access.WeakPassphrase):
        change(world, new="secret")
    assert opens(world, world.passphrase)


STEPS = [
    (people.Step.BOTH_OPEN, 1, False), (people.Step.ROWS_KEPT, 1, True),
    (faults.Step.SYNC_FILE, 1, False), (faults.Step.RENAME, 1, False), (faults.Step.SYNC_FOLDER, 1, False),
    (faults.Step.SYNC_FILE, 2, True), (faults.Step.RENAME, 2, True), (faults.Step.SYNC_FOLDER, 2, True),
]  # fmt: skip


@pytest.mark.parametrize(("at", "time", "changed"), STEPS)
def test_cut_off_anywhere_exactly_one_pass_phrase_opens(world, at, time, changed):
    world.second_person()
    with pytest.raises(Cut), cut_at(at, time=time):
        change(world)
    assert opens(world, NEW) == changed
    assert opens(world, world.passphrase) != changed
    world.passphrase = NEW if changed else world.passphrase
    world.open_again()
    assert len(slots(world)) == 2  # the slot of the other pass-phrase is gone, and the colleague's is there
    change(world, new=THIRD)  # and it can be changed again
    assert opens(world, THIRD)


def test_who_was_let_in_before_a_crash_gets_the_slot_at_the_next_opening(world):
    world.second_person()
    asked = people.propose_account(
        world.home, passphrase=THIRD, organisation=access.add_organisation(
            name="Partner", by=world.session, now=world.tick()),
        role="analyst", by=world.session, now=world.tick(), cost=LIGHT,
    )  # fmt: skip
    access.approve(asked.approval, by=world.second_person(), now=world.tick(), fingerprint=asked.fingerprint)
    with pytest.raises(Cut), cut_at(people.Step.ADMITTED):
        people.admit(world.home, approval=asked.approval, by=world.session, now=world.tick())
    assert len(slots(world)) == 2
    world.open_again()
    assert world.as_account(asked.account, passphrase=THIRD).actor.role == "analyst"


def test_who_was_withdrawn_before_a_crash_loses_the_slot_at_the_next_opening(world):
    account = world.second_person().actor.account
    with pytest.raises(Cut), cut_at(people.Step.WITHDRAWN):
        people.withdraw(world.home, account=account, by=world.session, now=world.tick())
    assert len(slots(world)) == 2
    with pytest.raises(access.StatementWithdrawn):
        world.as_account(account, passphrase="companion " + world.passphrase)
    world.open_again()
    assert len(slots(world)) == 1


def test_a_change_made_on_another_machine_comes_to_this_home_file(world):
    """Two folders, one database: the other folder's home.json is brought up by whoever opens it next."""
    world.second_person()
    before = (world.home / "home.json").read_bytes()
    change(world)
    (world.home / "home.json").write_bytes(before)
    assert opens(world, "companion " + world.passphrase)
    assert opens(world, NEW)
    assert not opens(world, world.passphrase)


def test_nothing_that_no_entry_vouches_for_takes_a_slot_away(world):
    from tests import attackers

    from dokaz.access import models

    account = world.second_person().actor.account
    with attackers.as_attacker() as sql:
        sql("UPDATE access_accountkeys SET salt = %s WHERE account_id = %s", [b"\x01" * 16, account.hex])
    assert models.AccountKeys.objects.filter(account=account).exists()
    world.open_again()
    assert len(slots(world)) == 2
