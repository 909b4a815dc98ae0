"""Somebody can try the office in every role, also after the codes of the last time are used up."""

import io
from uuid import UUID

import pytest
from tests import light, permitting
from tests.persons import decrypted, of_the_demo_world

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.demo import api as demo
from dokaz.demo import showing
from dokaz.disclosure import api as disclosure
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.verify import package

pytestmark = pytest.mark.embedded("a practice home has a file of its own")


@pytest.fixture
def cheap(monkeypatch):
    """One guess at a pass-phrase costs next to nothing here; what is tried is who gets in."""
    for verb in light.verbs():
        monkeypatch.setitem(verb.__kwdefaults__, "cost", light.cost())


@pytest.fixture
def practice(world, cheap, tmp_path):
    """A practice home and its founder: no code is asked for there."""
    database.close()
    home = tmp_path / "practice"
    return home, demo.practise(home, now=world.tick)


@pytest.fixture
def inhabited(world, practice):
    home, founder = practice
    return demo.inhabit(home, by=founder, now=world.tick)


def session(world, home, each):
    unlocked = access.unlock(home, passphrase=each.passphrase, account=UUID(each.account))
    return access.sign_in(unlocked, now=world.tick())


def test_there_is_one_of_each_role_and_two_who_can_approve(world, practice, inhabited):
    assert [each.role for each in inhabited] == ["custodian", "custodian", "documenter", "analyst", "steering"]
    assert access.independent(UUID(inhabited[1].account), of=UUID(inhabited[0].account))
    for each in inhabited:
        signed_in = session(world, practice[0], each)
        assert custody.items(by=signed_in, now=world.tick(), limit=5) == []
        assert access.factors(by=signed_in)
        assert access.codes_left(by=signed_in) == len(each.codes) == 10


def test_the_persons_of_the_world_are_found_in_other_spellings_and_unmasked_by_two_houses(
    world, practice, inhabited, tmp_path
):
    home, founder = practice
    refs = demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=world.tick)
    assert demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=world.tick) == refs
    documenter, partner = (session(world, home, each) for each in (inhabited[2], inhabited[1]))
    for name in demo.SPELLINGS:
        (found,) = people.look_up(name, by=documenter, now=world.tick())
        assert (found.verdict, found.person.ref) == ("same", refs[-1])
    asked = people.ask_unmask(found.person.id, reason="to warn him", by=documenter, now=world.tick())
    people.approve_unmask(asked.id, by=partner, now=world.tick())
    (shown,) = people.unmask(asked.id, by=documenter, now=world.tick())
    assert demo.MAN in {form.text for form in shown.details.names}
    assert access.verify_statements() == ()
    archive = access.compartment("archive", by=documenter).id
    demo.enter_consents(home, refs=refs, by=founder, now=world.tick)
    demo.bring_list(by=founder, now=world.tick)
    sought = of_the_demo_world(compartment=archive, by=documenter)
    stored = decrypted(tmp_path)
    assert refs[-1].encode() in stored
    assert [needle for needle in sought if needle in stored] == []
    demo.inhabit(home, by=founder, now=world.tick)  # the next run gives nobody both halves


def test_the_list_of_a_partner_is_brought_in_once_and_its_wrong_row_stays_out(world, practice, inhabited):
    home, founder = practice
    refs = demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=world.tick)
    for _run in range(2):
        demo.bring_list(by=founder, now=world.tick)
    (brought,) = records.imports(by=founder, now=world.tick())
    assert (brought.complete, brought.rows, brought.refused) == (True, 6, 1)
    assert len(people.persons(by=founder, now=world.tick())) == len(refs) + 5
    assert demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=world.tick) == refs
    documenter = session(world, home, inhabited[2])
    (found,) = people.look_up("Иосиф Перелесок", by=documenter, now=world.tick())
    assert found.person.pseudonym == "Купена"


def test_what_the_persons_agreed_to_is_entered_once_and_one_may_withdraw(world, practice, inhabited):
    home, founder = practice
    refs = demo.enter_persons(home, world=demo.invented_world(1), by=founder, now=world.tick)
    who = demo.enter_consents(home, refs=refs, by=founder, now=world.tick)
    assert demo.enter_consents(home, refs=refs, by=founder, now=world.tick) == who
    documenter = session(world, home, inhabited[2])
    (asked,) = consent.decisions_of(who, by=documenter, now=world.tick())
    assert len(asked.answers) == 5
    last = {
        each.question.code: each.decision for each in consent.ways_of_person(refs[-1], by=founder, now=world.tick())
    }
    assert consent.Why.WORSENED in [because.why for because in last["authority-lt"].because]
    withdrawal = consent.Asking(said_on=world.now.date())
    consent.withdraw(who, asking=withdrawal, by=documenter, now=world.tick())
    assert not [each for each in consent.ways_of_person(who, by=documenter, now=world.tick()) if each.form]


def test_a_request_is_entered_once_and_comes_as_far_as_it_can(world, practice, inhabited):
    home, founder = practice
    ref = demo.enter_requests(home, by=founder, now=world.tick)
    assert demo.enter_requests(home, by=founder, now=world.tick) == ref
    analyst = session(world, home, inhabited[3])
    request = disclosure.request(ref, by=analyst, now=world.tick())
    told = disclosure.progress(request, by=analyst, now=world.tick())
    assert [each.state for each in told.steps if each.taken][-1] == "relevance-reviewed"
    assert [each.answer is not None for each in told.facts.candidates] == [True] * len(told.facts.candidates)
    assert [each.kind for each in disclosure.due(by=analyst, now=world.tick())] == ["request", "authority-call"]
    assert len(disclosure.authorities(by=analyst, now=world.tick())) == 2


def test_the_next_run_lets_nobody_in_and_gives_new_codes_where_few_are_left(world, practice, inhabited, monkeypatch):
    home, founder = practice
    before = len(access.colleagues(by=founder, now=world.tick()))
    assert demo.inhabit(home, by=founder, now=world.tick) == inhabited
    monkeypatch.setattr("dokaz.demo.inhabiting.FEW", 11)
    again = demo.inhabit(home, by=founder, now=world.tick)
    assert len(access.colleagues(by=founder, now=world.tick())) == before
    assert [(each.account, each.passphrase) for each in again] == [
        (each.account, each.passphrase) for each in inhabited
    ]
    assert not {code for each in again for code in each.codes} & {code for each in inhabited for code in each.codes}
    assert demo.residents(home) == again


def test_what_may_leave_does_with_the_yes_of_the_other_custodian_and_the_rest_is_told(world, practice, inhabited):
    home, founder = practice
    refs = [
        custody.receive(io.BytesIO(b"%d" % number), name="a", source="P-1", by=founder, now=world.tick()).ref
        for number in range(3)
    ]
    permitting.let_go(refs[:2], by=founder, second=session(world, home, inhabited[1]), now=world.tick)
    made, stays = showing.package_all(home, refs, by=founder, now=world.tick)
    assert set(package.check(made.path).unchanged) == set(refs[:2])
    (release,) = releases.register(by=founder, now=world.tick())
    assert (release.package, release.count, release.held.state) == (made.ref, 2, "received-there")
    assert [each.what.value for each in releases.due_about(by=founder, now=world.tick())] == ["answer"]
    assert [each.compelled for each in releases.counts(by=founder, now=world.tick())] == [1, 0]
    assert [(each.ref, each.says) for each in stays] == [(refs[2], ("Nobody has looked yet who appears in it.",))]
