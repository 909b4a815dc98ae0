"""The store in a local folder: payloads and the second copy of the headers, in two trees that never meet.

vault/3f2/3f2…        payloads under random names, in 4,096 folders made as they are needed
vault/arriving/       what is being written; swept when nobody receives
vault/lock            held shared by receivers, alone by the sweeper
vault/owner           the collection whose payloads these are
headers/3f2/3f2…      one header a file, of the same name as its payload
"""

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from dokaz.custody.errors import StoreTaken
from dokaz.kernel import files
from dokaz.kernel.draws import Draws
from dokaz.kernel.errors import AlreadyThere
from dokaz.kernel.files import Arriving

OWNER_FILE = "owner"
SHARD = 3
NAME_BYTES = 24
RESERVE = 256 * 1024 * 1024  # left free for the database and its log, so that what was written can be acknowledged
_drawn = Draws(NAME_BYTES)
_DIRECT_FROM = 8 * 1024 * 1024
_AHEAD = 2 * 1024 * 1024


class FolderDeposit:
    """A payload being written; `FolderBlobs.keep` gives it its name."""

    def __init__(self, arriving: Arriving, name: str) -> None:
        self.arriving = arriving
        self.name = name
        self.lender = arriving.lender  # `age` seals into it

    @property
    def size(self) -> int:
        return self.arriving.size

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        return self.arriving.write(data)

    def finish(self) -> None:
        self.arriving.finish()

    def sealed(self) -> BinaryIO:
        return _opened(self.arriving.temporary)

    def discard(self) -> None:
        self.arriving.discard()


class FolderBlobs:
    """A `BlobStore` in a folder of one file system.

    `owner` names the collection. A folder belongs to the first that uses it, so that another's `sweep` takes nothing
    from it; for any other raises StoreTaken.
    """

    def __init__(self, root: Path, *, owner: str, reserve: int = RESERVE) -> None:
        self._root = root
        self._reserve = reserve
        self._temporary = root / "arriving"
        files.make_folders(self._temporary)
        _claim(root, owner)
        self._shard = _new_shard()

    def free(self) -> int:
        room = os.statvfs(self._root)
        return max(0, room.f_bavail * room.f_frsize - self._reserve)

    def begin(self, *, size: int | None, name: str | None = None, slowly: bool = False) -> FolderDeposit:
        """Written slowly it goes through the page cache: past it, each holds three blocks of memory and a thread."""
        name = name or self._shard + _drawn.take().hex()[SHARD:]
        large = not slowly and (size is None or size >= _DIRECT_FROM)
        arriving = Arriving(
            _placed(self._root, name), temporary_in=self._temporary, direct=large, size=size if large else None
        )
        return FolderDeposit(arriving, name)

    def keep(self, deposits: Sequence[FolderDeposit]) -> None:
        # One folder a group: its names become durable with one sync instead of one a file.
        self._shard = _new_shard()
        files.keep_many([deposit.arriving for deposit in deposits])

    def open(self, name: str) -> BinaryIO:
        return _opened(_placed(self._root, name))

    def foresee(self, names: Sequence[str]) -> None:
        for name in names:
            with suppress(OSError):  # whoever opens it is told
                _foreseen(_placed(self._root, name))

    def holds(self, name: str, *, size: int) -> bool:
        try:
            found = _placed(self._root, name).lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == size

    def names(self) -> Iterator[str]:
        yield from _names(self._root)

    def remove(self, name: str) -> None:
        _removed(_placed(self._root, name))

    def locked_until(self, name: str) -> None:
        """A folder keeps nothing against the will of whoever may write in it."""

    def sweep_temporary(self, *, spared: Callable[[str], bool]) -> int:  # noqa: ARG002 - who writes holds its file
        return len(files.sweep(self._temporary))

    def receiving(self) -> AbstractContextManager[None]:
        return files.shared(self._root / "lock")

    def alone(self) -> AbstractContextManager[None]:
        return files.exclusive(self._root / "lock")


class FolderHeaders:
    """A `HeaderStore` in a folder, which backups and replication leave out (SECURITY 3.1)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._temporary = root / "arriving"
        files.make_folders(self._temporary)

    def require_fit(self) -> None:
        """A folder cannot be asked who copies it; docs/operating.md says where it may lie."""

    def put(self, headers: Mapping[str, bytes]) -> None:
        placed = {_placed(self._root, name): header for name, header in headers.items()}
        earlier = {path for path in placed if path.exists()}
        with ExitStack() as begun:
            arrivals = []
            for path in placed.keys() - earlier:
                arrivals.append(begun.enter_context(Arriving(path, temporary_in=self._temporary)))
                arrivals[-1].write(placed[path])
            files.keep_many(arrivals)
        for path in earlier:
            files.replace(path, placed[path])

    def get(self, name: str) -> bytes:
        with _opened(_placed(self._root, name)) as header:
            return header.read()

    def names(self) -> Iterator[str]:
        yield from _names(self._root)

    def remove(self, name: str) -> None:
        _removed(_placed(self._root, name))

    def sweep_temporary(self) -> int:
        # a replaced header is written beside its place, not in the folder for temporary files
        return sum(len(files.sweep(folder)) for folder in (self._temporary, *_shards(self._root)))


def _placed(root: Path, name: str) -> Path:
    # A name comes from the database, which an attacker may have written: it may not lead out of the store.
    if len(name) != 2 * NAME_BYTES or set(name) - set("0123456789abcdef"):
        raise FileNotFoundError(name)
    return root / f"{name[:SHARD]}/{name}"


def _claim(root: Path, owner: str) -> None:
    if not (root / OWNER_FILE).exists():
        with suppress(AlreadyThere):  # another process came first
            files.write_new(root / OWNER_FILE, [owner.encode()])
    if (root / OWNER_FILE).read_bytes() != owner.encode():
        raise StoreTaken(store=root)


def _opened(path: Path) -> BinaryIO:
    """A plain file. A pipe or link that was put in its place is an OSError: neither waited for nor followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, "not a plain file", str(path))


def _foreseen(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        os.posix_fadvise(descriptor, 0, _AHEAD, os.POSIX_FADV_WILLNEED)
    finally:
        os.close(descriptor)


def _names(root: Path) -> Iterator[str]:
    for shard in _shards(root):
        yield from sorted(path.name for path in shard.iterdir() if len(path.name) == 2 * NAME_BYTES)


def _shards(root: Path) -> list[Path]:
    return sorted(folder for folder in root.iterdir() if len(folder.name) == SHARD)


def _removed(path: Path) -> None:
    path.unlink()
    files.fsync_directory(path.parent)


def _new_shard() -> str:
    return secrets.token_hex(2)[:SHARD]
