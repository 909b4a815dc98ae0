"""A program in the sandbox that is asked many times, because starting it costs a second.

Both sides speak in frames over two pipes: four bytes of length (big-endian), then that many bytes. The program says an
empty frame when it is ready, then answers each frame with one; an empty answer says that it has none.
"""

import os
import select
import subprocess
import threading
import time
import weakref
from collections.abc import Callable, Sequence

from dokaz.adapters import sandbox
from dokaz.adapters.sandbox import Ran

_LENGTH = 4
_MOST_ANSWERED = 64 * 1024
_NO_ANSWER = "Not read: the program failed, or used more memory or processor time than allowed."


class _Late(Exception):
    """The program did not answer in time."""


class _Ended(Exception):
    """The program is no longer there, or does not keep to the frames."""


class Answering:
    """Asked from any thread, one question at a time; ended with this object or with our process."""

    def __init__(self, command: Callable[[], Sequence[str]], *, seconds: float = sandbox.WALL_SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._turn = threading.Lock()
        self._running: _Running | None = None

    def ask(self, question: bytes) -> Ran:
        """The answer, or in `trouble` why there is none; a program that is late is ended, and the next starts anew."""
        if trouble := sandbox.missing("bwrap"):
            return Ran(b"", trouble)
        with self._turn:
            try:
                answer = self._asked(question)
            except _Late:
                self._end()
                return Ran(b"", sandbox.late(self._seconds))
        return Ran(answer, "" if answer else _NO_ANSWER)

    def _asked(self, question: bytes) -> bytes:
        """A program that ended since the question before may not be blamed on this one: it is asked once more."""
        begun = self._running is not None and self._running.is_ours
        try:
            return self._started().ask(question, seconds=self._seconds)
        except _Ended:
            self._end()
            return self._asked(question) if begun else b""

    def _started(self) -> "_Running":
        if self._running is None or not self._running.is_ours:
            self._running = _Running(self._command())
            self._running.hear(time.monotonic() + sandbox.WALL_SECONDS)
        return self._running

    def _end(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None


class _Running:
    """One started program and the two pipes to it; nothing else of ours is open in it."""

    def __init__(self, command: Sequence[str]) -> None:
        # S603: a fixed program with fixed arguments; evidence is on its standard input only
        process = subprocess.Popen(
            [*command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=sandbox.ENVIRONMENT,
            close_fds=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._owner = os.getpid()
        self.end = weakref.finalize(self, _ended, process, self._owner)

    @property
    def is_ours(self) -> bool:
        """After a fork the pipes are the parent's: two who speak at once would mix their questions."""
        return self._owner == os.getpid()

    def ask(self, question: bytes, *, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        self._say(len(question).to_bytes(_LENGTH, "big") + question, deadline)
        return self.hear(deadline)

    def hear(self, deadline: float) -> bytes:
        length = int.from_bytes(self._read(_LENGTH, deadline), "big")
        if length > _MOST_ANSWERED:
            raise _Ended
        return self._read(length, deadline)

    def _say(self, words: bytes, deadline: float) -> None:
        left = memoryview(words)
        while left:
            _wait([], [self._to], deadline)
            try:
                left = left[os.write(self._to, left) :]
            except BrokenPipeError:
                raise _Ended from None

    def _read(self, wanted: int, deadline: float) -> bytes:
        held = b""
        while len(held) < wanted:
            _wait([self._from], [], deadline)
            part = os.read(self._from, wanted - len(held))
            if not part:
                raise _Ended
            held += part
        return held


def _wait(readable: list[int], writable: list[int], deadline: float) -> None:
    found = select.select(readable, writable, [], max(0.0, deadline - time.monotonic()))
    if not any(found):
        raise _Late


def _ended(process: "subprocess.Popen[bytes]", owner: int) -> None:
    """End it and close its pipes. bubblewrap takes everything in the cage with it (--die-with-parent)."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if owner == os.getpid():
        process.kill()
        process.wait()
