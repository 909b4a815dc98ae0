"""
What is refused around the keys to which back-ups are sealed, drawn as a tree.

AccessError
└── BackupKeyError ─── BackupKeyMalformed · BackupKeyKnown · BackupKeyUnknown
"""

from dokaz.access.errors import AccessError
from dokaz.kernel.languages import _


class BackupKeyError(AccessError):
    code = "backup-key"
    says = _("Back-ups cannot be sealed to this key.")


class BackupKeyMalformed(BackupKeyError):
    code = "backup-key-malformed"
    says = _("This is no key to seal back-ups to: {what} Make one with `age-keygen`, offline, and give the age1… line.")


class BackupKeyKnown(BackupKeyError):
    code = "backup-key-known"
    says = _("Back-ups are sealed to {key} already.")


class BackupKeyUnknown(BackupKeyError):
    code = "backup-key-unknown"
    says = _("Back-ups are not sealed to {key}.")
