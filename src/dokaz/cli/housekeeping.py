"""What a serving process does by itself: every act gets its place in the log, and heads are signed while it runs."""

import logging
import threading

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor
from dokaz.kernel.errors import DokazError
from dokaz.safeguards import api as safeguards

SECONDS = 5  # well under the minute after which an entry without a place is an alarm (SECURITY 5.3)

_log = logging.getLogger("dokaz.housekeeping")


class Housekeeper:
    """A thread beside those that answer, with a connection of its own."""

    def __init__(self, machine: Actor) -> None:
        self._machine = machine
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Once more, so that nothing waits until the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def once(self) -> None:
        now = clock.now()
        safeguards.watch(by=self._machine, now=now)  # first: whatever fails after it, a colleague is told
        access.tell_turned_away(by=self._machine, now=now)
        journal.checkpoint(now=now)

    def _run(self) -> None:
        while not self._stopped.wait(SECONDS):
            self._try()
        self._try()
        database.let_go()

    def _try(self) -> None:
        try:
            self.once()
        except DokazError as why:
            _log.error("%s", why.code)  # the next round tries again; `dokaz verify` and the office say what is wrong
        except Exception as why:  # noqa: BLE001 - the edge: whatever it is, the office goes on answering
            _log.error("fault: %s", type(why).__name__)
