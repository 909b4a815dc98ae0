"""The door of back-ups: sealed copies of a whole collection, and the way back from them."""

from dokaz.backups.errors import BackupError, NameTaken, ShelfAway
from dokaz.backups.ports import Shelf

__all__ = ["BackupError", "NameTaken", "Shelf", "ShelfAway"]
