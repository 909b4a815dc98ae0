"""A program in the sandbox that is asked many times, because starting it costs a second.

Both sides speak in frames (`frames`). The program says an empty one when it is ready, then answers each frame with one;
an empty answer says that it has none.
"""

import os
import threading
import weakref
from collections.abc import Callable, Sequence

from dokaz.adapters import frames, sandbox
from dokaz.adapters.frames import Frames
from dokaz.adapters.sandbox import Ran

_MOST_ANSWERED = 64 * 1024
_NO_ANSWER = "Not read: the program failed, or used more memory or processor time than allowed."


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
            except frames.Late:
                self._end()
                return Ran(b"", sandbox.late(self._seconds))
        return Ran(answer, "" if answer else _NO_ANSWER)

    def _asked(self, question: bytes) -> bytes:
        """A program that ended since the question before may not be blamed on this one: it is asked once more."""
        begun = self._running is not None and self._running.is_ours
        try:
            return self._started().ask(question, seconds=self._seconds)
        except frames.Ended:
            self._end()
            return self._asked(question) if begun else b""

    def _started(self) -> "_Running":
        if self._running is None or not self._running.is_ours:
            self._running = _Running(self._command())
            self._running.hear()
        return self._running

    def _end(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None


class _Running:
    """One started program and the two pipes to it; nothing else of ours is open in it."""

    def __init__(self, command: Sequence[str]) -> None:
        process = frames.started(command)
        self._frames = Frames(process, seconds=sandbox.WALL_SECONDS)
        self._owner = os.getpid()
        self.end = weakref.finalize(self, _ended, process, self._owner)

    @property
    def is_ours(self) -> bool:
        """After a fork the pipes are the parent's: two who speak at once would mix their questions."""
        return self._owner == os.getpid()

    def ask(self, question: bytes, *, seconds: float) -> bytes:
        self._frames.within(seconds)
        self._frames.say(question)
        return self.hear()

    def hear(self) -> bytes:
        return self._frames.hear(most=_MOST_ANSWERED)


def _ended(process: frames.Process, owner: int) -> None:
    """End it and close its pipes. bubblewrap takes everything in the cage with it (--die-with-parent)."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if owner == os.getpid():
        process.kill()
        process.wait()
