"""
What safeguards refuse, drawn as a tree.

SafeguardError
├── ReadingFast
├── AlarmError ──── AlarmUnknown
├── CanaryError ─── CanaryAlready · CanaryUnknown
├── ListError ───── LeavingAlready · LeavingUnknown · CompromiseUnknown · StepUnknown ·
│                 FilesBehind · KeysFromBefore
├── SuspectError ── SuspectUnknown · SinceLater
└── Frozen
"""

from dokaz.access import api as access
from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _


class SafeguardError(DokazError):
    code = "safeguard"
    says = _("A safeguard refused this.")


class ReadingFast(SafeguardError, access.ProofTooOld):
    """Raised when a browser session opened more in one hour than anybody reads; a fresh proof lets it go on."""

    code = "reading-fast"
    says = _("{count} items and records were opened in this hour. Prove your second factor once more, then go on.")


class AlarmError(SafeguardError):
    code = "alarm"
    says = _("The alarm cannot be used so.")


class AlarmUnknown(AlarmError, NotThere):
    guarded = True
    code = "alarm-unknown"
    says = _("There is no such alarm for you. Look at the list again.")


class CanaryError(SafeguardError):
    code = "canary"
    says = _("This cannot be used as a canary.")


class CanaryAlready(CanaryError):
    code = "canary-already"
    says = _("This is a canary already.")


class CanaryUnknown(CanaryError, NotThere):
    guarded = True
    code = "canary-unknown"
    says = _("There is no such canary where you may look.")


class ListError(SafeguardError):
    code = "list"
    says = _("The list cannot be used so.")


class LeavingAlready(ListError):
    code = "leaving-already"
    says = _("There is a list for this person already. Go on with it.")


class LeavingUnknown(ListError, NotThere):
    guarded = True
    code = "leaving-unknown"
    says = _("There is no such list of somebody who leaves.")


class CompromiseUnknown(ListError, NotThere):
    guarded = True
    code = "compromise-unknown"
    says = _("There is no such report that you may open.")


class StepUnknown(ListError):
    code = "step-unknown"
    says = _("This list has no such step, or it is ended. Look at it again.")


class FilesBehind(ListError):
    """Raised when it is said that every file follows the new keys, and some do not yet."""

    code = "files-behind"
    says = _(
        "Not yet: in {count} of these compartments files are still sealed to an older key. The page of each "
        "compartment says how they follow to the newest. Then check again."
    )


class KeysFromBefore(ListError):
    """Raised when it is said that the keys of a compromised account are gone, and they are at work."""

    code = "keys-from-before"
    says = _("Not yet: the keys this account had then are still its keys. Withdraw it or give new keys, then say so.")


class SuspectError(SafeguardError):
    code = "suspect"
    says = _("This cannot be marked as compromised.")


class SuspectUnknown(SuspectError):
    code = "suspect-unknown"
    says = _(
        "There is no such account, compartment, machine, package or provider here. Look at its list, and copy its id, "
        "code or address."
    )


class SinceLater(SuspectError):
    code = "since-later"
    says = _("The day from which it counts lies in the future. Give the earliest day on which it may have happened.")


class Frozen(SafeguardError):
    """Raised when a copy would leave a compartment within reach of a compromise."""

    code = "frozen"
    says = _("Nothing leaves this compartment while a compromise is looked into. Ask a custodian.")
