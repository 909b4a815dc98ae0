"""Granted jobs: a member lets a worker read one file of a protected compartment, and nothing else (SECURITY 1.9)."""

from datetime import timedelta

import pytest
from tests.unit.custody.test_deriving import Makes, show, wired, worked
from tests.unit.custody.test_examining_later import received

from dokaz.access import api as access
from dokaz.access.models import Grant
from dokaz.custody import api as custody
from dokaz.custody.api import Making
from dokaz.custody.ports import Made
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

pytestmark = pytest.mark.both
State = jobs.JobState


@pytest.fixture
def makes():
    return Makes()


@pytest.fixture
def house(real_world, makes):
    return wired(real_world, makes)


@pytest.fixture
def clinical(house):
    return access.add_compartment(name="clinical", protected=True, by=house.session, now=house.tick()).id


@pytest.fixture
def worker(house):
    """A worker whose account belongs to no compartment."""
    return access.begin_worker(by=house.second_person(), now=house.tick())


def grant(house, *refs, **named):
    return custody.derive_granted(refs, by=house.session, now=house.tick(), **named)


def states():
    return [(job.state, job.outcome) for job in jobs.listed()]


def test_a_worker_makes_a_derivative_of_the_file_it_was_granted_and_opens_no_other(house, clinical, worker, makes):
    ref, other = (received(house, text, compartment=clinical) for text in (b"granted", b"another"))
    assert grant(house, ref) == 1
    assert worked(house, worker) == {State.DONE: 1}
    (new,) = show(house, ref).made
    assert (new.making, show(house, new.ref).compartment) == (Making.TEXT, clinical)
    with custody.open_item(new.ref, by=house.session, now=house.tick()) as stream:
        assert stream.read() == b"From: granted"
    for each in (ref, other, new.ref):  # neither before nor after, and not what it made itself
        with pytest.raises(custody.ItemNotFound):
            custody.open_item(each, by=worker, now=house.tick())
    assert access.identities(clinical, by=worker) == ()
    assert grant(house, ref) == 1  # made already, so nothing is read again
    assert worked(house, worker) == {State.DONE: 1}
    assert makes.asked == [Making.TEXT]
    journal.sequence(now=house.tick())
    assert journal.verify_records().found == custody.verify_chains() == access.verify_statements() == ()


def test_workers_that_ended_do_not_hide_one_that_is_there(house, clinical, worker):
    for _ in range(17):
        access.end_worker(by=access.begin_worker(by=house.session, now=house.tick()), now=house.tick())
    grant(house, received(house, b"granted", compartment=clinical))
    assert worked(house, worker) == {State.DONE: 1}
    for _ in range(2):
        access.end_worker(by=worker, now=house.tick())  # said once, however often
    assert access.verify_statements() == ()


def test_a_job_whose_worker_is_gone_waits_for_a_member_and_runs_by_a_new_grant_only(house, clinical, worker, makes):
    ref = received(house, b"granted", compartment=clinical)
    grant(house, ref)
    access.end_worker(by=worker, now=house.tick())
    following = access.begin_worker(by=house.second_person(), now=house.tick())
    assert worked(house, following) == {State.FOR_MEMBER: 1}
    assert states() == [(State.FOR_MEMBER, "grant-missing")]
    access.retry_job(jobs.listed()[0].id, by=house.session, now=house.tick())
    assert worked(house, following) == {State.FOR_MEMBER: 1}
    assert worked(house) == {}
    assert makes.asked == []
    grant(house, ref)
    assert worked(house, following) == {State.DONE: 1}
    assert len(jobs.listed()) == 1


def test_a_grant_is_over_after_its_time_and_lasts_an_hour_at_most(house, clinical, worker, makes):
    ref = received(house, b"granted", compartment=clinical)
    grant(house, ref, lasting=timedelta(days=1))
    assert Grant.objects.get().seconds == 3600
    house.now += timedelta(hours=1)
    assert worked(house, worker) == {State.FOR_MEMBER: 1}
    assert (states(), makes.asked) == ([(State.FOR_MEMBER, "grant-expired")], [])


def test_a_grant_opens_for_its_job_and_item_only(house, clinical, worker, makes):
    first, second = (received(house, text, compartment=clinical) for text in (b"first", b"second"))
    grant(house, first)
    grant(house, second)
    ours, theirs = Grant.objects.order_by("granted_at")
    for swapped in ({"job": theirs.job}, {"item": theirs.item}, {"seconds": theirs.seconds - 1}):
        forged = Grant(**{**{f.attname: getattr(ours, f.attname) for f in Grant._meta.fields}, **swapped})
        forged.granted_at = house.tick()
        forged.id = ordered_id(forged.granted_at)
        forged.save(force_insert=True)
    assert worked(house, worker).get(State.DONE, 0) == 0
    assert makes.asked == []


def test_where_nobody_works_nothing_is_granted(house, clinical, worker):
    ref = received(house, b"granted", compartment=clinical)
    access.end_worker(by=worker, now=house.tick())
    with pytest.raises(access.NoWorker):
        grant(house, ref)
    assert (jobs.listed(), Grant.objects.count()) == ([], 0)


def test_nothing_is_granted_to_a_worker_whose_account_was_withdrawn(house, clinical, worker):
    ref = received(house, b"granted", compartment=clinical)
    access.withdraw(worker.actor.account, by=house.session, now=house.tick())
    with pytest.raises(access.NoWorker):
        grant(house, ref)


def test_who_may_not_derive_or_is_no_member_grants_nothing(house, clinical, worker):
    ref = received(house, b"granted", compartment=clinical)
    with pytest.raises(custody.ItemNotFound):
        custody.derive_granted([ref], by=worker, now=house.tick())
    analyst = house.second_account(role="analyst")
    access.grant_membership(compartment=clinical, account=analyst, by=house.session, now=house.tick())
    with pytest.raises(access.NotPermitted):
        custody.derive_granted([ref], by=house.as_account(analyst), now=house.tick())
    with pytest.raises(access.NotPermitted):
        access.begin_worker(by=house.as_account(analyst), now=house.tick())
    assert Grant.objects.count() == 0


def test_a_program_that_fails_on_a_granted_file_says_so_and_the_item_stays(house, clinical, worker, makes):
    ref = received(house, b"hostile", compartment=clinical)
    makes.answers[Making.TEXT] = Made(trouble=custody.MakerFailed)
    grant(house, ref)
    assert worked(house, worker) == {State.FAILED: 1}
    assert states() == [(State.FAILED, "maker-failed")]
    assert [each.outcome for each in show(house, ref).attempts] == ["maker-failed"]


def test_a_worker_examines_the_file_it_was_granted_and_learns_no_name(house, clinical, worker):
    ref = received(house, b"granted", compartment=clinical)
    assert custody.examine_granted([ref], by=house.session, now=house.tick()) == 1
    assert worked(house, worker) == {State.DONE: 1}
    (found,) = show(house, ref).examinations
    assert (found.format_name, found.metadata["first"]) == ("7 bytes", b"gra".hex())
    thing = custody.record_object(
        custody.Description(title="x"), name="x", compartment=clinical, by=house.session, now=house.tick()
    )
    with pytest.raises(custody.HasNoBytes):
        custody.examine_granted([thing.ref], by=house.session, now=house.tick())
    journal.sequence(now=house.tick())
    assert journal.verify_records().found == custody.verify_chains() == ()
