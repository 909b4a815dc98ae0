"""A child program asked about one file: started in the sandbox, heard once, and not believed."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from dokaz.adapters import interpreting, sandbox
from dokaz.adapters.deriving import children
from dokaz.adapters.deriving.children import answers
from dokaz.adapters.sandbox import MIB, Heard, Limits
from dokaz.custody import api as custody

__all__ = ["MOST_GIVEN", "Answer", "Child", "ask", "ask_about", "not_there"]

MOST_GIVEN = 512 * MIB  # handed over in memory, so more is refused
_BESIDE: Mapping[str, str] = {"PIL": "pillow.libs", "pi_heif": "pi_heif.libs"}  # libraries that their wheels bring
_LONGEST_LINE = 16 * 1024
_MISSING: Mapping[str, type[custody.NotMade]] = {
    "tesseract": custody.RecogniserMissing,
    "ffmpeg": custody.MediaToolMissing,
}
_SAID: Mapping[str, type[custody.NotMade]] = {
    answers.DAMAGED: custody.FileNotUnderstood,
    answers.LOCKED: custody.FileLocked,
    answers.TOO_MUCH: custody.MakerOverLimits,
    answers.NO_LANGUAGE: custody.RecogniserMissing,
}


@dataclass(frozen=True, slots=True)
class Child:
    """A program of ours in `children`, the packages it loads, the outside program it starts, and what it may use."""

    module: str
    packages: tuple[str, ...] = ()
    starts: str = ""
    limits: Limits = field(default_factory=lambda: Limits(wall_seconds=60, cpu_seconds=50, output=32 * MIB))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said of a file, and the bytes it made; or why there is nothing."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    trouble: type[custody.NotMade] | None = None
    code: str = ""  # of a trouble that the child named itself


def ask(child: Child, arguments: Sequence[str], *, stream: BinaryIO, size: int) -> Answer:
    """Hand the bytes of a file over in memory and hear what is made of them. Raises what reading the stream raises."""
    if trouble := not_there(child):
        return Answer(trouble=trouble)
    if size > MOST_GIVEN:
        return Answer(trouble=custody.TooLargeToMake)
    return ask_about(child, arguments, held=sandbox.whole(stream, size))


def ask_about(child: Child, arguments: Sequence[str], *, held: int, beside: Sequence[int] = ()) -> Answer:
    """`ask` about a file that is in memory already; its descriptor is closed at the end.

    The child inherits the descriptors `beside` under their numbers.
    """
    command = [*_command(child), "-m", f"{children.__name__.rpartition('.')[2]}.{child.module}", *arguments]
    return _understood(sandbox.hear(command, stdin=held, limits=child.limits, beside=beside))


def not_there(child: Child) -> type[custody.NotMade] | None:
    """What of the programs is missing on this machine."""
    absent = sandbox.absent(child.starts or "bwrap")
    if child.starts in absent:
        return _MISSING[child.starts]
    return custody.CageMissing if absent else None


def _command(child: Child) -> list[str]:
    folder = os.path.dirname(children.__file__ or "")  # noqa: PTH120
    seen = {f"{interpreting.PROGRAM}/{Path(folder).name}": folder} | interpreting.parsers()
    if child.starts:
        seen |= sandbox.choices()
    told = MappingProxyType({"OMP_THREAD_LIMIT": "1"})
    beside = tuple(folder for package, folder in _BESIDE.items() if package in child.packages)
    return interpreting.command(packages=child.packages, seen=seen, beside=beside, told=told, limits=child.limits)


def _understood(heard: Heard) -> Answer:
    """A line of JSON and bytes after it; an answer of any other form is none."""
    if heard.late:
        return Answer(trouble=custody.MakerTooSlow)
    if heard.endless:
        return Answer(trouble=custody.MakerOverLimits)
    line, divided, body = heard.output.partition(b"\n")
    try:
        facts = json.loads(line) if divided and len(line) <= _LONGEST_LINE else None
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        return Answer(trouble=custody.MakerFailed)
    if trouble := facts.get("trouble"):
        return Answer(trouble=_SAID.get(str(trouble), custody.MakerFailed), code=str(trouble))
    return Answer(facts, body)
