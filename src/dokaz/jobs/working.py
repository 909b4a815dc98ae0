"""The loop of a worker: claim, run, end; and what becomes of an attempt that fails."""

import logging
import secrets
import traceback
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.db import DatabaseError

from dokaz.database import api as database
from dokaz.jobs import ending, handlers, leasing, stopping
from dokaz.jobs.enqueuing import DEFAULT
from dokaz.jobs.errors import LeaseLost
from dokaz.jobs.handlers import Handler, Work
from dokaz.jobs.models import JobState
from dokaz.jobs.pulse import EVERY, Pulse
from dokaz.jobs.results import Lease
from dokaz.kernel.errors import DokazError

__all__ = ["KEPT", "work"]

KEPT = timedelta(days=7)  # how long what is over is shown
UNEXPECTED = "unexpected"
Clock = Callable[[], datetime]
T = TypeVar("T")
_log = logging.getLogger("dokaz.jobs")


def work(
    *,
    by: Any,
    owner: str,
    clock: Clock,
    stop: Callable[[], bool],
    wait: Callable[[], object],
    queues: Collection[str] = (DEFAULT,),
    once: bool = False,
    every: float = EVERY,
) -> dict[JobState, int]:
    """Run what is due, one job after another, until `stop` says so between two; `once`: until nothing is due.

    Gives how many attempts ended how. `by` is handed to each handler; `wait` is called when nothing is due. `every` so
    many seconds the lease at work is renewed. Raised in the midst of a job, KeyboardInterrupt gives it back.
    """
    ended: Counter[JobState] = Counter()
    with Pulse(clock, every=every) as pulse:
        while not stop():
            lease = _patiently(partial(_claimed, owner, queues, clock), patient=not once)
            if lease is not None:
                with pulse.over(lease):
                    ended[_run(Work(lease, by, clock))] += 1
            elif once:
                break
            else:
                _patiently(partial(stopping.forget, before=clock() - KEPT))
                wait()
    return dict(ended)


def _claimed(owner: str, queues: Collection[str], clock: Clock) -> Lease | None:
    return leasing.claim(owner=owner, handlers=handlers.known(), queues=queues, now=clock())


def _patiently(act: Callable[[], T], *, patient: bool = True) -> T | None:
    """A worker that stays outlives a restart of the database's server, and another's long transaction."""
    try:
        return act()
    except (database.DatabaseBusy, database.DatabaseAway) as fault:
        if not patient:
            raise
        _log.warning("the database is not to be had: %s", fault.code)
        return None


def _run(work: Work) -> JobState:
    """One attempt, and how it ended; RUNNING where it did not end here: another has it now, or will have."""
    handler = handlers.of(work.lease.handler)
    try:
        handler.run(work)
        ending.finish(work.lease, now=work.now())
    except LeaseLost:
        _log.warning("job %s: its worker was fenced off", work.lease.job)
        return JobState.RUNNING
    except Exception as error:  # noqa: BLE001 - the edge: whatever a handler does, the worker goes on
        return _ended_badly(handler, work, error)
    except BaseException:
        with suppress(LeaseLost, database.DatabaseFault, DatabaseError):
            leasing.give_back(work.lease, now=work.now())
        raise
    return JobState.DONE


def _ended_badly(handler: Handler, work: Work, error: Exception) -> JobState:
    """The row gets a code, the log the places in our code; the words of an error may name a person and go nowhere."""
    code = error.code if isinstance(error, DokazError) else UNEXPECTED
    trouble = secrets.token_hex(4)
    attempt = f"{work.lease.attempt} of {work.lease.max_attempts}"
    places = " < ".join(_places(error)) if code == UNEXPECTED else "-"
    _log.warning(
        "job %s (%s), attempt %s: %s %s, %s, at %s",
        work.lease.job, handler.name, attempt, trouble, code, type(error).__name__, places,
    )  # fmt: skip
    try:
        return _told(handler, work, error, code=code, trouble=trouble)
    except (LeaseLost, database.DatabaseFault, DatabaseError) as fault:
        _log.warning("job %s: its end could not be written (%s)", work.lease.job, type(fault).__name__)
        return JobState.RUNNING


def _told(handler: Handler, work: Work, error: Exception, *, code: str, trouble: str) -> JobState:
    if isinstance(error, handler.waits_for_member_on):
        ending.park(work.lease, code=code)
        return JobState.FOR_MEMBER
    hopeless = isinstance(error, handler.gives_up_on)
    return ending.fail(work.lease, code=code, trouble=trouble, now=work.now(), hopeless=hopeless)


def _places(error: Exception) -> list[str]:
    """Where it was raised, innermost first: names of files and numbers of lines, none of the text."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
