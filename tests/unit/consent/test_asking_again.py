"""Whose yes counts no longer is asked again, and is told only to those who may ask."""

from datetime import date, timedelta

import pytest

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent import asking_again
from dokaz.consent.api import Form, Purpose, Recipient, Reply, Scope, Voice, Why
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.people.api import Circumstance, Vulnerability
from dokaz.records.api import Judgement

TO_JUSTICE = Scope(Purpose.JUSTICE, Recipient.parse("authority"))


def told(house, by=None, after=None):
    found = consent.ask_again(after=after, by=by or house.by, now=house.now())
    return {each.person.pseudonym: [because.why for because in each.because] for each in found.persons}


def notes(house, person, circumstance):
    seen = people.person(person.id, by=house.by, now=house.now()).number
    people.note_situation(
        person.id, circumstance=circumstance, on=Span.parse(house.world.now.date().isoformat()), reason="heard",
        seen=seen, by=house.by, now=house.now(),
    )  # fmt: skip


def entries(house):
    """What the log says to a member, oldest first."""
    journal.sequence(now=house.now())
    unseal = access.unsealer(house.by)
    opened = [journal.opened_entry(each, unseal=unseal) for each in journal.read()]
    return [each.event for each in opened if each.event]


def test_a_day_a_change_for_the_worse_and_coming_of_age_are_reasons_until_there_is_an_answer(house):
    today = house.world.now.date()
    later, worse, safe, refused = (house.kept.person(name) for name in ("Купена", "Рамонак", "Званец", "Мядуніца"))
    child = house.kept.person(
        "Сон-трава", vulnerabilities=[Vulnerability.CHILD], born_around=Span.parse(f"{today.year - 18}-03-06")
    )
    mother = house.kept.person("Маці")
    house.says(later, review=today + timedelta(days=1))
    for each in (worse, safe, refused):
        house.says(each)
    house.says(child, voice=Voice.GUARDIAN, speaker=mother.id, assent=True)
    notes(house, safe, Circumstance.SAFE)
    assert told(house) == {}
    assert "consent:again:list" not in [each["verb"] for each in entries(house)]
    notes(house, worse, Circumstance.DETAINED)
    notes(house, refused, Circumstance.SEARCHED)
    house.says(refused, Reply.NO, scope=TO_JUSTICE)  # asked, and answered
    for _day in range(3):
        house.next_day()
    assert told(house) == {"Купена": [Why.REVIEW_DUE], "Рамонак": [Why.WORSENED], "Сон-трава": [Why.GROWN_UP]}
    (entry,) = [each for each in entries(house) if each["verb"] == "consent:again:list"]
    assert set(entry["about"]) == {later.ref, worse.ref, child.ref}
    house.says(later, Reply.NOT_NOW, scope=TO_JUSTICE)
    house.says(worse, form=Form.ANONYMOUS)
    house.says(child, scope=Scope(Purpose.STATISTICS, Recipient.parse("public")), form=Form.ANONYMOUS)
    assert told(house) == {"Сон-трава": [Why.GROWN_UP]}  # asked about something else
    house.withdraws(child)
    assert told(house) == {}


def flags(house, person, *vulnerabilities):
    seen = people.person(person.id, by=house.by, now=house.now())
    people.revise_person(
        person.id, pseudonym=seen.pseudonym, roles=seen.roles, vulnerabilities=vulnerabilities,
        born_around=seen.born_around, note=seen.note, seen=seen.number, reason="told so", by=house.by, now=house.now(),
    )  # fmt: skip


def test_who_was_flagged_as_within_reach_since_is_asked_again_and_nothing_leaves_before(house):
    early, late, at_home = (house.kept.person(name) for name in ("Купена", "Рамонак", "Званец"))
    flags(house, late, Vulnerability.INSIDE)
    for each in (early, late):
        house.says(each)
    house.says(at_home, scope=Scope(Purpose.ANALYSIS, Recipient.parse("house")), form=Form.NAMED)
    for each in (early, at_home):
        flags(house, each, Vulnerability.INSIDE, Vulnerability.TORTURE)
    item = house.item(early)
    assert [because.why for because in house.decided(item)[0].because] == [Why.INSIDE]
    assert house.decided(house.item(late))[0].allowed
    assert told(house) == {"Купена": [Why.INSIDE]}
    flags(house, early, Vulnerability.INSIDE)  # written anew, and it stands since the first time
    house.says(early)
    assert house.decided(item)[0].allowed
    assert told(house) == {}


