"""What may be in other hands is marked once: who is concerned is known, nothing leaves, and keys are new."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from tests import permitting
from tests.conftest import LIGHT
from tests.unit.access.test_signing_in import Desk

from dokaz.access import api as access
from dokaz.config import people
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language
from dokaz.safeguards import api as safeguards
from dokaz.safeguards import reaching

THIRD = "third academic acid acne acquire acrobat activity actress"
FOURTH = "fourth academic acid acne acquire acrobat activity actress"
Kind = safeguards.CompromiseKind


def received(world, number, **more):
    return custody.receive(
        io.BytesIO(b"text %d" % number), name=f"{number}.txt", source="P-1", by=world.session, now=world.tick(), **more
    ).ref


@pytest.fixture
def custodian(world):
    world.second_person()
    account = world.second_account(passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return account


def mark(world, kind, subject, *, since=timedelta(days=7)):
    now = world.tick()
    return safeguards.mark_compromised(kind, subject=str(subject), since=now - since, by=world.session, now=now)


@pytest.mark.both
def test_an_account_within_other_hands_is_shut_out_and_all_it_touched_is_known(world, custodian, tmp_path, monkeypatch):
    monkeypatch.setattr(reaching, "AT_ONCE", 7)  # the log is read in pieces, from its end
    refs = [received(world, number) for number in range(3)]
    theirs = world.as_account(custodian, passphrase=THIRD)
    custody.open_item(refs[0], by=theirs, now=world.tick(8 * 24 * 3600)).close()
    old = world.now
    world.tick(24 * 3600)
    custody.open_item(refs[1], by=theirs, now=world.tick()).close()
    custody.show(refs[2], by=theirs, now=world.tick())
    found = mark(world, Kind.ACCOUNT, custodian, since=world.now - old - timedelta(hours=1))
    assert {refs[1], refs[2]} <= set(found.reach.refs)
    assert refs[0] not in found.reach.refs
    assert set(found.reach.accounts) == {custodian, world.session.actor.account}
    assert found.reach.compartments == (world.compartment,)
    assert found.reach.counts == {"items-touched": 2, "items-readable": 3, "persons-readable": 0}
    assert found.deadline - found.known_at == timedelta(hours=72)
    assert access.identities(world.compartment, by=theirs) == ()
    assert access.sealing(world.compartment).generation == 2
    with pytest.raises(safeguards.Frozen):
        custody.extract(refs[0], to=tmp_path / "copy", by=world.session, now=world.tick())
    with custody.open_item(refs[0], by=world.session, now=world.tick()) as stream:  # the house goes on working
        assert stream.read() == b"text 0"
    for step in [each.code for each in found.steps]:
        assert found.ended_at is None
        if step == "sealed":
            assert any("not yet: 1." in each.words for each in found.steps)
            with pytest.raises(safeguards.FilesBehind):
                safeguards.do_compromise_step(found.id, step=step, by=world.session, now=world.tick())
            assert custody.move_some(world.compartment, by=world.session, now=world.tick()).moved == 3
        if step == "account":
            with pytest.raises(safeguards.KeysFromBefore):
                safeguards.do_compromise_step(found.id, step=step, by=world.session, now=world.tick())
            access.withdraw(custodian, by=world.session, now=world.tick())
        found = safeguards.do_compromise_step(found.id, step=step, by=world.session, now=world.tick())
    assert found.ended_at is not None
    custody.extract(refs[0], to=tmp_path / "copy", by=world.session, now=world.tick())
    assert [each.id for each in safeguards.compromises(by=world.session, now=world.tick())] == [found.id]
    assert safeguards.compromise(found.id, by=world.session, now=world.tick()) == found
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_a_compartment_a_device_and_this_machine(world, custodian):
    received(world, 1)
    found = mark(world, Kind.COMPARTMENT, world.compartment)
    assert set(found.reach.accounts) == {custodian, world.session.actor.account}
    assert access.sealing(world.compartment).generation == 2
    assert mark(world, Kind.DEVICE, world.session.actor.account).reach.counts["items-touched"] == 1
    assert access.sealing(world.compartment).generation == 3
    assert access.identities(world.compartment, by=world.session)  # who lost a device keeps the new keys
    machine = mark(world, Kind.MACHINE, world.session.machine)
    assert "machine" in {step.code for step in machine.steps}


def test_a_package_leads_to_what_is_in_it(world, tmp_path):
    refs = [received(world, number) for number in range(2)]
    made = permitting.packaged_in(world, permitting.of(world, refs)[:1], to=tmp_path / "out")
    found = mark(world, Kind.PACKAGE, made.ref)
    assert {made.ref, refs[0]} <= set(found.reach.refs)
    assert refs[1] not in found.reach.refs
    assert access.sealing(world.compartment).generation == 1
    with pytest.raises(safeguards.SuspectUnknown):
        mark(world, Kind.PACKAGE, refs[0])


def test_what_is_not_there_or_not_yet_is_refused_and_who_may_not_mark_marks_nothing(world, custodian):
    for kind in (Kind.ACCOUNT, Kind.DEVICE, Kind.MACHINE):
        for subject in (world.session.home, "nothing"):
            with pytest.raises(safeguards.SuspectUnknown):
                mark(world, kind, subject)
    with pytest.raises(access.CompartmentUnknown):
        mark(world, Kind.COMPARTMENT, world.session.home)
    with pytest.raises(safeguards.SinceLater):
        mark(world, Kind.ACCOUNT, custodian, since=-timedelta(days=1))
    words = "fourth academic acid acne acquire acrobat activity actress"
    analyst = world.as_account(world.second_account(role="analyst", passphrase=words), passphrase=words)
    now = world.tick()
    with pytest.raises(access.NotPermitted):
        safeguards.mark_compromised(Kind.ACCOUNT, subject=str(custodian), since=now, by=analyst, now=now)
    with pytest.raises(access.NotPermitted):
        safeguards.compromises(by=analyst, now=world.tick())


def test_the_report_opens_to_members_and_its_row_says_nothing(world, custodian):
    ref = received(world, 1)
    found = mark(world, Kind.DEVICE, world.session.actor.account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM safeguards_compromise")
        assert ref.encode() not in bytes(cursor.fetchone()[0])
    stranger = world.second_person()
    assert safeguards.compromises(by=stranger, now=world.tick()) == ()
    with pytest.raises(safeguards.CompromiseUnknown):
        safeguards.compromise(found.id, by=stranger, now=world.tick())
    assert safeguards.compromise(found.id, by=world.as_account(custodian, passphrase=THIRD), now=world.tick())


def test_the_notice_says_what_the_law_asks_for_until_when(world, custodian):
    received(world, 1)
    text = safeguards.notice(mark(world, Kind.ACCOUNT, custodian), language=Language.ENGLISH)
    for words in ("art. 33", "2026-03-07 09:30", "Nature of the breach: a colleague's account", "colleagues (number: 2)",
                  "1 could be read", "Likely consequences", "compartments: 1", "data protection officer"):  # fmt: skip
        assert words in text


@pytest.mark.both
def test_a_freeze_that_is_lifted_in_the_database_alone_is_named(world, custodian, tampered, tmp_path):
    ref = received(world, 1)
    mark(world, Kind.COMPARTMENT, world.compartment)
    tampered("DELETE FROM safeguards_freeze")
    assert [each.what.split()[0] for each in journal.verify_records().found] == ["safeguards.freeze"]
    custody.extract(ref, to=tmp_path / "copy", by=world.session, now=world.tick())


@pytest.mark.both
def test_a_machine_in_other_hands_gets_no_new_key_of_any_compartment_that_admitted_it(world, custodian):
    theirs, machine = world.as_account(custodian, passphrase=THIRD), world.session.machine
    other = access.add_compartment(name="theirs", by=theirs, now=world.tick()).id
    apart = access.add_compartment(name="apart", by=theirs, now=world.tick()).id
    for place in (world.compartment, other):
        access.admit_machine(compartment=place, machine=machine, by=theirs, now=world.tick())
    serving = access.serve(access.unlock(world.home, passphrase=world.passphrase), now=world.tick())
    assert access.identities(other, by=serving)
    found = mark(world, Kind.MACHINE, machine)
    assert set(found.reach.compartments) == {world.compartment, other}
    assert custodian in found.reach.accounts
    for place, by in ((world.compartment, world.session), (other, theirs)):
        assert access.sealing(place).generation == 2
        assert access.identities(place, by=serving) == ()
        assert access.identities(place, by=by)
    assert access.sealing(apart).generation == 1
    assert not any(each.machines for each in access.circles(by=world.session, now=world.tick()))
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_a_lost_device_counts_as_known_no_more(world, custodian):
    one = Desk(world, access.serve(access.unlock(world.home, passphrase=world.passphrase), now=world.tick()))
    one.enrol()
    (own,) = access.devices(by=world.session, now=world.tick())
    assert own.mine
    mark(world, Kind.DEVICE, world.session.actor.account)
    (own,) = access.devices(by=world.session, now=world.tick())
    assert own.mine is False
    assert access.browsers(by=world.session, now=world.tick()) == ()
    assert one.prove(one.begin()).new_device
    assert journal.verify_records().found == ()


def test_the_log_is_read_before_the_act_keeps_anybody_from_writing(world, custodian, monkeypatch):
    inside = []

    def looked(suspect, *, by, now):
        inside.append(connection.in_atomic_block)
        return custody.reach(suspect, by=by, now=now)

    monkeypatch.setattr(reaching, "_contributors", [looked])
    mark(world, Kind.ACCOUNT, custodian)
    assert inside == [False]


@pytest.mark.both
def test_a_freeze_that_was_moved_by_hand_is_not_lifted_as_if_it_were_the_one_that_was_set(world, custodian, tampered):
    access.add_compartment(name="other", by=world.session, now=world.tick())
    found = mark(world, Kind.COMPARTMENT, world.compartment)
    tampered("UPDATE safeguards_freeze SET compartment_id = (SELECT id FROM access_compartment WHERE name = 'other')")
    with pytest.raises(journal.RecordUnvouched):
        safeguards.do_compromise_step(found.id, step="freezes", by=world.session, now=world.tick())


@pytest.mark.both
@pytest.mark.parametrize("kind", [Kind.ACCOUNT, Kind.DEVICE])
def test_a_marked_account_opens_nothing_and_may_do_nothing_until_its_keys_are_new(world, custodian, kind):
    received(world, 1)
    desk = Desk(world, access.serve(access.unlock(world.home, passphrase=world.passphrase), now=world.tick()))
    name = str(access.name_of(custodian))
    tokens = desk.enrolled(desk.begin(name=name, passphrase=THIRD))
    paper = access.new_codes(by=desk.resume(tokens).session, now=world.tick())
    half_done = desk.begin(name=name, passphrase=THIRD)
    found = mark(world, kind, custodian)
    for over in (lambda: desk.resume(tokens), lambda: desk.prove(half_done, code=paper[0])):
        with pytest.raises(access.SessionOver):
            over()
    by = desk.resume(desk.prove(desk.begin(name=name, passphrase=THIRD), code=paper[1]).tokens).session
    assert access.compartments(by=by) == ()
    assert access.identities(world.compartment, by=by) == ()
    assert custody.items(by=by, now=world.tick()) == []
    with pytest.raises(access.NotPermitted):
        access.withdraw(world.session.actor.account, by=by, now=world.tick())
    with pytest.raises(access.AccountLocked):
        world.as_account(custodian, passphrase=THIRD)
    with pytest.raises(safeguards.KeysFromBefore):
        safeguards.do_compromise_step(found.id, step="account", by=world.session, now=world.tick())
    assert safeguards.watch(by=desk.machine.actor, now=world.tick()) == 0  # nobody was forced
    world.finish(
        people.propose_keys(
            world.home, account=custodian, passphrase=FOURTH, by=world.session, now=world.tick(), cost=LIGHT
        )
    )
    told = safeguards.do_compromise_step(found.id, step="account", by=world.session, now=world.tick())
    assert {step.code: step.done for step in told.steps}["account"]
    with pytest.raises(access.AccountLocked):
        world.as_account(custodian, passphrase=FOURTH)
    access.lift_lock(custodian, by=world.session, now=world.tick())
    assert world.as_account(custodian, passphrase=FOURTH)
    assert journal.verify_records().found == ()
    assert access.verify_statements() == ()


def test_an_approval_that_a_marked_account_gave_counts_no_more(world, custodian):
    wanted = access.Limits(items=5, accounts=5, hours=1)
    approval = access.propose_limits(wanted, by=world.session, now=world.tick())
    access.approve(approval, by=world.second_person(), now=world.tick())
    mark(world, Kind.ACCOUNT, world.second_person().actor.account)
    with pytest.raises(access.ApproverGone):
        access.set_limits(wanted, by=world.session, now=world.tick())


def test_another_pass_phrase_for_the_same_keys_is_not_new_keys(world, custodian):
    theirs = world.as_account(custodian, passphrase=THIRD)
    before = world.tick()
    people.change_passphrase(world.home, old=THIRD, new=FOURTH, by=theirs, now=world.tick(), cost=LIGHT)
    assert not access.is_renewed_since(custodian, when=before)


def test_who_marks_themselves_is_let_in_by_another_and_a_founder_alone_is_not_shut_out(world):
    own = world.session.actor.account
    for kind in (Kind.ACCOUNT, Kind.DEVICE):
        mark(world, kind, own)
        assert world.as_account(own, passphrase=world.passphrase)
    other = world.second_person()
    mark(world, Kind.DEVICE, own)
    with pytest.raises(access.AccountLocked):
        world.as_account(own, passphrase=world.passphrase)
    mark(world, Kind.ACCOUNT, own)  # a second mark of what is locked
    access.lift_lock(own, by=other, now=world.tick())
    assert access.identities(world.compartment, by=world.as_account(own, passphrase=world.passphrase))
    access.lock_account(other.actor.account, by=world.session, now=world.tick())
    mark(world, Kind.DEVICE, own)  # who could let them in is locked
    assert world.as_account(own, passphrase=world.passphrase)
