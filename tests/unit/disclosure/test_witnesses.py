"""An authority learns nothing about a possible witness before that person agreed, and nothing once it is not safe."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import persons
from tests.authority_worlds import WHY, requested

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.requests import telling, witness_states
from dokaz.disclosure.requests.telling import told_of
from dokaz.kernel.dates import Span
from dokaz.people import api as people
from dokaz.records import api as records

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


def test_a_witness_is_asked_when_they_may_be_and_told_of_when_they_agreed(real_world):
    kept = persons.keep(real_world)
    one, by, now = requested(real_world), kept.by, real_world.tick
    person = kept.person("Верас")
    plan = disclosure.plan_witness(one.request, fields={"who": "Настаўніца"}, by=by, now=now())

    def written(**fields):
        held = records.held(plan.id, by=by, now=now())
        return disclosure.write_anew(held, fields=fields, seen=held.number, reason=WHY, by=by, now=now())

    def moved(move):
        held = records.held(plan.id, by=by, now=now())
        return records.move(plan.id, move=move, seen=held.number, comment=WHY, by=by, now=now())

    def told():
        return disclosure.what_may_be_told(records.held(plan.id, by=by, now=now()), by=by, now=now())

    nothing = told()
    with pytest.raises(disclosure.PersonMissing):
        moved("ask")
    written(person=person.ref)
    with pytest.raises(disclosure.ContactNotAgreed):
        moved("ask")
    _agrees_to_contact(kept, person)
    assert moved("ask").state == "asked"
    with pytest.raises(disclosure.AnswerMissing):
        moved("agree")
    answered = {"channel": "voice", "asked_on": "2026-03-04", "reply": "conditions", "words": "Толькі па-беларуску"}
    written(**answered, may_tell=f"Гаворыць В Е Р А С, {person.ref}")
    with pytest.raises(disclosure.TellsWho):
        moved("agree")
    written(may_tell="Чалавек, які быў там, згодны гаварыць з перакладам.")
    assert told() == nothing
    assert moved("agree").state == "agreed"
    assert told().words == "Чалавек, які быў там, згодны гаварыць з перакладам."
    people.note_situation(
        person.id, circumstance=people.Circumstance.DETAINED, on=Span.parse("2026-03"), reason=WHY,
        seen=people.person(person.id, by=by, now=now()).number, by=by, now=now(),
    )  # fmt: skip
    assert told() == nothing
    assert moved("stop").state == "stopped"
    moved("begin-again")
    with pytest.raises(disclosure.PersonInDanger, match="detained"):
        moved("ask")
    assert disclosure.witnesses_of(one.request.id, by=by, now=now())[0].id == plan.id


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
