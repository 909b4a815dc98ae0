"""PRONOM identifiers by the signatures that opf-fido carries: a second opinion beside the MIME type.

Its regular expressions run in the sandbox (`matching`), in one program for many items: reading the signatures takes a
second. It is given the first and the last MiB and no name.
"""

import json
import os
import re
from importlib.metadata import version
from typing import BinaryIO

from dokaz.adapters import interpreting, matching, sandbox
from dokaz.adapters.answering import Answering
from dokaz.adapters.sandbox import Ran
from dokaz.custody.ports import Format

_END = 1024 * 1024
_PACKAGES = ("fido", "olefile", "six", "importlib_resources")
_TOOL = "opf-fido"
_PUID = re.compile(r"(x-|fido-)?fmt/[0-9]{1,6}(\.[a-z0-9]{1,12})?")
_LONGEST = 200
_STRANGE = "Not read: the program's answer was not in its own format."


class Pronom:
    """A `FormatIdentifier`."""

    def __init__(self, *, seconds: float = sandbox.WALL_SECONDS) -> None:
        self._matching = Answering(_command, seconds=seconds)

    def identify(self, stream: BinaryIO, *, size: int, name: str) -> Format:  # noqa: ARG002 - a name proves nothing
        if size == 0:
            return Format("", "", _TOOL, version(_TOOL))
        puid, words, trouble = _parsed(self._matching.ask(_question(stream)))
        return Format(puid, words, _TOOL, version(_TOOL), trouble)


def _question(stream: BinaryIO) -> bytes:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    evidence = stream.read(min(size, 2 * _END))
    if size > 2 * _END:
        stream.seek(size - _END)
        evidence = evidence[:_END] + stream.read(_END)
    return size.to_bytes(8, "big") + evidence


def _parsed(ran: Ran) -> tuple[str, str, str]:
    """What was answered is as little to be trusted as what was asked about."""
    if ran.trouble:
        return "", "", ran.trouble
    try:
        puid, words = json.loads(ran.output) or ("", "")
        well_said = (
            (not puid or _PUID.fullmatch(puid)) and len(words) <= _LONGEST and (not words or words.isprintable())
        )
    except (ValueError, TypeError, AttributeError):
        well_said = False
    return (puid, words, "") if well_said else ("", "", _STRANGE)


def _command() -> list[str]:
    seen = {f"{interpreting.PROGRAM}/matching.py": matching.__file__}
    return [*interpreting.command(packages=_PACKAGES, seen=seen), f"{interpreting.PROGRAM}/matching.py"]
