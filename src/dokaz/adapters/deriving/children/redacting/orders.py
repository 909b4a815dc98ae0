"""What a redacting program is told, and where it writes: three words after its name, of which two are descriptors.

`make ORDERS COPY`: the file is the standard input. `check ORDERS ORIGINAL`: the copy is.
"""

import errno
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from ..answers import DAMAGED, TOO_MUCH, Failed, Said, answer

__all__ = ["BEYOND_END", "LEFT", "NOT_CLEAN", "SEVERAL", "Orders", "main"]

BEYOND_END, SEVERAL, LEFT, NOT_CLEAN = "beyond-end", "several-frames", "left-elsewhere", "not-clean"

_FULL = (errno.EFBIG, errno.EPIPE)  # the copy is larger than allowed, for us or for the encoder we write to


@dataclass(frozen=True, slots=True)
class Orders:
    """The marks as plain values, and the descriptor of the other file."""

    told: dict[str, Any]
    other: int

    def marks(self, kind: str) -> list[dict[str, Any]]:
        return [mark for mark in self.told["marks"] if mark["kind"] == kind]

    @property
    def other_path(self) -> str:
        return f"/proc/self/fd/{self.other}"

    def other_file(self, mode: str) -> IO[Any]:
        file = os.fdopen(os.dup(self.other), mode)
        file.seek(0)
        return file


def main(make: Callable[[Orders], dict[str, Any]], check: Callable[[Orders], dict[str, Any]]) -> None:
    mode, told, other = sys.argv[1:4]
    with os.fdopen(int(told), "rb") as file:
        orders = Orders(json.load(file), int(other))

    def run() -> Said:
        try:
            return {"make": make, "check": check}[mode](orders), b""
        except OSError as why:
            raise Failed(TOO_MUCH if why.errno in _FULL else DAMAGED) from why

    answer(run)


def refuse(wrong: object, code: str = NOT_CLEAN) -> None:
    """Raises Failed where something is wrong."""
    if wrong:
        raise Failed(code)
