"""The heartbeat: a thread that renews the lease at work, over a database connection of its own."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from django.db import DatabaseError, connection

from dokaz.database import api as database
from dokaz.jobs import leasing
from dokaz.jobs.errors import LeaseLost
from dokaz.jobs.results import Lease

__all__ = ["EVERY", "Pulse"]

EVERY = 20.0  # seconds: five fit into a lease
_log = logging.getLogger("dokaz.jobs")


class Pulse:
    """Renews one lease at a time, from the moment `over` is given it until its block ends."""

    def __init__(self, clock: Callable[[], datetime], *, every: float = EVERY) -> None:
        self._clock, self._every = clock, every
        self._lease: Lease | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def over(self, lease: Lease) -> Iterator[None]:
        self._lease = lease
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="jobs-pulse", daemon=True)
            self._thread.start()
        try:
            yield
        finally:
            self._lease = None

    def _run(self) -> None:
        try:
            while not self._ended.wait(self._every):
                if (lease := self._lease) is not None:
                    self._beat(lease)
        finally:
            connection.close()

    def _beat(self, lease: Lease) -> None:
        """A beat that fails is no harm: the next may not, and a lease that ran out is fenced off by its number."""
        try:
            leasing.beat(lease, now=self._clock())
        except LeaseLost:
            if self._lease is lease:  # otherwise it was ended meanwhile, by its own worker
                self._lease = None
                _log.warning("job %s: its lease was lost", lease.job)
        except (database.DatabaseFault, DatabaseError) as fault:
            _log.warning("job %s: no heartbeat (%s)", lease.job, type(fault).__name__)
