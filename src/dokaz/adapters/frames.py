"""The two pipes to a program in a cage: what is said over them goes in frames, and nothing is waited for without end.

A frame is four bytes of length (big-endian), then that many bytes.
"""

import os
import select
import subprocess
import time
from collections.abc import Sequence

from dokaz.adapters import sandbox

_LENGTH = 4

Process = subprocess.Popen[bytes]


class Late(Exception):
    """The program did not read or answer in time."""


class Ended(Exception):
    """The program is no longer there, or does not keep to the frames."""


def started(command: Sequence[str]) -> Process:
    """The program with a pipe to it and one from it; nothing else of ours is open in it."""
    # S603: a fixed program with fixed arguments; evidence is on its standard input only
    return subprocess.Popen(
        [*command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=sandbox.ENVIRONMENT,
        close_fds=True,
    )


class Frames:
    """Our ends of the pipes of a started program. What is not done in time raises Late; `within` gives time anew."""

    def __init__(self, process: Process, *, seconds: float) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self.within(seconds)

    def within(self, seconds: float) -> None:
        """From now on so long for all that is said and heard."""
        self._until = time.monotonic() + seconds

    def say(self, words: bytes) -> None:
        """One frame. Raises Late, Ended."""
        left = memoryview(len(words).to_bytes(_LENGTH, "big") + words)
        while left:
            self._wait([], [self._to])
            try:
                left = left[os.write(self._to, left) :]
            except BrokenPipeError:
                raise Ended from None

    def hear(self, *, most: int) -> bytes:
        """One frame. Raises Late, and Ended where it says that it is longer than this."""
        length = int.from_bytes(self.read(_LENGTH), "big")
        if length > most:
            raise Ended
        return self.read(length)

    def read(self, wanted: int) -> bytes:
        """As many bytes. Raises Late, and Ended where the program is gone: more memory or time than allowed ends it."""
        held = bytearray()
        while len(held) < wanted:
            self._wait([self._from], [])
            part = os.read(self._from, wanted - len(held))
            if not part:
                raise Ended
            held += part
        return bytes(held)

    def _wait(self, readable: list[int], writable: list[int]) -> None:
        found = select.select(readable, writable, [], max(0.0, self._until - time.monotonic()))
        if not any(found):
            raise Late
