"""Packages made in the office that wait to be saved: each sealed to its reader, for a day, for its maker alone.

They lie in a folder of the home, each under its approval, the account that made it and its reference. Whoever reads the
folder learns these, how large a package is, and when it was made.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from dokaz.web.office.site import here

KEPT = timedelta(days=1)
_FOLDER = "made"
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package that waits: where it lies, its reference, how many bytes it has, and until when it is here."""

    path: Path
    until: datetime

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def name(self) -> str:
        """Under which it is saved."""
        return self.path.name.split(".", 2)[2]

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def folder() -> Path:
    """Where packages are made; a package that was cut off is in it too until its day is over."""
    place = here().home / _FOLDER
    place.mkdir(mode=_PRIVATE, exist_ok=True)
    return place


def keep(made: Path, /, *, approval: UUID, account: UUID, now: datetime) -> None:
    """From now on it waits under this approval for this account."""
    os.utime(made, (now.timestamp(), now.timestamp()))
    made.rename(made.with_name(f"{approval}.{account}.{made.name}"))


def find(approval: UUID, /, *, account: UUID, now: datetime) -> Waiting | None:
    """What this account made under this approval, unless its day is over."""
    waiting = [_waiting(each) for each in folder().glob(f"{approval}.{account}.*")]
    return next((each for each in waiting if now < each.until), None)


def drop(waiting: Waiting, /) -> None:
    """Take it away."""
    waiting.path.unlink(missing_ok=True)


def drop_old(*, now: datetime) -> None:
    """Take away whatever lies here for longer than a day."""
    for each in folder().iterdir():
        if now >= _waiting(each).until:
            each.unlink(missing_ok=True)


def _waiting(path: Path) -> Waiting:
    return Waiting(path, datetime.fromtimestamp(path.stat().st_mtime, UTC) + KEPT)
