"""The steps of destroying, announced to `kernel.faults` so that a test can end the process at each."""

from enum import StrEnum

__all__ = ["Step"]


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
