"""
What safeguards refuse, drawn as a tree.

SafeguardError
├── ReadingFast
├── AlarmError ──── AlarmUnknown · AlarmAboutYou
└── CanaryError ─── CanaryAlready · CanaryUnknown
"""

from dokaz.access import api as access
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class SafeguardError(DokazError):
    code = "safeguard"
    says = _("A safeguard refused this.")


class ReadingFast(SafeguardError, access.ProofTooOld):
    """Raised when a browser session opened more in one hour than anybody reads; a fresh proof lets it go on."""

    code = "reading-fast"
    says = _("{count} items were opened in this hour. Prove your second factor once more, then go on.")


class AlarmError(SafeguardError):
    code = "alarm"
    says = _("The alarm cannot be used so.")


class AlarmUnknown(AlarmError):
    code = "alarm-unknown"
    says = _("There is no such alarm for you. Look at the list again.")


class AlarmAboutYou(AlarmError):
    code = "alarm-about-you"
    says = _("Nobody marks an alarm about themselves as seen. A colleague does.")


class CanaryError(SafeguardError):
    code = "canary"
    says = _("The item cannot be used as a canary.")


class CanaryAlready(CanaryError):
    code = "canary-already"
    says = _("This item is a canary already.")


class CanaryUnknown(CanaryError):
    code = "canary-unknown"
    says = _("There is no such canary where you may look.")
