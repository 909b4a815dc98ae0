"""What people do with jobs: try one again, cancel one; and the house, which forgets what is over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dokaz.jobs import listing
from dokaz.jobs.errors import JobEnded, JobNotStopped
from dokaz.jobs.models import OPEN, OVER, STOPPED, JobState
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.results import Job

__all__ = ["again", "cancel", "forget", "retry"]

_AT_ONCE = 1000


def retry(id: UUID, /, *, now: datetime) -> Job:  # noqa: A002 - the word of Job
    """Let a job that failed, or that waits for a member, run again with all its attempts.

    Raises JobUnknown, JobNotStopped.
    """
    if not again(id, now=now):
        raise JobNotStopped(job=id, state=listing.find(id).state.label)
    return listing.find(id)


def again(id: UUID, *, now: datetime) -> bool:  # noqa: A002
    """Whether the job was stopped, and waits now."""
    stopped = JobRow.objects.filter(pk=id, state__in=STOPPED)
    return bool(
        stopped.update(state=JobState.WAITING, run_after=now, attempts=0, ended_at=None, outcome="", trouble="")
    )


def cancel(id: UUID, /, *, now: datetime) -> Job:  # noqa: A002
    """Let a job never run again. A worker that is at it is refused at its end, and keeps nothing.

    Raises JobUnknown, JobEnded.
    """
    cancelled = JobRow.objects.filter(pk=id, state__in=OPEN).update(
        state=JobState.CANCELLED, ended_at=now, lease_owner=None, leased_until=None
    )
    if not cancelled:
        raise JobEnded(job=id, state=listing.find(id).state.label)
    return listing.find(id)


def forget(*, before: datetime) -> int:
    """Take away jobs that were done or cancelled before then, a thousand at a time, and say how many."""
    over = JobRow.objects.filter(state__in=OVER, ended_at__lt=before).order_by("ended_at")
    count = 0
    while ids := list(over.values_list("id", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            count += JobRow.objects.filter(id__in=ids).delete()[0]
    return count
