"""Packages made in the office that wait to be saved: each sealed to its reader, for a day, for its maker alone.

They lie in a folder of the home, each under its approval, the account that made it and its reference. Whoever reads the
folder learns these, how large a package is, and when it was made.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
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
    """A package that waits: where it lies, how many bytes it has, and until when it is here."""

    path: Path
    size: int
    until: datetime

    @property
    def approval(self) -> UUID:
        return UUID(self.path.name.split(".", 1)[0])

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def name(self) -> str:
        """Under which it is saved."""
        return self.path.name.split(".", 2)[2]


def folder() -> Path:
    """Where packages are made; a package that was cut off is in it too until its day is over."""
    place = _place()
    place.mkdir(mode=_PRIVATE, exist_ok=True)
    return place


def keep(made: Path, /, *, approval: UUID, account: UUID, now: datetime) -> None:
    """From now on it waits under this approval for this account."""
    os.utime(made, (now.timestamp(), now.timestamp()))
    made.rename(made.with_name(f"{approval}.{account}.{made.name}"))


def find(approval: UUID, /, *, account: UUID, now: datetime) -> Waiting | None:
    """What this account made under this approval, unless its day is over."""
    return next(_named(f"{approval}.{account}.*", now), None)


def of(account: UUID, /, *, now: datetime) -> list[Waiting]:
    """Everything that waits for this account, what goes first first."""
    return sorted(_named(f"*.{account}.*", now), key=lambda each: each.until)


def drop(waiting: Waiting, /) -> None:
    """Take it away."""
    waiting.path.unlink(missing_ok=True)


def drop_old(*, now: datetime) -> None:
    """Take away whatever lies here for longer than a day."""
    for path in _place().glob("*"):
        with suppress(FileNotFoundError):
            if now >= _waiting(path).until:
                path.unlink()


def _named(pattern: str, now: datetime) -> Iterator[Waiting]:
    for path in _place().glob(pattern):
        with suppress(FileNotFoundError):  # taken away in this moment
            if now < (found := _waiting(path)).until:
                yield found


def _place() -> Path:
    return here().home / _FOLDER


def _waiting(path: Path) -> Waiting:
    status = path.stat()
    return Waiting(path, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC) + KEPT)
