"""What is told of a job: how it stands, and that it was given out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from dokaz.jobs import arguments
from dokaz.jobs.arguments import Argument
from dokaz.jobs.models import Job as JobRow
from dokaz.jobs.models import JobState

__all__ = ["Job", "Lease"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stood when it was asked about. `outcome` is a code; `trouble` finds the line in the worker's log.

    Of a job that waits again, `outcome` says why the attempt before failed.
    """

    id: UUID
    handler: str
    arguments: dict[str, Argument]
    queue: str
    priority: int
    state: JobState
    enqueued_at: datetime
    run_after: datetime
    began_at: datetime | None
    ended_at: datetime | None
    attempts: int
    max_attempts: int
    progress: int
    progress_of: int | None
    outcome: str
    trouble: str

    @classmethod
    def of(cls, row: JobRow) -> Self:
        copied = {name: getattr(row, name) for name in cls.__slots__ if name not in ("arguments", "state")}
        return cls(arguments=arguments.read(row.arguments), state=JobState(row.state), **copied)


@dataclass(frozen=True, slots=True)
class Lease:
    """That a job was given to one worker, until a time, under a number that no one else was given."""

    job: UUID
    number: int
    owner: str
    until: datetime
    handler: str
    arguments: dict[str, Argument]
    attempt: int
    max_attempts: int

    @property
    def last(self) -> bool:
        """Whether no further attempt follows this one."""
        return self.attempt >= self.max_attempts
