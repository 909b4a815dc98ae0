"""An object as a seekable file: read in windows that grow while the reading goes on, and the next one fetched ahead.

A jump, as a player makes it, costs one small window; reading through costs large ones. What is held is three windows
and the one ahead.
"""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from dokaz.adapters.s3.objects import Objects, Version

if TYPE_CHECKING:
    from concurrent.futures import Future

    from _typeshed import WriteableBuffer

FIRST = 256 * 1024  # four sealed chunks of 64 KiB: as much as arrives while a request is on its way
LARGEST = 8 * 1024 * 1024
_REMEMBERED = 3


class ObjectStream(io.RawIOBase):
    """One version of an object, from any position. `named` makes of an ObjectFault what the port raises."""

    def __init__(self, objects: Objects, version: Version, named: Callable[[], AbstractContextManager[None]]) -> None:
        super().__init__()
        self._named = named
        self._objects = objects
        self._version = version
        self.size = version.size
        self._position = 0
        self._windows: list[tuple[int, bytes]] = []  # the newest last
        self._width = FIRST
        self._ahead: tuple[int, int, Future[bytes]] | None = None

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if self.closed:
            raise ValueError("the stream is closed")
        view = memoryview(buffer).cast("B")
        if not view or self._position >= self.size:
            return 0
        with self._named():
            start, window = self._window()
        within = self._position - start
        taken = min(len(view), len(window) - within)
        view[:taken] = window[within : within + taken]
        self._position += taken
        return taken

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        starts = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}
        if whence not in starts or starts[whence] + offset < 0:
            raise ValueError("no such position")
        self._position = starts[whence] + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._windows.clear()
        self._ahead = None
        super().close()

    def _window(self) -> tuple[int, bytes]:
        """The window that holds the position, fetched if it is not there."""
        for start, window in reversed(self._windows):
            if start <= self._position < start + len(window):
                return start, window
        goes_on = bool(self._windows) and self._position == self._windows[-1][0] + len(self._windows[-1][1])
        self._width = min(2 * self._width, LARGEST) if goes_on else FIRST
        self._windows.append((self._position, self._fetched(self._position)))
        del self._windows[:-_REMEMBERED]
        if goes_on:
            self._fetch_ahead(self._position + len(self._windows[-1][1]))
        return self._windows[-1]

    def _fetched(self, start: int) -> bytes:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == start:
            return ahead[2].result()
        return self._objects.read(self._version, start, min(start + self._width, self.size))

    def _fetch_ahead(self, start: int) -> None:
        if start < self.size:
            end = min(start + self._width, self.size)
            fetching = self._objects.threads.submit(self._objects.read, self._version, start, end)
            self._ahead = (start, end, fetching)
