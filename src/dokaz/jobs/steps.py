"""The steps of a job, announced to `kernel.faults` so that a test can end the process at each."""

from enum import StrEnum

__all__ = ["Step"]


class Step(StrEnum):
    ENQUEUED = "jobs-enqueue-written"
    LEASED = "jobs-lease-written"
    CLAIMED = "jobs-lease-committed"
    BEATEN = "jobs-lease-renewed"
    MARKED = "jobs-finish-written"
    TOOK_EFFECT = "jobs-effects-written"
    FINISHED = "jobs-finish-committed"
