"""What takes much at once waits, and any colleague can stop it meanwhile (S-54)."""

import pytest
from django.db import IntegrityError, transaction

from dokaz.access import api as access
from dokaz.access.duress_rows import AskedSize, Delay
from dokaz.journal import api as journal
from dokaz.people import api as people

DIGEST = bytes(range(32))
VERB = "custody:item:destroy"
DAY = 24 * 3600
both = pytest.mark.both


def asked(world, *, size, digest=DIGEST, verb=VERB):
    return access.ask(verb, digest=digest, size=size, by=world.session, now=world.tick())


def used(world, *, size, digest=DIGEST):
    return access.consume(VERB, digest=digest, compartment=None, size=size, by=world.session, now=world.tick())


@both
def test_a_bulk_act_waits_a_day_after_the_second_person_and_a_small_one_does_not(world):
    other = world.second_person()
    access.approve(asked(world, size=50), by=other, now=world.tick())
    used(world, size=50)
    approval = asked(world, size=51)
    world.tick(2 * DAY)
    access.approve(approval, by=other, now=world.tick())
    with pytest.raises(access.ActWaits, match="waits until 2026-03-07"):
        used(world, size=51)
    (waiting,) = access.waiting_acts(by=other, now=world.tick())
    assert (waiting.verb, waiting.size, waiting.asked_by) == (VERB, 101, world.session.actor.account)
    world.tick(DAY)
    used(world, size=51)
    assert journal.verify_records().found == ()


@both
def test_what_is_asked_for_in_portions_waits_as_if_it_were_asked_for_at_once(world):
    other = world.second_person()
    portions = [bytes([number]) * 32 for number in range(3)]
    for digest in portions[:2]:
        access.approve(asked(world, size=50, digest=digest), by=other, now=world.tick())
    used(world, size=50, digest=portions[0])
    with pytest.raises(access.ActWaits):
        used(world, size=50, digest=portions[1])
    (waiting,) = access.waiting_acts(by=other, now=world.tick())
    assert waiting.size == 100
    asked(world, size=50, verb="disclosure:package:make")  # another kind
    access.ask(VERB, digest=portions[2], size=50, by=other, now=world.tick())  # another person
    assert len(access.waiting_acts(by=other, now=world.tick())) == 1
    world.tick(DAY)
    access.approve(asked(world, size=50, digest=portions[2]), by=other, now=world.tick())  # on another day
    used(world, size=50, digest=portions[2])
    assert journal.verify_records().found == ()


def test_seeing_who_people_are_one_after_another_waits_as_well(world):
    wanted = access.Limits(items=2, hours=1)
    access.approve(
        access.propose_limits(wanted, by=world.session, now=world.tick()), by=world.second_person(), now=world.tick()
    )
    access.set_limits(wanted, by=world.session, now=world.tick())
    for number in range(3):
        access.ask(people.UNMASK, digest=bytes([number]) * 32, by=world.session, now=world.tick())
    (waiting,) = access.waiting_acts(by=world.session, now=world.tick())
    assert (waiting.verb, waiting.size) == (people.UNMASK, 3)


def test_what_was_taken_back_or_refused_does_not_count(world):
    other = world.second_person()
    access.take_back(asked(world, size=50), by=world.session, now=world.tick())
    access.decline(asked(world, size=50), by=other, now=world.tick())
    access.approve(asked(world, size=50), by=other, now=world.tick())
    used(world, size=50)


@both
def test_a_size_that_was_changed_by_hand_is_believed_by_nobody(world, tampered):
    asked(world, size=50)
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedSize.objects.update(size=1)
    tampered("UPDATE access_askedsize SET size = 1")
    with pytest.raises(journal.RecordUnvouched):
        asked(world, size=50, digest=bytes(32))


