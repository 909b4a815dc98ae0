"""The points of a back-up and of a restore at which tests end the process."""

from enum import StrEnum

__all__ = ["Step"]


class Step(StrEnum):
    BEGUN = "backups:begun"
    ROWS_KEPT = "backups:rows-kept"
    PAYLOADS_KEPT = "backups:payloads-kept"
    LIST_KEPT = "backups:list-kept"
    ROWS_RESTORED = "backups:rows-restored"
    PAYLOADS_RESTORED = "backups:payloads-restored"
    HEADERS_RESTORED = "backups:headers-restored"
