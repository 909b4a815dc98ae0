"""The steps of destroying and of moving headers, announced to `kernel.faults`: a test can end the process at each."""

from enum import StrEnum

__all__ = ["MoveStep", "Step"]


class Step(StrEnum):
    MARKED = "custody-destroy-mark-written"
    EMPTIED = "custody-destroy-words-emptied"
    SHREDDED = "custody-destroy-header-erased"
    ENTRIES_ERASED = "custody-destroy-entries-erased"
    COMMITTED = "custody-destroy-committed"
    COPIES_GONE = "custody-destroy-header-copies-removed"
    PAYLOADS_GONE = "custody-destroy-payloads-removed"
    SCRUBBED = "custody-destroy-database-written-anew"
    FINISHED = "custody-destroy-finished"


class MoveStep(StrEnum):
    """Of one batch of headers that follow their compartment to its newest key."""

    COPIES_WRITTEN = "custody-move-copies-written"
    ENTERED = "custody-move-entry-written"
