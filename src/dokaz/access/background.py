"""Background work as people of the house see it: `jobs` runs it and knows nobody; who may, and the entry, are here."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dokaz.access import permissions
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

RETRY, CANCEL = "access:job:retry", "access:job:cancel"


def listed_jobs(
    *,
    by: Session,
    now: datetime,
    states: Collection[jobs.JobState] = (),
    after: UUID | None = None,
    limit: int = 100,
) -> list[jobs.Job]:
    """Jobs, newest first, of these states or of any; a page at a time. They hold ids only. Raises NotPermitted."""
    permissions.require(by, Permission.RUN_JOBS, now=now)
    return jobs.listed(states=states, after=after, limit=limit)


def find_job(job: UUID, /, *, by: Session, now: datetime) -> jobs.Job:
    """One job as it stands. Raises NotPermitted, JobUnknown of `jobs`."""
    permissions.require(by, Permission.RUN_JOBS, now=now)
    return jobs.find(job)


def retry_job(job: UUID, /, *, by: Session, now: datetime) -> jobs.Job:
    """Let a job that failed, or that waits for a member, run again. Raises NotPermitted, JobUnknown, JobNotStopped."""
    return _changed(RETRY, jobs.retry, job, by, now)


def cancel_job(job: UUID, /, *, by: Session, now: datetime) -> jobs.Job:
    """Let a job never run again. Raises NotPermitted, JobUnknown, JobEnded."""
    return _changed(CANCEL, jobs.cancel, job, by, now)


class _Change(Protocol):
    def __call__(self, job: UUID, /, *, now: datetime) -> jobs.Job: ...


def _changed(verb: str, change: _Change, job: UUID, by: Session, now: datetime) -> jobs.Job:
    with permissions.acting(by, now=now):
        permissions.require(by, Permission.RUN_JOBS, now=now)
        changed = change(job, now=now)
        journal.record(verb, by=by.actor, now=now, about=[str(job)], facts={"handler": changed.handler})
    return changed
