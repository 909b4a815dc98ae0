"""A colleague is taken out in one action; a traveller leaves keys behind; what an older database says is taken away again."""

import shutil

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.config import people
from dokaz.database import api as database
from dokaz.journal import api as journal

THIRD = "third academic acid acne acquire acrobat activity actress"
both = pytest.mark.both


@pytest.fixture
def member(world):
    """A custodian who belongs to the archive."""
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return account


def withdraw(world, account, *, by=None):
    return people.withdraw(world.home, account=account, by=by or world.session, now=world.tick())


def sound():
    return journal.verify_records().found == () and access.verify_statements() == ()


@both
def test_a_withdrawn_colleague_has_no_way_in_and_no_keys_and_the_others_have_new_ones(world, member):
    old = world.as_account(member, passphrase=THIRD)
    other = access.add_compartment(name="theirs alone", by=old, now=world.tick())
    done = withdraw(world, member)
    assert (done.renewed, done.left_to_recovery) == (("archive", "theirs alone"), ("theirs alone",))
    with pytest.raises(access.WrongPassphrase):
        world.as_account(member, passphrase=THIRD)
    assert access.identities(world.compartment, by=old) == access.identities(other.id, by=old) == ()
    assert access.compartment("archive", by=world.session).generation == 2
    assert len(access.identities(world.compartment, by=world.session)) == 2
    assert models.Wrap.objects.filter(recovery__isnull=False, generation__compartment=other.id).count() == 5
    assert sound()


@both
def test_it_needs_no_key_of_the_compartments(world, member):
    """A colleague with the right does it at once, from wherever, also where they belong to none of them."""
    assert withdraw(world, member, by=world.second_person()).renewed == ("archive",)


@both
def test_what_a_withdrawn_account_signed_before_stays_and_nothing_after(world, member):
    session = world.as_account(member, passphrase=THIRD)
    before = access.add_compartment(name="before", by=session, now=world.tick())
    withdraw(world, member)
    assert access.sealing(before.id).generation == 2
    with pytest.raises(access.NotPermitted):
        access.add_compartment(name="after", by=session, now=world.tick())
    with pytest.raises(access.AccountUnknown):
        withdraw(world, member)


@both
def test_a_withdrawn_account_is_granted_nothing(world, member):
    withdraw(world, member)
    with pytest.raises(access.StatementWithdrawn):
        access.grant_membership(compartment=world.compartment, account=member, by=world.session, now=world.tick())


@both
def test_nobody_withdraws_themselves_and_the_last_custodian_stays(world):
    with pytest.raises(access.LastCustodian):
        withdraw(world, world.session.actor.account)
    with pytest.raises(access.LastCustodian):
        access.end_role(account=world.session.actor.account, by=world.session, now=world.tick())
    world.second_person()
    with pytest.raises(access.ColleagueNeeded):
        withdraw(world, world.session.actor.account)


@both
def test_who_is_no_custodian_withdraws_nobody(world, member):
    analyst = world.as_account(world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        withdraw(world, member, by=analyst)


@both
def test_an_ended_role_signs_nobody_in_and_the_keys_of_compartments_stay_with_the_others(world, member):
    access.end_role(account=member, by=world.session, now=world.tick())
    with pytest.raises(access.NotPermitted, match="no role"):
        world.as_account(member, passphrase=THIRD)
    with pytest.raises(access.RoleNotHeld):
        access.end_role(account=member, by=world.session, now=world.tick())
    leaver = world.second_account()
    access.grant_membership(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    access.remove_member(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    assert models.Wrap.objects.filter(account=member, generation__number=2).exists()
    assert sound()


@both
@pytest.mark.parametrize("own", [True, False])
def test_a_traveller_holds_no_key_until_a_member_grants_again(world, member, own):
    session = world.as_account(member, passphrase=THIRD)
    (left,) = access.travel(account=member, by=session if own else world.second_person(), now=world.tick())
    assert (left.compartment, left.can_grant) == ("archive", (world.session.actor.account,))
    again = world.as_account(member, passphrase=THIRD)
    assert access.identities(world.compartment, by=again) == ()
    assert access.compartment("archive", by=world.session).generation == 1  # nothing was given away
    access.grant_membership(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    assert access.identities(world.compartment, by=again) != ()
    assert sound()


@both
def test_the_only_member_is_told_that_only_recovery_could_give_keys_back(world):
    with pytest.raises(access.OnlyMember, match="archive"):
        access.travel(account=world.session.actor.account, by=world.session, now=world.tick())
    assert access.identities(world.compartment, by=world.session) != ()
    (left,) = access.travel(account=world.session.actor.account, by=world.session, now=world.tick(), even_alone=True)
    assert left.can_grant == ()
    assert access.identities(world.compartment, by=world.session) == ()


@both
def test_a_member_who_may_not_grant_is_no_way_back(world):
    account = world.second_account(role="documenter", passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    with pytest.raises(access.OnlyMember):
        access.travel(account=world.session.actor.account, by=world.session, now=world.tick())


@both
def test_nobody_sends_a_colleague_travelling_without_the_right(world, member):
    analyst = world.as_account(world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        access.travel(account=member, by=analyst, now=world.tick())


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


def _renew(world, account):
    asked = people.propose_keys(
        world.home, passphrase="new " + THIRD, account=account, by=world.session, now=world.tick(),
        cost=access.Argon2Cost(8192, 1, 1),
    )  # fmt: skip
    world.finish(asked)


GOING = {
    "withdrawn": withdraw,
    "travelling": lambda world, account: access.travel(account=account, by=world.session, now=world.tick()),
    "renewed": _renew,
}


@pytest.mark.embedded("its file is copied away and put back")
@pytest.mark.parametrize("how", GOING)
def test_what_was_taken_away_is_taken_away_again_after_a_restore(world, member, how):
    put_back(world, lambda: GOING[how](world, member))
    assert models.Wrap.objects.filter(account=member).exists()
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) >= 1
    assert not models.Wrap.objects.filter(account=member).exists()
    assert models.Role.objects.filter(account=member, held_to=None).exists() == (how == "travelling")
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 0
    world.open_again()
    slots = {slot.account for slot in access.home_file(world.home).slots}
    assert (member in slots) == (how == "travelling")
    assert sound()


@pytest.mark.embedded("its file is copied away and put back")
def test_an_ended_role_ends_again_after_a_restore(world, member):
    put_back(world, lambda: access.end_role(account=member, by=world.session, now=world.tick()))
    assert world.as_account(member, passphrase=THIRD).actor.role == "custodian"
    named = journal.register_ahead()
    assert access.replay_gone(named, by=world.session, now=world.tick()) == 1
    assert not models.Role.objects.filter(account=member, held_to=None).exists()
    assert journal.register_ahead() == frozenset()


@pytest.mark.embedded("its file is copied away and put back")
def test_who_was_withdrawn_does_not_bring_an_older_database_back_to_use(world, member):
    home_file = (world.home / "home.json").read_bytes()
    put_back(world, lambda: withdraw(world, member))
    with pytest.raises(access.WrongPassphrase):  # the older rows do not give the slot back
        world.as_account(member, passphrase=THIRD)
    (world.home / "home.json").write_bytes(home_file)  # but a copy of the home of before has it
    session = world.as_account(member, passphrase=THIRD)
    with pytest.raises(access.ColleagueNeeded):
        access.replay_gone(journal.register_ahead(), by=session, now=world.tick())
