import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from tests import attackers

from dokaz.access import api as access
from dokaz.access import models, permissions
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor, ActorKind

pytestmark = pytest.mark.both


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
    with attackers.as_attacker() as sql:
        sql("ALTER TABLE journal_pending RENAME TO journal_elsewhere")
    with pytest.raises(access.RefusalUnrecorded):
        access.require(analyst, access.Permission.EXTRACT_ITEMS, now=world.now)
    with pytest.raises(DatabaseError):
        journal.unplaced()


def test_a_role_ends(world, analyst):
    access.require(analyst, access.Permission.VERIFY_JOURNAL, now=world.now)
    models.Role.objects.filter(account=analyst.actor.account).update(held_to=world.tick())
    with pytest.raises(access.NotPermitted):
        access.require(analyst, access.Permission.VERIFY_JOURNAL, now=world.now)


def test_every_kind_of_refusal_is_journalled_after_the_roll_back(world, analyst):
    machine, other = (
        models.Machine.objects.get().id,
        access.add_compartment(name="other", by=world.session, now=world.tick()),
    )
    second = "second " + world.passphrase
    stranger = world.as_account(world.second_account(passphrase=second), passphrase=second)
    approval = access.ask("custody:item:destroy", digest=b"1" * 32, by=world.session, now=world.tick())
    acts = [
        (access.KeyNotHeld, lambda: access.grant_membership(
            compartment=other.id, account=analyst.actor.account, by=stranger, now=world.tick())),
        (access.KeyNotHeld, lambda: access.admit_machine(
            compartment=other.id, machine=machine, by=stranger, now=world.tick())),
        (access.ApprovedByAsker, lambda: access.approve(approval, by=world.session, now=world.tick())),
        (access.ApprovalMissing, lambda: access.consume(
            "custody:item:destroy", digest=b"1" * 32, compartment=None, by=world.session, now=world.tick())),
        (access.HalvesMeet, lambda: access.pair_halves(
            first=world.compartment, second=other.id, by=world.session, now=world.tick())),
    ]  # fmt: skip
    for error, act in acts:
        with pytest.raises(error):
            act()
    assert [refusal["facts"]["refusal"] for refusal in _refusals(world)] == [error.code for error, _ in acts]


def test_a_protected_compartment_refused_to_a_machine_is_journalled(real_world):
    made = access.add_compartment(name="identities", protected=True, by=real_world.session, now=real_world.tick())
    machine = models.Machine.objects.get().id
    with pytest.raises(access.MachineRefused):
        access.admit_machine(compartment=made.id, machine=machine, by=real_world.session, now=real_world.tick())
    assert [refusal["facts"]["refusal"] for refusal in _refusals(real_world)] == ["machine-refused"]


def test_a_sign_in_without_a_role_is_refused_and_journalled(world):
    account = world.second_account(role="analyst")
    row = models.Role.objects.get(account=account)
    with transaction.atomic():
        row.held_to = world.tick()
        row.save(update_fields=["held_to"])
        journal.record("access:role:end", by=world.session.actor, now=world.now, records=[database.digest(row)])
    with pytest.raises(access.NotPermitted, match="no role"):
        world.as_account(account)
    (refusal,) = _refusals(world)
    assert (refusal["by"]["account"], refusal["facts"]["permission"]) == (str(account), "sign-in")


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


def test_a_machine_reads_for_background_work_only_where_it_was_admitted(world):
    machine = access.begin_work(access.unlock(world.home, passphrase=world.passphrase), now=world.tick())
    examine = access.Permission.EXAMINE_ITEMS
    with pytest.raises(access.NotPermitted):
        access.require(machine, examine, compartment=world.compartment, now=world.now)
    access.admit_machine(
        compartment=world.compartment, machine=machine.machine, by=world.session, now=world.tick()
    )  # fmt: skip
    access.require(machine, examine, compartment=world.compartment, now=world.now)
    opened = [each.secret for each in access.identities(world.compartment, by=machine)]
    assert opened == [each.secret for each in access.identities(world.compartment, by=world.session)]
    models.Wrap.objects.filter(machine=machine.machine).delete()
    assert access.identities(world.compartment, by=machine) == ()
    with pytest.raises(access.NotPermitted):
        access.require(machine, examine, compartment=world.compartment, now=world.now)


def test_a_key_put_there_for_a_machine_by_hand_is_noticed(world):
    machine = access.begin_work(access.unlock(world.home, passphrase=world.passphrase), now=world.tick())
    made = models.Wrap.objects.filter(account=world.session.actor.account).first()
    made.pk, made.account_id, made.machine_id = uuid4(), None, machine.machine
    made.save(force_insert=True)
    with pytest.raises(journal.RecordUnvouched):
        access.compartments(by=machine)


def test_every_role_and_permission_is_said_in_words():
    assert set(permissions.ALLOWED) == set(models.RoleName)
    for permission in access.Permission:
        assert permission.sentence.endswith(".")
