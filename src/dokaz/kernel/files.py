"""Files written as if power will fail at the next instruction. Nothing else in the house writes a file that matters.

A new file (`Arriving`, `write_new`):
    0  make-folder, sync-parent   each missing folder is made and its parent synced
    1  create                     a temporary file, open and locked by us, on the same file system
    2  write                      the bytes
    3  sync-file                  fsync: the bytes are on the device
    4  link                       link(2) gives it its name, and fails if there is a file of that name
    5  sync-folder                fsync of the folder: the name is on the device; now, not before, it may be promised
    6  drop-temporary             unlink of the temporary name; a crash before this leaves it for `sweep`
A replaced file (`replace`): 1, 2, 3, then `rename` over the old one, then 5.

A crash at any step leaves the target absent (or, for `replace`, the old one) or whole, and at most a temporary file
that `sweep` removes. The file system must honour fsync: ext4, XFS and Btrfs do. Where it has no hard links, as on most
sticks, step 4 is a rename that refuses to take the place of a file.

Every step is announced to `kernel.faults`; tests kill at each.
"""

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from dokaz.kernel.direct import Bytes, DirectFile
from dokaz.kernel.draws import Draws
from dokaz.kernel.errors import AlreadySettled, AlreadyThere, Busy
from dokaz.kernel.faults import Step, failing_at, listening, step

__all__ = [
    "Arriving",
    "DirectFile",
    "Step",
    "abandoned",
    "exclusive",
    "failing_at",
    "fsync_directory",
    "keep_many",
    "listening",
    "make_folders",
    "replace",
    "shared",
    "sweep",
    "sync_many",
    "write_new",
]

T = TypeVar("T")

_drawn = Draws(12)
TEMPORARY = ".arriving-"
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}  # as link(2) says it on vfat, exFAT and under FUSE
_AT_FDCWD, _RENAME_NOREPLACE = -100, 1  # linux/fcntl.h, linux/fs.h
SYNC_THREADS = 4  # concurrent fsyncs share one commit of the file system's journal


class Arriving:
    """A file on its way to `path`: written beside it, and there under its name only after `keep()`.

    Leaving the block without `keep()` discards it. `temporary_in` names another folder of the same file system for
    temporary files, so that `sweep` need not read a large tree. `direct` is for large files (see `kernel.direct`);
    `size`, where known, allots the room first.
    """

    def __init__(
        self, path: Path, *, temporary_in: Path | None = None, direct: bool = False, size: int | None = None
    ) -> None:
        self.path = path
        make_folders(path.parent)
        self.temporary = (temporary_in or path.parent) / f"{TEMPORARY}{_drawn.take().hex()}"
        self._direct: DirectFile | None = None
        self._plain = 0
        self._descriptor: int | None = _created(self.temporary)
        try:
            self._direct = DirectFile(self._descriptor, size=size) if direct else None
        except OSError:  # no room for that size
            self.discard()
            raise

    def write(self, data: Bytes) -> int:
        """Take all the bytes. Raises AlreadySettled after `keep` or `discard`."""
        descriptor = self._open_descriptor()
        if self._direct:
            return self._direct.write(data)
        self._plain += _write_all(descriptor, data)
        return memoryview(data).nbytes

    @property
    def lender(self) -> DirectFile | None:
        """Where a large file may be computed in place, instead of `write`."""
        return self._direct

    @property
    def size(self) -> int:
        return self._direct.size if self._direct else self._plain

    def finish(self) -> None:
        """Say that all is written, so that a large file gives back its memory before `keep`."""
        if self._direct:
            self._direct.finish()

    def keep(self) -> None:
        """Make the bytes and then the name durable. Raises AlreadyThere, and discards, where the name is taken."""
        keep_many([self])

    def discard(self) -> None:
        """Leave nothing behind. Harmless after `keep` and when repeated."""
        if self._descriptor is not None:
            self.temporary.unlink(missing_ok=True)
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _begin_to_sync(self) -> None:
        # Linux starts to write at once what it is told will not be needed; `fsync` waits for it and tells its errors.
        os.posix_fadvise(self._open_descriptor(), 0, 0, os.POSIX_FADV_DONTNEED)

    def _sync(self) -> None:
        descriptor = self._open_descriptor()
        if self._direct:
            self._direct.sync()
            return
        step(Step.SYNC_FILE)
        os.fsync(descriptor)

    def _link(self) -> None:
        try:
            try:
                step(Step.LINK)
                os.link(self.temporary, self.path, follow_symlinks=False)
            except OSError as why:
                if why.errno not in _NO_LINKS:
                    raise
                _rename_new(self.temporary, self.path)
        except FileExistsError as why:
            raise AlreadyThere(path=self.path) from why

    def _drop_temporary(self) -> None:
        step(Step.DROP_TEMPORARY)
        self.temporary.unlink(missing_ok=True)  # renamed already, where there are no links
        self._close()

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise AlreadySettled(path=self.path)
        return self._descriptor

    def _close(self) -> None:
        descriptor, self._descriptor = self._open_descriptor(), None
        if self._direct:
            self._direct.close()
        os.close(descriptor)


