"""What a parser says besides what it found: why there is nothing, and how much is enough."""

import io
import os
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

MOST_TAKEN = 64 * 1024 * 1024  # bytes of one part: it is held in memory on its way
LONGEST_NAME = 300
LONGEST_MESSAGE = 64 * 1024  # letters: what WhatsApp sends at most, and more than any other


class Unreadable(Exception):
    """Nothing can be shown; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Inner:
    """A file within the file: a letter of a mailbox, an attachment, an entry of an archive, what a page answered."""

    file: BinaryIO
    name: str
    mime: str = ""
    beside: dict[str, str] = field(default_factory=dict)  # the parts beside it, by name: where media of a chat lie
    notes: tuple[str, ...] = ()
    turning: dict[str, Any] = field(default_factory=dict)  # of a letter in a mailbox: its number, `before` and `after`


def whole(file: BinaryIO, *, most: int = MOST_TAKEN) -> bytes:
    """All of it. Raises Unreadable where that is too much: what a header says of a length is not believed."""
    file.seek(0)
    data = file.read(most + 1)
    if len(data) > most:
        raise Unreadable("too-large")
    return data


def size_of(file: BinaryIO) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def held(data: bytes) -> BinaryIO:
    return cast("BinaryIO", io.BytesIO(data))


def short(words: object) -> str:
    return str(words or "").strip()[:LONGEST_NAME]


def beginning(words: str, most: int) -> str:
    """So many letters of it; that there were more is to be seen."""
    return words if len(words) <= most else f"{words[:most]} […]"


def part(number: str, name: str, *, mime: str = "", size: int | None = None, **more: Any) -> dict[str, Any]:
    """One line of a list of parts; `number` is the address it is asked for by."""
    return {"number": number, "name": short(name), "mime": short(mime), "size": size, **more}


def pages_of(count: int, each: int) -> int:
    return max(1, -(-count // each))
