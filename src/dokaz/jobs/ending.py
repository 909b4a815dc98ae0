"""How an attempt ends: done, tried again later, given up, or left for a member."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from dokaz.jobs.arguments import require_code
from dokaz.jobs.errors import LeaseLost
from dokaz.jobs.leasing import held
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.models import JobState
from dokaz.jobs.results import Lease
from dokaz.jobs.steps import Step
from dokaz.kernel.faults import step

__all__ = ["Draw", "backed_off", "fail", "finish", "finishing", "park"]

Draw = Callable[[], float]  # a number of [0, 1)

SOONEST, LATEST = timedelta(seconds=15), timedelta(hours=1)
_draw: Draw = random.SystemRandom().random


@contextmanager
def finishing(lease: Lease, *, now: datetime, outcome: str = "") -> Iterator[None]:
    """Run what a job does and its end in one transaction: both are there, or neither, and then it is run again.

    May stand inside a transaction of the caller's. Raises LeaseLost before anything is done, where somebody else was
    given the job; until the end nobody else can be given it.
    """
    with transaction.atomic():
        _end(lease, JobState.DONE, ended_at=now, outcome=require_code(outcome))
        step(Step.MARKED)
        yield
        step(Step.TOOK_EFFECT)
    step(Step.FINISHED)


def finish(lease: Lease, *, now: datetime, outcome: str = "") -> None:
    """End a job whose effects may happen twice, or that `finishing` has ended already. Raises LeaseLost."""
    if not JobRow.objects.filter(pk=lease.job, lease=lease.number, state=JobState.DONE).exists():
        _end(lease, JobState.DONE, ended_at=now, outcome=require_code(outcome))


def fail(
    lease: Lease, *, code: str, now: datetime, trouble: str = "", hopeless: bool = False, draw: Draw = _draw
) -> JobState:
    """Say that an attempt failed: the job waits, each time about twice as long, or has failed for good.

    `code` is the code of an error, never its words. `hopeless`: no attempt will end otherwise. Raises LeaseLost.
    """
    said = {"outcome": require_code(code), "trouble": trouble}
    if hopeless or lease.last:
        _end(lease, JobState.FAILED, ended_at=now, **said)
        return JobState.FAILED
    _end(lease, JobState.WAITING, run_after=now + backed_off(lease.attempt, draw=draw), **said)
    return JobState.WAITING


def park(lease: Lease, *, code: str) -> None:
    """Leave a job for a member: it needs a key this worker does not hold. `retry` lets it run. Raises LeaseLost."""
    _end(lease, JobState.FOR_MEMBER, outcome=require_code(code))


def backed_off(attempt: int, *, draw: Draw) -> timedelta:
    """How long to wait after this attempt: doubled each time up to an hour, of which chance takes up to half.

    Without chance all that one fault stopped would come back at one moment.
    """
    whole: timedelta = min(LATEST, SOONEST * 2 ** min(attempt - 1, 16))
    return whole * (1 - draw() / 2)


def _end(lease: Lease, state: JobState, **columns: Any) -> None:
    ended = {"state": state, "lease_owner": None, "leased_until": None, "trouble": "", **columns}
    if not held(lease).update(**ended):
        raise LeaseLost(job=lease.job)
