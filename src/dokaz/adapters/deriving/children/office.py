"""The words of an Office document (ECMA-376 and OpenDocument), part by part, without building a tree of any.

A part is XML in a ZIP archive. Entities, which could be made to multiply, are refused; what is unpacked is counted.
"""

import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from . import plain
from .answers import TOO_MUCH, Failed, Said, answer, evidence

__all__ = ["Words", "text_of"]

MOST_UNPACKED = 256 * 1024 * 1024
MOST_WRITTEN = 16 * 1024 * 1024
_MOST_PARTS = 20_000
_BLOCK = 64 * 1024
_PAGE = "\f"


@dataclass(slots=True)
class Words:
    """What one part says: character data of the elements in `said`, and what stands after, or in place of, others."""

    said: frozenset[str]
    after: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    parts: list[str] = field(default_factory=list)
    _saying: int = 0
    _hidden: int = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        tag = _local(name)
        self._saying += tag in self.said
        self._hidden += tag in self.unsaid

    def end(self, name: str) -> None:
        tag = _local(name)
        self._saying -= tag in self.said
        self._hidden -= tag in self.unsaid
        if tag in self.after and not self._hidden:
            self.parts.append(self.after[tag])

    def say(self, data: str) -> None:
        if self._saying and not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


WORD = {"said": frozenset({"t"}), "after": {"p": "\n", "tab": "\t", "br": "\n", "cr": "\n", "tc": "\t", "tr": "\n"}}
SLIDE = {"said": frozenset({"t"}), "after": {"p": "\n", "br": "\n", "tc": "\t", "tr": "\n"}}
OPEN = {
    "said": frozenset({"p", "h"}),
    "after": {
        "p": "\n", "h": "\n", "tab": "\t", "line-break": "\n", "s": " ", "table-cell": "\t", "table-row": "\n",
        "table": _PAGE, "page": _PAGE,
    },
    "unsaid": frozenset({"tracked-changes"}),
}  # fmt: skip


class Archive:
    """The parts of a document; together they may unpack to so much and no more."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._left = MOST_UNPACKED
        self.names = file.namelist()
        if len(self.names) > _MOST_PARTS:
            raise Failed(TOO_MUCH)

    def matching(self, pattern: str) -> list[str]:
        """Parts by the number in their name."""
        found = [(re.fullmatch(pattern, name), name) for name in self.names]
        return [name for _, name in sorted((int(match[1] or 0), name) for match, name in found if match)]

    def read(self, name: str, words: Words) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = words.begin, words.end
        parser.CharacterDataHandler = words.say
        parser.EntityDeclHandler = _refuse
        with self._file.open(name) as part:
            while block := part.read(_BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise Failed(TOO_MUCH)
                parser.Parse(block, False)
        parser.Parse(b"", True)


def _refuse(*_declared: object) -> None:
    raise Failed(TOO_MUCH)


def main() -> Said:
    with evidence() as stream, zipfile.ZipFile(stream) as file:
        body = plain.of_bytes(text_of(sys.argv[1], Archive(file)))
    if len(body) > MOST_WRITTEN:
        raise Failed(TOO_MUCH)
    return {}, body


def text_of(kind: str, archive: Archive) -> str:
    """`kind` is a suffix: docx, xlsx, pptx, or odf for all of OpenDocument."""
    return "".join({"docx": _docx, "xlsx": _xlsx, "pptx": _pptx, "odf": _odf}[kind](archive))


def _docx(archive: Archive) -> Iterator[str]:
    yield from _parts(archive, ["word/document.xml"], WORD)
    for kind in ("header", "footer", "footnotes", "endnotes", "comments"):
        yield from _parts(archive, archive.matching(rf"word/{kind}(\d*)\.xml"), WORD)


def _pptx(archive: Archive) -> Iterator[str]:
    for kind in ("slides/slide", "notesSlides/notesSlide"):
        for text in _parts(archive, archive.matching(rf"ppt/{kind}(\d+)\.xml"), SLIDE):
            yield text + _PAGE


def _odf(archive: Archive) -> Iterator[str]:
    yield from _parts(archive, ["content.xml"], OPEN)


def _parts(archive: Archive, names: list[str], rules: Mapping[str, object]) -> Iterator[str]:
    for name in names:
        words = Words(**rules)  # type: ignore[arg-type] # one of the tables above
        archive.read(name, words)
        yield words.text


def _xlsx(archive: Archive) -> Iterator[str]:
    shared = _Shared()
    if "xl/sharedStrings.xml" in archive.names:
        archive.read("xl/sharedStrings.xml", shared)
    for name in archive.matching(r"xl/worksheets/sheet(\d+)\.xml"):
        sheet = _Sheet(shared.strings)
        archive.read(name, sheet)
        yield sheet.text + _PAGE


class _Shared(Words):
    """The table of texts that cells point to (ECMA-376 18.4)."""

    def __init__(self) -> None:
        super().__init__(frozenset({"t"}), unsaid=frozenset({"rPh"}))
        self.strings: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if _local(name) == "si":
            self.strings.append(self.text)
            self.parts.clear()


class _Sheet(Words):
    """The cells of a sheet as they are stored: a date is a number there."""

    def __init__(self, shared: list[str]) -> None:
        super().__init__(frozenset({"v", "t"}), after={"row": "\n"})
        self._shared, self._kind, self._begun, self._size = shared, "", 0, 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        super().begin(name, attributes)
        if _local(name) == "c":
            self._kind, self._begun = attributes.get("t", ""), len(self.parts)

    def end(self, name: str) -> None:
        super().end(name)
        if _local(name) != "c":
            return
        value = "".join(self.parts[self._begun :])
        if self._kind == "s" and value.strip().isdigit() and int(value) < len(self._shared):
            value = self._shared[int(value)]
        self._size += len(value)
        if self._size > MOST_WRITTEN:  # a few letters can point to one long text many times
            raise Failed(TOO_MUCH)
        self.parts[self._begun :] = [value, "\t"]


if __name__ == "__main__":
    answer(main)
