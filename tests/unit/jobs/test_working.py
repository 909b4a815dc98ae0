"""The loop of a worker: what it runs, what it says of a failure, and how it stops."""

import logging
import threading

import pytest
from django.db import connection, transaction
from tests.unit.jobs.conftest import DAY, WORK

from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.jobs.steps import Step
from dokaz.kernel import faults
from dokaz.kernel.errors import DokazError

pytestmark = pytest.mark.both
State = jobs.JobState


class Destroyed(DokazError):
    code = "item-destroyed"


class KeyElsewhere(DokazError):
    code = "key-not-held"


SECRET = "Алесь from Žodzina"


def handled(run, **named):
    return jobs.handler(WORK, **named)(run)


def raising(error):
    def run(_work):
        raise error

    return run


def test_a_handler_is_run_with_its_arguments_and_whoever_works(queue):
    put, seen = queue.put(), []

    def run(work):
        seen.append((work.arguments, work.by))
        work.progress(1, of=2)
        assert (jobs.find(put.id).progress, jobs.find(put.id).progress_of) == (1, 2)

    assert queue.work(handled(run), by="whoever") == {State.DONE: 1}
    assert seen == [({"item": "E-1"}, "whoever")]


def test_a_handler_takes_its_queue_and_attempts_along_when_it_is_asked_for(queue):
    slow = handled(raising(Destroyed()), queue="slow", max_attempts=1)
    with transaction.atomic():
        put = slow.enqueue(arguments={}, key="slow:1", now=queue.now)
    assert queue.work(slow) == {}
    assert queue.work(slow, queues=("slow",)) == {State.FAILED: 1}
    assert jobs.find(put.id).outcome == "item-destroyed"


def test_one_that_fails_holds_up_no_other(queue):
    poison, good = queue.put(max_attempts=1), queue.put(arguments={"item": "E-2"})

    def run(work):
        if work.arguments["item"] == "E-1":
            raise MemoryError

    assert queue.work(handled(run)) == {State.FAILED: 1, State.DONE: 1}
    assert (jobs.find(poison.id).outcome, jobs.find(good.id).state) == ("unexpected", State.DONE)


def test_an_error_leaves_its_code_and_where_and_none_of_its_words(queue, caplog):
    put = queue.put()
    with caplog.at_level(logging.WARNING, "dokaz.jobs"):
        queue.work(handled(raising(RuntimeError(SECRET))))
    standing = jobs.find(put.id)
    assert (standing.state, standing.outcome) == (State.WAITING, "unexpected")
    assert standing.trouble in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_working.py:" in caplog.text
    assert "Алесь" not in caplog.text + repr(standing)


def test_what_a_handler_calls_final_is_not_tried_again(queue):
    put = queue.put()
    queue.work(handled(raising(Destroyed()), gives_up_on=(Destroyed,)))
    assert (jobs.find(put.id).state, jobs.find(put.id).attempts) == (State.FAILED, 1)


def test_work_that_needs_a_key_no_worker_holds_waits_for_a_member(queue):
    put = queue.put()
    assert queue.work(handled(raising(KeyElsewhere()), waits_for_member_on=(KeyElsewhere,))) == {State.FOR_MEMBER: 1}
    assert jobs.find(put.id).outcome == "key-not-held"
    queue.now += DAY
    assert queue.work(handled(raising(KeyElsewhere()))) == {}


def test_a_job_of_an_unknown_handler_is_left_for_a_worker_that_knows_it(queue):
    put = queue.put("later:version:work")
    assert queue.work(handled(raising(Destroyed()))) == {}
    assert "later:version:work" not in jobs.known()
    assert jobs.find(put.id).state == State.WAITING


def test_two_handlers_of_one_name_are_an_error_of_ours():
    one = handled(raising(Destroyed()))
    with pytest.raises(ValueError, match="one name"):
        jobs.wire([one, one])


