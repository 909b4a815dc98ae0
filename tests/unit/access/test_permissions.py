import json

import pytest
from django.db import DatabaseError, connection, transaction

from dokaz.access import api as access
from dokaz.access import models, permissions
from dokaz.access.sessions import Session
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor, ActorKind


@pytest.fixture
def analyst(world):
    return world.as_account(world.second_account(role="analyst"))


def _refusals(world):
    journal.sequence(now=world.tick())
    return [
        json.loads(journal.evidence(entry.entry).event)
        for entry in journal.read()
        if entry.verb == "access:permission:refuse"
    ]


def test_a_custodian_may(world):
    access.require(world.session, access.Permission.EXTRACT_ITEMS, compartment=world.compartment, now=world.now)
    assert _refusals(world) == []


def test_a_refusal_says_what_is_not_allowed_and_is_journalled(world, analyst):
    with pytest.raises(access.NotPermitted, match="receive files"):
        access.require(analyst, access.Permission.RECEIVE_EVIDENCE, now=world.now)
    (refusal,) = _refusals(world)
    assert refusal["by"]["account"] == str(analyst.actor.account)
    assert refusal["facts"]["permission"] == "receive-evidence"


def test_who_does_not_belong_to_the_compartment_is_refused(world, analyst):
    with pytest.raises(access.NotPermitted):
        access.require(analyst, access.Permission.SEE_ITEMS, compartment=world.compartment, now=world.now)
    (refusal,) = _refusals(world)
    assert refusal["facts"]["compartment"] == str(world.compartment)


def test_a_refusal_survives_the_roll_back_of_its_verb(world, analyst):
    before = models.Organisation.objects.count()

    def do_half_and_ask_too_late():
        models.Organisation.objects.create(id=world.compartment, name="half done", admitted_at=world.now)
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)

    with pytest.raises(access.NotPermitted), access.acting(analyst, now=world.now):
        do_half_and_ask_too_late()
    assert models.Organisation.objects.count() == before
    assert len(_refusals(world)) == 1


def test_a_refusal_in_an_inner_act_is_journalled_once(world, analyst):
    with (
        pytest.raises(access.NotPermitted),
        access.acting(analyst, now=world.now),
        access.acting(analyst, now=world.now),
    ):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)
    assert len(_refusals(world)) == 1


def test_a_transaction_that_would_swallow_the_refusal_is_refused(world, analyst):
    with pytest.raises(access.RequiredTooLate), transaction.atomic():
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)


def test_a_refusal_that_cannot_be_journalled_is_another_error(world, analyst):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_pending RENAME TO journal_elsewhere")
    with pytest.raises(access.RefusalUnrecorded):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)
    with pytest.raises(DatabaseError):
        journal.unplaced()


def test_a_role_ends(world, analyst):
    access.require(analyst, access.Permission.VERIFY_JOURNAL, now=world.now)
    models.Role.objects.filter(account=analyst.actor.account).update(held_to=world.tick())
    with pytest.raises(access.NotPermitted):
        access.require(analyst, access.Permission.VERIFY_JOURNAL, now=world.now)


def test_a_machine_receives_and_never_extracts(world):
    keys = world.session.keys
    actor = Actor(world.session.machine, world.session.actor.organisation, "machine", ActorKind.MACHINE)
    machine = Session(actor=actor, home=world.session.home, home_kind="trial", machine=world.session.machine, keys=keys)
    access.require(machine, access.Permission.RECEIVE_EVIDENCE, compartment=world.compartment, now=world.now)
    forbidden = {
        access.Permission.EXTRACT_ITEMS,
        access.Permission.PACKAGE_ITEMS,
        access.Permission.OPEN_ITEMS,
        access.Permission.MANAGE_COMPARTMENTS,
        access.Permission.MANAGE_ACCOUNTS,
        access.Permission.APPROVE,
    }
    for permission in forbidden:
        with pytest.raises(access.NotPermitted):
            access.require(machine, permission, now=world.now)
    assert not forbidden & permissions.MACHINES_MAY


def test_every_role_and_permission_is_said_in_words():
    assert set(permissions.ALLOWED) == set(models.RoleName)
    for permission in access.Permission:
        assert permission.sentence.endswith(".")
