"""The two pipes of a parser: it asks for the parts of the evidence that it needs, and answers once.

to it      length (4 bytes, big-endian) · JSON: the question; then, for each part asked for, length · bytes
from it    R · length · offset (8 bytes) · wanted (4 bytes)    a part of the evidence, please
           D · length · bytes                                  a piece of a picture or of a part
           A · length · JSON                                   the answer, and the end
"""

import io
import json
import os
from typing import Any

READ, DATA, ANSWER = b"R", b"D", b"A"
_PIECE = 1024 * 1024
_BUFFER = 256 * 1024


class Pipes:
    """Both ends as file descriptors."""

    def __init__(self, heard: int, told: int) -> None:
        self._heard, self._told = heard, told

    def question(self) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(self._frame())
        return asked

    def part(self, offset: int, wanted: int) -> bytes:
        self._say(READ, offset.to_bytes(8, "big") + wanted.to_bytes(4, "big"))
        return self._frame()

    def give(self, data: bytes) -> None:
        for at in range(0, len(data), _PIECE):
            self._say(DATA, data[at : at + _PIECE])

    def answer(self, facts: dict[str, Any]) -> None:
        self._say(ANSWER, json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace"))

    def _say(self, kind: bytes, payload: bytes) -> None:
        left = memoryview(kind + len(payload).to_bytes(4, "big") + payload)
        while left:
            left = left[os.write(self._told, left) :]

    def _frame(self) -> bytes:
        return self._read(int.from_bytes(self._read(4), "big"))

    def _read(self, wanted: int) -> bytes:
        parts = bytearray()
        while len(parts) < wanted:
            part = os.read(self._heard, wanted - len(parts))
            if not part:
                os._exit(1)  # nobody listens any more
            parts += part
        return bytes(parts)


class Evidence(io.RawIOBase):
    """The file that is looked at, read through the pipes and nowhere kept."""

    def __init__(self, pipes: Pipes, size: int) -> None:
        self._pipes, self._size, self._at = pipes, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: Any) -> int:
        wanted = max(0, min(len(into), self._size - self._at, _PIECE))
        if not wanted:
            return 0
        found = self._pipes.part(self._at, wanted)
        into[: len(found)] = found
        self._at += len(found)
        return len(found)


def evidence(pipes: Pipes, size: int) -> io.BufferedReader:
    return io.BufferedReader(Evidence(pipes, size), _BUFFER)
