"""Giving work out, one lease at a time, and hearing that its worker lives.

A lease holds until its time or until its worker ends it. After that the job is given out again under the next number,
and the earlier number can end nothing any more: it is the fencing token (M. Kleppmann, 2016). So clocks that differ
between machines cost an attempt, never a second effect.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from dokaz.database import api as database
from dokaz.jobs import arguments
from dokaz.jobs.errors import LeaseLost
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.models import JobState
from dokaz.jobs.results import Lease
from dokaz.jobs.steps import Step
from dokaz.kernel.faults import step

__all__ = ["LASTING", "WORKER_LOST", "beat", "claim", "give_back", "held", "tell_progress"]

LASTING = timedelta(minutes=2)  # several times what a transaction may take, for no beat is heard while another writes
WORKER_LOST = "worker-lost"


def claim(
    *,
    owner: str,
    handlers: Collection[str],
    queues: Collection[str],
    now: datetime,
    lasting: timedelta = LASTING,
) -> Lease | None:
    """Take the next job that is due for one of these handlers; None where there is none. Not inside a transaction.

    First come those whose worker was not heard of in time. One that has lost a worker at each attempt it may have is
    not given out again: it has failed, with the outcome `worker-lost`.
    """
    if _next(handlers, queues, now) is None:  # asked without any lock: an idle worker stops nobody
        return None
    lease = None
    with database.beside_others(), transaction.atomic(durable=True):
        while lease is None and (row := _next(handlers, queues, now, lock=True)) is not None:
            if row.attempts < row.max_attempts:
                lease = _given(row, owner, now, now + lasting)
            else:
                _fail_lost(row, now)
    if lease is not None:
        step(Step.CLAIMED)
    return lease


def _next(handlers: Collection[str], queues: Collection[str], now: datetime, *, lock: bool = False) -> JobRow | None:
    """On a server a row that another is just taking is passed over; SQLite lets one write at a time."""
    rows = JobRow.objects.select_for_update(skip_locked=True) if lock else JobRow.objects.all()
    rows = rows.filter(handler__in=handlers, queue__in=queues)
    lost = rows.filter(state=JobState.RUNNING, leased_until__lte=now).order_by("leased_until", "id")
    due = rows.filter(state=JobState.WAITING, run_after__lte=now).order_by("-priority", "run_after", "id")
    return lost.first() or due.first()


def _given(row: JobRow, owner: str, now: datetime, until: datetime) -> Lease:
    row.state, row.lease_owner, row.leased_until = JobState.RUNNING, owner, until
    row.attempts, row.lease, row.began_at = row.attempts + 1, row.lease + 1, now
    row.progress, row.progress_of = 0, None
    changed = ("state", "lease_owner", "leased_until", "attempts", "lease", "began_at", "progress", "progress_of")
    row.save(update_fields=changed)
    step(Step.LEASED)
    told = arguments.read(row.arguments)
    return Lease(row.id, row.lease, owner, until, row.handler, told, row.attempts, row.max_attempts)


def _fail_lost(row: JobRow, now: datetime) -> None:
    row.state, row.outcome, row.ended_at = JobState.FAILED, WORKER_LOST, now
    row.lease_owner = row.leased_until = None
    row.save(update_fields=("state", "outcome", "ended_at", "lease_owner", "leased_until"))


def held(lease: Lease) -> QuerySet[JobRow]:
    """The row of a lease, while the lease holds; one that ran out holds until somebody else was given the job."""
    return JobRow.objects.filter(pk=lease.job, lease=lease.number, state=JobState.RUNNING)


def beat(lease: Lease, *, now: datetime, lasting: timedelta = LASTING) -> None:
    """Say that the worker lives: the lease holds that much longer. Raises LeaseLost."""
    _change(lease, leased_until=now + lasting)
    step(Step.BEATEN)


def tell_progress(lease: Lease, *, done: int, of: int | None) -> None:
    """Say how far the work is. Raises LeaseLost: whoever hears it stops."""
    _change(lease, progress=done, progress_of=of)


def give_back(lease: Lease, *, now: datetime) -> None:
    """Put the job back as if it had not been tried. Raises LeaseLost."""
    _change(
        lease,
        state=JobState.WAITING,
        run_after=now,
        attempts=F("attempts") - 1,
        lease_owner=None,
        leased_until=None,
    )


def _change(lease: Lease, **columns: object) -> None:
    """One statement, outside any turn: it changes a row that is this lease's alone, or none."""
    if not held(lease).update(**columns):
        raise LeaseLost(job=lease.job)
