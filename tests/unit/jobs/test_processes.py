"""Workers that are processes of their own: beside each other, and killed at each step."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.unit.jobs.conftest import WORK

from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.steps import Step

pytestmark = pytest.mark.both
JOBS = 60


def test_two_workers_are_never_given_the_same_lease(queue, tmp_path):
    put = {queue.put(arguments={"number": number}).id for number in range(JOBS)}

    def worker(name):
        def act():
            taken = []
            while (lease := queue.claim(name)) is not None:
                taken.append(f"{lease.job} {lease.number}\n")
                queue.take_effect(lease)
            (tmp_path / name).write_text("".join(taken))

        return act

    names = ["first", "second", "third"]
    assert queue.in_children(*map(worker, names)) == [0, 0, 0]
    taken = [line for name in names for line in (tmp_path / name).read_text().splitlines()]
    assert sorted(taken) == sorted(f"{each} 1" for each in put)
    assert jobs.counts()[jobs.JobState.DONE] == JOBS
    assert all(len(queue.effects(each)) == 1 for each in put)


def test_the_same_work_asked_for_by_three_at_once_is_one_job(queue):
    def asker():
        for number in range(20):
            with database.beside_others():
                queue.put(key=f"look:{number}")

    assert queue.in_children(asker, asker, asker) == [0, 0, 0]
    assert jobs.counts()[jobs.JobState.WAITING] == 20


def look(queue):
    """A worker with one handler, whose effect and end are one transaction."""

    def run(work):
        queue.take_effect(work.lease)

    return queue.work(jobs.handler(WORK)(run))


WORKING = [Step.LEASED, Step.CLAIMED, Step.MARKED, Step.TOOK_EFFECT, Step.FINISHED]


@pytest.mark.parametrize("step", WORKING)
def test_a_worker_killed_at_a_step_loses_nothing_and_does_nothing_twice(queue, step):
    put = queue.put()
    assert queue.killed_at(step, lambda: look(queue))
    queue.now += LASTING
    look(queue)
    assert jobs.find(put.id).state == jobs.JobState.DONE
    assert len(queue.effects(put.id)) == 1
    assert jobs.counts()[jobs.JobState.DONE] == 1


def test_nothing_was_asked_for_by_who_was_killed_before_the_commit(queue):
    assert queue.killed_at(Step.ENQUEUED, queue.put)
    assert jobs.listed() == []


def test_all_steps_of_a_worker_are_those_that_are_cut(queue):
    """A beat is cut at any moment by the others: it changes one time in one row."""
    assert {*WORKING, Step.ENQUEUED, Step.BEATEN} == set(Step)


def test_a_worker_killed_from_outside_in_the_midst_of_its_work(queue):
    put = queue.put()
    inside, told = os.pipe()
    database.close()
    if not (child := os.fork()):
        try:
            queue.reopen()

            def run(_work):
                os.write(told, b"at it")
                signal.pause()

            queue.work(jobs.handler(WORK)(run))
        finally:
            os._exit(1)
    assert os.read(inside, 5) == b"at it"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for end in (inside, told):
        os.close(end)
    queue.reopen()
    assert jobs.find(put.id).state == jobs.JobState.RUNNING
    assert look(queue) == {}  # its lease holds yet
    queue.now += LASTING
    assert look(queue) == {jobs.JobState.DONE: 1}
    assert (jobs.find(put.id).attempts, len(queue.effects(put.id))) == (2, 1)


def test_a_worker_that_only_slept_ends_nothing_after_another_did(queue):
    """The first is stopped with the job done and not yet ended, as a machine that was suspended."""
    put = queue.put()
    ready, go = os.pipe(), os.pipe()
    database.close()
    if not (child := os.fork()):
        status = 2
        try:
            queue.reopen()
            lease = queue.claim()
            os.write(ready[1], b"x")
            os.read(go[0], 1)
            try:
                queue.take_effect(lease)
            except jobs.LeaseLost:
                status = 0
        finally:
            database.close()
            os._exit(status)
    assert os.read(ready[0], 1) == b"x"
    queue.reopen()
    queue.now += LASTING + timedelta(seconds=1)
    assert look(queue) == {jobs.JobState.DONE: 1}
    os.write(go[1], b"x")
    assert os.waitpid(child, 0)[1] == 0
    for end in (*ready, *go):
        os.close(end)
    assert len(queue.effects(put.id)) == 1


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_claim_passes_over_what_another_is_just_taking(queue):
    """On a server nobody waits for a row of another; on SQLite one writes at a time."""
    first, second = queue.put(), queue.put(arguments={"item": "E-2"})
    taken = []

    def claim():
        taken.append(queue.claim("second").job)
        connection.close()

    with database.beside_others(), transaction.atomic():
        assert JobRow.objects.select_for_update().get(pk=first.id)
        other = threading.Thread(target=claim)
        other.start()
        other.join(60)
    assert taken == [second.id]
