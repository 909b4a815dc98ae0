"""Who sees which compartment, and what is told of it."""

import json
from uuid import UUID

import pytest
from tests import attackers

from dokaz.access import api as access
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

WORDS = "third academic acid acne acquire acrobat activity actress"


def names(by, world):
    return [each.name for each in access.circles(by=by, now=world.tick())]


def test_members_see_their_own_and_whoever_says_who_belongs_sees_all(world):
    second = world.second_person()
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WORDS), passphrase=WORDS)
    theirs = access.add_compartment(name="theirs", by=second, now=world.tick())
    assert names(world.session, world) == ["archive", "theirs"]
    assert names(analyst, world) == []
    with pytest.raises(access.CompartmentUnknown):
        access.circle(theirs.id, by=analyst, now=world.tick())
    access.grant_membership(compartment=theirs.id, account=analyst.actor.account, by=second, now=world.tick())
    seen = access.circle(theirs.id, by=analyst, now=world.tick())
    assert [each.id for each in seen.members] == [second.actor.account, analyst.actor.account]
    assert (seen.mine, seen.recovered, seen.generation, seen.machines) == (True, True, 1, ())
    assert not access.circle(theirs.id, by=world.session, now=world.tick()).mine


def test_since_when_outlasts_a_new_key_and_halves_name_each_other(world):
    second = world.second_person()
    before = access.circle(world.compartment, by=world.session, now=world.tick()).members
    access.grant_membership(
        compartment=world.compartment, account=second.actor.account, by=world.session, now=world.tick()
    )
    access.remove_member(
        compartment=world.compartment, account=second.actor.account, by=world.session, now=world.tick()
    )
    theirs = access.add_compartment(name="theirs", by=second, now=world.tick())
    access.pair_halves(first=world.compartment, second=theirs.id, by=world.session, now=world.tick())
    after = access.circle(world.compartment, by=world.session, now=world.tick())
    assert (after.members, after.generation, after.other_half) == (before, 2, theirs.id)


def test_a_missing_wrap_to_recovery_is_told_and_a_member_put_there_by_hand_is_refused(world):
    with attackers.as_attacker() as sql:
        sql("DELETE FROM access_wrap WHERE recovery_id IS NOT NULL")
    assert not access.circle(world.compartment, by=world.session, now=world.tick()).recovered
    second = world.second_person()
    with attackers.as_attacker() as sql:
        sql("UPDATE access_wrap SET account_id = %s WHERE account_id IS NOT NULL", [second.actor.account.hex])
    with pytest.raises(journal.RecordUnvouched):
        access.circles(by=world.session, now=world.tick())


def test_one_account_that_was_tampered_with_is_named_and_the_others_are_listed(world):
    second = world.second_person()
    with attackers.as_attacker() as sql:
        sql(
            "UPDATE access_statement SET body = %s WHERE subject = %s AND kind = 'account'",
            [b"{}", second.actor.account.hex],
        )
    found = {each.account: each for each in access.colleagues(by=world.session, now=world.tick())}
    assert found[second.actor.account].fault
    assert found[second.actor.account].lines == ()
    assert not found[world.session.actor.account].fault
    assert found[world.session.actor.account].roles == ("custodian",)


def test_one_colleague_is_the_one_of_the_list_and_an_entry_says_about_whom(world):
    second, now = world.second_person(), world.tick()
    account = second.actor.account
    (listed,) = [each for each in access.colleagues(by=world.session, now=now) if each.account == account]
    assert access.colleague(account, by=world.session, now=world.tick()) == listed
    journal.sequence(now=world.tick())
    *_before, told = journal.read()
    assert (told.verb, json.loads(told.event)["about"]) == ("access:account:show", [str(account)])
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WORDS), passphrase=WORDS)
    for by, refusal in ((world.session, access.AccountUnknown), (analyst, access.NotPermitted)):
        with pytest.raises(refusal):
            access.colleague(UUID(int=0), by=by, now=world.tick())