def keep_many(arrivals: Sequence[Arriving]) -> None:
    """Keep a group together: when this returns each of them is durable under its name.

    On an error those not yet named are discarded; those already named stay, whole, and none of them may be promised.
    """
    try:
        for arriving in arrivals:  # so that one commit of the file system's journal serves all: half the work
            arriving._begin_to_sync()  # noqa: SLF001 - same module
        _concurrently(Arriving._sync, arrivals)  # noqa: SLF001 - same module
        for arriving in arrivals:
            arriving._link()  # noqa: SLF001 - same module
        for folder in sorted({arriving.path.parent for arriving in arrivals}):
            fsync_directory(folder)
        for arriving in arrivals:
            arriving._drop_temporary()  # noqa: SLF001 - same module
        step(Step.DONE)
    finally:
        for arriving in arrivals:
            arriving.discard()


def write_new(path: Path, chunks: Iterable[Bytes]) -> None:
    """Write a file that must not be there yet. Raises AlreadyThere."""
    with Arriving(path) as arriving:
        for chunk in chunks:
            arriving.write(chunk)
        arriving.keep()


def replace(path: Path, data: Bytes) -> None:
    """Put these bytes in the place of whatever is at `path`: readers see the old or the new, never a mixture."""
    make_folders(path.parent)
    temporary = path.parent / f"{TEMPORARY}{_drawn.take().hex()}"
    descriptor = _created(temporary)
    try:
        _write_all(descriptor, data)
        step(Step.SYNC_FILE)
        os.fsync(descriptor)
        step(Step.RENAME)
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    fsync_directory(path.parent)
    step(Step.DONE)


def sync_many(paths: Sequence[Path]) -> None:
    """Make files that are already written durable together: each file once, and each folder they lie in once."""
    _concurrently(_sync_file, paths)
    for folder in sorted({path.parent for path in paths}):
        fsync_directory(folder)


def fsync_directory(folder: Path) -> None:
    """Make the names in a folder durable (fsync(2): syncing a file does not sync the entry that names it)."""
    step(Step.SYNC_FOLDER)
    _fsync_path(folder, os.O_RDONLY | os.O_DIRECTORY)


def make_folders(folder: Path) -> None:
    """Make a folder and its missing parents, each durable in the one above it."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        step(Step.MAKE_FOLDER)
        with suppress(FileExistsError):  # another process made it meanwhile; it is synced all the same
            made.mkdir(mode=0o700)
        step(Step.SYNC_PARENT)
        _fsync_path(made.parent, os.O_RDONLY | os.O_DIRECTORY)


def abandoned(folder: Path, *, prefix: str = TEMPORARY) -> list[Path]:
    """Files and folders of this prefix whose maker, which held them with `exclusive`, is gone: it was killed."""
    return [path for path in sorted(folder.glob(f"{prefix}*")) if not path.is_symlink() and _let_go(path)]


def _let_go(path: Path) -> bool:
    try:
        with exclusive(path, wait=False):
            return True
    except Busy:
        return False


def sweep(folder: Path) -> list[Path]:
    """Remove temporary files whose writer is gone, and say which. Files still being written are left alone."""
    removed = []
    for temporary in sorted(folder.glob(f"{TEMPORARY}*")):
        try:
            with exclusive(temporary, wait=False):
                temporary.unlink(missing_ok=True)
        except Busy:
            continue
        removed.append(temporary)
    return removed


@contextmanager
def exclusive(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold `path`, a file or a folder, alone among processes and threads. Raises Busy.

    It ends with the process, however that ends.
    """
    with _locked(path, fcntl.LOCK_EX, wait=wait):
        yield


@contextmanager
def shared(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold `path` together with others who share it and with nobody who holds it alone. Raises Busy."""
    with _locked(path, fcntl.LOCK_SH, wait=wait):
        yield


@contextmanager
def _locked(path: Path, kind: int, *, wait: bool) -> Iterator[None]:
    flags = os.O_RDONLY | os.O_DIRECTORY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_NOFOLLOW, 0o600)
    try:
        _flock(descriptor, kind if wait else kind | fcntl.LOCK_NB, path)
        yield
    finally:
        os.close(descriptor)


def _flock(descriptor: int, kind: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError as why:
        raise Busy(path=path) from why


def _created(temporary: Path) -> int:
    """Create and lock a temporary file; the lock tells `sweep` that its writer lives."""
    step(Step.CREATE)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # at once: only `sweep` could hold it, and it has found no other writer
    if os.fstat(descriptor).st_nlink == 0:  # swept in the instant between creating and locking
        os.close(descriptor)
        raise Busy(path=temporary)
    return descriptor


def _rename_new(source: Path, target: Path) -> None:
    """Rename, but never over a file (renameat2(2), RENAME_NOREPLACE): for sticks, which have no hard links."""
    arguments = (_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE)
    if ctypes.CDLL(None, use_errno=True).renameat2(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


def _write_all(descriptor: int, data: Bytes) -> int:
    with memoryview(data) as whole, whole.cast("B") as view:
        written = 0
        while written < len(view):
            step(Step.WRITE)
            written += os.write(descriptor, view[written:])
        return written


def _sync_file(path: Path) -> None:
    step(Step.SYNC_FILE)
    _fsync_path(path, os.O_RDONLY)


def _fsync_path(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _concurrently(act: Callable[[T], None], things: Sequence[T]) -> None:
    """Do it for all, and raise the first error only when none is still at work."""
    if len(things) < 2:
        _each(act, things)
        return
    with ThreadPoolExecutor(min(SYNC_THREADS, len(things)), thread_name_prefix="sync") as threads:
        done = [threads.submit(_each, act, things[start::SYNC_THREADS]) for start in range(SYNC_THREADS)]
    for one in done:
        one.result()


def _each(act: Callable[[T], None], things: Sequence[T]) -> None:
    for thing in things:
        act(thing)
