"""Random bytes drawn many at once, for names and numbers that shall not repeat.

A system call for each costs more than the name, and lets every waiting thread in between. Keys, nonces and salts are
never taken from here: what is secret is drawn when it is needed and lies nowhere before.
"""

import os

AT_ONCE = 64


class Draws:
    """Draws of `size` bytes each. For any number of threads; a forked child draws its own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._left: list[bytes] = []
        os.register_at_fork(after_in_child=self._left.clear)

    def take(self) -> bytes:
        try:
            return self._left.pop()
        except IndexError:
            return self._filled()

    def number(self) -> int:
        return int.from_bytes(self.take(), "big")

    def _filled(self) -> bytes:
        size, drawn = self._size, os.urandom(self._size * AT_ONCE)
        self._left += (drawn[start : start + size] for start in range(size, len(drawn), size))
        return drawn[:size]
