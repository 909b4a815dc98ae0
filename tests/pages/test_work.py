"""Background work as pages: how each job stands in words, trying it again, cancelling it."""

import io
from types import SimpleNamespace

import pytest
from tests.pages.conftest import Ticking, Visitor, serving
from tests.unit.custody import test_deriving

from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.custody import api as custody
from dokaz.custody.ports import Made
from dokaz.design import languages
from dokaz.disclosure import api as disclosure
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import Language
from dokaz.web.office import outcomes, work


def received(world):
    return custody.receive(io.BytesIO(b"page 7"), name="list.txt", by=world.session, now=world.tick()).ref


def run(world):
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=world.session, once=True, **said)


def test_every_kind_of_work_of_the_house_has_a_name():
    assert {handler.name for handler in wiring.HANDLERS} == set(work.NAMES)


def ended(handler, outcome, **told):
    """A job that ended so, as the page reads it."""
    arguments = {"ref": "E-0000-00000", **told}
    return SimpleNamespace(handler=handler, outcome=outcome, arguments=arguments)


def refusals(handler):
    """Everything at which this work is given up or left for a member."""
    roots = [*handler.gives_up_on, *handler.waits_for_member_on]
    for root in roots:
        roots += root.__subclasses__()
    return {each.code for each in roots}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("handler", wiring.HANDLERS, ids=lambda handler: handler.name)
def test_whatever_work_ends_with_is_a_sentence_in_every_language(handler, language, served):
    codes = refusals(handler) | {"unexpected", "worker-lost", "database-busy"}
    if ":derive" in handler.name:
        codes |= set(custody.Attempted)
    if ":redaction:" in handler.name:
        codes.add("made")
    with languages.reading(language):
        for code in codes:
            words = outcomes.said_of(ended(handler.name, str(code), making="text"))
            assert words.endswith((".", "…", "?", ")")), (code, words)
            assert "{" not in words, code
            assert words != outcomes._unknown(ended(handler.name, code)), code


def test_one_code_says_of_each_kind_of_work_what_it_means_there(served):
    made = {name: outcomes.said_of(ended(name, "made")) for name in work.NAMES}
    assert [name for name, words in made.items() if words == "The back-up is whole."] == ["backups:backup:make"]
    assert made["custody:item:derive"] == made["custody:item:derive-granted"] == "Made."
    assert "Look through it" in made["disclosure:redaction:make"]
    assert outcomes.said_of(ended("custody:item:derive", "nothing")) == "There was nothing to make it of."
    assert "Install the Debian package ffmpeg" in outcomes.said_of(ended("custody:item:derive", "ffmpeg-missing"))
    assert "E-0000-00000 was destroyed" in outcomes.said_of(ended("custody:item:examine", "item-destroyed"))
    assert "Nobody has marked anything" in outcomes.said_of(
        ended("disclosure:redaction:make", disclosure.PlanMissing.code)
    )
    assert outcomes.said_of(ended("custody:item:derive", "of-a-newer-version")) == "It ended with: of-a-newer-version"


def test_a_derivative_that_was_made_is_no_back_up(custodian, world):
    ref = custody.receive(io.BytesIO(b"<p>page 7</p>"), name="p.html", by=world.session, now=world.tick()).ref
    custody.derive_later([ref], by=world.session, now=world.tick())
    run(world)
    page = custodian.get("/jobs").content.decode()
    assert "The back-up is whole." not in page
    assert "It ended with" not in page


def test_what_the_machine_did_is_ascribed_to_no_colleague_and_no_ceremony(custodian, world, served):
    ref = received(world)
    access.admit_machine(
        compartment=world.compartment, machine=served.machine.actor.account, by=world.session, now=world.tick()
    )
    custody.examine_later([ref], by=world.session, now=world.tick())
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    jobs.work(by=served.machine, once=True, **said)
    (made,) = custody.show(ref, by=world.session, now=world.tick()).derivatives
    person, machine = (str(access.name_of(each.actor.account)) for each in (world.session, served.machine))
    for page in (custodian.get(f"/items/{each}").content.decode() for each in (ref, made)):
        assert "A machine of the house" in page
        assert machine not in page
        assert "The key ceremony or recovery" not in page
    assert f"{person}, Custodian" in custodian.get(f"/items/{ref}").content.decode()


