"""The door of back-ups: sealed copies of a whole collection, and the way back from them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from dokaz.access import api as access
from dokaz.backups import comparing as _comparing
from dokaz.backups import lists as _lists
from dokaz.backups import making as _making
from dokaz.backups import recording as _recording
from dokaz.backups import restoring as _restoring
from dokaz.backups import until as _until
from dokaz.backups.errors import (
    BackupError,
    KeysFallenAway,
    NameTaken,
    NoBackupKey,
    NoSuchBackup,
    PartDamaged,
    ShelfAway,
    ShelfEmpty,
    ShelfNotSet,
)
from dokaz.backups.folder import FolderShelf
from dokaz.backups.jobs import make_later
from dokaz.backups.lists import Backup
from dokaz.backups.making import HomeFiles, Made, recipients
from dokaz.backups.parts import KEYS
from dokaz.backups.ports import Shelf
from dokaz.backups.recording import Begun, Drilled, EarlierState
from dokaz.backups.restoring import Brought
from dokaz.backups.until import DAYS, DRILL_DUE, DUE
from dokaz.backups.wires import wire
from dokaz.verify import age

__all__ = [
    "DAYS",
    "DRILL_DUE",
    "DUE",
    "KEYS",
    "Backup",
    "BackupError",
    "Begun",
    "Brought",
    "Drilled",
    "EarlierState",
    "FolderShelf",
    "HomeFiles",
    "KeysFallenAway",
    "Made",
    "NameTaken",
    "NoBackupKey",
    "NoSuchBackup",
    "PartDamaged",
    "Shelf",
    "ShelfAway",
    "ShelfEmpty",
    "ShelfNotSet",
    "backups",
    "differing",
    "drills",
    "earlier_states",
    "find",
    "forget",
    "keys_until",
    "made",
    "make",
    "make_later",
    "recipients",
    "record_drill",
    "record_put_back",
    "record_restore",
    "restore_files",
    "restore_rows",
    "wire",
]


def make(
    shelf: Shelf,
    *,
    home: HomeFiles,
    recipients: Sequence[age.Recipient],
    days: int = DAYS,
    by: access.Session,
    now: datetime,
) -> Made:
    """Make a back-up of the whole collection, of which only what is new goes to the shelf.

    It is sealed to `recipients`; its headers and salts are kept `days` days, counted from the Monday of this week.
    Raises NotPermitted, NoBackupKey, ShelfAway, and LogDeparted of `journal`: an older database is not backed up over
    a newer one.
    """
    return _making.make(shelf, home=home, recipients=recipients, days=days, by=by, now=now)


def keys_until() -> datetime | None:
    """Until when some back-up made so far holds headers and salts, also one that this state does not know of.

    None where there is none.
    """
    return _until.keys_until()


def forget(shelf: FolderShelf, *, days: int = DAYS, now: datetime) -> tuple[str, ...]:
    """Remove from a folder the parts with keys whose days have passed, and name their weeks.

    For whoever owns the shelf; the collection that writes to it has no right to do this.
    """
    return _until.forget(shelf, days=days, now=now)


def backups(
    shelf: Shelf, *, identities: Sequence[age.Identity], told: Callable[[PartDamaged], None]
) -> Iterator[Backup]:
    """The back-ups on a shelf that open with these keys, newest first; `told` hears of each that is damaged.

    Raises ShelfEmpty, and PartDamaged where none opens and one is damaged.
    """
    return _lists.find(shelf, identities, told)


def find(shelf: Shelf, *, identities: Sequence[age.Identity], name: str | None = None) -> Backup:
    """The newest back-up that opens, or the one of this name. Raises ShelfEmpty, NoSuchBackup, PartDamaged."""
    return _lists.one(shelf, identities, name)


def restore_rows(backup: Backup, *, shelf: Shelf, identities: Sequence[age.Identity]) -> int:
    """Fill the open, empty database with the rows of a back-up and say how many; after an error it is empty as before.

    Raises KeysFallenAway, PartDamaged, ShelfAway, and DatabaseNotEmpty of `database`.
    """
    return _restoring.restore_rows(backup, shelf, identities)


def restore_files(shelf: Shelf) -> Brought:
    """Bring the stored files that the restored rows name into the vault, and write the second copy of their headers.

    Run again after a crash it brings what is not there yet.
    """
    return _restoring.restore_files(shelf)


def differing(backup: Backup) -> tuple[str, ...]:
    """The tables of the open database whose rows are not exactly those that a back-up of this version lists."""
    return _comparing.differing(backup)


def made(*, by: access.Session, now: datetime) -> tuple[Begun, ...]:
    """The back-ups this collection began, newest first; one without an end was cut off. Raises NotPermitted."""
    return _recording.made(by=by, now=now)


def drills(*, limit: int = 20, by: access.Session, now: datetime) -> tuple[Drilled, ...]:
    """The drills that were entered, newest first: which back-up was tried, and whether all of it held.

    Raises NotPermitted.
    """
    return _recording.drills(limit=limit, by=by, now=now)


def earlier_states(*, by: access.Session, now: datetime) -> tuple[EarlierState, ...]:
    """When an earlier state of this collection was put back, newest first: what was backed up since then and before is
    not known here. Raises NotPermitted.
    """
    return _recording.earlier_states(by=by, now=now)


def record_put_back(*, by: access.Session, now: datetime) -> None:
    """Enter that an earlier state was put back, before anything is destroyed in it: from now on `keys_until` counts
    back-ups made after that state, which stand in no row here. Raises NotPermitted.
    """
    _recording.put_back(by=by, now=now)


def record_drill(backup: Backup, *, sound: bool, faults: int, by: access.Session, now: datetime) -> None:
    """Enter that a back-up was restored elsewhere and compared, and whether all of it held. Raises NotPermitted."""
    _recording.drill(backup, sound=sound, faults=faults, by=by, now=now)


def record_restore(
    name: str, *, size: int, missing: int, gone: int, decided: Sequence[str] = (), by: access.Session, now: datetime
) -> None:
    """Enter in a restored collection which back-up it comes from, what it lacks, and what its custodian decided.

    `size` is that of the log in the back-up, `gone` how much was taken away again; `decided` are codes.
    Raises NotPermitted.
    """
    _recording.restore(name, size=size, missing=missing, gone=gone, decided=decided, by=by, now=now)
