"""The questions: which jobs there are, and how many stand how."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from dokaz.jobs.errors import JobUnknown
from dokaz.jobs.models import OPEN, JobState
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.results import Job

__all__ = ["counts", "find", "listed", "standing"]

_SHOWN_AT_MOST = 500


def listed(*, states: Collection[JobState] = (), after: UUID | None = None, limit: int = 100) -> list[Job]:
    """Jobs, newest first, of these states or of any; `limit` (at most 500) a page, `after` is the last id seen."""
    rows = JobRow.objects.order_by("-id")
    if states:
        rows = rows.filter(state__in=states)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [Job.of(row) for row in rows[: min(limit, _SHOWN_AT_MOST)]]


def find(id: UUID, /) -> Job:  # noqa: A002 - the word of Job
    """One job as it stands. Raises JobUnknown."""
    row = JobRow.objects.filter(pk=id).first()
    if row is None:
        raise JobUnknown(job=id)
    return Job.of(row)


def standing(key: str, /) -> Job | None:
    """The job of this key that is not over; None where there is none."""
    row = JobRow.objects.filter(key=key, state__in=OPEN).first()
    return None if row is None else Job.of(row)


def counts() -> dict[JobState, int]:
    """How many jobs stand how; every state is named."""
    found = dict(JobRow.objects.order_by().values_list("state").annotate(Count("id")))
    return {state: found.get(state, 0) for state in JobState}
