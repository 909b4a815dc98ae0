"""Large files written past the page cache; by `DirectFile` while the caller computes the next block.

One block is filled while another is being written by a second thread: memory stays at `BLOCKS` blocks whatever the
size of the file, and the cache of the machine keeps what people are reading. Who computes the bytes may do so in the
block itself (`room`, `filled`), which saves a copy. Where the file system refuses O_DIRECT the same bytes go through
the page cache.
"""

import errno
import fcntl
import mmap
import os
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from dokaz.kernel.faults import Step, step

Bytes = bytes | bytearray | memoryview | mmap.mmap

BLOCK = 4 * 1024 * 1024
BLOCKS = 3
ALIGNMENT = 4096  # open(2), O_DIRECT: the logical block size of the device; 4096 serves all in use


class PastCache:
    """Writes at once, and past the page cache where it can: whole multiples of `ALIGNMENT` from aligned memory.

    From the first bytes that are none, as at the end of most files, the rest goes through the page cache; so does all
    of it where the file system refuses O_DIRECT. The descriptor stays the caller's, to sync and to close.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._direct = _ask_for_direct(descriptor, wanted=True)

    def write(self, data: Bytes) -> None:
        """Take all the bytes."""
        with memoryview(data) as given, given.cast("B") as view:
            whole = len(view) - len(view) % ALIGNMENT
            self._write_all(view[:whole])
            if whole < len(view):
                self._give_up()
                self._write_all(view[whole:])

    def _write_all(self, view: memoryview) -> None:
        written = 0
        while written < len(view):
            step(Step.WRITE)
            written += self._write_some(view[written:])

    def _write_some(self, view: memoryview) -> int:
        try:
            return os.write(self._descriptor, view)
        except OSError as why:
            if why.errno != errno.EINVAL or not self._direct:
                raise
            self._give_up()  # the file system took the flag but not the alignment, or a short write broke it
            return os.write(self._descriptor, view)

    def _give_up(self) -> None:
        if self._direct:
            self._direct = _ask_for_direct(self._descriptor, wanted=False)


class DirectFile:
    """A file descriptor written in order, in aligned blocks.

    `sync()` returns when every byte is on stable storage. An error of the writing thread is raised by the next call.
    The descriptor stays the caller's to close, after `close()`.
    """

    def __init__(self, descriptor: int, *, size: int | None = None) -> None:
        self._descriptor = descriptor
        self._expected = size
        self._out = PastCache(descriptor)
        self._blocks = [memoryview(mmap.mmap(-1, BLOCK)) for _ in range(BLOCKS)]  # page-aligned, as O_DIRECT asks
        self._writing: list[Future[None] | None] = [None] * BLOCKS
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="direct-file")
        self._current = self._filled = self.size = 0
        if size:
            os.posix_fallocate(descriptor, 0, size)

    def write(self, data: Bytes) -> int:
        """Take the bytes; they may be changed by the caller as soon as this returns."""
        with memoryview(data) as whole, whole.cast("B") as view:
            taken = 0
            while taken < len(view):
                part = min(BLOCK - self._filled, len(view) - taken)
                self._blocks[self._current][self._filled : self._filled + part] = view[taken : taken + part]
                self.filled(part)
                taken += part
            return taken

    def room(self, size: int, /) -> memoryview | None:
        """The next bytes of the file in the block itself, to be set and then told by `filled`; None at its end."""
        return None if BLOCK - self._filled < size else self._blocks[self._current][self._filled : self._filled + size]

    def filled(self, size: int, /) -> None:
        """So many bytes of the room given were set."""
        self._filled += size
        self.size += size
        if self._filled == BLOCK:
            self._hand_over()

    def finish(self) -> None:
        """Write what is left and give back memory and thread; `sync` is still to come. Nothing is written after it."""
        self._wait_for_all()
        self._write_rest()
        self.close()

    def sync(self) -> None:
        """Finish, cut off what was allotted too much, and wait until the device has it."""
        self.finish()
        if self._expected is not None and self._expected != self.size:
            os.ftruncate(self._descriptor, self.size)
        step(Step.SYNC_FILE)
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Give back thread and memory. Bytes not yet synced may be lost."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._blocks.clear()  # not closed: an error on its way up may still hold a view of one

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hand_over(self) -> None:
        self._writing[self._current] = self._writer.submit(self._write_block, self._current)
        self._current = (self._current + 1) % BLOCKS
        self._filled = 0
        self._wait_for(self._current)

    def _wait_for(self, block: int) -> None:
        earlier, self._writing[block] = self._writing[block], None
        if earlier is not None:
            earlier.result()

    def _wait_for_all(self) -> None:
        for offset in range(1, BLOCKS + 1):  # oldest first, so that the first error is the one raised
            self._wait_for((self._current + offset) % BLOCKS)

    def _write_block(self, block: int) -> None:
        self._out.write(self._blocks[block])

    def _write_rest(self) -> None:
        if self._filled:
            self._out.write(self._blocks[self._current][: self._filled])
            self._filled = 0


def _ask_for_direct(descriptor: int, *, wanted: bool) -> bool:
    """Switch O_DIRECT, and say whether it is on."""
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    flags = flags | os.O_DIRECT if wanted else flags & ~os.O_DIRECT
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)
    except OSError as why:
        if why.errno != errno.EINVAL:
            raise
        return False
    return wanted