def test_work_that_waits_is_shown_and_cancelled(custodian, world):
    ref = received(world)
    custody.examine_later([ref], by=world.session, now=world.tick())
    (job,) = jobs.listed()
    page = custodian.get("/jobs").content.decode()
    assert "Examine an item" in page
    assert f"/jobs/{job.id}" in page
    narrowed = custodian.get("/jobs?state=done").content.decode()
    assert "Examine an item" not in narrowed
    assert "How it stands: Done" in narrowed
    assert 'href="/jobs"' in narrowed.split('class="chips"')[1]
    assert 'class="chips"' not in page
    assert custodian.get("/jobs?state=nonsense").status_code == 404
    one = custodian.get(f"/jobs/{job.id}").content.decode()
    assert "Waits." in one
    assert ref in one
    assert "Try it again" not in one
    assert f'data-again="/jobs/{job.id}"' in one
    assert custodian.post(f"/jobs/{job.id}/cancel", page=f"/jobs/{job.id}").status_code == 302
    assert "Cancelled" in custodian.get(f"/jobs/{job.id}").content.decode()
    again = custodian.post(f"/jobs/{job.id}/retry", page="/me")
    assert again.status_code == 409
    journal.sequence(now=world.tick())
    assert "access:job:cancel" in [entry.verb for entry in journal.read()]


def test_work_that_stopped_says_why_and_is_tried_again(custodian, world, monkeypatch):
    custody.examine_later([received(world)], by=world.session, now=world.tick())
    (job,) = jobs.listed()

    def closed(*_args, **_named):
        raise access.KeyNotHeld

    with monkeypatch.context() as patch:
        patch.setattr("dokaz.custody.examining.examine_within", closed)
        run(world)
    page = custodian.get(f"/jobs/{job.id}").content.decode()
    assert "Waits for a member" in page
    assert "It needs a key that no worker holds." in page
    assert "data-again" not in page
    assert "again.js" not in page
    custodian.post(f"/jobs/{job.id}/retry", page=f"/jobs/{job.id}")
    assert jobs.find(job.id).state == jobs.JobState.WAITING


def test_who_may_not_run_work_sees_none(colleague):
    analyst = colleague("analyst")
    nobody = "00000000-0000-0000-0000-000000000000"
    assert analyst.get("/jobs").status_code == 403
    assert analyst.get(f"/jobs/{nobody}").status_code == 403
    assert analyst.post(f"/jobs/{nobody}/cancel", page="/me").status_code == 403
    assert b"/jobs" not in analyst.get("/manage").content


def test_what_no_program_could_make_stands_on_the_page_of_the_item_with_why(custodian, colleague, world):
    makes = test_deriving.Makes()
    makes.answers[custody.Making.TEXT] = Made(trouble=custody.FileNotUnderstood)
    ref = received(test_deriving.wired(world, makes))
    with pytest.raises(custody.FileNotUnderstood):
        custody.make(ref, making=custody.Making.TEXT, by=world.session, now=world.tick())
    page = custodian.get(f"/items/{ref}").content.decode()
    told = page.partition("What could not be made of it")[2]
    assert "Extracted text" in told
    assert "the program could not read the file" in told


def test_a_member_lets_whoever_works_read_one_file_of_a_protected_compartment(real_world):
    world = real_world
    with clock.showing(Ticking(world)), serving(world):
        member = Visitor(world)
        member.sign_in()
        shut = access.add_compartment(name="clinical", protected=True, by=world.session, now=world.tick()).id
        kept = {"name": "a.txt", "compartment": shut, "by": world.session, "now": world.tick()}
        ref = custody.receive(io.BytesIO(b"page 7"), **kept).ref
        nobody = member.post(f"/items/{ref}/examine", page=f"/items/{ref}")
        assert nobody.status_code == 409
        assert b"No worker is there" in nobody.content
        assert jobs.listed() == []
        access.begin_worker(by=world.second_person(), now=world.tick())
        assert member.post(f"/items/{ref}/examine", page=f"/items/{ref}").status_code == 302
        asked = {job.handler for job in jobs.listed()}
        assert asked == {"custody:item:examine-granted", "custody:item:derive-granted"}
