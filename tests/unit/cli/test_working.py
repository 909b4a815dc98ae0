"""The worker beside the pages, as the office runs it."""

import io
import os
import threading

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.cli import working
from dokaz.custody import api as custody
from dokaz.custody import jobs as custody_jobs
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.kernel import clock


class Watched(working.Worker):
    """Tells when it has nothing to do, and when it failed."""

    def __init__(self, machine):
        super().__init__(machine)
        self.idle, self.failed = threading.Event(), threading.Event()

    def _rest(self):
        self.idle.set()
        super()._rest()

    def _fail(self, code):
        self.failed.set()
        super()._fail(code)


@pytest.fixture
def worker(world):
    unlocked = access.unlock(world.home, passphrase=world.passphrase)
    machine = access.begin_work(unlocked, now=clock.now(), granted=True)
    made = Watched(machine)
    yield made
    made.end()


@pytest.mark.both
def test_what_pages_ask_for_is_done_by_the_machine_beside_them(world, worker):
    ref = custody.receive(io.BytesIO(b"first"), name="one.txt", by=world.session, now=clock.now()).ref
    machine = world.session.machine
    access.admit_machine(compartment=world.compartment, machine=machine, by=world.session, now=clock.now())
    custody_jobs.examine_later([ref], by=world.session, now=clock.now())
    worker.begin()
    assert worker.idle.wait(timeout=60)
    assert {job.state for job in jobs.listed()} == {jobs.JobState.DONE}
    assert worker.trouble() == ""
    worker.end()
    assert not worker._thread.is_alive()
    assert not models.Statement.objects.filter(kind="withdrawal").exists()  # another process goes on with this key
    working.ended(worker._machine)
    working.ended(worker._machine)
    (begun,) = models.Statement.objects.filter(kind="worker")
    assert models.Statement.objects.filter(kind="withdrawal", subject=begun.id).count() == 1  # nothing is granted to it
    assert access.verify_statements() == ()


@pytest.mark.embedded("a file's key is forgotten when it is closed")
def test_a_worker_that_cannot_work_says_so_at_the_health_of_the_site(worker):
    database.close()
    worker.begin()
    assert worker.failed.wait(timeout=60)
    worker.end()
    assert worker.trouble()


@pytest.mark.both
def test_the_key_of_a_worker_ends_in_the_process_that_began_it_and_whatever_ends_that(world, monkeypatch):
    machine = access.begin_work(
        access.unlock(world.home, passphrase=world.passphrase), now=clock.now(), granted=True
    )  # fmt: skip
    here = os.getpid()
    with working.announced(machine):
        monkeypatch.setattr(working.os, "getpid", lambda: here + 1)  # a copy of this process, which ends
    assert not models.Statement.objects.filter(kind="withdrawal").exists()
    monkeypatch.undo()
    with pytest.raises(SystemExit), working.announced(machine):
        raise SystemExit
    assert models.Statement.objects.filter(kind="withdrawal").count() == 1
