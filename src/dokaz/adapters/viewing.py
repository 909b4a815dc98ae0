"""A `Viewer`: one parser in the sandbox for each question, which is handed the parts of the file that it asks for.

Nothing is copied for it, however large the file: only the chunks it reads are decrypted. What it answers is as little
to be trusted as what it looked at: it is bounded, and made of plain text here.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any, BinaryIO

from dokaz.adapters import frames, interpreting, sandbox
from dokaz.adapters.frames import Frames
from dokaz.custody.ports import Message, Part, Shape, Trouble, View, Wanted

SECONDS = 15.0
MOST_GIVEN = 64 * 1024 * 1024
_MOST_ANSWERED = 8 * 1024 * 1024
_LARGEST_READ = 1024 * 1024
_LONGEST_TIME = 10_000_000.0  # seconds, some months of sound
_AT_ONCE = 4  # parsers that run at the same time: each may use a gigabyte
_PACKAGES = ("PIL", "pi_heif", "_pi_heif", "pypdfium2", "pypdfium2_cfg", "pypdfium2_raw", "olefile")
_BESIDE = ("pillow.libs", "pi_heif.libs")  # libraries that their wheels bring
_DRAWN = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


class _Astray(Exception):
    """The parser says what it may not; the trouble says how far that goes."""

    def __init__(self, trouble: Trouble = Trouble.BROKEN) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class SandboxedViewer:
    """A `Viewer`. Some parsers run at a time; whoever comes later waits for a turn."""

    tool = "dokaz"

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    @property
    def version(self) -> str:
        return version("dokaz")

    def view(self, stream: BinaryIO, *, size: int, name: str, wanted: Wanted) -> View:
        if sandbox.missing("bwrap"):
            return View(trouble=Trouble.NO_SANDBOX)
        with self._turns:
            try:
                answer, data = _asked(stream, size, _question(size, name, wanted), seconds=self._seconds)
            except _Astray as why:
                return View(trouble=why.trouble)
            except frames.Ended:
                return View(trouble=Trouble.BROKEN)
            except frames.Late:
                return View(trouble=Trouble.LATE)
        return _view(answer, data, drawn=wanted.want == "picture")


def _question(size: int, name: str, wanted: Wanted) -> bytes:
    asked = {
        "size": size, "name": name, "want": wanted.want, "page": wanted.page, "part": wanted.part,
        "colour": wanted.colour, "every": wanted.every,
    }  # fmt: skip
    return json.dumps(asked).encode()


def _asked(stream: BinaryIO, size: int, question: bytes, *, seconds: float) -> tuple[Mapping[str, Any], bytes]:
    with frames.started(_command()) as process:
        try:
            return _Serving(stream, size, Frames(process, seconds=seconds)).served(question)
        finally:
            process.kill()  # bubblewrap takes everything in the cage with it (--die-with-parent)


@cache
def _command() -> tuple[str, ...]:
    words = interpreting.command(packages=_PACKAGES, seen=interpreting.parsers(), beside=_BESIDE)
    return (*words, "-m", "dokaz.adapters.parsers")


@dataclass(slots=True)
class _Serving:
    """The parser's side of the file: it asks for parts of it (`parsers.asking`) until it has answered."""

    stream: BinaryIO
    size: int
    frames: Frames
    given: bytearray = field(default_factory=bytearray)

    def served(self, question: bytes) -> tuple[Mapping[str, Any], bytes]:
        self.frames.say(question)
        while True:
            head = self.frames.read(5)
            kind, length = head[:1], int.from_bytes(head[1:], "big")
            if kind == b"A":
                return self._answer(length), bytes(self.given)
            self._serve(kind, length)

    def _serve(self, kind: bytes, length: int) -> None:
        if kind == b"R" and length == 12:
            asked = self.frames.read(12)
            self._give(int.from_bytes(asked[:8], "big"), int.from_bytes(asked[8:], "big"))
        elif kind == b"D" and len(self.given) + length <= MOST_GIVEN:
            self.given += self.frames.read(length)
        else:
            raise _Astray

    def _give(self, place: int, wanted: int) -> None:
        """A part of the file. No stream need know what a place far behind its end is; who asks for one lies."""
        if place > self.size:
            raise _Astray
        self.stream.seek(place)
        self.frames.say(self.stream.read(min(wanted, _LARGEST_READ)))

    def _answer(self, length: int) -> Mapping[str, Any]:
        if length > _MOST_ANSWERED:
            raise _Astray(Trouble.TOO_LARGE)
        try:
            said = json.loads(self.frames.read(length))
        except (ValueError, RecursionError):
            raise _Astray from None
        if not isinstance(said, dict):
            raise _Astray
        return said


def _view(said: Mapping[str, Any], data: bytes, *, drawn: bool) -> View:
    """The answer as plain values of the kinds they must be; whatever does not fit is trouble."""
    try:
        if said.get("trouble"):
            return View(trouble=Trouble(said["trouble"]))
        mime = _text(said.get("mime"), 100)
        if drawn and not data.startswith(_DRAWN[mime]):
            return View(trouble=Trouble.BROKEN)
        return View(
            shape=Shape(said.get("shape", Shape.NONE)), data=data, mime=mime, name=_text(said.get("name"), 300),
            page=int(said.get("page", 1)), pages=int(said.get("pages", 1)), count=int(said.get("count", 0)),
            heads=tuple((_text(name, 40), _text(words, 300)) for name, words in said.get("heads", ())),
            text=_text(said.get("text")), beneath=_text(said.get("beneath")),
            messages=tuple(map(_message, said.get("messages", ()))), parts=tuple(map(_part, said.get("parts", ()))),
            encoding=_text(said.get("encoding"), 40), guessed=bool(said.get("guessed")),
            notes=tuple(_text(note, 40) for note in said.get("notes", ())),
            number=int(said.get("number", 0)), before=_text(said.get("before"), 20), after=_text(said.get("after"), 20),
            seconds=_finite(said.get("seconds", 0)), levels=tuple(map(_level, said.get("levels", ()))),
            pictured=bool(said.get("picture")), within=_text(said.get("within"), 100),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return View(trouble=Trouble.BROKEN)


def _finite(said: object) -> float:
    """A length of time. Raises ValueError for what is none."""
    seconds = float(str(said))
    if not 0 <= seconds < _LONGEST_TIME:
        raise ValueError(said)
    return seconds


def _level(said: object) -> int:
    return min(max(int(str(said)), 0), 100)


def _message(said: Mapping[str, Any]) -> Message:
    return Message(
        _text(said["who"], 300), _text(said["when"], 60), _text(said["text"]), _text(said["media"], 300),
        _text(said.get("part"), 100), service=bool(said["service"]),
    )  # fmt: skip


def _part(said: Mapping[str, Any]) -> Part:
    size = said.get("size")
    return Part(
        _text(said["number"], 100), _text(said["name"], 300), _text(said.get("mime"), 100),
        None if size is None else int(size), _text(said.get("when"), 60), _text(said.get("status"), 20),
        _text(said.get("who"), 300),
    )  # fmt: skip


def _text(value: object, most: int = _MOST_ANSWERED) -> str:
    """As text that a page can hold: no half of a pair, and no sign that a terminal or browser obeys."""
    words = str(value or "")[:most].encode("utf-8", "replace").decode()
    return "".join(letter for letter in words if letter >= " " or letter in "\n\t") if _controls(words) else words


def _controls(words: str) -> bool:
    return any(letter < " " and letter not in "\n\t" for letter in words)


__all__: Sequence[str] = ["MOST_GIVEN", "SandboxedViewer"]
