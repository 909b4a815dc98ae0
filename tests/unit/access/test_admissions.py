"""Nobody is let in, given a role or new keys by one person alone; only the second person of a home is."""

import pytest
from django.db import IntegrityError, transaction
from tests import attackers
from tests.conftest import LIGHT

from dokaz.access import api as access
from dokaz.access import asked as texts
from dokaz.access import models
from dokaz.access.waiting import Admission, Companion
from dokaz.config import people
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealBroken

pytestmark = pytest.mark.both

THIRD = "third academic acid acne acquire acrobat activity actress"
RENEWED = "renewed academic acid acne acquire acrobat activity"


def propose(world, *, by=None, passphrase=THIRD, role="documenter"):
    organisation = access.add_organisation(name=f"House {world.tick()}", by=world.session, now=world.now)
    return people.propose_account(
        world.home, passphrase=passphrase, organisation=organisation, role=role, by=by or world.session,
        now=world.tick(), cost=LIGHT,
    )  # fmt: skip


def finish(world, asked, *, by=None):
    return people.admit(world.home, approval=asked.approval, by=by or world.session, now=world.tick())


def approve(world, asked, *, by=None, fingerprint=None):
    by = by or world.second_person()
    access.approve(asked.approval, by=by, now=world.tick(), fingerprint=fingerprint or asked.fingerprint)


def sound():
    return journal.verify_records().found == () and access.verify_statements() == ()


def test_who_was_asked_for_opens_nothing_before_a_second_person_approved(world):
    world.second_person()
    asked = propose(world)
    with pytest.raises(access.WrongPassphrase):
        world.as_account(asked.account, passphrase=THIRD)
    with pytest.raises(access.ApprovalMissing):
        finish(world, asked)
    approve(world, asked)
    done = finish(world, asked)
    assert (done.act, done.account, done.role) == ("admit", asked.account, "documenter")
    assert world.as_account(asked.account, passphrase=THIRD).actor.role == "documenter"
    assert sound()


def test_an_admission_is_done_once(world):
    world.second_person()
    asked = propose(world)
    approve(world, asked)
    finish(world, asked)
    with pytest.raises(access.ApprovalMissing):
        finish(world, asked)


def test_the_first_person_lets_in_one_who_can_approve_and_then_nobody_alone(world):
    organisation = access.add_organisation(name="Partner", by=world.session, now=world.tick())
    alone = {"organisation": organisation, "by": world.session, "cost": LIGHT}
    with pytest.raises(access.CompanionCannotApprove):
        people.admit_alone(world.home, passphrase=THIRD, role="analyst", now=world.tick(), **alone)
    assert access.may_admit_alone(by=world.session)
    people.admit_alone(world.home, passphrase=THIRD, role="steering", now=world.tick(), **alone)
    assert not access.may_admit_alone(by=world.session)
    with pytest.raises(access.SecondPersonNeeded):
        people.admit_alone(world.home, passphrase=RENEWED, role="steering", now=world.tick(), **alone)
    assert sound()


def test_whom_the_first_let_in_lets_nobody_in_alone(world):
    second = world.second_person()
    assert not access.may_admit_alone(by=second)