def test_a_worker_stops_between_two_jobs(queue):
    first, second = queue.put(), queue.put()
    ran = []
    queue.work(handled(lambda work: ran.append(work.lease.job)), once=False, stop=lambda: bool(ran))
    assert ran == [first.id]
    assert jobs.find(second.id).state == State.WAITING


def test_a_worker_waits_while_nothing_is_due_and_forgets_what_is_long_over(queue):
    over = queue.put()
    waits = []

    def wait():
        waits.append(jobs.counts()[State.WAITING])
        queue.now += DAY

    queue.work(handled(lambda _work: None), once=False, stop=lambda: len(waits) > 8, wait=wait)
    assert set(waits) == {0}
    with pytest.raises(jobs.JobUnknown):
        jobs.find(over.id)


IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 20", "postgresql": "SET lock_timeout = '20ms'"}


@pytest.fixture
def writing(queue, monkeypatch):
    """Somebody else's transaction, which lasts until the event it gives is set."""
    monkeypatch.setattr("dokaz.database.sqlcipher.base.PATIENCE", 0.2)
    begun, go = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            jobs.enqueue("test:other", arguments={}, now=queue.now)
            begun.set()
            assert go.wait(60)
        connection.close()

    other = threading.Thread(target=write)
    queue.put()
    other.start()
    assert begun.wait(60)
    with connection.cursor() as cursor:
        cursor.execute(IMPATIENT[connection.vendor])
    yield go
    go.set()
    other.join(60)


def test_a_worker_that_stays_waits_while_another_writes_for_long(queue, writing):
    ran = []
    queue.work(handled(ran.append), once=False, stop=lambda: bool(ran), wait=writing.set)
    assert jobs.find(ran[0].lease.job).state == State.DONE


def test_a_worker_that_does_not_stay_says_that_it_took_nothing(queue, writing):
    with pytest.raises(database.DatabaseBusy):
        queue.work(handled(raising(Destroyed())))
    assert jobs.counts()[State.WAITING] == 1


def test_a_worker_interrupted_in_the_midst_gives_its_job_back(queue):
    put = queue.put()
    with pytest.raises(KeyboardInterrupt):
        queue.work(handled(raising(KeyboardInterrupt())))
    assert (jobs.find(put.id).state, jobs.find(put.id).attempts) == (State.WAITING, 0)


def test_the_lease_of_long_work_is_renewed_from_beside_it(queue):
    put, beaten = queue.put(), threading.Event()

    def heard(reached):
        if reached == Step.BEATEN:
            beaten.set()

    def run(_work):
        queue.now += LASTING * 3 / 4
        for _ in range(2):  # the second began when the first had ended, so by this clock
            beaten.clear()
            assert beaten.wait(60)
        queue.now += LASTING * 3 / 4
        assert queue.claim("second") is None

    with faults.listening(heard):
        assert queue.work(handled(run, max_attempts=1), every=0.001) == {State.DONE: 1}
    assert jobs.find(put.id).state == State.DONE


def test_a_worker_that_was_fenced_off_says_so_and_goes_on(queue, caplog):
    put, other = queue.put(), queue.put(arguments={"item": "E-2"})

    def run(work):
        if work.lease.job == put.id and work.lease.attempt == 1:
            queue.now += LASTING
            second = queue.claim("second")
            queue.take_effect(second)
            with work.finishing():
                pytest.fail("its lease was lost")

    with caplog.at_level(logging.WARNING, "dokaz.jobs"):
        queue.work(handled(run))
    assert "fenced off" in caplog.text
    assert len(queue.effects(put.id)) == 1
    assert jobs.find(other.id).state == State.DONE


def test_a_handler_that_fails_after_its_end_has_ended_all_the_same(queue):
    put = queue.put()

    def run(work):
        queue.take_effect(work.lease)
        raise Destroyed

    queue.work(handled(run))
    assert jobs.find(put.id).state == State.DONE
    assert len(queue.effects(put.id)) == 1
