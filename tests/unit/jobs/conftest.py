"""A queue of its own for each test: a database with the one table, copied from one that was migrated once."""

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from dokaz.config import set_up

set_up()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from dokaz.database import api as database  # noqa: E402
from dokaz.database import guards  # noqa: E402
from dokaz.jobs import api as jobs  # noqa: E402
from dokaz.kernel import faults  # noqa: E402

KEY = bytes(range(32))
NOON = datetime(2026, 8, 9, 12, tzinfo=UTC)
WORK, EFFECT, DAY = "test:item:look", "test:effect", timedelta(days=1)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    file = tmp_path_factory.mktemp("migrated") / "queue.db"
    database.open(file, key=KEY)
    call_command("migrate", "jobs", verbosity=0)
    guards.rearm(connection)
    database.close()
    return file


class Undone(Exception):
    """The business of a transaction came to nothing."""


class Queue:
    """The queue of one test, and a clock that goes on when told to."""

    def __init__(self, place):
        self.place, self.now = place, NOON

    def tick(self, **more):
        self.now += timedelta(**(more or {"seconds": 1}))
        return self.now

    def put(self, name=WORK, **named):
        with transaction.atomic():
            return jobs.enqueue(name, **{"arguments": {"item": "E-1"}, "now": self.tick()} | named)

    def claim(self, owner="first", *, handlers=(WORK,), queues=("default",)):
        return jobs.claim(owner=owner, handlers=handlers, queues=queues, now=self.now)

    def take_effect(self, lease, **named):
        """What a job of these tests does: one row more, in the transaction that ends it."""
        with jobs.finishing(lease, now=self.now, **named):
            jobs.enqueue(EFFECT, arguments={"of": str(lease.job)}, now=self.now)

    def cut_off(self, lease):
        """The same, of which the transaction comes to nothing."""
        with suppress(Undone), jobs.finishing(lease, now=self.now):
            jobs.enqueue(EFFECT, arguments={"of": str(lease.job)}, now=self.now)
            raise Undone

    def effects(self, of):
        return [each for each in jobs.listed(limit=500) if each.handler == EFFECT and each.arguments["of"] == str(of)]

    def work(self, *handlers, once=True, **named):
        jobs.wire(handlers)
        said = {"stop": lambda: False, "wait": lambda: None, "clock": lambda: self.now, "owner": "first", "by": None}
        return jobs.work(once=once, **said | named)

    def reopen(self):
        database.open(self.place, key=KEY)

    def in_children(self, *acts):
        """Run each act in a process of its own, all at once; give how each ended."""
        database.close()
        children = [self._forked(act) for act in acts]
        statuses = [os.waitpid(child, 0)[1] for child in children]
        self.reopen()
        return statuses

    def _forked(self, act):
        if child := os.fork():
            return child
        status = 1
        try:
            self.reopen()
            act()
            database.close()
            status = 0
        finally:
            os._exit(status)

    def killed_at(self, step, act):
        """Run in a child that is killed at the step; whether it came so far."""

        def watcher(reached):
            if reached == step:
                faults.crash()

        def watched():
            with faults.listening(watcher):
                act()

        (status,) = self.in_children(watched)
        return os.WIFSIGNALED(status)


@pytest.fixture
def queue(engine, request, tmp_path):
    if engine == "postgres":
        place = database.Server.parse(request.getfixturevalue("based")("prepared"))
    else:
        place = shutil.copy(request.getfixturevalue("migrated"), tmp_path / "queue.db")
    database.open(place, key=KEY)
    yield Queue(place)
    jobs.wire()
    database.close()