def test_the_database_lets_a_founder_have_one_companion(world):
    second = world.second_person()
    third = world.second_account(passphrase=THIRD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Companion.objects.create(
            id=third, founder_id=world.session.actor.account, account_id=third, admitted_at=world.now
        )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Companion.objects.filter(account=second.actor.account).delete()


def test_nobody_approves_whom_they_ask_for(world):
    world.second_person()
    asked = propose(world)
    with pytest.raises(access.ApprovedByAsker):
        approve(world, asked, by=world.session)


def test_keys_are_approved_by_their_fingerprint_as_the_owner_reads_it(world):
    second = world.second_person()
    asked = propose(world)
    with pytest.raises(access.FingerprintDiffers):
        approve(world, asked, fingerprint="0000 0000 0000 0000 0000 0000")
    with pytest.raises(access.FingerprintDiffers):
        access.approve(asked.approval, by=second, now=world.tick())
    approve(world, asked, fingerprint=asked.fingerprint.upper().replace(" ", "-"))


def test_keys_put_in_the_place_of_those_that_wait_are_not_let_in(world):
    """Who holds the database puts their own key there after the second person said yes."""
    world.second_person()
    asked = propose(world)
    approve(world, asked)
    with attackers.as_attacker() as sql:
        sql("UPDATE access_admission SET public_key = %s WHERE approval_id = %s", [b"\x01" * 64, asked.approval.hex])
    with pytest.raises(journal.RecordUnvouched, match=r"access\.admission"):
        finish(world, asked)


@pytest.mark.parametrize("field", ["account", "organisation_id", "role", "public_key", "number", "act"])
def test_the_approval_names_all_that_will_be_done(world, field):
    world.second_person()
    row = Admission.objects.get(approval=propose(world).approval)
    before = texts.digest_of(row)
    others = {"role": "custodian", "public_key": b"\x02" * 64, "number": 7, "act": "renew"}
    setattr(row, field, others.get(field, world.compartment))
    assert texts.digest_of(row) != before


def test_an_analyst_asks_for_nobody(world):
    analyst = world.as_account(world.second_account(role="analyst", passphrase=THIRD), passphrase=THIRD)
    with pytest.raises(access.NotPermitted):
        propose(world, by=analyst, passphrase=RENEWED)


def test_a_role_is_given_by_two_and_ends_the_one_before(world):
    second = world.second_person()
    account = world.second_account(role="analyst", passphrase=THIRD)
    asked = access.propose_role("custodian", account=account, by=world.session, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.admit(asked.approval, by=world.session, now=world.tick())
    access.approve(asked.approval, by=second, now=world.tick())
    access.admit(asked.approval, by=world.session, now=world.tick())
    session = world.as_account(account, passphrase=THIRD)
    assert session.actor.role == "custodian"
    made = access.add_compartment(name="theirs", by=session, now=world.tick())
    assert access.sealing(made.id).generation == 1  # what a custodian signs is believed of the new statement
    assert sound()


def test_who_was_a_custodian_signs_no_more_and_what_was_signed_before_stays(world):
    second = world.second_person()
    account = world.second_account(passphrase=THIRD)
    session = world.as_account(account, passphrase=THIRD)
    before = access.add_compartment(name="before", by=session, now=world.tick())
    asked = access.propose_role("analyst", account=account, by=world.session, now=world.tick())
    access.approve(asked.approval, by=second, now=world.tick())
    access.admit(asked.approval, by=world.session, now=world.tick())
    assert access.sealing(before.id).generation == 1
    with pytest.raises(access.NotPermitted):
        access.add_compartment(name="after", by=session, now=world.tick())
    assert world.as_account(account, passphrase=THIRD).actor.role == "analyst"
    assert sound()


def test_nobody_asks_for_or_approves_what_is_done_to_their_own_account(world):
    second = world.second_person()
    with pytest.raises(access.ColleagueNeeded):
        access.propose_role("analyst", account=world.session.actor.account, by=world.session, now=world.tick())
    asked = access.propose_role("steering", account=second.actor.account, by=world.session, now=world.tick())
    with pytest.raises(access.ApprovedBySubject):
        access.approve(asked.approval, by=second, now=world.tick())


def test_an_approval_without_the_row_that_says_what_is_asked_for_is_not_given(world):
    """Its yes could be used for a row that comes later, whose fingerprint nobody heard."""
    second = world.second_person()
    bare = access.ask("access:account:admit", digest=b"\x01" * 32, by=world.session, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.approve(bare, by=second, now=world.tick())


@pytest.mark.parametrize("role", ["documenter", "queen"])
def test_a_role_that_is_held_or_that_there_is_not_is_refused(world, role):
    world.second_person()
    account = world.second_account(role="documenter", passphrase=THIRD)
    with pytest.raises((access.RoleHeld, access.RoleUnknown)):
        access.propose_role(role, account=account, by=world.session, now=world.tick())


def renewed(world, account):
    asked = people.propose_keys(
        world.home, passphrase=RENEWED, account=account, by=world.session, now=world.tick(), cost=LIGHT
    )
    approve(world, asked)
    return finish(world, asked)


def test_new_keys_open_nothing_of_before_until_a_member_grants_again(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    old = world.as_account(account, passphrase=THIRD)
    done = renewed(world, account)
    assert (done.lost, done.left_to_recovery) == (("archive",), ())
    with pytest.raises(access.WrongPassphrase):
        world.as_account(account, passphrase=THIRD)
    session = world.as_account(account, passphrase=RENEWED)
    assert access.identities(world.compartment, by=session) == ()
    assert access.identities(world.compartment, by=old) == ()
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    assert access.identities(world.compartment, by=session) != ()
    with pytest.raises(SealBroken):  # wrapped to keys that the old session does not have
        access.identities(world.compartment, by=old)
    assert sound()


def test_a_compartment_whose_only_member_forgot_is_left_to_recovery_and_that_is_said(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    access.add_compartment(name="theirs alone", by=world.as_account(account, passphrase=THIRD), now=world.tick())
    assert renewed(world, account).left_to_recovery == ("theirs alone",)


def test_a_session_with_the_old_keys_signs_nothing_more(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    old = world.as_account(account, passphrase=THIRD)
    renewed(world, account)
    with pytest.raises(access.StatementWithdrawn):
        access.add_compartment(name="late", by=old, now=world.tick())


def test_keys_that_were_renewed_meanwhile_are_not_renewed_by_an_older_approval(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    first = people.propose_keys(
        world.home, passphrase=THIRD + " again", account=account, by=world.session, now=world.tick(), cost=LIGHT
    )
    approve(world, first)
    renewed(world, account)
    with pytest.raises(access.AdmissionOutdated):
        finish(world, first)


def test_a_role_asked_for_before_the_keys_changed_is_not_given_to_the_new_ones(world):
    second = world.second_person()
    account = world.second_account(role="analyst", passphrase=THIRD)
    asked = access.propose_role("custodian", account=account, by=world.session, now=world.tick())
    access.approve(asked.approval, by=second, now=world.tick())
    renewed(world, account)
    with pytest.raises(access.AdmissionOutdated):
        access.admit(asked.approval, by=world.session, now=world.tick())


def test_who_approved_and_was_withdrawn_since_approved_nothing(world):
    second = world.second_person()
    third = world.as_account(world.second_account(passphrase=THIRD), passphrase=THIRD)
    asked = access.ask("custody:item:destroy", digest=b"\x01" * 32, by=third, now=world.tick())
    access.approve(asked, by=second, now=world.tick())
    access.withdraw(second.actor.account, by=world.session, now=world.tick())
    with pytest.raises(access.ApproverGone):
        access.consume("custody:item:destroy", digest=b"\x01" * 32, compartment=None, by=third, now=world.tick())


def test_whom_recovery_let_in_may_let_in_a_second_person_alone(world):
    from dokaz.config import homes
    from dokaz.database import api as database

    world.second_account(passphrase=THIRD)
    assert not access.may_admit_alone(by=world.session)
    database.close()
    homes.recover(
        world.home, slips=world.slips[:2], passphrase=RENEWED, organisation="Partner", now=world.tick(), cost=LIGHT
    )
    session = world.open_again(RENEWED)
    world.companion = None
    assert access.may_admit_alone(by=session)
    second = world.second_person()
    assert access.independent(second.actor.account, of=session.actor.account)
    assert models.Role.objects.filter(held_to=None).count() == 2
