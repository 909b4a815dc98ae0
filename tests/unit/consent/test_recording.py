"""What a person said is recorded whole or not at all, and what follows a withdrawal is decided for each copy."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent.api import CopyOutcome, Form, Purpose, Recipient, Reply, Scope
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.people import api as people

TO_ICC = Scope(Purpose.JUSTICE, Recipient.parse("icc"))


def recorded(house, person):
    return consent.decisions_of(person.id, by=house.by, now=house.now())


def test_an_asking_is_kept_with_all_that_was_said(house):
    person, proof = house.kept.person(), house.item()
    answers = [
        consent.Answered(TO_ICC, Reply.YES, Form.NAMED),
        consent.Answered(Scope(Purpose.CONTACT, Recipient.parse("house")), Reply.NOT_NOW),
    ]
    asking = house.asking(
        interpreter="T-1", interpreted="uk", proof=(proof,), conditions="Толькі не маёй працы.", reason="Спакойна.",
        review=house.world.now.date() + timedelta(days=365),
    )  # fmt: skip
    made = consent.record_decisions(person.ref, asking=asking, answers=answers, by=house.by, now=house.now())
    (told,) = recorded(house, person)
    assert (told.id, told.asking, told.answers) == (made, asking, tuple(answers))
    assert told.recorded_by == house.by.actor.account


@pytest.mark.parametrize(
    ("how", "answers", "refusal"),
    [
        ({}, [], consent.NothingAnswered),
        ({}, [(TO_ICC, Reply.NO, None), (TO_ICC, Reply.YES, Form.NAMED)], consent.AnsweredTwice),
        ({}, [(TO_ICC, Reply.YES, None)], consent.FormTooOpen),
        ({}, [(TO_ICC, Reply.NO, Form.NAMED)], consent.FormTooOpen),
        ({}, [(Scope(Purpose.STATISTICS, Recipient.parse("public")), Reply.YES, Form.NAMED)], consent.FormTooOpen),
        ({"statement": None}, [(TO_ICC, Reply.YES, Form.NAMED)], consent.StatementNotApproved),
        ({"statement": UUID(int=7)}, [(TO_ICC, Reply.YES, Form.NAMED)], consent.StatementNotApproved),
        ({"voice": consent.Voice.GUARDIAN}, [(TO_ICC, Reply.NO, None)], consent.SpeakerUnclear),
        ({"interpreter": "T-1", "interpreted": "ukrainian"}, [(TO_ICC, Reply.NO, None)], consent.LanguageUnreadable),
        ({}, [(Scope(Purpose.JUSTICE, Recipient.parse("authority:xq")), Reply.NO, None)], consent.CountryUnknown),
        ({"speaker": UUID(int=7)}, [(TO_ICC, Reply.NO, None)], consent.SpeakerUnclear),
        ({"proof": ("E-0000-00000",)}, [(TO_ICC, Reply.NO, None)], custody.ItemNotFound),
    ],
)
def test_what_is_unclear_is_refused_in_a_sentence(house, how, answers, refusal):
    person = house.kept.person()
    given = [consent.Answered(*each) for each in answers]
    with pytest.raises(refusal) as why:
        consent.record_decisions(person.id, asking=house.asking(**how), answers=given, by=house.by, now=house.now())
    assert "{" not in str(why.value)
    assert recorded(house, person) == ()


def test_what_is_to_stay_shut_is_opened_anew_by_each_for_a_day_until_it_is_decided_again(house):
    person, now = house.kept.person(), house.now
    item = house.item(person)
    house.withdraws(person)

    def decide(outcome):
        consent.decide_copy(person.id, item=item, outcome=outcome, reason="asked", by=house.by, now=now())

    def shut(by=house.by):
        found = consent.kept_shut(item, by=by, now=now())
        return found and found.outcome

    decide(CopyOutcome.RESTRICT)
    assert shut() is None
    decide(CopyOutcome.SEAL)
    journal.sequence(now=now())
    before = len(list(journal.read()))
    assert shut() is CopyOutcome.SEAL
    journal.sequence(now=now())
    assert len(list(journal.read())) == before  # it is asked at every part of a film
    with pytest.raises(consent.OutcomeWithoutReason):
        consent.decide_to_open(item, reason=" ", by=house.by, now=now())
    consent.decide_to_open(item, reason="a court asks", by=house.by, now=now())
    assert shut() is None
    house.next_day()
    house.withdraws(person)
    assert consent.outcomes_of_item(item, by=house.by, now=now()) == ()
    assert shut() is CopyOutcome.SEAL
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=now()
    )
    assert shut(house.kept.second) is CopyOutcome.SEAL
    decide(CopyOutcome.ANONYMISE)
    assert shut() is CopyOutcome.ANONYMISE
    consent.decide_to_open(item, reason="to make the copy", by=house.by, now=now())
    assert shut() is None
    house.next_day()
    assert shut() is CopyOutcome.ANONYMISE
    decide(CopyOutcome.REFUSE)
    assert shut() is None


def test_a_day_that_has_not_come_or_a_review_before_it_is_refused(house):
    person, today = house.kept.person(), house.world.now.date()
    for how, refusal in (
        ({"said_on": today + timedelta(days=2)}, consent.SaidInFuture),
        ({"review": today}, consent.ReviewPassed),
    ):
        with pytest.raises(refusal):
            house.says(person, Reply.NO, **how)


def test_rows_tell_no_word_no_day_and_no_answer(house):
    person = house.kept.person()
    house.says(person, conditions="Толькі не маёй працы.", interpreter="Ганна")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consent_paper")
        stored = repr(cursor.fetchall()).encode()
    for told in ("yes", "pseudonymous", "authority", "Ганна", "працы", "2026", str(house.by.actor.account)):
        assert told.encode() not in stored


def test_after_a_withdrawal_each_copy_is_decided_and_what_left_is_listed(house):
    person = house.kept.person()
    item = house.item(person)
    custody.give_out([item], package="K-0000-00000", by=house.by, now=house.now())
    with pytest.raises(consent.NotWithdrawn):
        consent.decide_copy(
            person.id, item=item, outcome=CopyOutcome.SEAL, reason="asked", by=house.by, now=house.now()
        )
    house.says(person)
    house.withdraws(person)
    (copy,) = consent.copies_of(person.id, by=house.by, now=house.now())
    assert (copy.item, copy.decided, copy.given_out[0].package) == (item, None, "K-0000-00000")
    for made in (True, False):  # another package, which did not come about after all
        custody.give_out([item], package="K-1111-11111", made=made, by=house.by, now=house.now())
    (copy,) = consent.copies_of(person.id, by=house.by, now=house.now())
    assert [given.package for given in copy.given_out] == ["K-0000-00000"]
    (left,) = people.dossier(person.id, by=house.by, now=house.now()).left
    assert (left.item, left.package) == (item, "K-0000-00000")
    with pytest.raises(consent.OutcomeWithoutReason):
        consent.decide_copy(person.id, item=item, outcome=CopyOutcome.SEAL, reason=" ", by=house.by, now=house.now())
    consent.decide_copy(
        person.id, item=item, outcome=CopyOutcome.RESTRICT, reason="Evidence in a trial.", by=house.by, now=house.now()
    )
    (copy,) = consent.copies_of(person.id, by=house.by, now=house.now())
    assert copy.decided.outcome is CopyOutcome.RESTRICT
    house.withdraws(person)
    assert consent.copies_of(person.id, by=house.by, now=house.now())[0].decided is None


def test_what_was_decided_is_told_of_the_item_and_only_for_items_the_person_is_in(house):
    person, other = house.kept.person(), house.kept.person("Іншы")
    item, elsewhere = house.item(person), house.item(other, name="b.txt")
    made = custody.derive(
        io.BytesIO(b"redacted"), parent=item, making=custody.Making.REDACTION, name="c", tool="t", tool_version="1",
        parameters={}, by=house.by, now=house.now(),
    ).ref  # fmt: skip
    house.withdraws(person)
    asked = {"outcome": CopyOutcome.SEAL, "reason": "She asked for it."}
    with pytest.raises(consent.NotACopy, match=elsewhere):
        consent.decide_copy(person.id, item=elsewhere, **asked, by=house.by, now=house.now())
    assert consent.outcomes_of_item(made, by=house.by, now=house.now()) == ()
    consent.decide_copy(person.id, item=made, **asked, by=house.by, now=house.now())
    (told,) = consent.outcomes_of_item(made, by=house.by, now=house.now())
    assert (told.person.ref, told.decided.outcome, told.decided.reason) == (
        person.ref,
        CopyOutcome.SEAL,
        asked["reason"],
    )
    assert consent.outcomes_of_item(item, by=house.by, now=house.now()) == ()
    house.withdraws(person)
    assert consent.outcomes_of_item(made, by=house.by, now=house.now()) == ()


def test_nobody_is_their_own_guardian_or_next_of_kin(house):
    person = house.kept.person()
    for voice in (consent.Voice.GUARDIAN, consent.Voice.KIN):
        with pytest.raises(consent.SpeakerThemself):
            house.says(person, voice=voice, speaker=person.id)
        with pytest.raises(consent.SpeakerThemself):
            house.withdraws(person, voice=voice, speaker=person.id)
