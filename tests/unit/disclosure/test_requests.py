"""A request goes from step to step, and at each it is said what is missing."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests import authority_worlds as given
from tests.authority_worlds import CHECKLIST, CONTACT, KEY, SEARCH, WHY, requested
from tests.destroying import Two

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.models import Belonging
from dokaz.disclosure.verbs import VERBS
from dokaz.journal import api as journal
from dokaz.records import api as records


def verbs(world):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.read()]


def test_a_request_goes_step_by_step_and_says_what_is_missing(world):
    one = requested(world)
    step = one.step
    with pytest.raises(disclosure.AuthorityUnverified):
        step("verify-authority")
    with pytest.raises(records.ReviewByAnother):
        one.check(one.contact, by=one.by)
    one.check(one.contact)
    assert step("verify-authority") == "authority-verified"
    with pytest.raises(disclosure.EligibilityMissing):
        step("find-eligible")
    listed = one.write(disclosure.ELIGIBILITY, **CHECKLIST | {"onward": "yes"})
    with pytest.raises(disclosure.EligibilityBlocked, match="pass it on"):
        step("find-eligible")
    disclosure.write_anew(
        listed, fields={"onward": "no"}, seen=1, reason=WHY, by=one.by, now=world.tick()
    )  # fmt: skip
    assert step("find-eligible") == "eligible"
    with pytest.raises(disclosure.ScopeMissing):
        step("set-scope")
    one.write(disclosure.SCOPE, inside="Турма")
    assert step("set-scope") == "in-scope"
    with pytest.raises(disclosure.SearchMissing):
        step("end-search")
    found = [one.item("1"), one.item("2")]
    one.write(disclosure.SEARCH, **SEARCH, found="; ".join(each.lower() for each in found))
    assert step("end-search") == "searched"
    one.judge(found[0])
    with pytest.raises(disclosure.CandidatesUnjudged, match=found[1]):
        step("end-review")
    one.judge(found[1], records.Judgement.UNSURE)
    with pytest.raises(disclosure.CandidatesUnsure, match=f"Of 1 of what was found .* {found[1]}"):
        step("end-review")
    one.judge(found[1], records.Judgement.NEGATIVE)
    assert step("end-review") == "relevance-reviewed"
    told = disclosure.progress(one.again(), by=one.by, now=world.tick())
    states = list(disclosure.FORWARD.values())
    assert [each.state for each in told.steps if each.taken] == states[: states.index("relevance-reviewed") + 1]
    assert {each.taken.comment for each in told.steps if each.taken} == {WHY}
    assert [(each.ref, each.relevant) for each in told.facts.candidates] == [(found[0], True), (found[1], False)]
    with pytest.raises(records.RecordLocked):
        disclosure.write_anew(
            one.again().held, fields={"what": "x"}, seen=1, reason="x", by=one.by, now=world.tick()
        )  # fmt: skip
    assert set(verbs(world)) >= {
        "disclosure:authority:begin", "disclosure:authority-contact:move", "disclosure:request:move",
        "disclosure:search:begin", "disclosure:relevant:judge", "disclosure:eligibility:revise",
    }  # fmt: skip


def test_what_was_taken_back_is_missed_again_and_no_page_goes_around_it(world):
    one = requested(world)
    one.searched(one.item())
    held = records.held(one.contact.id, by=one.by, now=world.tick())
    records.move(held.id, move="reopen", seen=held.number, comment=WHY, by=one.by, now=world.tick())
    with pytest.raises(disclosure.AuthorityUnverified):
        records.move(one.request.id, move="end-review", seen=1, by=one.by, now=world.tick())


@pytest.mark.both
def test_requests_are_counted_and_listed_by_their_state(world):
    one = requested(world)
    other = disclosure.record_request(one.authority, fields=given.REQUEST, by=one.by, now=world.tick())
    one.step("refuse")

    def listed(*states):
        found = records.of_kind(disclosure.REQUEST, states=states, by=one.by, now=world.tick())
        return {each.ref for each in found}

    assert records.counted(disclosure.REQUEST, by=one.by, now=world.tick()) == {"received": 1, "refused": 1}
    assert listed("received") == {other.ref}
    assert listed("refused", "closed") == {one.request.ref}
    assert listed() == {one.request.ref, other.ref}
    outside = world.as_account(world.second_account(role="analyst"))
    assert records.counted(disclosure.REQUEST, by=outside, now=world.tick()) == {}


def test_a_question_to_the_authority_holds_up_and_leads_no_further_than_one_was(world):
    one = requested(world)
    one.check(one.contact)
    one.step("verify-authority")
    asked = one.write(disclosure.CLARIFICATION, question="Які год?", asked_on="2026-03-03", asked_of="Аддзел")
    assert one.step("ask-to-clarify") == "clarification-asked"
    one.write(disclosure.ELIGIBILITY, **CHECKLIST)
    with pytest.raises(disclosure.NotSoFarYet, match="Authority verified"):
        one.step("find-eligible")
    assert one.step("verify-authority") == "authority-verified"
    disclosure.write_anew(
        asked, fields={"answer": "2020", "answered_on": "2026-03-04", "deadline": "2026-05"}, seen=1, reason="x",
        by=one.by, now=world.tick(),
    )  # fmt: skip
    (due,) = disclosure.due(by=one.by, now=world.tick())
    assert (str(due.on), due.ref, due.late(world.now)) == ("2026-05-31", one.request.ref, False)
    assert one.step("begin-again") == "received"
    assert one.step("refuse") == "refused"
    assert disclosure.due(by=one.by, now=world.tick()) == ()


def asked_to_say_what_is_due(world, by):
    """How many questions to the database it takes, and what was found."""
    with CaptureQueriesContext(connection) as asked:
        found = disclosure.due(by=by, now=world.tick())
    return len(asked), found


def test_more_requests_take_no_more_questions_to_say_what_is_due(world):
    one = requested(world, deadline="2026-03-20")
    asked = {"question": "Які месяц?", "asked_on": "2026-03-03", "asked_of": "Аддзел"}
    one.write(disclosure.CLARIFICATION, **asked, deadline="2026-04-01")
    questions, _found = asked_to_say_what_is_due(world, one.by)
    for day in ("2026-03-21", "2026-03-22", "2026-03-23"):
        made = disclosure.record_request(
            one.authority, fields={**given.REQUEST, "deadline": day}, by=one.by, now=world.tick()
        )
        given.Requested(world, one.second, one.authority, one.contact, made).write(
            disclosure.CLARIFICATION, **asked, deadline="2026-04-02"
        )
    more, found = asked_to_say_what_is_due(world, one.by)
    assert [each.on.isoformat() for each in found] == ["2026-04-01", "2026-04-02", "2026-04-02", "2026-04-02"]
    assert more == questions


def test_what_we_offer_ourselves_is_relevant_when_two_people_say_so(world):
    one = requested(world, direction="own")
    item = one.item()
    one.searched(item)
    one.judge(item)
    one.judge(item)
    with pytest.raises(disclosure.SecondJudgeMissing, match=item):
        one.step("end-review")
    one.judge(item, by=one.second)
    one.judge(item, records.Judgement.NEGATIVE, by=one.second)
    one.judge(item)
    with pytest.raises(disclosure.SecondJudgeMissing, match=item):  # the second one's last word is another
        one.step("end-review")
    one.judge(item, by=one.second)
    assert one.step("end-review") == "relevance-reviewed"


def test_an_authority_falls_under_exactly_one_recipient_and_its_key_is_read_aloud_in_groups(world):
    one = requested(world)
    assert str(one.authority.recipient) == "authority:lt:prosecutor-general"
    add = {"compartment": world.compartment, "by": one.by, "now": world.tick()}
    for fields, recipient in (
        ({"name": "ICC", "body": "icc"}, "icc"),
        ({"name": "Group", "body": "un", "mark": "Experts-Belarus"}, "un:experts-belarus"),
        ({"name": "x", "body": "intelligence", "country": "lt"}, "None"),
        ({"name": "x", "body": "other", "country": "lt"}, "None"),
        ({"name": "x", "body": "police", "country": "lt"}, "authority:lt"),
    ):
        assert str(disclosure.add_authority(fields=fields, **add).recipient) == recipient
    with pytest.raises(disclosure.CountryMissing):
        disclosure.add_authority(fields={"name": "x", "body": "court"}, **add)
    with pytest.raises(disclosure.CountryUnreadable):
        disclosure.add_authority(fields={"name": "x", "body": "court", "country": "Lithuania"}, **add)
    noted = disclosure.note_under(
        one.authority, kind=disclosure.KEY, fields={"key": f" {KEY} "}, by=one.by, now=world.tick()
    )
    assert noted.fields["key"] == KEY
    assert disclosure.fingerprint(KEY) == "cf7e 5682 3131 5068 5bf1 6e42"
    with pytest.raises(disclosure.NotVerifiedApart):
        one.check(noted)
    for secret in ("AGE-SECRET-KEY-1QQQ", "age1nothing"):
        with pytest.raises(disclosure.KeyUnreadable) as why:
            disclosure.note_under(
                one.authority, kind=disclosure.KEY, fields={"key": secret}, by=one.by, now=world.tick()
            )
        assert secret not in str(why.value) + repr(why.value)
    told = CONTACT | {"channel": "phone", "address": "+370 000 00", "verified_with": "+37000000"}
    with pytest.raises(disclosure.SameWay):
        disclosure.note_under(one.authority, kind=disclosure.CONTACT, fields=told, by=one.by, now=world.tick())
    other = disclosure.add_authority(fields={"name": "ICC", "body": "icc"}, **add)
    with pytest.raises(disclosure.ContactOfAnother):
        disclosure.record_request(
            other, fields={**given.REQUEST, "contact": str(one.contact.id)}, by=one.by, now=world.tick()
        )


def test_nobody_checks_what_they_ever_wrote_and_an_authority_out_of_use_is_not_verified(world):
    one = requested(world)
    one.check(one.contact)
    held = records.held(one.contact.id, by=one.by, now=world.tick())
    noted = records.move(held.id, move="reopen", seen=held.number, comment=WHY, by=one.second, now=world.tick())
    with pytest.raises(disclosure.CheckDependent):
        one.check(noted, by=one.by)
    one.check(noted)
    assert one.step("verify-authority") == "authority-verified"
    one.step("begin-again")
    records.move(one.authority.id, move="withdraw", seen=1, comment=WHY, by=one.by, now=world.tick())
    with pytest.raises(disclosure.AuthorityUnverified):
        one.step("verify-authority")


def test_whoever_lacks_the_right_or_the_compartment_sees_and_writes_nothing(world):
    one = requested(world)
    words = f"analyst {world.passphrase}"
    account = world.second_account(role="analyst", passphrase=words)
    outside = world.as_account(account, passphrase=words)
    assert disclosure.authorities(by=outside, now=world.tick()) == ()
    assert disclosure.due(by=outside, now=world.tick()) == ()
    assert disclosure.noted_under(one.authority.id, kind=disclosure.CONTACT, by=outside, now=world.tick()) == ()
    for ref in (one.request.ref, "Q-0000-00000", one.authority.ref):
        with pytest.raises(records.RecordNotFound):
            disclosure.request(ref, by=outside, now=world.tick())
    access.grant_membership(compartment=world.compartment, account=account, by=one.by, now=world.tick())
    assert disclosure.request(one.request.ref, by=outside, now=world.tick()).ref == one.request.ref
    with pytest.raises(access.NotPermitted):
        disclosure.witnesses_of(one.request.id, by=outside, now=world.tick())
    words = f"steering {world.passphrase}"
    account = world.second_account(role="steering", passphrase=words)
    steering = world.as_account(account, passphrase=words)
    access.grant_membership(compartment=world.compartment, account=account, by=one.by, now=world.tick())
    with pytest.raises(access.NotPermitted):
        disclosure.advance(one.request.id, step="refuse", seen=1, comment="x", by=steering, now=world.tick())
    with pytest.raises(access.NotPermitted):
        disclosure.note_under(one.authority, kind=disclosure.CONTACT, fields=CONTACT, by=steering, now=world.tick())


def test_a_search_names_what_is_an_item_and_what_its_author_may_see(world):
    one = requested(world)
    with pytest.raises(disclosure.ReferencesUnreadable, match="P-7K3F"):
        one.write(disclosure.SEARCH, **SEARCH, found="P-7K3F-9QXM4")
    with pytest.raises(custody.ItemNotFound):
        one.write(disclosure.SEARCH, **SEARCH, found="E-EACS-XJSW0")


def test_a_mandate_counts_once_it_is_written_down_by_which_decision_and_only_while_it_runs(world):
    one = requested(world, authority={"name": "Group", "body": "un", "mark": "experts-belarus"})
    one.check(one.contact)

    def written(**fields):
        held = records.held(one.authority.id, by=one.by, now=world.tick())
        disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, by=one.by, now=world.tick())

    with pytest.raises(disclosure.MandateMissing):
        one.step("verify-authority")
    written(mandate_from="2024")
    with pytest.raises(disclosure.MandateMissing):
        one.step("verify-authority")
    written(resolution="A/HRC/RES/55/27", mandate_to="2025")
    with pytest.raises(disclosure.MandateOver):
        one.step("verify-authority")
    written(mandate_to="2026-12")
    assert one.step("verify-authority") == "authority-verified"


def test_another_body_of_a_state_gets_nothing_because_nobody_was_asked_about_it(world):
    one = requested(world, authority=given.AUTHORITY | {"body": "other"})
    one.check(one.contact)
    one.step("verify-authority")
    one.write(disclosure.ELIGIBILITY, **CHECKLIST)
    with pytest.raises(disclosure.EligibilityBlocked, match="about no other body of a State"):
        one.step("find-eligible")


def test_what_is_written_about_the_authority_is_dealt_with_before_anything_goes(world):
    one = requested(world, authority=given.AUTHORITY | {"onward": "Shares with everybody", "in_absentia": "possible"})
    one.check(one.contact)
    one.step("verify-authority")
    listed = one.write(disclosure.ELIGIBILITY, **CHECKLIST)

    def again(**fields):
        held = records.held(listed.id, by=one.by, now=world.tick())
        disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, by=one.by, now=world.tick())

    with pytest.raises(
        disclosure.EligibilityBlocked, match=r"otherwise: Can somebody be convicted.*same: Can they pass"
    ):
        one.step("find-eligible")
    again(in_absentia_assurance=one.item("We assure you"))
    with pytest.raises(disclosure.EligibilityBlocked, match="same: Can they pass it on"):
        one.step("find-eligible")
    again(onward_despite="They promised it to us in the treaty of 2020")
    assert one.step("find-eligible") == "eligible"
    one.step("begin-again")
    one.step("verify-authority")
    who = records.held(one.authority.id, by=one.by, now=world.tick())
    disclosure.write_anew(
        who, fields={"onward": "Sells it"}, seen=who.number, reason=WHY, by=one.by, now=world.tick()
    )  # fmt: skip
    again(remark="Nothing new")
    with pytest.raises(disclosure.EligibilityBlocked, match=r"Say anew .* same: Can they pass it on"):
        one.step("find-eligible")
    again(onward_despite="They sold nothing that was sealed")
    assert one.step("find-eligible") == "eligible"


@pytest.mark.both
def test_a_written_assurance_is_an_item_that_is_held_and_counts_no_longer_once_it_is_destroyed(world):
    one = requested(world)
    one.check(one.contact)
    one.step("verify-authority")
    told = CHECKLIST | {"death_penalty": "yes"}
    for invented in ("E-EACS-XJSW0", one.authority.ref, one.request.ref):
        with pytest.raises(custody.ItemNotFound):
            one.write(disclosure.ELIGIBILITY, **told, death_penalty_assurance=invented)
    assert disclosure.written_under(one.request.id, kind="eligibility", by=one.by, now=world.tick()) == ()
    letter = one.item("We assure you")
    listed = one.write(disclosure.ELIGIBILITY, **told, death_penalty_assurance=letter.lower())
    with pytest.raises(custody.ItemNotFound):
        disclosure.write_anew(
            listed, fields={"onward_assurance": "E-EACS-XJSW0"}, seen=1, reason=WHY, by=one.by, now=world.tick()
        )
    assert one.step("find-eligible") == "eligible"
    one.step("begin-again")
    one.step("verify-authority")
    Two(world, one.second).destroy([letter])
    with pytest.raises(disclosure.EligibilityBlocked, match="assurance that is named is not there"):
        one.step("find-eligible")
    with pytest.raises(disclosure.AssuranceGone, match=letter):
        one.write(disclosure.ELIGIBILITY, **told, death_penalty_assurance=letter)


def test_what_belongs_together_is_held_against_its_entry(world):
    one = requested(world)
    with access.whole_house("test"), pytest.raises(IntegrityError, match="append"), transaction.atomic():
        Belonging.objects.filter(record=one.contact.id).update(parent=one.authority.id)


def test_the_verbs_of_entries_are_those_that_records_composes():
    kinds = [each for each in records.every_kind() if each.module == "disclosure"]
    acts = ("begin", "revise", "show", "list", "history", "assign", "move")
    told = {kind.verb(act) for kind in kinds for act in acts}
    assert told | {f"disclosure:relevant:{act}" for act in ("judge", "reverse", "judgements")} == set(VERBS)
