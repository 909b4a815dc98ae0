"""The door of the queue: durable background work in the main database.

Work is asked for inside the transaction that needs it. A worker leases it, renews the lease, and ends it; after a crash
it is run again, and what it does together with its end (`Work.finishing`) has happened once.
"""

from dokaz.jobs.arguments import Argument, Arguments
from dokaz.jobs.ending import fail, finish, finishing, park
from dokaz.jobs.enqueuing import enqueue
from dokaz.jobs.errors import (
    ArgumentRefused,
    JobEnded,
    JobError,
    JobNotStopped,
    JobUnknown,
    LeaseLost,
    NameRefused,
    NotInTransaction,
)
from dokaz.jobs.handlers import Handler, Work, handler, known, wire
from dokaz.jobs.leasing import beat, claim, give_back
from dokaz.jobs.listing import counts, find, listed, standing
from dokaz.jobs.models import JobState
from dokaz.jobs.results import Job, Lease
from dokaz.jobs.stopping import cancel, forget, retry
from dokaz.jobs.working import work

__all__ = [
    "Argument",
    "ArgumentRefused",
    "Arguments",
    "Handler",
    "Job",
    "JobEnded",
    "JobError",
    "JobNotStopped",
    "JobState",
    "JobUnknown",
    "Lease",
    "LeaseLost",
    "NameRefused",
    "NotInTransaction",
    "Work",
    "beat",
    "cancel",
    "claim",
    "counts",
    "enqueue",
    "fail",
    "find",
    "finish",
    "finishing",
    "forget",
    "give_back",
    "handler",
    "known",
    "listed",
    "park",
    "retry",
    "standing",
    "wire",
    "work",
]
