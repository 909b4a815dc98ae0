"""Who reads far above their habit, or opens what nobody has a reason to open, is seen by a colleague (S-51)."""

import io

import pytest
from django.db import IntegrityError, connection, transaction

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.safeguards import alarms as sounding
from dokaz.safeguards import api as safeguards
from dokaz.safeguards import habits, models

THIRD = "third academic acid acne acquire acrobat activity actress"
both = pytest.mark.both


def received(world, count):
    return [
        custody.receive(
            io.BytesIO(b"text %d" % number), name=f"{number}.txt", source="P-1", by=world.session, now=world.tick()
        ).ref
        for number in range(count)
    ]


@pytest.fixture
def analyst(world):
    """Somebody who may read, in the archive."""
    world.second_person()
    account = world.second_account(role="analyst", passphrase=THIRD)
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    return world.as_account(account, passphrase=THIRD)


def opened(ref, by, now):
    custody.open_item(ref, by=by, now=now).close()


def alarms(world, **asked):
    return safeguards.alarms(by=world.session, now=world.tick(), **asked)


@pytest.mark.parametrize(
    ("days", "most"),
    [([], 200), ([500] * 6, 200), ([10] * 20, 60), ([100] * 20, 100), ([80, 90, 100, 110, 120, 100, 90], 189)],
)
def test_the_measure_is_ones_own_habit_and_a_few_items_alarm_nobody(days, most):
    assert habits.threshold(days) == most


@both
def test_reading_far_above_the_habit_alarms_once_a_day_and_says_how_much_and_not_what(world, analyst):
    def read(items):
        with access.acting(analyst, now=world.tick()):
            safeguards.count_reading(items, by=analyst, now=world.now)

    for _day in range(10):
        read(20)
        world.tick(24 * 3600)
    read(61)
    read(5)
    (alarm,) = alarms(world)
    assert (alarm.kind, alarm.account, alarm.count) == (safeguards.AlarmKind.READING, analyst.actor.account, 61)
    assert safeguards.waiting_alarms(by=world.session, now=world.tick()) == 1
    assert safeguards.waiting_alarms(by=analyst, now=world.tick()) == 0
    with pytest.raises(access.NotPermitted):
        safeguards.alarms(by=analyst, now=world.tick())
    safeguards.see(alarm.id, by=world.session, now=world.tick())
    assert alarms(world, unseen=True) == ()
    with pytest.raises(safeguards.AlarmUnknown):
        safeguards.see(alarm.id, by=world.session, now=world.tick())
    world.tick(40 * 24 * 3600)
    read(1)
    assert models.Reading.objects.count() == 1
    assert journal.verify_records().found == ()


def test_a_browser_that_opens_more_in_an_hour_than_anybody_reads_has_to_prove_itself(world):
    by = world.session
    here = access.Session(by.actor, by.home, by.home_kind, by.machine, by.keys, browser=by.home)
    with access.acting(here, now=world.tick()):
        safeguards.count_reading(habits.HOURLY, by=here, now=world.now)
    with (
        pytest.raises(safeguards.ReadingFast, match="300 items"),
        access.acting(here, now=world.tick()),
    ):
        safeguards.count_reading(1, by=here, now=world.now)
    with access.acting(by, now=world.tick()):
        safeguards.count_reading(50, by=by, now=world.now)  # a command line proves itself each time
    safeguards.proved_again(by=here, now=world.tick())
    with access.acting(here, now=world.tick()):
        safeguards.count_reading(1, by=here, now=world.now)


