"""A no to what was asked for, and what each may see of it."""

import pytest
from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.access.waiting import Declined
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

VERB, THIS = "custody:item:destroy", b"\x01" * 32
WORDS = "third academic acid acne acquire acrobat activity actress"


def asked(world):
    return access.ask(VERB, digest=THIS, by=world.session, now=world.tick())


def told(world, approval, *, by=None):
    return access.approval(approval, by=by or world.session, now=world.tick())


def test_a_second_persons_no_ends_it_and_the_asker_reads_whose_it_was(world):
    second = world.second_person()
    approval = asked(world)
    access.decline(approval, by=second, now=world.tick())
    found = told(world, approval)
    assert found.declined_by == second.actor.account
    assert not found.open(world.now)
    with pytest.raises(access.ApprovalExpired):
        access.approve(approval, by=second, now=world.tick())
    with pytest.raises(access.ApprovalUnknown):
        access.decline(approval, by=second, now=world.tick())
    assert access.own_requests(by=world.session, now=world.tick()) == ()
    assert [each.id for each in access.past_approvals(by=world.session, now=world.tick())] == [approval]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Declined.objects.all().delete()
    assert journal.verify_records().found == ()


def test_a_yes_is_taken_back_by_whoever_gave_it_and_not_by_another(world):
    second = world.second_person()
    third = world.as_account(world.second_account(passphrase=WORDS), passphrase=WORDS)
    approval = asked(world)
    access.approve(approval, by=second, now=world.tick())
    for other in (third, world.session):
        with pytest.raises(access.ApprovalNotYours):
            access.decline(approval, by=other, now=world.tick())
    access.decline(approval, by=second, now=world.tick())
    with pytest.raises(access.ApprovalExpired):
        access.consume(VERB, digest=THIS, compartment=None, by=world.session, now=world.tick())


def test_a_request_is_taken_back_by_its_asker_alone_also_when_it_was_approved(world):
    second = world.second_person()
    approval = asked(world)
    with pytest.raises(access.ApprovalUnknown):
        access.take_back(approval, by=second, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    access.take_back(approval, by=world.session, now=world.tick())
    found = told(world, approval, by=second)
    assert found.declined_by == found.asked_by
    with pytest.raises(access.ApprovalExpired):
        access.consume(VERB, digest=THIS, compartment=None, by=world.session, now=world.tick())


def test_what_was_used_is_refused_no_more(world):
    second = world.second_person()
    approval = asked(world)
    access.approve(approval, by=second, now=world.tick())
    access.consume(VERB, digest=THIS, compartment=None, by=world.session, now=world.tick())
    for act, by in ((access.decline, second), (access.take_back, world.session)):
        with pytest.raises(access.ApprovalUnknown):
            act(approval, by=by, now=world.tick())
    assert told(world, approval).used_at


def test_who_may_not_approve_sees_and_refuses_only_what_is_their_own(world):
    analyst = world.as_account(world.second_account(role="analyst", passphrase=WORDS), passphrase=WORDS)
    approval = asked(world)
    with pytest.raises(access.ApprovalUnknown):
        told(world, approval, by=analyst)
    with pytest.raises(access.NotPermitted):
        access.decline(approval, by=analyst, now=world.tick())
    own = access.ask(VERB, digest=THIS, by=analyst, now=world.tick())
    assert told(world, own, by=analyst).id == own
    assert [each.id for each in access.own_requests(by=analyst, now=world.tick())] == [own]
    world.tick(8 * 24 * 3600)
    assert [each.id for each in access.past_approvals(by=analyst, now=world.tick())] == [own]
