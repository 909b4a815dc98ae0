"""A `Redactor`: which program makes and which looks through a copy of which type of file; both in the sandbox.

The copy is in an anonymous memory file that the program inherits. It counts only after another program, started anew,
has looked through it; what that does not vouch for is thrown away.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from typing import BinaryIO

from dokaz.adapters import sandbox
from dokaz.adapters.deriving import makers
from dokaz.adapters.deriving.asking import MOST_GIVEN, Answer, Child, ask, ask_about, not_there
from dokaz.adapters.deriving.children.redacting import orders
from dokaz.adapters.sandbox import MIB, Limits
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.disclosure.ports import RedactedCopy, RedactionForm, RedactionPlan
from dokaz.kernel.errors import DokazError

__all__ = ["Redactors"]

RECIPE = 2  # raised when the same program of ours would make something else of the same plan
_SAID: Mapping[str, type[DokazError]] = {
    orders.BEYOND_END: disclosure.MarkBeyondEnd,
    orders.SEVERAL: disclosure.SeveralFrames,
    orders.LEFT: disclosure.LeftElsewhere,
    orders.NOT_CLEAN: disclosure.CopyNotClean,
}
_ENDINGS: Mapping[str, tuple[str, bytes]] = {
    "text/plain": ("txt", b""), "image/png": ("png", b"\x89PNG\r\n\x1a\n"), "image/jpeg": ("jpg", b"\xff\xd8\xff"),
    "application/pdf": ("pdf", b"%PDF-1.4\n"), "audio/flac": ("flac", b"fLaC"), "audio/ogg": ("ogg", b"OggS"),
    "video/mp4": ("mp4", b""),
}  # fmt: skip
_LIMITS = Limits(wall_seconds=300, cpu_seconds=280, memory=1536 * MIB, output=MIB, written=MOST_GIVEN)
_SLOW = Limits(wall_seconds=3_000, cpu_seconds=2_900, memory=2048 * MIB, output=MIB, written=MOST_GIVEN)
_PICTURED = ("PIL", "pi_heif", "_pi_heif")
_PDFIUM = ("pypdfium2", "pypdfium2_raw", "pypdfium2_cfg")


@dataclass(frozen=True, slots=True)
class _Engine:
    child: Child
    tool: str
    made: tuple[str, ...]  # types of what it may make


_ENGINES: Mapping[RedactionForm, _Engine] = {
    RedactionForm.TEXT: _Engine(Child("redacting.words", limits=_LIMITS), "dokaz", ("text/plain",)),
    RedactionForm.PICTURE: _Engine(
        Child("redacting.images", _PICTURED, limits=_LIMITS), "Pillow", ("image/png", "image/jpeg")
    ),
    RedactionForm.PAPER: _Engine(
        Child("redacting.papers", ("PIL", *_PDFIUM), limits=_SLOW), "pypdfium2", ("application/pdf",)
    ),
    RedactionForm.SOUND: _Engine(
        Child("redacting.sounds", starts="ffmpeg", limits=_SLOW), "ffmpeg", ("audio/flac", "audio/ogg")
    ),
    RedactionForm.FILM: _Engine(Child("redacting.films", starts="ffmpeg", limits=_SLOW), "ffmpeg", ("video/mp4",)),
}
_TEXTS = frozenset({
    "text/plain", "text/csv", "text/tab-separated-values", "text/markdown", "text/vtt", "application/x-subrip",
})  # fmt: skip


def _form(mime: str) -> RedactionForm | None:
    if mime in makers.PICTURES:
        return RedactionForm.PICTURE
    if mime in _TEXTS:
        return RedactionForm.TEXT
    by_beginning = {"video": RedactionForm.FILM, "audio": RedactionForm.SOUND}
    return RedactionForm.PAPER if mime == "application/pdf" else by_beginning.get(mime.partition("/")[0])


class Redactors:
    """A `Redactor`."""

    def form(self, mime: str) -> RedactionForm | None:
        return _form(mime)

    def made_with(self, mime: str) -> tuple[str, str]:
        form = _form(mime)
        assert form is not None
        tool = _ENGINES[form].tool
        return tool, f"{_version(tool)}, recipe {RECIPE}"

    @contextmanager
    def redact(self, stream: BinaryIO, *, size: int, plan: RedactionPlan) -> Iterator[RedactedCopy]:
        if size > MOST_GIVEN:
            yield RedactedCopy(trouble=custody.TooLargeToMake)
            return
        engine = _ENGINES[plan.form]
        if trouble := not_there(engine.child):
            yield RedactedCopy(trouble=trouble)
            return
        with _Held.of(stream, size, plan) as held:
            copy = held.copied(engine)
            with copy.stream or nullcontext():
                yield copy

    def words(self, stream: BinaryIO, *, size: int) -> str | None:
        answer = ask(_READER, (), stream=stream, size=size)
        return None if answer.trouble else answer.body.decode("utf-8", "replace")


_READER = Child("redacting.reading", limits=Limits(output=64 * MIB, wall_seconds=60, cpu_seconds=50))


@cache
def _version(tool: str) -> str:
    return makers.FFMPEG() if tool == "ffmpeg" else version(tool)


@dataclass(frozen=True, slots=True)
class _Held:
    """Three memory files: the original, what is to be done, and the copy, which nobody changes once it was made."""

    original: int
    orders: int
    copy: int

    @classmethod
    @contextmanager
    def of(cls, stream: BinaryIO, size: int, plan: RedactionPlan) -> "Iterator[_Held]":
        told = json.dumps(plan.orders).encode()
        held = list[int]()
        try:
            held.append(sandbox.whole(stream, size))
            held.append(sandbox.whole(BytesIO(told), len(told)))
            held.append(sandbox.empty())
            yield cls(*held)
        finally:
            for each in held:
                os.close(each)

    def copied(self, engine: _Engine) -> RedactedCopy:
        made = self._asked(engine, "make", self.original, self.copy)
        if made.trouble:
            return RedactedCopy(trouble=_said(made))
        sandbox.seal(self.copy)  # what is looked through is what is kept
        checked = self._asked(engine, "check", self.copy, self.original)
        if checked.trouble:
            return RedactedCopy(trouble=_said(checked) if checked.code else disclosure.CopyNotClean)
        return self._told(engine, made, checked)

    def _asked(self, engine: _Engine, act: str, given: int, other: int) -> Answer:
        for each in (self.original, self.orders, self.copy):
            os.lseek(each, 0, os.SEEK_SET)
        words = (act, str(self.orders), str(other))
        return ask_about(engine.child, words, held=os.dup(given), beside=(self.orders, other))

    def _told(self, engine: _Engine, made: Answer, checked: Answer) -> RedactedCopy:
        """A child that its file took over may answer anything; it makes a copy of a known type, or none."""
        facts = dict(made.facts)
        mime = str(facts.pop("mime", engine.made[0]))
        size = os.fstat(self.copy).st_size
        if mime not in engine.made or not os.pread(self.copy, 16, 0).startswith(_ENDINGS[mime][1]):
            return RedactedCopy(trouble=disclosure.CopyNotClean)
        os.lseek(self.copy, 0, os.SEEK_SET)
        stream = os.fdopen(os.dup(self.copy), "rb")
        return RedactedCopy(stream, size, mime, _ENDINGS[mime][0], facts, dict(checked.facts))


def _said(answer: Answer) -> type[DokazError]:
    assert answer.trouble is not None
    return _SAID.get(answer.code, answer.trouble)