@both
def test_who_opens_a_canary_is_told_nothing_and_a_colleague_everything(world, analyst):
    canary, plain = received(world, 2)
    marked = custody.mark_canary(canary, by=world.session, now=world.tick())
    with pytest.raises(safeguards.CanaryAlready):
        custody.mark_canary(canary, by=world.session, now=world.tick())
    (known,) = safeguards.canaries(by=world.session, now=world.tick())
    assert (known.id, known.ref) == (marked, canary)
    journal.sequence(now=world.tick())
    assert marked not in {each.item for each in custody.items(by=analyst, now=world.tick())}
    assert not [each for each in journal.entries_about(canary) if each.verb.startswith("safeguards")]
    opened(plain, analyst, world.tick())
    assert alarms(world) == ()
    opened(canary, analyst, world.tick())
    opened(canary, analyst, world.tick())
    (alarm,) = alarms(world)
    assert (alarm.kind, alarm.canary, alarm.account) == (safeguards.AlarmKind.CANARY, marked, analyst.actor.account)
    opened(canary, world.session, world.tick())  # its own maker as well; and nobody is shown an alarm about themselves
    assert len(alarms(world)) == 1
    with pytest.raises(safeguards.AlarmUnknown):
        safeguards.see(
            models.Alarm.objects.get(account=world.session.actor.account).id, by=world.session, now=world.tick()
        )
    safeguards.lift_canary(marked, by=world.session, now=world.tick(7200))
    opened(canary, analyst, world.tick())
    assert len(alarms(world)) == 1
    assert journal.verify_records().found == ()


def test_who_belongs_to_no_compartment_of_it_marks_lifts_and_lists_no_canary(world):
    (ref,) = received(world, 1)
    stranger = world.second_person()
    with pytest.raises(custody.ItemNotFound):
        custody.mark_canary(ref, by=stranger, now=world.tick())
    marked = custody.mark_canary(ref, by=world.session, now=world.tick())
    assert safeguards.canaries(by=stranger, now=world.tick()) == ()
    with pytest.raises(safeguards.CanaryUnknown):
        safeguards.lift_canary(marked, by=stranger, now=world.tick())


def test_what_a_package_takes_is_read_as_well(world, analyst):
    refs = received(world, 3)
    custody.mark_canary(refs[0], by=world.session, now=world.tick())
    with custody.open_items(refs, by=analyst, now=world.tick()):
        pass
    assert [alarm.kind for alarm in alarms(world)] == [safeguards.AlarmKind.CANARY]
    assert models.Reading.objects.get().count == 3


@both
def test_an_alarm_that_is_taken_away_or_quieted_in_the_database_is_named(world, analyst, tampered):
    for _ in range(2):
        with transaction.atomic():
            sounding.sound(
                safeguards.AlarmKind.READING, about=analyst.actor.account, by=sounding.house(analyst),
                now=world.tick(), count=9,
            )  # fmt: skip
    first, second = models.Alarm.objects.order_by("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Alarm.objects.filter(pk=first.pk).delete()
    tampered(
        "DELETE FROM safeguards_alarm WHERE id = (SELECT MIN(id::text)::uuid FROM safeguards_alarm)"
        if connection.vendor == "postgresql"
        else "DELETE FROM safeguards_alarm WHERE id = (SELECT MIN(id) FROM safeguards_alarm)"
    )
    quiet = "UPDATE safeguards_alarm SET seen_at = sounded_at, seen_by_id = (SELECT MAX(asked.id{0}){1} FROM access_account asked WHERE asked.id <> account_id)"
    tampered(quiet.format("::text", "::uuid") if connection.vendor == "postgresql" else quiet.format("", ""))
    named = [each.what for each in journal.verify_records().found]
    assert [str(row.pk) in what for row, what in zip((first, second), sorted(named), strict=True)] == [True, True]
    with pytest.raises(journal.RecordUnvouched):
        alarms(world)


@both
def test_a_canary_that_was_changed_by_hand_is_not_lifted(world, analyst, tampered):
    (ref,) = received(world, 1)
    marked = custody.mark_canary(ref, by=world.session, now=world.tick())
    tampered("UPDATE safeguards_canary SET marked_at = (SELECT MIN(admitted_at) FROM access_account)")
    with pytest.raises(journal.RecordUnvouched):
        safeguards.lift_canary(marked, by=world.session, now=world.tick())
