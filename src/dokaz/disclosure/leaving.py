"""The one way by which bytes leave the house (SECURITY 6): `Leaving.put_exhibit` and `Leaving.put`.

Each path is written once, in one pass that also hashes it, and only by a passage: an exhibit by the permit of exactly
that item, everything else once everything has its permit. What is written is not there under its name before `keep`,
which asks that the passage was held against what decides once more. There must never be a second writer.
"""

import os
import secrets
import shutil
import tarfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Self

from dokaz.consent import api as consent
from dokaz.disclosure.errors import ExhibitDiffers, NotPassed, RoomMissing, TargetTaken
from dokaz.disclosure.passing import Passage
from dokaz.kernel import files
from dokaz.kernel.direct import PastCache
from dokaz.verify import age
from dokaz.verify.package import layout

__all__ = ["Leaving", "PlainFolder", "SealedTar", "unfinished"]

BLOCK = 1 << 20
LARGE = 256 * 1024  # from here on it costs less to write past the page cache, which nobody reads a package from
MAKING = ".making-"
PRIVATE = 0o700
_RECORD = 512  # POSIX.1-2017 pax, ustar Interchange Format

Bytes = bytes | bytearray | memoryview
Write = Callable[[Bytes], object]


class Leaving(ABC):
    """A package on its way out. Leaving the block without `keep` leaves nothing behind."""

    path: Path  # what will be there after `keep`
    at_once: int  # how many threads may call `put` at the same time

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.digests: dict[str, str] = {}
        self._passage: Passage | None = None

    def admit(self, passage: Passage) -> None:
        """From here on what has a permit can be written."""
        self._passage = passage

    def put_exhibit(self, permit: consent.Permit, path: str, blocks: Iterable[Bytes], *, size: int) -> None:
        """Write the bytes of one item, by its own permit. Raises NotPassed, ExhibitDiffers where they are others."""
        expected = self._passing(path).digest(permit)
        if self._write(path, blocks, size=size) != expected or self.sizes[path] != size:
            raise ExhibitDiffers(ref=permit.item)

    def put(self, path: str, blocks: Iterable[Bytes], *, size: int) -> str:
        """Write one file beside the exhibits and give its SHA-256. `size` is what it will be. Raises NotPassed."""
        self._passing(path)
        if path.startswith(layout.EXHIBITS):
            raise NotPassed(what=path)
        return self._write(path, blocks, size=size)

    def _passing(self, path: str) -> Passage:
        if self._passage is None:
            raise NotPassed(what=path)
        return self._passage

    def _write(self, path: str, blocks: Iterable[Bytes], *, size: int) -> str:
        digest, written = sha256(), 0
        with self._writing(path, size) as write:
            for block in blocks:
                digest.update(block)
                write(block)
                written += len(block)
        self.sizes[path], self.digests[path] = written, digest.hexdigest()
        return self.digests[path]

    def put_bytes(self, path: str, data: bytes) -> str:
        return self.put(path, [data], size=len(data))

    def put_pieces(self, path: str, pieces: Iterable[bytes]) -> str:
        """A file whose size is known only when it has been written: its pieces are held until then."""
        held = list(pieces)
        return self.put(path, held, size=sum(map(len, held)))

    def require_room(self, needed: int) -> None:
        """Return only if the disk has so many bytes free. Raises RoomMissing."""
        free = shutil.disk_usage(self.path.parent).free
        if free < needed:
            raise RoomMissing(path=self.path.parent, needed=needed, free=free)

    def hasten(self) -> None:  # noqa: B027 - what has but one file has nothing to begin with
        """Begin to make durable what was written so far, beside what is still written. No `put` runs meanwhile."""

    @abstractmethod
    def settle(self) -> None:
        """Make all of it durable, still under no name."""

    def keep(self) -> None:
        """Give it its name, once it is settled and its passage holds still. Raises NotPassed."""
        if not self._passing(str(self.path)).holds:
            raise NotPassed(what=self.path)
        self._keep()

    @abstractmethod
    def _keep(self) -> None:
        """Give it its name."""

    @property
    @abstractmethod
    def kept(self) -> bool:
        """Whether it is there under its name."""

    @abstractmethod
    def discard(self) -> None: ...

    @abstractmethod
    def _writing(self, path: str, size: int) -> AbstractContextManager[Write]:
        """Give the function that writes the blocks of one file, one after another."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def unfinished(folder: Path) -> list[Path]:
    """What makers that were killed left in a folder, in clear: packages in the making, and copies."""
    return files.abandoned(folder, prefix=MAKING) + files.abandoned(folder)


class PlainFolder(Leaving):
    """A folder of plain files, built beside its place and renamed into it. A lock on it says that its maker lives."""

    at_once = 2

    def __init__(self, to: Path) -> None:
        super().__init__()
        if to.is_symlink() or (to.exists() and (not to.is_dir() or any(to.iterdir()))):
            raise TargetTaken(path=to)
        self.path = to
        self._making = to.with_name(f"{MAKING}{secrets.token_hex(8)}")
        files.make_folders(to.parent)
        self._making.mkdir(mode=PRIVATE)
        self._lock = ExitStack()
        self._lock.enter_context(files.exclusive(self._making))
        self._folders = {self._making}
        self._syncing = ThreadPoolExecutor(1, thread_name_prefix="settle")
        self._begun: list[Future[None]] = []
        self._hastened: set[str] = set()

    def hasten(self) -> None:
        new = [path for path in self.sizes if path not in self._hastened]
        self._hastened.update(new)
        self._begun.append(self._syncing.submit(files.sync_many, [self._making / path for path in new]))

    def settle(self) -> None:
        self.hasten()
        for each in self._begun:
            each.result()
        for folder in sorted(self._folders, reverse=True):
            files.fsync_directory(folder)

    @property
    def kept(self) -> bool:
        return not self._making.exists()

    def _keep(self) -> None:
        os.rename(self._making, self.path)  # noqa: PTH104 - over an empty folder, and only over an empty one (rename(2))
        files.fsync_directory(self.path.parent)

    def discard(self) -> None:
        self._syncing.shutdown(cancel_futures=True)
        self._lock.close()
        if self._making.is_dir():
            shutil.rmtree(self._making)

    @contextmanager
    def _writing(self, path: str, size: int) -> Iterator[Write]:
        target = self._making / path
        for folder in [*reversed(target.relative_to(self._making).parents)][1:]:
            self._make(self._making / folder)
        with target.open("xb", buffering=0) as file:
            yield PastCache(file.fileno()).write if size >= LARGE else lambda block: _write_all(file, block)

    def _make(self, folder: Path) -> None:
        if folder not in self._folders:
            folder.mkdir(exist_ok=True)  # another thread may have come first
            self._folders.add(folder)


class SealedTar(Leaving):
    """One age file that holds a tar of the folder: nothing of it is ever written in clear.

    The tar is the same bytes for the same package: fixed order, times and owners.
    """

    at_once = 1

    def __init__(self, to: Path, *, top: str, recipient: age.Recipient, time: int) -> None:
        super().__init__()
        self.path, self._top, self._time = to, top, time
        if to.exists() or to.is_symlink():
            raise TargetTaken(path=to)
        self._file = files.Arriving(to)
        file_key = age.new_file_key()
        self._file.write(age.seal_header(file_key, [recipient]))
        self._payload = age.PayloadWriter(file_key, self._file)

    def settle(self) -> None:
        self._payload.write(bytes(2 * _RECORD))  # the end of a tar: two empty records
        self._payload.finish()
        self._file.finish()

    @property
    def kept(self) -> bool:
        return self.path.exists()

    def _keep(self) -> None:
        self._file.keep()

    def discard(self) -> None:
        self._file.discard()

    @contextmanager
    def _writing(self, path: str, size: int) -> Iterator[Write]:
        info = tarfile.TarInfo(f"{self._top}/{path}")
        info.size, info.mtime, info.mode = size, self._time, 0o644
        self._payload.write(info.tobuf(tarfile.PAX_FORMAT))
        yield self._payload.write
        self._payload.write(bytes(-size % _RECORD))


def _write_all(file: RawIOBase, block: Bytes) -> None:
    """write(2) may take less than it is given."""
    view = memoryview(block)
    while view:
        view = view[file.write(view) :]
