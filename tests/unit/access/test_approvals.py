from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.journal import api as journal

pytestmark = pytest.mark.both

VERB = "custody:item:destroy"
THIS = sha256(b"exactly this").digest()
THAT = sha256(b"something else").digest()


@pytest.fixture
def people(world):
    """One who asks, and a second person whose account, keys and role came from neither."""
    asker = world.as_account(
        world.second_account(passphrase="asker " + world.passphrase), passphrase="asker " + world.passphrase
    )
    second = world.as_account(world.second_account())
    return asker, second


def test_a_second_person_approves_exactly_this_once(world, people):
    asker, second = people
    approval = access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.consume(VERB, digest=THAT, compartment=None, by=asker, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.consume("custody:item:extract", digest=THIS, compartment=None, by=asker, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.consume(VERB, digest=THIS, compartment=None, by=second, now=world.tick())
    assert access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.tick()) == approval
    with pytest.raises(access.ApprovalMissing):
        access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.tick())
    assert journal.verify_records().found == ()


def test_a_yes_given_again_changes_nothing(world, people):
    asker, second = people
    approval = access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    given = models.Approval.objects.get(pk=approval)
    with pytest.raises(access.ApprovalUnknown):
        access.approve(approval, by=second, now=world.tick())
    again = models.Approval.objects.get(pk=approval)
    assert (again.approved_by_id, again.approved_at) == (given.approved_by_id, given.approved_at)
    assert access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.tick()) == approval


def test_what_nobody_approved_is_not_done(world, people):
    asker, _ = people
    access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.tick())


def test_nobody_approves_what_they_ask(world, people):
    asker, _ = people
    approval = access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    with pytest.raises(access.ApprovedByAsker):
        access.approve(approval, by=asker, now=world.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Approval.objects.update(approved_by=asker.actor.account, approved_at=world.now)


def test_an_account_admitted_by_the_asker_does_not_count(world, people):
    _, second = people
    approval = access.ask(VERB, digest=THIS, by=world.session, now=world.tick())
    with pytest.raises(access.ApproverDependent):
        access.approve(approval, by=second, now=world.tick())


def test_an_approval_expires(world, people):
    asker, second = people
    early = access.ask(VERB, digest=THIS, by=asker, now=world.tick(), lasts=timedelta(minutes=5))
    access.approve(early, by=second, now=world.tick())
    late = access.ask(VERB, digest=THAT, by=asker, now=world.now, lasts=timedelta(minutes=5))
    world.tick(301)
    with pytest.raises(access.ApprovalExpired):
        access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.now)
    with pytest.raises(access.ApprovalExpired):
        access.approve(late, by=second, now=world.now)


def test_a_role_without_the_right_does_not_approve(world, people):
    asker, _ = people
    other = "other " + world.passphrase
    analyst = world.as_account(world.second_account(role="analyst", passphrase=other), passphrase=other)
    approval = access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    with pytest.raises(access.NotPermitted):
        access.approve(approval, by=analyst, now=world.tick())


def test_in_a_protected_compartment_the_second_person_is_of_another_house(real_world):
    one = "one " + real_world.passphrase
    same = access.add_organisation(name="One house", by=real_world.session, now=real_world.tick())
    asker, colleague = (_of(real_world, same, f"{word} {one}") for word in ("asker", "colleague"))
    stranger = real_world.as_account(real_world.second_account())
    made = access.add_compartment(name="identities", protected=True, by=asker, now=real_world.tick())
    approval = access.ask(VERB, digest=THIS, compartment=made.id, by=asker, now=real_world.tick())
    with pytest.raises(access.ApproverOfSameHouse):
        access.approve(approval, by=colleague, now=real_world.tick())
    access.approve(approval, by=stranger, now=real_world.tick())


def test_an_approval_asked_without_the_compartment_does_not_count_in_it(real_world):
    """Without the compartment nobody would ask of which house the second person is."""
    one = "one " + real_world.passphrase
    same = access.add_organisation(name="One house", by=real_world.session, now=real_world.tick())
    asker, colleague = (_of(real_world, same, f"{word} {one}") for word in ("asker", "colleague"))
    made = access.add_compartment(name="identities", protected=True, by=asker, now=real_world.tick())
    approval = access.ask(VERB, digest=THIS, by=asker, now=real_world.tick())
    access.approve(approval, by=colleague, now=real_world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.consume(VERB, digest=THIS, compartment=made.id, by=asker, now=real_world.tick())


def test_a_used_approval_is_never_written_again(world, people):
    asker, second = people
    approval = access.ask(VERB, digest=THIS, by=asker, now=world.tick())
    access.approve(approval, by=second, now=world.tick())
    access.consume(VERB, digest=THIS, compartment=None, by=asker, now=world.tick())
    with pytest.raises(IntegrityError, match="an approval is used once"), transaction.atomic():
        models.Approval.objects.update(consumed_at=None)


def test_what_was_asked_is_never_rewritten(world, people):
    access.ask(VERB, digest=THIS, by=people[0], now=world.tick())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.Approval.objects.update(digest=THAT)


def _of(world, organisation, passphrase):
    return world.as_account(
        world.second_account(passphrase=passphrase, organisation=organisation), passphrase=passphrase
    )
