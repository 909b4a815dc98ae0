"""The steps of writing to the log, announced to `kernel.faults` so that a test can end the process at each."""

from enum import StrEnum

__all__ = ["Step"]


class Step(StrEnum):
    ENTRIES_WRITTEN = "journal-record-entries-written"
    BODIES_WRITTEN = "journal-record-bodies-written"
    MARKS_WRITTEN = "journal-record-marks-written"
    PLACED = "journal-sequence-placements-written"
    PENDING_TAKEN = "journal-sequence-pending-taken-away"
    TILES_WRITTEN = "journal-sequence-tiles-written"
    HEAD_WRITTEN = "journal-sequence-head-written"
    HEAD_DURABLE = "journal-checkpoint-head-durable"
    NOTE_SIGNED = "journal-checkpoint-note-signed"
    NOTE_STORED = "journal-checkpoint-note-stored"
    NOTE_KEPT = "journal-checkpoint-note-kept-outside"
    HASHES_OUTSIDE = "journal-publish-hashes-outside"
    COSIGNATURES_KEPT = "journal-publish-cosignatures-kept"
    LOG_CONTINUED = "journal-recover-log-continued"
    STAMP_CHECKED = "journal-stamp-answer-checked"
    STAMP_KEPT = "journal-stamp-kept"
    ERASURE_RECORDED = "journal-erase-entry-written"
    BODY_ERASED = "journal-erase-body-erased"
    SUBJECTS_TAKEN = "journal-erase-subjects-taken-away"
    GONE_LISTED = "journal-register-gone-listed"
    REGISTER_SIGNED = "journal-register-note-signed"
    REGISTER_KEPT = "journal-register-note-kept-outside"
