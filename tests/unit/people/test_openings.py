"""Opening persons counts against one's own habit, each side once a day; a person who is a canary alarms (S-51)."""

import pytest
from django.db import connection
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.safeguards import api as safeguards
from dokaz.safeguards import habits, models


@pytest.fixture
def analyst(kept: Kept):
    account = kept.world.second_account(role="analyst")
    access.grant_membership(compartment=kept.world.compartment, account=account, by=kept.by, now=kept.world.tick())
    return kept.world.as_account(account)


def counted(by):
    return sum(models.Reading.objects.filter(account=by.actor.account).values_list("count", flat=True))


@pytest.mark.both
def test_each_side_of_a_person_counts_once_a_day_and_a_list_does_not(kept: Kept):
    now, by = kept.world.tick, kept.by
    one, other = kept.person(), kept.person("Чабор")
    people.persons(by=by, now=now())
    assert counted(by) == 0
    for _again in range(3):
        people.person(one.ref, by=by, now=now())
        people.appearances_of_person(one.id, by=by, now=now())
        records.history(one.id, by=by, now=now())
    assert counted(by) == 1
    people.contact(one.id, by=by, now=now())
    people.dossier(one.id, by=by, now=now())
    people.dossier(one.id, by=by, now=now())
    assert counted(by) == 3
    asked = people.ask_unmask(one.id, reason="to warn his wife", by=by, now=now())
    people.approve_unmask(asked.id, by=kept.second, now=now())
    people.unmask(asked.id, by=by, now=now())
    records.held(other.id, by=by, now=now())  # on whatever page, as that of its review
    assert counted(by) == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM safeguards_opened")
        marks = {bytes(mark) for (mark,) in cursor.fetchall()}
    assert len(marks) == 5
    now(24 * 3600)
    people.person(one.ref, by=by, now=now())
    assert counted(by) == 6
    left = {bytes(mark) for mark in models.Opened.objects.values_list("mark", flat=True)}
    assert len(left) == 1
    assert not left & marks  # of another day it is told apart by another key
    assert journal.verify_records().found == ()


def test_who_opens_far_more_persons_than_is_their_habit_is_seen_and_a_browser_is_asked_for_a_proof(
    kept: Kept, analyst, monkeypatch
):
    monkeypatch.setattr(habits, "NEWCOMER", 2)
    monkeypatch.setattr(habits, "FLOOR", 1)
    every = [kept.person(f"Верас {number}") for number in range(4)]
    for each in every[:3]:
        people.person(each.id, by=analyst, now=kept.world.tick())
    (alarm,) = safeguards.alarms(by=kept.by, now=kept.world.tick())
    assert (alarm.kind, alarm.account, alarm.count) == (safeguards.AlarmKind.READING, analyst.actor.account, 3)
    monkeypatch.setattr(habits, "HOURLY", 3)
    here = access.Session(
        analyst.actor, analyst.home, analyst.home_kind, analyst.machine, analyst.keys, browser=analyst.home
    )  # fmt: skip
    people.person(every[0].id, by=here, now=kept.world.tick())  # one of those that were opened goes on
    with pytest.raises(safeguards.ReadingFast):
        people.person(every[3].id, by=here, now=kept.world.tick())
    safeguards.proved_again(by=here, now=kept.world.tick())
    people.person(every[3].id, by=here, now=kept.world.tick())


@pytest.mark.both
def test_a_person_who_is_a_canary_alarms_when_opened_and_looks_like_any_other(kept: Kept, analyst):
    now = kept.world.tick
    canary, plain = kept.person(contact=people.ContactDetails("Signal")), kept.person("Чабор")
    journal.sequence(now=now())
    last = journal.head().size
    marked = people.mark_canary(canary.ref.lower(), by=kept.by, now=now())
    with pytest.raises(safeguards.CanaryAlready):
        people.mark_canary(canary.ref, by=kept.by, now=now())
    with pytest.raises(records.RecordNotFound):
        people.mark_canary(plain.ref, by=kept.second, now=now())
    with pytest.raises(records.RecordNotFound):
        people.mark_canary("P-7K3F-9QXM0", by=kept.by, now=now())
    with pytest.raises(custody.CustodyError):
        people.mark_canary("P-7K3F", by=kept.by, now=now())
    journal.sequence(now=now())
    assert not any(canary.ref in str(each.event) for each in journal.read(start=last))
    (known,) = safeguards.canaries(by=kept.by, now=now())
    assert (known.id, known.ref, known.compartment) == (marked, canary.ref, kept.world.compartment)
    people.persons(by=analyst, now=now())
    people.person(plain.id, by=analyst, now=now())
    assert safeguards.alarms(by=kept.by, now=now()) == ()
    people.person(canary.id, by=analyst, now=now())
    people.person(canary.id, by=analyst, now=now())
    (alarm,) = safeguards.alarms(by=kept.by, now=now())
    assert (alarm.kind, alarm.canary, alarm.account) == (safeguards.AlarmKind.CANARY, marked, analyst.actor.account)
    people.contact(canary.id, by=kept.by, now=now())  # and by whom it was marked as well; nobody sees their own
    assert models.Alarm.objects.filter(account=kept.by.actor.account).count() == 1
    safeguards.lift_canary(marked, by=kept.by, now=now(7200))
    people.person(canary.id, by=analyst, now=now())
    assert len(safeguards.alarms(by=kept.by, now=now())) == 1
    assert journal.verify_records().found == ()
