"""Workers in any order, dying at any moment: no job is lost, and none is done twice in effect."""

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.unit.jobs.conftest import KEY, WORK, Queue

from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.jobs.leasing import LASTING
from dokaz.jobs.models import Job as JobRow

State = jobs.JobState
WORKERS = st.sampled_from(["first", "second", "third"])
OVER = {State.DONE, State.CANCELLED}


class Interleavings(RuleBasedStateMachine):
    """Three workers on one queue. One that dies forgets its lease; one that sleeps keeps it and comes back late."""

    template = None

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="queue"))
        self.file = Path(shutil.copy(self.template, self.folder / "queue.db"))
        database.open(self.file, key=KEY)
        self.queue, self.put, self.keys, self.leases, self.ended = Queue(self.file), set(), {}, {}, {}

    def teardown(self):
        self.everything_ends()
        database.close()
        shutil.rmtree(self.folder)

    def everything_ends(self):
        """Whatever happened, one worker that lives and has time ends all that is not stopped."""
        for each in self.standing().values():
            if each.state in (State.FAILED, State.FOR_MEMBER):
                jobs.retry(each.id, now=self.queue.now)
        self.queue.tick(days=1)
        for _ in range(20 * len(self.put)):
            if (lease := self.queue.claim("last")) is not None:
                self.queue.take_effect(lease)
            self.queue.tick(hours=2)
        lost = {each.outcome for each in self.standing().values() if each.state not in OVER}
        assert lost <= {"worker-lost"}

    def standing(self):
        return {each.id: each for each in jobs.listed(limit=500) if each.handler == WORK}

    @initialize()
    def begin(self):
        self.put.add(self.queue.put().id)

    @rule(key=st.sampled_from([None, "a", "b"]), delay=st.integers(0, 90))
    def enqueue(self, key, delay):
        before = self.standing()
        job = self.queue.put(key=key, run_after=self.queue.now + timedelta(seconds=delay), max_attempts=3)
        open_ones = {each.id for each in before.values() if key and each.state not in OVER} & {self.keys.get(key)}
        assert not open_ones or job.id in open_ones
        self.put.add(job.id)
        self.keys[key] = job.id

    @rule(seconds=st.integers(1, 2 * LASTING.seconds))
    def time_goes_on(self, seconds):
        self.queue.tick(seconds=seconds)

    @rule(worker=WORKERS)
    def claim(self, worker):
        if (lease := self.queue.claim(worker)) is not None:
            assert not any(held.job == lease.job and held.number == lease.number for held in self.leases.values())
            self.leases[worker] = lease

    @rule(worker=WORKERS)
    def die(self, worker):
        self.leases.pop(worker, None)

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def beat(self, data):
        lease = self.leases[data.draw(st.sampled_from(sorted(self.leases)))]
        self.refused_if_fenced(lease, lambda: jobs.beat(lease, now=self.queue.now))

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), end=st.sampled_from(["finish", "die before the commit", "fail", "park", "give back"]))
    def end(self, data, end):
        lease = self.leases.pop(data.draw(st.sampled_from(sorted(self.leases))))
        now = self.queue.now
        acts = {
            "finish": lambda: self.queue.take_effect(lease),
            "die before the commit": lambda: self.queue.cut_off(lease),
            "fail": lambda: jobs.fail(lease, code="unread", now=now, draw=lambda: 0.5),
            "park": lambda: jobs.park(lease, code="key-not-held"),
            "give back": lambda: jobs.give_back(lease, now=now),
        }
        self.refused_if_fenced(lease, acts[end])

    def refused_if_fenced(self, lease, act):
        """A lease is refused exactly when its job was given out again, or is not run any more."""
        row = JobRow.objects.get(pk=lease.job)
        holds = (row.state, row.lease) == (State.RUNNING, lease.number)
        if holds:
            act()
        else:
            with pytest.raises(jobs.LeaseLost):
                act()

    @rule(data=st.data(), act=st.sampled_from([jobs.retry, jobs.cancel]))
    def people(self, data, act):
        """What may not be changed so is refused; what that leaves, the invariants say."""
        with suppress(jobs.JobNotStopped, jobs.JobEnded):
            act(data.draw(st.sampled_from(sorted(self.put))), now=self.queue.now)

    @invariant()
    def no_job_is_lost(self):
        assert set(self.standing()) == self.put

    @invariant()
    def done_is_once_in_effect_and_nothing_else_has_any(self):
        for job in self.standing().values():
            assert len(self.queue.effects(job.id)) == (job.state == State.DONE)

    @invariant()
    def what_is_over_stays_so(self):
        for job in self.standing().values():
            assert self.ended.get(job.id, job.state) == job.state
            if job.state in OVER:
                self.ended[job.id] = job.state


@pytest.mark.embedded("one connection, thousands of small databases")
def test_in_whatever_order(migrated):
    Interleavings.template = migrated
    run_state_machine_as_test(
        Interleavings,
        settings=settings(
            max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
