"""What a back-up refuses.

BackupError
├── NameTaken           a shelf holds something else under this name already
├── ShelfAway           the place where back-ups lie does not answer
├── ShelfNotSet         this machine was not told where back-ups lie
├── NoBackupKey         no key was named that back-ups are sealed to
├── ShelfEmpty          nothing on this shelf opens with this key
├── NoSuchBackup        no back-up has this name
├── KeysFallenAway      the part with the keys was kept its days and is gone
└── PartDamaged         a part is missing, altered, or not the one it says it is
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

__all__ = [
    "BackupError",
    "KeysFallenAway",
    "NameTaken",
    "NoBackupKey",
    "NoSuchBackup",
    "PartDamaged",
    "ShelfAway",
    "ShelfEmpty",
    "ShelfNotSet",
]


class BackupError(DokazError):
    """The root of what back-ups refuse."""


class NameTaken(BackupError):
    code = "name-taken"
    says = _("{shelf} holds something else under the name {name} already. Nothing of it was changed.")


class ShelfAway(BackupError):
    code = "shelf-away"
    says = _(
        "The place of the back-ups, {shelf}, cannot be used: {why}. Nothing that lies there was changed. When it can "
        "be used again, run the same command again."
    )


class ShelfNotSet(BackupError):
    code = "shelf-not-set"
    says = _("This machine was not told where back-ups lie. Set DOKAZ_BACKUPS where `dokaz work` is started.")


class NoBackupKey(BackupError):
    code = "no-backup-key"
    says = _(
        "This collection has no back-up key yet. Make one on another machine (age-keygen), keep its secret half as you "
        "keep a recovery share, and name its public half here: dokaz backup key add age1…"
    )


class ShelfEmpty(BackupError):
    code = "shelf-empty"
    says = _(
        "No back-up on {shelf} opens with this key. Is it the right place, and the key that belongs to it? "
        "Recovery shares open every back-up."
    )


class NoSuchBackup(BackupError):
    code = "no-such-backup"
    says = _("There is no back-up {backup} on {shelf} that this key opens. List them: dokaz restore --list")


class KeysFallenAway(BackupError):
    code = "keys-fallen-away"
    says = _(
        "The keys of the back-up {backup} were kept until {until} and are gone from {shelf}, as they should be. "
        "Without them it opens no file. Take a newer one."
    )


class PartDamaged(BackupError):
    code = "part-damaged"
    says = _(
        "A part of the back-up is missing or is not what was written: {what}. Nothing was restored. "
        "Try another back-up or another copy of the shelf."
    )
