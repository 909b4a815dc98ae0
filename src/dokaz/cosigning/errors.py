"""What a log witness refuses.

CosigningError
├── WitnessHomeMissing   the folder holds no log witness
├── WitnessHomeTaken     something is in the folder already
├── WitnessHomeDamaged   a file of the folder is not as it was written
├── WitnessStaysClosed   the pass-phrase is not the one the keys are sealed under
├── WitnessNameRefused   a name that no key can have
├── LogRefused           a key that is no log's, or a second key for a log that is served
├── LogNotServed         a checkpoint of a log this witness does not serve
├── NotSignedByLog       a checkpoint that the log's key has not signed
├── OldSizeTooLarge      an old size beyond the checkpoint's own
├── SizeDiffers          the old size is not the one that is held; `held` says which
├── NotConsistent        the checkpoint does not continue what is held
├── StateDamaged         what is held of a log was changed or is gone; nothing is signed for it
└── ClockBehind          the clock shows an earlier time than was signed before
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

__all__ = [
    "ClockBehind",
    "CosigningError",
    "LogNotServed",
    "LogRefused",
    "NotConsistent",
    "NotSignedByLog",
    "OldSizeTooLarge",
    "SizeDiffers",
    "StateDamaged",
    "WitnessHomeDamaged",
    "WitnessHomeMissing",
    "WitnessHomeTaken",
    "WitnessNameRefused",
    "WitnessStaysClosed",
]


class CosigningError(DokazError):
    code = "cosigning-error"
    says = _("The log witness could not do this.")


class WitnessHomeMissing(CosigningError):
    code = "witness-home-missing"
    says = _("There is no log witness in {home}. Make one with: dokaz witness init --home-of-witness {home}")


class WitnessHomeTaken(CosigningError):
    code = "witness-home-taken"
    says = _("{home} is not empty. A log witness begins in a folder of its own.")


class WitnessHomeDamaged(CosigningError):
    code = "witness-home-damaged"
    says = _(
        "The file {file} of the log witness cannot be read as it was written: {why}. Do not put an older copy back: "
        "it would have forgotten what it signed. Make a new witness, and have the logs admit its new keys."
    )


class WitnessStaysClosed(CosigningError):
    code = "witness-stays-closed"
    says = _("The pass-phrase does not open the keys of this log witness.")


class WitnessNameRefused(CosigningError):
    code = "witness-name-refused"
    says = _("“{name}” cannot be the name of a log witness: 1 to 200 letters without spaces, “+” and control signs.")


class LogRefused(CosigningError):
    code = "log-refused"
    says = _("This log is not served: {why}")


class LogNotServed(CosigningError):
    code = "log-not-served"
    says = _("This witness does not serve the log {origin}.")


class NotSignedByLog(CosigningError):
    code = "not-signed-by-log"
    says = _("The checkpoint is not signed by the key of the log {origin} that this witness knows.")


class OldSizeTooLarge(CosigningError):
    code = "old-size-too-large"
    says = _("The old size {old} is larger than the checkpoint’s own, {size}.")


class SizeDiffers(CosigningError):
    code = "size-differs"
    says = _("The witness holds a checkpoint of {held} entries.")


class NotConsistent(CosigningError):
    code = "not-consistent"
    says = _("The checkpoint does not continue the log of {held} entries that this witness has cosigned: {why}")


class StateDamaged(CosigningError):
    code = "state-damaged"
    says = _(
        "What this witness holds of the log {origin} was changed or is gone: {why}. It signs nothing more for that "
        "log, because it could not tell whether the log forked. Make a new witness with new keys, never an older copy."
    )


class ClockBehind(CosigningError):
    code = "clock-behind"
    says = _("The clock of this witness shows {now}, and it has signed at {signed}. Set the clock right.")
