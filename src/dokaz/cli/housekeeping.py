"""What a serving process does by itself: every act gets its place in the log, and heads are signed while it runs."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor
from dokaz.kernel.errors import DokazError
from dokaz.safeguards import api as safeguards

LATE = timedelta(seconds=60)
SECONDS = 5  # well under the minute after which an entry without a place is an alarm (SECURITY 5.3)

_log = logging.getLogger("dokaz.housekeeping")


class Housekeeper:
    """A thread beside those that answer, with a connection of its own."""

    def __init__(self, machine: Actor, *, also: Callable[[datetime], None] = lambda _now: None) -> None:
        self._machine, self._also = machine, also
        self._stopped = threading.Event()
        self._code = ""
        self._done_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Once more, so that nothing waits until the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def trouble(self) -> str:
        """The code of what failed last, or that no round has ended for a minute; empty where all is well."""
        late = self._done_at is not None and clock.now() - self._done_at > LATE
        return self._code or ("housekeeping-late" if late else "")

    def once(self) -> None:
        now = clock.now()
        safeguards.watch(by=self._machine, now=now)  # first: whatever fails after it, a colleague is told
        access.tell_turned_away(by=self._machine, now=now)
        custody.fold_counts(now=now)
        custody.end_uploads(now=now)
        journal.checkpoint(now=now)
        self._also(now)

    def _run(self) -> None:
        self._try(self._recount)
        self._try(self._catch_up)
        while not self._stopped.wait(SECONDS):
            self._try(self.once)
        self._try(self.once)
        database.let_go()

    def _recount(self) -> None:
        """Lists look where something is counted: a wrong number is put right before it can hide an item for long."""
        if wrong := custody.recount(now=clock.now()):
            _log.error("counts-differ: %s put right", wrong)

    def _catch_up(self) -> None:
        """A new key asks for it at once; what a restored back-up or an earlier version left is asked for here."""
        custody.catch_up(now=clock.now())

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
            self._code, self._done_at = "", clock.now()
        except DokazError as why:
            self._code = why.code
            _log.error("%s", why.code)  # the next round tries again; `dokaz verify` and the office say what is wrong
        except Exception as why:  # noqa: BLE001 - the edge: whatever it is, the office goes on answering
            self._code = "fault"
            _log.error("fault: %s", type(why).__name__)
