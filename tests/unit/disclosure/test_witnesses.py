"""An authority learns nothing about a possible witness before that person agreed, and nothing once it is not safe."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import persons
from tests.authority_worlds import AUTHORITY, CHECKLIST, WHY, Requested, requested

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.requests import telling, witness_states
from dokaz.disclosure.requests.telling import told_of
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records

WORDS = "Чалавек, які быў там, згодны гаварыць з перакладам."
ANSWERED = {"channel": "voice", "asked_on": "2026-03-04", "reply": "conditions", "words": "Толькі па-беларуску"}
STATES = [value for name, value in vars(witness_states).items() if name.isupper()]
NAMES = [each.name for each in disclosure.WITNESS_REQUEST.fields]


@settings(deadline=None)  # the first one reads the catalogues
@given(
    fields=st.dictionaries(st.sampled_from(NAMES), st.text(min_size=1, max_size=40)),
    state=st.sampled_from(STATES), safe=st.booleans(), agreed=st.booleans(),
)  # fmt: skip
def test_before_a_person_agreed_the_answer_is_the_same_whatever_is_known_of_them(fields, state, safe, agreed):
    def told(state, fields):
        return told_of(
            request="Q-7", their_ref="7", state=state, fields=fields, still_safe=safe, still_agreed=agreed
        )  # fmt: skip

    if state != witness_states.AGREED or not (safe and agreed):
        assert told(state, fields) == told(witness_states.WISHED, {})
    else:
        assert told(state, fields).words == fields.get("may_tell", "")


@given(st.text(alphabet="abcВерас- \n", max_size=12), st.text(alphabet="abcВерас- ", min_size=1, max_size=6))
def test_a_pseudonym_is_seen_however_it_is_written(words, pseudonym):
    seen = telling.tells_who(words + pseudonym.upper(), person="P-7K3F-9QXM4", pseudonym=pseudonym)
    assert seen == any(each.isalnum() for each in pseudonym)


@dataclass
class Planned:
    """A possible witness of a request, and short words for what is done about them."""

    one: Requested
    kept: persons.Kept
    plan: UUID

    @property
    def said(self):
        return {"by": self.kept.by, "now": self.kept.world.tick()}

    @property
    def held(self):
        return records.held(self.plan, **self.said)

    def write(self, **fields):
        held = self.held
        return disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, **self.said)

    def move(self, move):
        return records.move(self.plan, move=move, seen=self.held.number, comment=WHY, **self.said).state

    def told(self):
        return disclosure.what_may_be_told(self.held, **self.said)

    def against(self):
        return disclosure.what_stands_against(self.held, **self.said)

    def agrees(self):
        """As far as the person agreed, and the authority may be told."""
        person = self.kept.person("Верас")
        _agrees_to_contact(self.kept, person)
        self.write(person=person.ref)
        self.move("ask")
        self.write(**ANSWERED, may_tell=WORDS)
        self.move("agree")
        return person

    def detained(self, person):
        people.note_situation(
            person.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026-03"), reason=WHY,
            seen=people.person(person.id, **self.said).number, **self.said,
        )  # fmt: skip


def planned(world, **authority):
    kept, one = persons.keep(world), requested(world, authority=AUTHORITY | authority)
    plan = disclosure.plan_witness(one.request, fields={"who": "Настаўніца"}, by=kept.by, now=world.tick())
    return Planned(one, kept, plan.id)


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
    _agrees_to_contact(witness.kept, person)
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
    _agrees_to_contact(witness.kept, person)
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


def _agrees_to_contact(kept, person):
    text = next(each for each in consent.write_shipped(by=kept.by, now=kept.world.tick()) if each.language == "en")
    consent.approve_statement(text.id, by=kept.second, now=kept.world.tick())
    asking = consent.Asking(said_on=kept.world.now.date(), statement=text.id, language="en")
    scope = consent.Scope(consent.Purpose.CONTACT, consent.HOUSE)
    yes = consent.Answered(scope, consent.Reply.YES, consent.Form.NAMED)
    consent.record_decisions(person.id, asking=asking, answers=[yes], by=kept.by, now=kept.world.tick())
