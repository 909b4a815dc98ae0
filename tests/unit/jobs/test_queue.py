"""Asking for work, giving it out, and how it ends."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.jobs.conftest import DAY, WORK, Undone

from dokaz.jobs import api as jobs
from dokaz.jobs.ending import LATEST, SOONEST, backed_off
from dokaz.jobs.leasing import LASTING, WORKER_LOST
from dokaz.jobs.models import Job as JobRow

pytestmark = pytest.mark.both


def test_work_is_asked_for_in_the_transaction_that_needs_it(queue):
    with pytest.raises(jobs.NotInTransaction):
        jobs.enqueue(WORK, arguments={}, now=queue.now)
    with suppress(Undone), transaction.atomic():
        jobs.enqueue(WORK, arguments={}, now=queue.now)
        raise Undone
    assert jobs.listed() == []


@pytest.mark.parametrize("value", ["two words", "Алесь", "a" * 101, 1.5, ["E-1"], 2**60, "line\n"])
def test_an_argument_that_may_hold_words_is_refused_and_not_repeated(queue, value):
    with pytest.raises(jobs.ArgumentRefused) as refused:
        queue.put(arguments={"item": value})
    assert str(value) not in str(refused.value)


def test_arguments_come_back_as_they_were_given(queue):
    told = {"item": "E-7K3F-9QXMT", "page": 3, "again": False, "after": None}
    queue.put(arguments=told)
    assert queue.claim().arguments == told


def test_so_many_arguments_that_they_are_a_text_are_refused(queue):
    with pytest.raises(jobs.ArgumentRefused):
        queue.put(arguments={f"part_{number}": "a" * 100 for number in range(10)})


@pytest.mark.parametrize("name", ["", "two words", "a" * 200])
def test_a_name_that_is_none_is_refused(queue, name):
    with pytest.raises(jobs.NameRefused):
        queue.put(name)


def test_the_most_urgent_comes_first_and_then_what_waits_longest(queue):
    later, first, urgent = queue.put(), queue.put(), queue.put(priority=5)
    with transaction.atomic():
        JobRow.objects.filter(pk=later.id).update(run_after=queue.tick())
    assert [queue.claim().job for _ in range(3)] == [urgent.id, first.id, later.id]
    assert queue.claim() is None


def test_what_is_to_run_later_waits_until_then(queue):
    queue.put(run_after=queue.now + DAY)
    queue.tick(hours=23)
    assert queue.claim() is None
    queue.tick(hours=1)
    assert queue.claim() is not None


def test_the_same_work_is_asked_for_once_until_it_is_done(queue):
    first, again = queue.put(key="look:E-1"), queue.put(key="look:E-1")
    assert first == again
    lease = queue.claim()
    assert queue.put(key="look:E-1").id == first.id
    jobs.finish(lease, now=queue.tick())
    assert queue.put(key="look:E-1").id != first.id


def test_work_that_failed_is_tried_anew_when_it_is_asked_for_again(queue):
    first = queue.put(key="look:E-1", max_attempts=1)
    jobs.fail(queue.claim(), code="unread", now=queue.now)
    again = queue.put(key="look:E-1")
    assert (again.id, again.state, again.attempts) == (first.id, jobs.JobState.WAITING, 0)


def test_work_for_a_handler_nobody_has_waits_for_one_who_has(queue):
    put = queue.put("later:version:work")
    assert queue.claim() is None
    assert jobs.find(put.id).state == jobs.JobState.WAITING
    assert queue.claim(handlers=("later:version:work",)).job == put.id


def test_a_worker_takes_from_its_queues_only(queue):
    queue.put(queue="slow")
    assert queue.claim() is None
    assert queue.claim(queues=("slow",)) is not None


def test_a_lease_is_not_taken_inside_a_transaction(queue):
    queue.put()
    with pytest.raises(RuntimeError), transaction.atomic():
        queue.claim()


def test_a_lease_that_ran_out_goes_to_another_and_the_first_is_fenced_off(queue):
    put = queue.put()
    first = queue.claim()
    assert queue.claim("second") is None
    queue.now = first.until - timedelta(microseconds=1)
    assert queue.claim("second") is None
    queue.now = first.until
    second = queue.claim("second")
    assert (second.job, second.number, second.attempt) == (put.id, 2, 2)
    for act in (
        lambda: jobs.finish(first, now=queue.now),
        lambda: jobs.fail(first, code="unread", now=queue.now),
        lambda: jobs.beat(first, now=queue.now),
        lambda: jobs.park(first, code="key-not-held"),
        lambda: jobs.give_back(first, now=queue.now),
        lambda: queue.take_effect(first),
    ):
        with pytest.raises(jobs.LeaseLost):
            act()
    assert queue.effects(put.id) == []
    queue.take_effect(second)
    assert len(queue.effects(put.id)) == 1


def test_a_lease_that_is_renewed_does_not_run_out(queue):
    queue.put()
    lease = queue.claim()
    for _ in range(5):
        queue.now += LASTING / 2
        jobs.beat(lease, now=queue.now)
        assert queue.claim("second") is None
    jobs.finish(lease, now=queue.now)


def test_a_worker_that_is_late_and_whose_job_nobody_took_may_end_it(queue):
    put = queue.put()
    lease = queue.claim()
    queue.tick(days=1)
    queue.take_effect(lease, outcome="fmt/43")
    assert (jobs.find(put.id).state, jobs.find(put.id).outcome) == (jobs.JobState.DONE, "fmt/43")


def test_an_effect_and_its_end_are_there_together_or_not_at_all(queue):
    put = queue.put()
    lease = queue.claim()
    queue.cut_off(lease)
    assert (jobs.find(put.id).state, queue.effects(put.id)) == (jobs.JobState.RUNNING, [])
    queue.take_effect(lease)
    jobs.finish(lease, now=queue.now)  # which has happened
    with pytest.raises(jobs.LeaseLost):
        queue.take_effect(lease)
    assert len(queue.effects(put.id)) == 1


def test_a_job_that_fails_is_tried_again_later_and_given_up_in_the_end(queue):
    put = queue.put(max_attempts=3)
    waits = []
    for _ in range(2):
        assert jobs.fail(queue.claim(), code="unread", trouble="0a1b2c3d", now=queue.now) == jobs.JobState.WAITING
        standing = jobs.find(put.id)
        assert (standing.outcome, standing.trouble, queue.claim()) == ("unread", "0a1b2c3d", None)
        waits.append(standing.run_after - queue.now)
        queue.now = standing.run_after
    assert SOONEST / 2 < waits[0] <= SOONEST < waits[1] <= SOONEST * 2
    assert jobs.fail(queue.claim(), code="unread", now=queue.now) == jobs.JobState.FAILED
    queue.tick(days=30)
    assert queue.claim() is None
    assert jobs.find(put.id).attempts == 3


def test_what_can_never_end_well_is_given_up_at_once(queue):
    put = queue.put()
    jobs.fail(queue.claim(), code="item-destroyed", hopeless=True, now=queue.now)
    assert jobs.find(put.id).state == jobs.JobState.FAILED


def test_a_job_that_kills_each_worker_is_not_given_out_for_ever(queue):
    put, other = queue.put(max_attempts=3), queue.put()
    for _ in range(3):
        assert queue.claim().job == put.id
        queue.now += LASTING
    assert queue.claim().job == other.id
    standing = jobs.find(put.id)
    assert (standing.state, standing.outcome) == (jobs.JobState.FAILED, WORKER_LOST)


def test_a_job_given_back_has_used_no_attempt(queue):
    put = queue.put()
    first = queue.claim()
    jobs.give_back(first, now=queue.tick())
    assert jobs.find(put.id).attempts == 0
    assert queue.claim().number == first.number + 1


@given(attempt=st.integers(1, 100), chance=st.floats(0, 1, exclude_max=True))
def test_waiting_grows_to_an_hour_and_never_to_nothing(attempt, chance):
    waited = backed_off(attempt, draw=lambda: chance)
    assert SOONEST / 2 <= waited <= LATEST
    assert waited <= backed_off(attempt, draw=lambda: 0.0) <= backed_off(attempt + 1, draw=lambda: 0.0)


def test_people_let_a_job_run_again_when_it_stopped_and_only_then(queue):
    put = queue.put(max_attempts=1)
    with pytest.raises(jobs.JobNotStopped, match="Waits for a worker"):
        jobs.retry(put.id, now=queue.now)
    jobs.park(queue.claim(), code="key-not-held")
    parked = jobs.find(put.id)
    assert (parked.state, parked.outcome) == (jobs.JobState.FOR_MEMBER, "key-not-held")
    queue.tick(days=30)
    assert queue.claim() is None
    assert jobs.retry(put.id, now=queue.now).state == jobs.JobState.WAITING
    jobs.finish(queue.claim(), now=queue.now)
    with pytest.raises(jobs.JobNotStopped, match="Done"):
        jobs.retry(put.id, now=queue.now)
    with pytest.raises(jobs.JobUnknown):
        jobs.retry(UUID(int=1), now=queue.now)


def test_a_cancelled_job_ends_for_its_worker_too_and_stays_cancelled(queue):
    put = queue.put()
    lease = queue.claim()
    assert jobs.cancel(put.id, now=queue.now).state == jobs.JobState.CANCELLED
    with pytest.raises(jobs.LeaseLost):
        queue.take_effect(lease)
    with pytest.raises(jobs.JobEnded):
        jobs.cancel(put.id, now=queue.now)
    with pytest.raises(jobs.JobNotStopped):
        jobs.retry(put.id, now=queue.now)
    assert queue.effects(put.id) == []


def test_what_is_over_is_forgotten_and_what_waits_or_failed_is_not(queue):
    done, cancelled, failed, waiting = (queue.put(max_attempts=1) for _ in range(4))
    jobs.finish(queue.claim(), now=queue.now)
    jobs.cancel(cancelled.id, now=queue.now)
    jobs.fail(queue.claim(), code="unread", now=queue.now)
    assert jobs.forget(before=queue.now) == 0
    assert jobs.forget(before=queue.tick()) == 2
    assert {each.id for each in jobs.listed()} == {failed.id, waiting.id}
    with pytest.raises(jobs.JobUnknown):
        jobs.find(done.id)


def test_jobs_are_listed_newest_first_a_page_at_a_time_and_counted(queue):
    put = [queue.put() for _ in range(5)]
    jobs.finish(queue.claim(), now=queue.now)
    newest = [each.id for each in reversed(put)]
    page = jobs.listed(limit=2)
    assert [each.id for each in page] == newest[:2]
    assert [each.id for each in jobs.listed(after=page[-1].id)] == newest[2:]
    assert [each.id for each in jobs.listed(states=[jobs.JobState.DONE])] == newest[4:]
    counted = {jobs.JobState.WAITING: 4, jobs.JobState.DONE: 1}
    assert jobs.counts() == dict.fromkeys(jobs.JobState, 0) | counted


WRONG = {
    "running without a lease": "UPDATE jobs_job SET state = 'running'",
    "leased and not running": "UPDATE jobs_job SET lease_owner = 'first'",
    "done without a time": "UPDATE jobs_job SET state = 'done'",
    "ended and waiting": "UPDATE jobs_job SET ended_at = enqueued_at",
    "failed without a reason": "UPDATE jobs_job SET state = 'failed', ended_at = enqueued_at",
    "more attempts than allowed": "UPDATE jobs_job SET attempts = max_attempts + 1",
    "further than the whole": "UPDATE jobs_job SET progress = 2, progress_of = 1",
    "an unknown state": "UPDATE jobs_job SET state = 'lost'",
    "other arguments": "UPDATE jobs_job SET arguments = '{}'",
    "another handler": "UPDATE jobs_job SET handler = 'other'",
    "taken away while it waits": "DELETE FROM jobs_job",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_state_cannot_be_stored(queue, wrong):
    queue.put()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)


def test_a_lease_number_never_comes_again_and_what_is_over_stays(queue):
    queue.put()
    lease = queue.claim()
    with pytest.raises(IntegrityError, match="a lease number is given once"), transaction.atomic():
        JobRow.objects.update(lease=0)
    jobs.finish(lease, now=queue.now)
    with pytest.raises(IntegrityError, match="what is done or cancelled stays so"), transaction.atomic():
        JobRow.objects.update(state="waiting", ended_at=None)