def test_who_was_a_child_of_unknown_birth_18_years_ago_is_asked_again(house):
    long_ago, lately = (
        house.kept.person(name, vulnerabilities=[Vulnerability.CHILD]) for name in ("Купена", "Рамонак")
    )
    mother, item = house.kept.person("Маці"), house.item(long_ago)
    for child, day in ((long_ago, date(2006, 1, 2)), (lately, date(2016, 1, 2))):
        house.says(child, said_on=day, voice=Voice.GUARDIAN, speaker=mother.id, assent=True)
    assert told(house) == {"Купена": [Why.GROWN_UP]}
    house.says(long_ago, voice=Voice.GUARDIAN, speaker=mother.id, assent=True)  # asked anew, but not the person
    assert told(house) == {"Купена": [Why.GROWN_UP]}
    assert not house.decided(item)[0].allowed
    house.says(long_ago)
    assert house.decided(item)[0].allowed
    assert told(house) == {}


def test_who_is_within_reach_by_another_record_judged_the_same_is_asked_again(house):
    one, other = house.kept.person("Купена"), house.kept.person("Рамонак")
    house.says(one)
    flags(house, other, Vulnerability.INSIDE)
    people.judge_same(
        one.id, other=other.id, judgement=Judgement.POSITIVE, reason="one voice", by=house.by, now=house.now()
    )
    assert [because.why for because in house.decided(house.item(one))[0].because] == [Why.INSIDE]
    assert told(house) == {"Купена": [Why.INSIDE]}


def test_of_whom_no_yes_lapsed_looking_leaves_no_entry(house):
    one, other = house.kept.person("Купена"), house.kept.person("Рамонак")
    house.says(one)
    people.judge_same(
        one.id, other=other.id, judgement=Judgement.POSITIVE, reason="one voice", by=house.by, now=house.now()
    )
    before = len(entries(house))
    assert told(house) == {}
    assert len(entries(house)) == before


def test_that_a_flag_is_looked_into_is_told_to_members_alone(house):
    for name in ("Купена", "Рамонак"):
        house.says(house.kept.person(name))
    flagged = house.kept.person("Званец", vulnerabilities=[Vulnerability.INSIDE])
    house.says(flagged)
    house.decided(house.item(flagged))
    read = [each for each in entries(house) if each["verb"] == "people:person:history"]
    assert any(flagged.ref in each["about"] for each in read)
    assert "people:person:history" not in [each.verb for each in journal.read()]


def test_a_child_who_said_yes_after_their_guardian_is_asked_when_they_are_grown(house):
    today = house.world.now.date()
    born = Span.parse(f"{today.year - 18}-03-06")
    child = house.kept.person("Купена", vulnerabilities=[Vulnerability.CHILD], born_around=born)
    mother = house.kept.person("Маці")
    house.says(child, voice=Voice.GUARDIAN, speaker=mother.id, assent=True)
    house.says(child)
    item = house.item(child)
    for _day in range(3):
        house.next_day()
    assert not house.decided(item)[0].allowed
    assert set(told(house)["Купена"]) <= {Why.WAS_CHILD, Why.GROWN_UP}
    house.says(child)
    assert house.decided(item)[0].allowed
    assert told(house) == {}


def test_one_is_told_of_those_one_may_see_a_portion_at_a_time(house, monkeypatch):
    monkeypatch.setattr(asking_again, "PORTION", 2)
    team = access.add_compartment(name="team", by=house.by, now=house.now()).id
    everybody = {name: house.kept.person(name, compartment=team) for name in ("Адзін", "Два", "Тры")}
    for each in everybody.values():
        house.says(each)
        notes(house, each, Circumstance.DETAINED)
    house.next_day()
    first = consent.ask_again(by=house.by, now=house.now())
    second = consent.ask_again(after=first.onward, by=house.by, now=house.now())
    assert {each.person.pseudonym for each in (*first.persons, *second.persons)} == set(everybody)
    assert (len(first.persons), second.onward) == (2, None)
    assert told(house, by=house.kept.second) == {}
    analyst = house.world.as_account(house.world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        consent.ask_again(by=analyst, now=house.now())
