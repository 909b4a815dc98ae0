"""A shelf in a folder: a disk, a mounted share, a stick. Another system user than ours should own what lies there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from dokaz.backups.errors import NameTaken, PartDamaged, ShelfAway
from dokaz.kernel import files
from dokaz.kernel.errors import AlreadyThere
from dokaz.kernel.languages import _, said

ARRIVING = "arriving"
NO_FOLDER = _("there is no such folder; make it, or mount the disk it lies on")
_BLOCK = 1024 * 1024
_DIRECT_FROM = 8 * 1024 * 1024
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./")


class FolderShelf:
    """A `Shelf` in a folder of one file system. Raises ShelfAway where there is no such folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        if not root.is_dir():
            raise ShelfAway(shelf=root, why=NO_FOLDER)

    @property
    def name(self) -> str:
        return str(self._root)

    def put(self, name: str, stream: BinaryIO, *, size: int) -> None:
        path = self._placed(name)
        try:
            written = self._write(path, stream, size)
        except AlreadyThere as why:
            stream.seek(0)
            if _digest(path) != _digest_of(stream):
                raise NameTaken(shelf=self.name, name=name) from why
        except OSError as why:
            raise ShelfAway(shelf=self.name, why=why.strerror or why) from why
        else:
            if _digest(path) != written:
                raise PartDamaged(what=said(_("{name}, read back from {shelf}")).format(name=name, shelf=self.name))

    def _write(self, path: Path, stream: BinaryIO, size: int) -> bytes:
        if path.exists():
            raise AlreadyThere(path=path)
        hashed = sha256()
        large = size >= _DIRECT_FROM
        arriving = files.Arriving(path, temporary_in=self._temporary(), direct=large, size=size if large else None)
        with arriving:
            while block := stream.read(_BLOCK):
                hashed.update(block)
                arriving.write(block)
            arriving.finish()
            arriving.keep()
        return hashed.digest()

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        with self._placed(name).open("rb") as stream:
            yield stream

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        folder = prefix.rpartition("/")[0]
        for path in _walked(self._placed(folder) if folder else self._root):
            name = path.relative_to(self._root).as_posix()
            if name.startswith(prefix) and not name.startswith(f"{ARRIVING}/"):
                yield name, path.stat().st_size

    def folder(self, name: str) -> Path:
        return self._placed(name)

    def folders(self, prefix: str) -> list[str]:
        """The names of the folders directly below one."""
        below = self._placed(prefix.rstrip("/"))
        return sorted(path.name for path in below.iterdir() if path.is_dir()) if below.is_dir() else []

    def _temporary(self) -> Path:
        folder = self._root / ARRIVING
        files.make_folders(folder)
        return folder

    def _placed(self, name: str) -> Path:
        # A name may come from a list that an attacker wrote: it may not lead out of the shelf.
        if set(name) - _ALPHABET or any(part in ("", ".", "..") for part in name.split("/")):
            raise FileNotFoundError(name)
        return self._root / name


def _walked(folder: Path) -> Iterator[Path]:
    """Every plain file below, in the order of their names as paths with "/"."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda each: each.name + ("/" if each.is_dir() else "")):
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _digest(path: Path) -> bytes:
    """The hash of what the disk holds, as far as the system can be asked to forget what it remembers of it."""
    with path.open("rb") as stream:
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return _digest_of(stream)


def _digest_of(stream: BinaryIO) -> bytes:
    hashed = sha256()
    while block := stream.read(_BLOCK):
        hashed.update(block)
    return hashed.digest()
