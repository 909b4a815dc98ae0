"""Examining in the background: asked for with an entry, once in effect, and not where only members open."""

import io
from importlib import import_module

import pytest
from tests.unit.custody.test_examining import SaysItself

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.custody import api as custody
from dokaz.custody import jobs as custody_jobs
from dokaz.custody import vault
from dokaz.custody.models import Event, Examination
from dokaz.custody.words import Act
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.jobs.steps import Step
from dokaz.journal import api as journal
from dokaz.kernel import faults
from dokaz.kernel.languages import HOUSE

pytestmark = pytest.mark.both
State = jobs.JobState


@pytest.fixture
def house(world):
    custody.wire(
        store=vault.store(),
        headers=vault.headers(),
        metadata=SaysItself(),
        formats=SaysItself(),
        makers=SaysItself(),
        kept_until=backups.keys_until,
    )
    return world


def received(world, text=b"first", **named):
    return custody.receive(io.BytesIO(text), name="one.txt", by=world.session, now=world.tick(), **named).ref


def worked(world, session=None):
    said = {"owner": "first", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=session or world.session, once=True, **said)


def examined():
    with access.whole_house("test"):
        return Examination.objects.count(), Event.objects.filter(act=Act.METADATA_READ).count()


def test_items_are_examined_by_whoever_works(house):
    refs = [received(house, b"first"), received(house, b"second")]
    assert custody.examine_later(refs, by=house.session, now=house.tick()) == 2
    assert custody.examine_later(refs, by=house.session, now=house.tick()) == 2
    assert jobs.counts()[State.WAITING] == 2
    assert worked(house) == {State.DONE: 2}
    assert [job.outcome for job in jobs.listed()] == ["read", "read"]
    assert examined() == (2, 2)
    journal.sequence(now=house.tick())
    verbs = [entry.verb for entry in journal.entries_about(refs[0])]
    assert verbs.count("custody:items:examine-later") == 2
    assert verbs[-1] == "custody:item:examine"
    assert journal.verify_records().found == custody.verify_chains() == ()


class Stopped(BaseException):
    """The process ended there, and nothing was tidied up."""


@pytest.mark.parametrize("step", [Step.CLAIMED, Step.MARKED, Step.TOOK_EFFECT, Step.FINISHED])
def test_cut_off_anywhere_an_item_is_examined_once_in_effect(house, step, monkeypatch):
    ref = received(house)
    custody.examine_later([ref], by=house.session, now=house.tick())
    monkeypatch.setattr("dokaz.jobs.leasing.give_back", lambda *_lease, **_named: None)

    def stop():
        raise Stopped

    with pytest.raises(Stopped), faults.failing_at(step, act=stop):
        worked(house)
    house.now += LASTING
    worked(house)
    assert examined() == (1, 1)
    assert jobs.counts()[State.DONE] == 1


def test_what_lies_in_a_protected_compartment_is_left_to_its_members(real_world):
    clinical = access.add_compartment(name="clinical", protected=True, by=real_world.session, now=real_world.tick()).id
    refs = [received(real_world), received(real_world, compartment=clinical)]
    with pytest.raises(custody.OpenedByMembersOnly, match=refs[1]):
        custody.examine_later(refs, by=real_world.session, now=real_world.tick())
    assert jobs.listed() == []


def test_a_worker_that_does_not_hold_the_key_leaves_it_for_a_member(house):
    ref = received(house)
    custody.examine_later([ref], by=house.session, now=house.tick())
    stranger = house.as_account(house.second_account())
    assert worked(house, stranger) == {State.FOR_MEMBER: 1}
    (job,) = jobs.listed()
    assert (job.state, job.outcome, examined()) == (State.FOR_MEMBER, "item-not-found", (0, 0))
    access.retry_job(job.id, by=house.session, now=house.tick())
    assert worked(house) == {State.DONE: 1}


def test_an_item_destroyed_meanwhile_is_given_up(house):
    from tests import destroying

    ref = received(house)
    custody.examine_later([ref], by=house.session, now=house.tick())
    destroying.Two.of(house).destroy([ref])
    assert worked(house) == {State.FAILED: 1}
    assert jobs.listed()[0].outcome == "item-destroyed"


def test_every_handler_of_the_house_is_wired(house):
    modules = [import_module(f"dokaz.{path.parent.name}.jobs") for path in HOUSE.glob("*/jobs.py")]
    made = {each.name for module in modules for each in vars(module).values() if isinstance(each, jobs.Handler)}
    assert jobs.known() == made
    assert custody_jobs.examination.name in made


def test_who_may_not_examine_asks_for_nothing(house):
    ref = received(house)
    analyst = house.second_account(role="analyst")
    access.grant_membership(compartment=house.compartment, account=analyst, by=house.session, now=house.tick())
    with pytest.raises(access.NotPermitted):
        custody.examine_later([ref], by=house.as_account(analyst), now=house.tick())
    assert jobs.listed() == []
