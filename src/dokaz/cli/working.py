"""Background work in a serving process: one machine of a small house needs no second process for it."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError

IDLE = 2.0  # seconds between two looks at an empty queue
PATIENCE = 40  # seconds that a job under way has to end: within the minute that a site has

_log = logging.getLogger("dokaz.work")


def owner(session: access.Session) -> str:
    """Which worker it is: the machine by its id here, and the process; no name of either."""
    return f"{session.machine.hex[:12]}:{os.getpid()}"


def ended(session: access.Session) -> None:
    """Say that nothing more is to be granted to this worker; nothing where it has no key. Where that cannot be said
    now, what was granted to it waits until its hour is over.
    """
    if session.keys.worker:
        with suppress(database.DatabaseFault, access.AccessError):
            access.end_worker(by=session, now=clock.now())


@contextmanager
def announced(session: access.Session) -> Iterator[access.Session]:
    """The key that jobs are granted to, until this ends in the process that began it.

    The processes that a server makes and replaces are copies of that one: their end is no end of the key.
    """
    begun_in = os.getpid()
    try:
        yield session
    finally:
        if os.getpid() == begun_in:
            ended(session)


class Worker:
    """A thread beside those that answer, with a connection of its own, which runs jobs as the machine."""

    def __init__(self, machine: access.Session) -> None:
        self._machine = machine
        self._stopped = threading.Event()
        self._code = ""
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """The job under way ends first. One that takes too long is run again by whoever comes next."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=PATIENCE)

    def trouble(self) -> str:
        """The code of what keeps all jobs from being run; empty where they are."""
        return self._code

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._try()
        database.let_go()

    def _try(self) -> None:
        """Jobs that fail say so in their rows; what comes here fails before or after one."""
        try:
            jobs.work(
                by=self._machine,
                owner=owner(self._machine),
                clock=clock.now,
                stop=self._stopped.is_set,
                wait=self._rest,
            )
        except DokazError as why:
            self._fail(why.code)
        except Exception as why:  # noqa: BLE001 - the edge: whatever it is, the site goes on answering
            self._fail(f"fault: {type(why).__name__}")

    def _fail(self, code: str) -> None:
        self._code = code
        _log.error("%s", code)
        self._stopped.wait(IDLE)

    def _rest(self) -> None:
        """Nothing is due, so whatever failed is over."""
        self._code = ""
        self._stopped.wait(IDLE)
