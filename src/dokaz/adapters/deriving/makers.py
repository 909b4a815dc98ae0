"""What can be made of which file, by which child program: the one table of it, and the answers turned into values."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from io import BytesIO
from typing import Any, BinaryIO

from dokaz.adapters import sandbox
from dokaz.adapters.deriving.asking import Answer, Child, ask
from dokaz.adapters.sandbox import MIB, Limits
from dokaz.custody import api as custody
from dokaz.custody.ports import PICTURE_VALUES, Made, Offer

__all__ = ["LANGUAGES", "Makers"]

LANGUAGES = "rus+bel+eng"  # in the order Tesseract tries them
_LONGEST_JSON = 64 * 1024
UNCHECKED = "read by a machine, not checked"
_MAKING = custody.Making
_PILLOW = ("PIL",)
_PICTURED = ("PIL", "pi_heif", "_pi_heif")
_PDFIUM = ("PIL", "pypdfium2", "pypdfium2_raw", "pypdfium2_cfg")
_SLOW = Limits(wall_seconds=300, cpu_seconds=280, output=32 * MIB)
_SLOWEST = replace(_SLOW, wall_seconds=1_200)  # a hundred scanned pages


def _library(name: str) -> Callable[[], str]:
    return cache(lambda: version(name))  # looked up on disk, and asked for every item


def _program(name: str, *arguments: str) -> Callable[[], str]:
    return lambda: _asked_version(name, *arguments)


@lru_cache
def _asked_version(name: str, *arguments: str) -> str:
    """What a program calls its version; empty where it is not installed."""
    if sandbox.absent(name):
        return ""
    heard = sandbox.hear([*sandbox.caged(seen=sandbox.choices()), name, *arguments], stdin=sandbox.whole(BytesIO(), 0))
    found = re.search(r"\d[\w.:+~-]{0,40}", heard.output[:200].decode("utf-8", "replace"))
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Maker:
    """How one making is made. `recipe` is raised when the same program of ours would make something else of a file."""

    tool: str
    child: Child
    arguments: tuple[str, ...] = ()
    version: Callable[[], str] = str
    recipe: int = 1
    mime: str = "text/plain"
    ending: str = "txt"
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def described(self) -> str:
        return ", ".join(filter(None, (self.version(), f"recipe {self.recipe}")))


def _reader(module: str, *arguments: str, recipe: int = 1) -> Maker:
    return Maker(f"dokaz {module} reader", Child(module), arguments, recipe=recipe)


_READ_BY_MACHINE = {"languages": LANGUAGES.split("+"), "reading": UNCHECKED}
_TESSERACT, FFMPEG = _program("tesseract", "--version"), _program("ffmpeg", "-version")

_PLAIN, _MARKUP = (_reader(module, recipe=2) for module in ("plain", "markup"))
_MAIL = _reader("mail", "letter", recipe=2)
_MAILBOX = replace(_reader("mail", "mailbox"), child=Child("mail", limits=_SLOW))
_PDF_TEXT = Maker("pypdfium2", Child("documents", _PDFIUM), ("text",), _library("pypdfium2"))
_PDF_PREVIEW = replace(_PDF_TEXT, arguments=("preview",), mime="image/jpeg", ending="jpg", recipe=3)
_PICTURE = Maker("Pillow", Child("pictures", _PICTURED), (), _library("Pillow"), 2, mime="image/jpeg", ending="jpg")
_SCANS = Child("scans", (*_PICTURED, *_PDFIUM[1:]), starts="tesseract", limits=_SLOW)
_SCAN = Maker("tesseract", _SCANS, ("picture", LANGUAGES), _TESSERACT, parameters=_READ_BY_MACHINE)
_PDF_SCAN = replace(_SCAN, child=replace(_SCANS, limits=_SLOWEST), arguments=("document", LANGUAGES), recipe=2)
_RECORDINGS = Child("recordings", _PILLOW, starts="ffmpeg", limits=_SLOW)
_STILLS = Maker("ffmpeg", _RECORDINGS, ("stills",), FFMPEG, 2, mime="image/jpeg", ending="jpg")
_WAVEFORM = replace(_STILLS, arguments=("waveform",), recipe=1, mime="application/json", ending="json")

_DOCUMENT = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_TEXTS: Mapping[str, Maker] = {
    "application/pdf": _PDF_TEXT,
    "message/rfc822": _MAIL,
    "application/mbox": _MAILBOX,
    "text/html": _MARKUP,
    "application/json": _PLAIN,
    "application/xml": _PLAIN,
    "application/x-subrip": _PLAIN,
    f"{_DOCUMENT}wordprocessingml.document": _reader("office", "docx"),
    f"{_DOCUMENT}spreadsheetml.sheet": _reader("office", "xlsx"),
    f"{_DOCUMENT}presentationml.presentation": _reader("office", "pptx"),
    **{f"{_OPEN_DOCUMENT}{kind}": _reader("office", "odf") for kind in ("text", "spreadsheet", "presentation")},
}
PICTURES = frozenset(f"image/{kind}" for kind in ("jpeg", "png", "gif", "tiff", "bmp", "webp", "avif", "heic", "heif"))


@lru_cache
def _of(mime: str) -> Mapping[custody.Making, Maker]:
    if mime in PICTURES:
        return {_MAKING.PREVIEW: _PICTURE, _MAKING.OCR: _SCAN}
    if mime == "application/pdf":
        return {_MAKING.TEXT: _PDF_TEXT, _MAKING.PREVIEW: _PDF_PREVIEW, _MAKING.OCR: _PDF_SCAN}
    if mime.startswith("video/"):
        return {_MAKING.STILLS: _STILLS, _MAKING.WAVEFORM: _WAVEFORM}
    if mime.startswith("audio/"):
        return {_MAKING.WAVEFORM: _WAVEFORM}
    text = _TEXTS.get(mime) or (_PLAIN if mime.startswith("text/") else None)
    return {_MAKING.TEXT: text} if text else {}


class Makers:
    """A `DerivativeMaker`."""

    def offers(self, mime: str) -> tuple[Offer, ...]:
        return tuple(Offer(making, maker.tool, maker.described) for making, maker in _of(mime).items())

    def make(self, stream: BinaryIO, *, size: int, mime: str, making: custody.Making) -> Made:
        maker = _of(mime)[making]
        answer = ask(maker.child, maker.arguments, stream=stream, size=size)
        return Made(trouble=answer.trouble) if answer.trouble else _made(maker, answer)


def _made(maker: Maker, answer: Answer) -> Made:
    """The miniatures that pictures are compared by stand before what was made."""
    facts = dict(answer.facts)
    count = facts.pop("pictures", 0)
    if not isinstance(count, int) or not 0 <= count * PICTURE_VALUES <= len(answer.body):
        return Made(trouble=custody.MakerFailed)
    cut = count * PICTURE_VALUES
    grey, content = answer.body[:cut], answer.body[cut:]
    if content and not _is(maker.mime, content):
        return Made(trouble=custody.MakerFailed)
    return Made(
        content=content or None,
        mime=maker.mime,
        ending=maker.ending,
        parameters={**facts, **maker.parameters},  # what we say of it, no child says otherwise
        pictures=tuple(grey[start : start + PICTURE_VALUES] for start in range(0, cut, PICTURE_VALUES)),
    )


def _is(mime: str, content: bytes) -> bool:
    """Whether it has the form of what it is stored as: a child that its file took over may answer anything."""
    if mime == "image/jpeg":
        return content.startswith(b"\xff\xd8\xff")
    try:
        text = content.decode()
        return mime == "text/plain" or (len(content) <= _LONGEST_JSON and isinstance(json.loads(text), dict))
    except (ValueError, RecursionError):
        return False
