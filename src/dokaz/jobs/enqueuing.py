"""Asking for work, in the transaction of the act that needs it: both are there together, or neither is."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from dokaz.jobs import arguments as _arguments
from dokaz.jobs import stopping
from dokaz.jobs.arguments import Arguments
from dokaz.jobs.errors import NotInTransaction
from dokaz.jobs.models import OPEN, JobState
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.results import Job
from dokaz.jobs.steps import Step
from dokaz.kernel.faults import step
from dokaz.kernel.ids import ordered_id

__all__ = ["ATTEMPTS", "DEFAULT", "enqueue"]

DEFAULT = "default"
ATTEMPTS = 5


def enqueue(
    handler: str,
    *,
    arguments: Arguments,
    now: datetime,
    key: str | None = None,
    run_after: datetime | None = None,
    priority: int = 0,
    queue: str = DEFAULT,
    max_attempts: int = ATTEMPTS,
) -> Job:
    """Ask for work in the running transaction. Higher `priority` comes first, then what waits longest.

    With a `key`, work that is asked for again while it is not done is the same job; one that failed is tried anew. So
    a key names work whose result does not depend on when it was asked for. No worker need know the handler yet: the
    job waits for one that does. Raises NotInTransaction, ArgumentRefused, NameRefused.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    row = JobRow(
        id=ordered_id(now),
        handler=_arguments.require_name(handler, longest=100),
        arguments=_arguments.written(arguments),
        queue=_arguments.require_name(queue, longest=30),
        key=None if key is None else _arguments.require_name(key, longest=150),
        priority=priority,
        enqueued_at=now,
        max_attempts=max_attempts,
        run_after=now if run_after is None else max(now, run_after),
    )
    kept = _kept(row, now)
    step(Step.ENQUEUED)
    return Job.of(kept)


def _kept(row: JobRow, now: datetime) -> JobRow:
    if row.key is None:
        row.save(force_insert=True)
        return row
    standing = _standing(row.key) or _inserted(row)
    if standing.state == JobState.FAILED:
        stopping.again(standing.id, now=now)
        standing.refresh_from_db()
    return standing


def _standing(key: str) -> JobRow | None:
    return JobRow.objects.filter(key=key, state__in=OPEN).first()


def _inserted(row: JobRow) -> JobRow:
    """Two who ask at once, beside each other on a server, meet at the constraint; the later is given the earlier's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        assert row.key is not None
        if (standing := _standing(row.key)) is None:
            raise
        return standing
    return row
