"""An authority learns nothing about a possible witness before that person agreed, and nothing once it is not safe."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import persons
from tests.authority_worlds import CHECKLIST, WHY, requested
from tests.witnessing import ANSWERED, TOLD, WORDS, agrees_to_contact, planned

from dokaz.access import api as access
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.requests import telling, witness_states
from dokaz.disclosure.requests.telling import told_of
from dokaz.records import api as records

STATES = [value for name, value in vars(witness_states).items() if name.isupper()]
NAMES = [each.name for each in disclosure.WITNESS_REQUEST.fields]


@settings(deadline=None)  # the first one reads the catalogues
@given(
    fields=st.dictionaries(st.sampled_from(NAMES), st.text(min_size=1, max_size=40)),
    state=st.sampled_from(STATES), clear=st.booleans(),
)  # fmt: skip
def test_before_a_person_agreed_the_answer_is_the_same_whatever_is_known_of_them(fields, state, clear):
    def told(state, fields):
        return told_of(request="Q-7", their_ref="7", state=state, fields=fields, nothing_against=clear)

    if state != witness_states.AGREED or not clear:
        assert told(state, fields) == told(witness_states.WISHED, {})
    else:
        assert told(state, fields).words == fields.get("may_tell", "")


@given(st.text(alphabet="abcВерас- \n", max_size=12), st.text(alphabet="abcВерас- ", min_size=1, max_size=6))
def test_a_pseudonym_is_seen_however_it_is_written(words, pseudonym):
    seen = telling.tells_who(words + pseudonym.upper(), person="P-7K3F-9QXM4", pseudonym=pseudonym)
    assert seen == any(each.isalnum() for each in pseudonym)


def test_a_witness_is_asked_when_they_may_be_and_told_of_when_they_agreed(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    person = witness.kept.person("Верас")
    nothing = witness.told()
    with pytest.raises(disclosure.PersonMissing):
        witness.move("ask")
    witness.write(person=person.ref)
    with pytest.raises(disclosure.ContactNotAgreed):
        witness.move("ask")
    assert "may not be contacted" in witness.against()
    agrees_to_contact(witness.kept, person)
    assert witness.against() == ""
    assert witness.move("ask") == "asked"
    with pytest.raises(disclosure.AnswerMissing):
        witness.move("agree")
    witness.write(**ANSWERED, may_tell=f"Гаворыць В Е Р А С, {person.ref}")
    with pytest.raises(disclosure.TellsWho):
        witness.move("agree")
    witness.write(may_tell=WORDS)
    assert witness.told() == nothing
    assert witness.move("agree") == "agreed"
    assert witness.told().words == WORDS
    witness.detained(person)
    assert witness.told() == nothing
    assert witness.move("stop") == "stopped"
    witness.move("begin-again")
    with pytest.raises(disclosure.PersonInDanger, match="detained"):
        witness.move("ask")
    assert disclosure.witnesses_of(witness.one.request.id, **witness.said)[0].id == witness.plan


def test_nobody_is_asked_for_a_request_before_it_was_found_eligible(real_world):
    witness = planned(real_world)
    one, nothing = witness.one, witness.told()
    person = witness.kept.person("Верас")
    agrees_to_contact(witness.kept, person)
    witness.write(person=person.ref)

    def refused(why):
        with pytest.raises(why) as raised:
            witness.move("ask")
        assert witness.against() == str(raised.value)

    refused(disclosure.AuthorityUnverified)
    one.check(one.contact)
    one.step("verify-authority")
    refused(disclosure.EligibilityMissing)
    one.write(disclosure.ELIGIBILITY, **CHECKLIST)
    refused(disclosure.NotAdmitted)
    one.step("find-eligible")
    assert (witness.against(), witness.told()) == ("", nothing)
    assert witness.move("ask") == "asked"
    witness.write(**ANSWERED, may_tell=WORDS)
    one.write(disclosure.ELIGIBILITY, **CHECKLIST | {"unfair_trial": "yes"})
    with pytest.raises(disclosure.EligibilityBlocked):
        witness.move("agree")
    assert witness.move("decline") == "declined"  # what they said is written down all the same


def note(witness, **fields):
    return disclosure.note_told(witness.held, fields=TOLD | fields, **witness.said)


def test_that_the_authority_was_told_is_written_down_and_what_came_of_it(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    with pytest.raises(disclosure.NotAgreed):
        note(witness)
    person = witness.agrees()
    with pytest.raises(disclosure.TellsWho):
        note(witness, words=f"Гэта {person.pseudonym}")
    with pytest.raises(records.FieldError):
        note(witness, told_on="")
    made = note(witness)
    assert (made.state, made.fields["words"]) == ("told", WORDS)
    (read,) = disclosure.told_of_witness(witness.plan, **witness.said)
    assert (read.id, read.compartment) == (made.id, witness.held.compartment)
    with pytest.raises(records.RecordLocked):
        disclosure.write_anew(made, fields={"words": "x"}, seen=1, reason=WHY, **witness.said)

    def came_of_it(move):
        held = records.held(made.id, **witness.said)
        return records.move(made.id, move=move, seen=held.number, comment=WHY, **witness.said).state

    assert came_of_it("not-meet") == "not-met"
    with pytest.raises(disclosure.StillAgreed):
        came_of_it("change-mind")
    witness.move("decline")
    assert came_of_it("change-mind") == "changed-mind"
    assert came_of_it("reopen") == "told"
    assert came_of_it("meet") == "met"


def test_what_stands_against_telling_is_asked_again_when_it_is_written_down(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    person = witness.agrees()
    witness.one.step("refuse")
    with pytest.raises(disclosure.RequestOver):
        note(witness)
    witness.one.step("begin-again")
    witness.one.step("verify-authority")
    witness.one.step("find-eligible")
    witness.detained(person)
    with pytest.raises(disclosure.PersonInDanger):
        note(witness)
    assert disclosure.told_of_witness(witness.plan, **witness.said) == ()


def test_what_was_told_on_an_earlier_day_is_written_down_whatever_came_since(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    before = (real_world.now - timedelta(days=1)).date()
    person = witness.agrees()
    day = real_world.now.date()
    real_world.tick(2 * 24 * 3600)
    witness.detained(person)
    witness.move("decline")
    witness.one.step("refuse")
    with pytest.raises(disclosure.NotAgreed):  # nobody had agreed
        note(witness, told_on=str(before))
    with pytest.raises(disclosure.NotAgreed):  # nor does anybody now
        note(witness, told_on=str(real_world.now.date()))
    assert str(note(witness, told_on=str(day)).fields["told_on"]) == str(day)


def test_that_anything_was_told_of_a_witness_is_seen_by_those_alone_who_plan_contacts(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    witness.agrees()
    note(witness)
    words = f"analyst {real_world.passphrase}"
    account = real_world.second_account(role="analyst", passphrase=words)
    outside = real_world.as_account(account, passphrase=words)
    access.grant_membership(
        compartment=real_world.compartment, account=account, by=witness.kept.by, now=real_world.tick()
    )
    assert disclosure.requests_of(witness.one.authority.id, by=outside, now=real_world.tick())
    with pytest.raises(access.NotPermitted):
        disclosure.told_of_witness(witness.plan, by=outside, now=real_world.tick())


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_nothing_is_told_of_a_witness_once_the_request_does_not_go_on(real_world, end):
    witness = planned(real_world)
    witness.one.admitted()
    nothing = witness.told()
    witness.agrees()
    assert witness.told().words == WORDS
    held = records.held(witness.one.contact.id, **witness.said)
    records.move(held.id, move="reopen", seen=held.number, comment=WHY, **witness.said)
    assert witness.told() == nothing
    assert "names no contact" in witness.against()
    witness.one.check(records.held(held.id, **witness.said))
    assert witness.told().words == WORDS
    witness.one.step(end)
    assert witness.told() == nothing
    assert "refused, withdrawn by the authority or closed" in witness.against()
    witness.move("begin-again")
    with pytest.raises(disclosure.RequestOver):
        witness.move("ask")


def test_for_a_body_to_which_nothing_goes_nobody_is_asked(real_world):
    witness = planned(real_world, body="intelligence")
    witness.one.check(witness.one.contact)
    witness.one.step("verify-authority")
    with pytest.raises(disclosure.NothingGoesThere):
        witness.move("ask")


def test_a_plan_lies_where_its_person_lies_and_others_of_the_request_do_not_see_it(real_world):
    kept = persons.keep(real_world)
    one, by, now = requested(real_world), kept.by, real_world.tick
    closed = access.add_compartment(name="closed", by=by, now=now()).id
    disclosure.plan_witness(one.request, fields={"who": "x"}, compartment=closed, by=by, now=now())
    assert disclosure.witnesses_of(one.request.id, by=one.second, now=now()) == ()
    assert len(disclosure.witnesses_of(one.request.id, by=by, now=now())) == 1
    assert isinstance(closed, UUID)


def test_a_wish_to_hear_a_witness_and_nothing_else_ends_without_a_search(real_world):
    witness = planned(real_world)
    witness.one.admitted()
    witness.agrees()
    note(witness)
    assert witness.one.step("close") == "closed"
    assert disclosure.told_of_witness(witness.plan, **witness.said)
