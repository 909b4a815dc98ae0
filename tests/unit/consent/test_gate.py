"""Whether something may go, from the rows as they stand: each held against its entry, and nothing without a permit."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent.api import ConditionKind, Form, Purpose, Recipient, Reply, Scope, Why
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.people.api import Circumstance, Part, Relation, RoleHeld, Vulnerability
from dokaz.records import api as records

both = pytest.mark.both


def whys(decision):
    return [because.why for because in decision.because]


def stored(row):
    return row if connection.features.has_native_uuid_field else row.hex


@both
def test_what_a_person_said_decides_at_once_and_every_look_is_an_entry(house):
    person, other = house.kept.person(), house.kept.person("Чабор")
    item, shown, unexamined = house.item(person), house.item(person, name="b"), house.item(person, examined=False)
    people.appear(
        other.id, item=shown, relation=Relation.SHOWS, pinpoint="1", reason="seen", by=house.by, now=house.now()
    )
    assert [whys(each) for each in house.decided(item, unexamined)] == [[Why.SILENCE], [Why.NOT_EXAMINED]]
    house.says(person)
    one, two = house.decided(item, shown)
    assert (one.allowed, whys(one)) == (True, [Why.AGREED])
    assert [(each.kind, each.person) for each in two.conditions if each.person == other.id] == [
        (ConditionKind.REDACT, other.id)
    ]
    assert not house.decided(item, form=Form.NAMED)[0].allowed
    assert not house.decided(item, recipient=Recipient.parse("authority:pl"))[0].allowed
    house.withdraws(person)
    assert whys(house.decided(item)[0]) == [Why.WITHDREW]
    journal.sequence(now=house.now())
    verbs = [entry.verb for entry in journal.entries_about(item) if entry.verb]
    assert verbs.count("consent:gate:ask") == 5
    assert journal.verify_records().found == ()


@both
def test_a_withdrawal_that_was_removed_by_hand_lets_nothing_go(house, tampered):
    person = house.kept.person()
    item = house.item(person)
    house.says(person)
    withdrawal = house.withdraws(person)
    assert not house.decided(item)[0].allowed
    tampered("DELETE FROM consent_paper WHERE id = %s", stored(withdrawal))
    with pytest.raises(consent.PapersGone):
        house.decided(item)


@both
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("generation = generation + 1", journal.RecordUnvouched),
        ("kind = 'ended'", journal.RecordUnvouched),
        ("subject = 'E-0000-00000'", consent.PapersGone),
    ],
)
def test_a_paper_that_was_altered_or_hidden_lets_nothing_go(house, tampered, change, refusal):
    person = house.kept.person()
    item = house.item(person)
    house.says(person)
    withdrawal = house.withdraws(person)
    tampered(f"UPDATE consent_paper SET {change} WHERE id = %s", stored(withdrawal))
    with pytest.raises((refusal, consent.PapersGone)):
        house.require(item)
    if refusal is journal.RecordUnvouched:
        with pytest.raises(refusal):
            house.decided(item)


def test_no_other_role_and_no_basis_takes_the_place_of_a_withdrawal(house):
    person = house.kept.person(roles=[RoleHeld(Part.WITNESS)])
    item = house.item(person)
    house.withdraws(person)
    people.revise_person(
        person.id, pseudonym="x", roles=[RoleHeld(Part.OFFICIAL)], vulnerabilities=(), born_around=None, note="",
        seen=1, reason="r", by=house.by, now=house.now(),
    )  # fmt: skip
    consent.record_basis(
        person=person.id, scope=consent.EVERYTHING, articles=[consent.Article.A9_2_F], why="a trial", by=house.by,
        now=house.now(),
    )  # fmt: skip
    assert whys(house.decided(item)[0]) == [Why.WITHDREW]
    with pytest.raises(consent.ConsentMissing):
        house.require(item)
    official = house.kept.person("Чабор", roles=[RoleHeld(Part.OFFICIAL)])
    other = house.item(official, name="b")
    consent.record_basis(
        person=official.id, scope=consent.EVERYTHING, articles=[consent.Article.A9_2_F], why="a trial", by=house.by,
        now=house.now(),
    )  # fmt: skip
    assert whys(house.decided(other)[0]) == [Why.BASIS_STANDS]
    house.withdraws(official)
    assert whys(house.decided(other)[0]) == [Why.WITHDREW]


def test_what_was_taken_back_under_another_record_of_the_same_person_counts(house):
    one, other, third = (house.kept.person(f"P{number}") for number in range(3))
    item = house.item(one)
    house.says(one)
    for first, second in ((one, third), (third, other)):
        judged = people.judge_same(
            first.id, other=second.id, judgement=records.Judgement.POSITIVE, reason="one voice", by=house.by,
            now=house.now(),
        )  # fmt: skip
    permit = house.require(item)
    house.withdraws(other)
    assert whys(house.decided(item)[0]) == [Why.WITHDREW]
    with pytest.raises(consent.PermitOutdated):
        consent.recheck(permit, by=house.by, now=house.now())
    people.take_back_sameness(judged.id, reason="two voices", by=house.by, now=house.now())
    assert house.decided(item)[0].allowed


def test_who_is_the_same_as_somebody_out_of_sight_keeps_an_item_back(house):
    elsewhere = access.add_compartment(name="apart", protected=False, by=house.by, now=house.now()).id
    one, other = house.kept.person(), house.kept.person("Чабор", compartment=elsewhere)
    item = house.item(one)
    house.says(one)
    people.judge_same(
        one.id, other=other.id, judgement=records.Judgement.POSITIVE, reason="one voice", by=house.by, now=house.now()
    )
    assert house.decided(item)[0].allowed
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=house.now()
    )
    assert whys(house.decided(item, by=house.kept.second)[0]) == [Why.OUT_OF_SIGHT]


def test_who_is_shown_but_is_no_source_is_removed_and_not_asked(house):
    asked, shown = house.kept.person(), house.kept.person("Чабор")
    item = house.item(asked)
    house.says(asked)
    for relation, judgement in (
        (Relation.COMES_FROM, records.Judgement.NEGATIVE),
        (Relation.SHOWS, records.Judgement.POSITIVE),
    ):
        people.appear(
            shown.id, item=item, relation=relation, pinpoint="", judgement=judgement, reason="seen", by=house.by,
            now=house.now(),
        )  # fmt: skip
    (decision,) = house.decided(item)
    assert decision.allowed
    assert ConditionKind.REDACT in [each.kind for each in decision.conditions if each.person == shown.id]


def test_who_was_taken_out_of_an_item_by_hand_still_keeps_it_from_going(house, tampered):
    asked, silent = house.kept.person(), house.kept.person("Чабор")
    item = house.item(asked)
    house.says(asked)
    seen = people.appear(
        silent.id, item=item, relation=Relation.COMES_FROM, pinpoint="", reason="so", by=house.by, now=house.now()
    )
    assert not house.decided(item)[0].allowed
    tampered("DELETE FROM records_judgementrow WHERE id = %s", stored(seen.id))
    with pytest.raises(consent.PapersGone):
        house.require(item)


def test_a_paper_added_by_hand_is_believed_by_nobody(house, tampered):
    person = house.kept.person()
    item = house.item(person)
    house.says(person, Reply.NO)
    columns = "compartment_id, generation, kind, subject, record_key, words"
    tampered(f"INSERT INTO consent_paper (id, {columns}) SELECT %s, {columns} FROM consent_paper", stored(UUID(int=5)))
    with pytest.raises(journal.RecordUnvouched):
        house.decided(item)


def test_a_permit_is_given_here_and_dies_when_anything_changes(house):
    person = house.kept.person()
    item = house.item(person)
    with pytest.raises(consent.ConsentMissing, match="That is a no"):
        house.require(item)
    house.says(person)
    (permit,) = house.require(item)
    assert (permit.item, permit.form, permit.persons) == (item, Form.PSEUDONYMOUS, (person.id,))
    consent.recheck([permit], by=house.by, now=house.now())
    other = {"item": "E-0000-00000"}, {"seal": b"x" * 32}, {"form": Form.NAMED}, {"persons": ()}, {"conditions": ()}
    for forged in (
        replace(permit, **each)
        for each in (*other, {"decisions": ()})
        if getattr(permit, next(iter(each))) != next(iter(each.values()))
    ):
        with pytest.raises(consent.PermitForged):
            consent.recheck([forged], by=house.by, now=house.now())
    house.withdraws(person)
    with pytest.raises(consent.PermitOutdated):
        consent.recheck([permit], by=house.by, now=house.now())


def test_a_permit_dies_with_a_new_yes_too(house):
    person = house.kept.person()
    item = house.item(person)
    house.says(person)
    (permit,) = house.require(item)
    house.says(person, conditions="Not to the newspapers.")
    with pytest.raises(consent.PermitOutdated):
        consent.recheck([permit], by=house.by, now=house.now())
    (decision,) = house.decided(item)
    assert ConditionKind.AS_SAID in [each.kind for each in decision.conditions]


def test_a_change_for_the_worse_asks_anew(house):
    person = house.kept.person()
    item = house.item(person)
    house.says(person)
    house.next_day()
    people.note_situation(
        person.id, circumstance=Circumstance.RELATIVE_DETAINED, on=Span.parse("2026-03"), reason="a call",
        seen=person.number, by=house.by, now=house.now(),
    )  # fmt: skip
    assert whys(house.decided(item)[0]) == [Why.WORSENED]
    house.next_day()
    house.says(person)
    assert house.decided(item)[0].allowed


def test_a_child_a_guardian_and_coming_of_age(house):
    mother = house.kept.person("Маці")
    child = people.begin(
        compartment=house.world.compartment, pseudonym="Верас", roles=[RoleHeld(Part.WITNESS)],
        vulnerabilities=[Vulnerability.CHILD], born_around=Span.parse("2008-06"), by=house.by, now=house.now(),
    )  # fmt: skip
    item = house.item(child)
    house.says(child, voice=consent.Voice.GUARDIAN, speaker=mother.id)
    assert whys(house.decided(item)[0]) == [Why.NO_ASSENT]
    house.says(child, voice=consent.Voice.GUARDIAN, speaker=mother.id, assent=True)
    assert house.decided(item)[0].allowed
    speakers = consent.Speakers(excluded=(mother.id,), reason="She wants to be paid for it.")
    consent.say_who_speaks(child.id, speakers=speakers, by=house.by, now=house.now())
    assert whys(house.decided(item)[0])[0] is Why.GUARDIAN_EXCLUDED
    consent.say_who_speaks(child.id, speakers=consent.Speakers(reason="It was another."), by=house.by, now=house.now())
    assert house.decided(item)[0].allowed
    house.world.tick(90 * 24 * 3600)  # June 2026 has begun: the child can be of age
    assert Why.GROWN_UP in whys(house.decided(item)[0])


def test_the_dead_are_spoken_for_in_the_recorded_order(house):
    person, mother, sister = house.kept.person(), house.kept.person("Маці"), house.kept.person("Сястра")
    item = house.item(person)
    speakers = consent.Speakers(kin_decide=True, kin=(mother.id, sister.id), reason="Died in custody.")
    consent.say_who_speaks(person.id, speakers=speakers, by=house.by, now=house.now())
    assert consent.speakers_of(person.id, by=house.by, now=house.now()).kin == (mother.id, sister.id)
    house.says(person, voice=consent.Voice.KIN, speaker=sister.id)
    assert whys(house.decided(item)[0]) == [Why.KIN_OUT_OF_ORDER]
    house.says(person, voice=consent.Voice.KIN, speaker=mother.id)
    assert house.decided(item)[0].allowed
    house.says(person, Reply.NO, voice=consent.Voice.KIN, speaker=sister.id)
    assert Why.KIN_DISPUTE in whys(house.decided(item)[0])
    with pytest.raises(consent.ReasonNeeded):
        consent.say_who_speaks(person.id, speakers=consent.Speakers(), by=house.by, now=house.now())


def test_nobody_is_their_own_next_of_kin(house):
    person = house.kept.person()
    for own in ({"kin": (person.id,)}, {"excluded": (person.id,)}):
        with pytest.raises(consent.SpeakerThemself):
            consent.say_who_speaks(
                person.id, speakers=consent.Speakers(**own, reason="?"), by=house.by, now=house.now()
            )


def test_an_officer_needs_a_basis_in_law(house):
    officer = people.begin(
        compartment=house.world.compartment, pseudonym="Афіцэр", roles=[RoleHeld(Part.SUSPECT)],
        by=house.by, now=house.now(),
    )  # fmt: skip
    item = house.item(officer)
    house.says(officer)
    assert whys(house.decided(item)[0]) == [Why.NO_BASIS]
    scope = Scope(Purpose.JUSTICE, Recipient.parse("authority"))
    with pytest.raises(consent.BasisEmpty):
        consent.record_basis(person=officer.id, scope=scope, articles=[], why="", by=house.by, now=house.now())
    basis = consent.record_basis(
        person=officer.id, scope=scope, articles=[consent.Article.A10], why="By law.", by=house.by, now=house.now()
    )
    assert house.decided(item)[0].allowed
    consent.end_basis(basis, reason="The law changed.", by=house.by, now=house.now())
    assert not house.decided(item)[0].allowed


def test_what_comes_from_nobody_needs_two_people(house):
    item = house.item()
    assert whys(house.decided(item)[0]) == [Why.NOBODY_ANSWERS]
    given = {"scope": Scope(Purpose.JUSTICE, Recipient.parse("authority")), "articles": [consent.Article.A6_1_F]}
    with pytest.raises(consent.BasisEmpty):
        consent.record_basis(item=item, why="Public.", by=house.by, now=house.now(), **given)
    basis = consent.record_basis(item=item, why="Public.", harm="None is seen.", by=house.by, now=house.now(), **given)
    assert not house.decided(item)[0].allowed
    with pytest.raises(consent.BasisOwn):
        consent.weigh_harm(basis, weighed="I agree with me.", by=house.by, now=house.now())
    with pytest.raises(consent.BasisUnknown):
        consent.weigh_harm(UUID(int=1), weighed="?", by=house.by, now=house.now())
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=house.now()
    )
    consent.weigh_harm(basis, weighed="A face at 00:12 is blurred.", by=house.kept.second, now=house.now())
    assert whys(house.decided(item)[0]) == [Why.ITEM_BASIS_STANDS]
    (told,) = consent.bases_of(item=item, by=house.by, now=house.now())
    assert told.weighed_by == house.kept.second.actor.account


def test_somebody_out_of_sight_keeps_an_item_back(house):
    place = access.add_compartment(name="team", by=house.by, now=house.now()).id
    hidden = people.begin(
        compartment=place, pseudonym="Схаваны", roles=[RoleHeld(Part.WITNESS)], by=house.by, now=house.now()
    )
    seen = house.kept.person()
    item = house.item(seen)
    people.appear(
        hidden.id, item=item, relation=Relation.SHOWS, pinpoint="1", reason="seen", by=house.by, now=house.now()
    )
    house.says(seen)
    assert house.decided(item)[0].allowed
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=house.now()
    )
    (decision,) = house.decided(item, by=house.kept.second)
    assert whys(decision) == [Why.OUT_OF_SIGHT]
    with pytest.raises(records.RecordNotFound):
        consent.decisions_of(hidden.id, by=house.kept.second, now=house.now())


def test_who_does_not_belong_learns_nothing(house):
    person = house.kept.person()
    item = house.item(person)
    with pytest.raises(custody.ItemNotFound):
        house.decided(item, by=house.kept.second)
    with pytest.raises(records.RecordNotFound):
        consent.withdraw(person.id, asking=house.asking(), by=house.kept.second, now=house.now())


@both
def test_when_somebody_was_asked_and_what_of_them_was_looked_at_is_told_to_members_alone(house):
    person = house.kept.person()
    item = house.item(person)
    house.says(person)
    consent.ways_of_person(person.id, by=house.by, now=house.now())
    consent.permits_person(
        person.id, purpose=Purpose.CONTACT, recipient=consent.HOUSE, form=Form.NAMED, by=house.by, now=house.now()
    )
    house.withdraws(person)
    journal.sequence(now=house.now())
    unseal, outside = access.unsealer(house.by), access.unsealer(house.kept.second)
    mine = [each for each in map(_opened(unseal), journal.read()) if _speaks_of(person, each)]
    assert [each.event["verb"] for each in mine if each.event["verb"].startswith("consent:")] == [
        "consent:decisions:record", "consent:person:survey", "consent:gate:ask", "consent:decisions:withdraw",
    ]  # fmt: skip
    theirs = [each for each in map(_opened(outside), journal.read()) if _speaks_of(person, each)]
    assert not [each for each in theirs if each.event["verb"].startswith("consent:")]
    assert not any(entry.verb.startswith("consent:") for entry in journal.entries_about(person.ref))
    assert journal.verify_records().found == ()
    assert whys(house.decided(item)[0]) == [Why.WITHDREW]


def _opened(unseal):
    return lambda placed: journal.opened_entry(placed, unseal=unseal)


def _speaks_of(person, entry):
    return entry.event is not None and person.ref in entry.event["about"]


@both
def test_in_a_protected_compartment_entries_are_sealed_and_rows_still_held_against_them(house):
    place = access.add_compartment(name="guarded", protected=True, by=house.by, now=house.now()).id
    person = people.begin(
        compartment=place, pseudonym="Ціхі", roles=[RoleHeld(Part.SURVIVOR)], by=house.by, now=house.now()
    )
    item = house.item(person)
    house.says(person)
    assert house.decided(item)[0].allowed
    journal.sequence(now=house.now())
    assert list(journal.entries_about(person.ref)) == []
    house.withdraws(person)
    assert not house.decided(item)[0].allowed


def test_where_it_may_go_is_told_for_every_question(house):
    person = house.kept.person()
    item = house.item(person)
    house.says(person, form=Form.NAMED)
    ways = {
        str(each.question.scope.recipient): each for each in consent.ways_of_item(item, by=house.by, now=house.now())
    }
    assert (ways["authority:lt"].form, ways["authority"].form, ways["icc"].form) == (Form.NAMED, None, None)
    house.withdraws(person)
    assert all(each.form is None for each in consent.ways_of_item(item, by=house.by, now=house.now()))
    purposes = {each.question.scope.purpose for each in consent.ways_of_person(person.id, by=house.by, now=house.now())}
    assert purposes == set(Purpose)
