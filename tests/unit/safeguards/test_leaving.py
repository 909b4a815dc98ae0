"""The list of one who leaves ends when nothing they knew opens anything that comes (S-51)."""

import io

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.safeguards import api as safeguards

THIRD = "third academic acid acne acquire acrobat activity actress"


@pytest.fixture
def custodian(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return account


def todo(told):
    return [step.code.partition(":")[0] for step in told.steps if not step.done]


@pytest.mark.both
def test_each_step_does_the_act_or_notes_it_and_the_last_one_ends_the_list(world, custodian):
    theirs = access.add_compartment(name="theirs", by=world.as_account(custodian, passphrase=THIRD), now=world.tick())
    leaving = safeguards.begin_leaving(account=custodian, by=world.session, now=world.tick())
    with pytest.raises(safeguards.LeavingAlready):
        safeguards.begin_leaving(account=custodian, by=world.session, now=world.tick())
    told = safeguards.leaving_list(leaving, by=world.session, now=world.tick())
    by_hand = ["devices", "papers", "shares", "outside", "machines"]
    assert todo(told) == ["compartment", "compartment", "sealed", "account", *by_hand]
    access.travel(account=custodian, by=world.session, now=world.tick(), even_alone=True)
    told = safeguards.leaving_list(leaving, by=world.session, now=world.tick())
    assert todo(told)[:2] == ["compartment", "compartment"]  # no key in hand is not yet another key

    def do(step):
        return safeguards.do_leaving_step(leaving, step=step, by=world.session, now=world.tick())

    custody.receive(io.BytesIO(b"theirs to read"), name="one.txt", by=world.session, now=world.tick())
    do(f"compartment:{theirs.id}")
    with pytest.raises(safeguards.FilesBehind):  # before its new key the other has nothing to follow to
        do("sealed")
    told = do(f"compartment:{world.compartment}")
    assert todo(told) == ["sealed", "account", *by_hand]
    with pytest.raises(safeguards.FilesBehind):
        do("sealed")
    assert custody.move_some(world.compartment, by=world.session, now=world.tick()).behind == 0
    assert todo(do("sealed")) == ["account", *by_hand]
    assert access.sealing(world.compartment).generation == 2
    told = do("account")
    assert todo(told) == by_hand
    with pytest.raises(access.StatementError):
        world.as_account(custodian, passphrase=THIRD)
    for step in by_hand:
        assert told.ended_at is None
        told = do(step)
    assert told.ended_at is not None
    with pytest.raises(safeguards.StepUnknown):
        do("devices")
    assert journal.verify_records().found == ()


def test_a_key_granted_again_is_to_be_renewed_again(world, custodian):
    access.remove_member(compartment=world.compartment, account=custodian, by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    (one,) = access.memberships(custodian, by=world.session, now=world.tick())
    assert (one.held, one.renewed) == (False, True)
    access.grant_membership(compartment=world.compartment, account=custodian, by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    (one,) = access.memberships(custodian, by=world.session, now=world.tick())
    assert (one.held, one.renewed) == (True, False)


def test_nobody_makes_their_own_list_and_only_custodians_make_any(world, custodian):
    with pytest.raises(access.ColleagueNeeded):
        safeguards.begin_leaving(account=custodian, by=world.as_account(custodian, passphrase=THIRD), now=world.tick())
    with pytest.raises(access.AccountUnknown):
        safeguards.begin_leaving(account=world.home and world.session.home, by=world.session, now=world.tick())
    words = "fourth academic acid acne acquire acrobat activity actress"
    analyst = world.as_account(world.second_account(role="analyst", passphrase=words), passphrase=words)
    with pytest.raises(access.NotPermitted):
        safeguards.leavings(by=analyst, now=world.tick())
    with pytest.raises(safeguards.LeavingUnknown):
        safeguards.leaving_list(custodian, by=world.session, now=world.tick())


def test_however_many_leave_their_colleagues_are_listed_once(world, custodian):
    other = world.second_person().actor.account
    leaving, _second = (
        safeguards.begin_leaving(account=each, by=world.session, now=world.tick()) for each in (custodian, other)
    )

    def listings(act):
        journal.sequence(now=world.tick())
        before = journal.head().size
        act()
        journal.sequence(now=world.tick())
        return [entry.verb for entry in journal.read(start=before) if entry.verb.endswith("s:list")]

    both_lists = listings(lambda: safeguards.leavings(by=world.session, now=world.tick()))
    assert sorted(both_lists) == ["access:accounts:list", "safeguards:leavings:list"]
    assert len(listings(lambda: safeguards.leaving_list(leaving, by=world.session, now=world.tick()))) == 2


@pytest.mark.both
def test_a_list_that_was_changed_by_hand_is_not_worked_off(world, custodian, tampered):
    leaving = safeguards.begin_leaving(account=custodian, by=world.session, now=world.tick())
    tampered("UPDATE safeguards_leaving SET begun_at = (SELECT MIN(admitted_at) FROM access_account)")
    with pytest.raises(journal.RecordUnvouched):
        safeguards.leavings(by=world.session, now=world.tick())
    with pytest.raises(journal.RecordUnvouched):
        safeguards.do_leaving_step(leaving, step="papers", by=world.session, now=world.tick())
