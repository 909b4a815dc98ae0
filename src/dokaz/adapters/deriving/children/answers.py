"""How a child program says what it made: a line of JSON, then the bytes. Whatever goes wrong in it is a trouble's code.

These programs run in the sandbox only. Of ours they know the parsers, and nobody believes them.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from dokaz.adapters.parsers.outcomes import Unreadable

__all__ = ["DAMAGED", "EVIDENCE", "LOCKED", "NO_LANGUAGE", "TOO_MUCH", "Failed", "answer", "evidence"]

EVIDENCE = "/proc/self/fd/0"  # an anonymous memory file, so a program can seek in it
DAMAGED, LOCKED, TOO_MUCH, NO_LANGUAGE = "damaged", "locked", "too-much", "no-language"
_UNREADABLE = {"password": LOCKED, "too-large": TOO_MUCH, "too-many-pixels": TOO_MUCH}

Said = tuple[dict[str, Any], bytes]


class Failed(Exception):
    """Nothing can be made, and why is known."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def evidence() -> BinaryIO:
    """The file, from its beginning."""
    return os.fdopen(os.dup(0), "rb")


def answer(make: Callable[[], Said]) -> None:
    facts, body = _made(make)
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


def _made(make: Callable[[], Said]) -> Said:
    try:
        return make()
    except Failed as why:
        return {"trouble": why.code}, b""
    except Unreadable as why:
        return {"trouble": _UNREADABLE.get(why.code, DAMAGED)}, b""
    except MemoryError:
        return {"trouble": TOO_MUCH}, b""
    except Exception:  # noqa: BLE001 - a parser of hostile input raises anything
        return {"trouble": DAMAGED}, b""