@both
def test_any_custodian_stops_it_and_it_is_not_done(world):
    other = world.second_person()
    approval = asked(world, size=51)
    access.approve(approval, by=other, now=world.tick())
    (waiting,) = access.waiting_acts(by=world.session, now=world.tick())
    access.stop_act(waiting.id, by=other, now=world.tick())
    world.tick(DAY + 1)
    with pytest.raises(access.ActStopped, match="stopped this"):
        used(world, size=51)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delay.objects.update(stopped_at=None, stopped_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delay.objects.update(until=world.now)
    assert access.waiting_acts(by=other, now=world.tick())[0].stopped_by == other.actor.account


def test_what_was_stopped_does_not_make_what_is_asked_next_a_bulk_act(world):
    other = world.second_person()
    asked(world, size=51)
    (waiting,) = access.waiting_acts(by=world.session, now=world.tick())
    access.stop_act(waiting.id, by=other, now=world.tick())
    access.approve(asked(world, size=50, digest=bytes(32)), by=other, now=world.tick())
    assert len(access.waiting_acts(by=world.session, now=world.tick())) == 1


def test_who_asks_for_much_as_if_it_were_little_is_refused(world):
    access.approve(asked(world, size=1), by=world.second_person(), now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        used(world, size=51)


@both
def test_two_people_decide_from_how_much_on_and_how_long(world):
    other, wanted = world.second_person(), access.Limits(items=2, accounts=3, hours=1)
    approval = access.propose_limits(wanted, by=world.session, now=world.tick())
    assert access.limits_asked(approval) == wanted
    with pytest.raises(access.ApprovalMissing):
        access.set_limits(wanted, by=world.session, now=world.tick())
    access.approve(approval, by=other, now=world.tick())
    with pytest.raises(access.ApprovalMissing):
        access.set_limits(access.Limits(items=2, accounts=3, hours=0), by=world.session, now=world.tick())
    assert access.limits() == access.Limits()
    access.set_limits(wanted, by=world.session, now=world.tick())
    assert access.limits() == wanted
    access.approve(asked(world, size=3), by=other, now=world.tick())
    with pytest.raises(access.ActWaits):
        used(world, size=3)
    world.tick(3601)
    used(world, size=3)
    with pytest.raises(access.AccessError, match="96 hours at most"):
        access.propose_limits(access.Limits(hours=97), by=world.session, now=world.tick())
    assert journal.verify_records().found == ()


def test_many_decisions_about_accounts_on_one_day_wait(world):
    world.second_person()
    wanted = access.Limits(items=50, accounts=1, hours=24)
    access.approve(
        access.propose_limits(wanted, by=world.session, now=world.tick()), by=world.second_person(), now=world.tick()
    )
    access.set_limits(wanted, by=world.session, now=world.tick())
    world.second_account(role="analyst", passphrase="first acid acne acquire acrobat activity actress adapt")
    with pytest.raises(access.ActWaits):
        world.second_account(role="analyst", passphrase="second acid acne acquire acrobat activity actress")


@both
def test_a_wait_that_was_moved_by_hand_is_believed_by_nobody_and_no_act_launders_it(world, tampered):
    other = world.second_person()
    access.approve(asked(world, size=51), by=other, now=world.tick())
    tampered("UPDATE access_delay SET until = asked_at")
    each = Delay.objects.order_by("id").first().id
    for act in (
        lambda: used(world, size=51),
        lambda: access.waiting_acts(by=other, now=world.tick()),
        lambda: access.stop_act(each, by=other, now=world.tick()),
        lambda: access.void_open_acts(by=world.session, now=world.tick()),
    ):
        with pytest.raises(journal.RecordUnvouched):
            act()


@both
def test_a_delay_changed_before_the_approval_is_not_vouched_for_by_it(world, tampered):
    approval = asked(world, size=51)
    tampered("UPDATE access_delay SET size = 1")
    with pytest.raises(journal.RecordUnvouched):
        access.approve(approval, by=world.second_person(), now=world.tick())


def test_after_a_restore_no_wait_of_before_counts(world):
    approval = asked(world, size=51)
    access.approve(approval, by=world.second_person(), now=world.tick())
    access.void_open_acts(by=world.session, now=world.tick())
    world.tick(DAY)
    assert access.waiting_acts(by=world.session, now=world.tick())[0].stopped_by == world.session.actor.account
    with pytest.raises(access.ApprovalExpired):
        used(world, size=51)
