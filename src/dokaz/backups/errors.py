"""What a back-up refuses.

BackupError
├── NameTaken      a shelf holds something else under this name already
└── ShelfAway      the place where back-ups lie does not answer
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

__all__ = ["BackupError", "NameTaken", "ShelfAway"]


class BackupError(DokazError):
    """The root of what back-ups refuse."""


class NameTaken(BackupError):
    code = "name-taken"
    says = _("{shelf} holds something else under the name {name} already. Nothing of it was changed.")


class ShelfAway(BackupError):
    code = "shelf-away"
    says = _("The place of the back-ups, {shelf}, cannot be used: {why}. Nothing that lies there was changed.")
