"""The cover note of a package: what the sender says of the exhibits, in numbered paragraphs with footnotes to them.

People type it as plain text. Some lines at the top say what it is (`Title: …`, `To: …`, `Matter: …`); after an empty
line stand the paragraphs, with an empty line between them. A footnote is an exhibit in brackets, by the reference of
the item or by a number that it has already, and perhaps a page: `[E-7K3F-9QXM4]`, `[X-0003, p. 4]`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dokaz.disclosure.errors import CoverElsewhere, CoverMarkUnclear, CoverUnclear
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.verify.canonical import Value
from dokaz.verify.package.layout import number_of
from dokaz.verify.showing import shown

__all__ = ["CoverNote", "Mark", "Paragraph", "Resolved", "read"]

LONGEST = 200_000  # characters
# what may stand before the colon, in the three languages of the house
_HEADS = {
    "title": ("title", "загаловак", "заголовок"),
    "to": ("to", "каму", "кому"),
    "matter": ("matter", "справа", "дело"),
}
_NAMED = {spelled: field for field, spellings in _HEADS.items() for spelled in spellings}
_MARK = re.compile(r"\[\s*([XEХЕ]\s*-[^\[\]]*)\]", re.IGNORECASE)
_PAGE = re.compile(
    r"(?P<name>.+?)(?:(?:\s*,\s*|\s+)(?:pp?|с|стар)\.?\s*(?P<pages>\d{1,6}(?:\s*[-\u2013]\s*\d{1,6})?))?", re.IGNORECASE
)
_NUMBER = re.compile(r"[XХ]\s*-\s*0*([0-9]{1,9})", re.IGNORECASE)
_SPACED = re.compile(r"\s+(?=" + _MARK.pattern + ")", re.IGNORECASE)
_BETWEEN = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote as it stands in the text: an item's reference, or the number of an exhibit, and pages of its file."""

    text: str
    ref: str  # empty where a number is named
    number: int
    pages: str


@dataclass(frozen=True, slots=True)
class CoverNote:
    """As it was typed. `paragraphs` are texts with marks in brackets; the house gives them their numbers."""

    title: str
    to: str
    matter: str
    paragraphs: tuple[str, ...]

    @property
    def plain(self) -> dict[str, Value]:
        """The value that a second person's approval covers (RFC 8785)."""
        return {"title": self.title, "to": self.to, "matter": self.matter, "paragraphs": list(self.paragraphs)}

    @classmethod
    def of(cls, plain: Mapping[str, object]) -> "CoverNote":
        """From what `plain` gave."""
        paragraphs = plain["paragraphs"]
        assert isinstance(paragraphs, list)
        return cls(str(plain["title"]), str(plain["to"]), str(plain["matter"]), tuple(map(str, paragraphs)))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every footnote, in the order of the text. Raises CoverMarkUnclear."""
        return tuple(piece for text in self.paragraphs for piece in _pieces(text) if isinstance(piece, Mark))


Piece: TypeAlias = "str | Footnote"


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote in its place: it is the `place`-th of the note, and is to this exhibit."""

    place: int
    ref: str
    number: str
    pages: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A cover note whose footnotes lead to exhibits of this package."""

    note: CoverNote
    paragraphs: tuple[Paragraph, ...]

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(piece for each in self.paragraphs for piece in each.pieces if isinstance(piece, Footnote))


def read(text: str) -> CoverNote:
    """A cover note from the text that somebody typed. Raises CoverUnclear, CoverMarkUnclear."""
    if len(text) > LONGEST:
        raise CoverUnclear(why=f"> {LONGEST}")
    top, *paragraphs = _BETWEEN.split(text.removeprefix("\ufeff").replace("\r\n", "\n").strip())
    heads = dict(_head(line) for line in top.splitlines())
    said = tuple(shown(" ".join(each.split())) for each in paragraphs if each.strip())
    if not heads.get("title") or not said:
        raise CoverUnclear(why=shown(top.partition("\n")[0][:80]))
    note = CoverNote(heads["title"], heads.get("to", ""), heads.get("matter", ""), said)
    _ = note.marks
    return note


def resolved(note: CoverNote, numbers: Mapping[str, int]) -> Resolved:
    """The note for a package of these exhibits: `numbers` by reference. Raises CoverElsewhere, CoverMarkUnclear."""
    by_number = {number: ref for ref, number in numbers.items()}
    places = iter(range(1, LONGEST))

    def footnote(mark: Mark) -> Footnote:
        ref = mark.ref or by_number.get(mark.number, "")
        if ref not in numbers:
            raise CoverElsewhere(mark=mark.text)
        return Footnote(next(places), ref, number_of(numbers[ref]), mark.pages)

    paragraphs = tuple(
        Paragraph(place, tuple(footnote(each) if isinstance(each, Mark) else each for each in _pieces(_closed(text))))
        for place, text in enumerate(note.paragraphs, start=1)
    )
    return Resolved(note, paragraphs)


def refuse_elsewhere(note: CoverNote, *, refs: Mapping[str, int | None]) -> None:
    """Return only if each footnote is to one of these items, a number only where the item has it already.

    A number that is still to be given may go to another item meanwhile, and the footnote would lead there in silence.
    Raises CoverElsewhere.
    """
    given = {number for number in refs.values() if number}
    for mark in note.marks:
        if mark.ref not in refs if mark.ref else mark.number not in given:
            raise CoverElsewhere(mark=mark.text)


def _head(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    field = _NAMED.get(name.strip().casefold())
    if not colon or field is None:
        raise CoverUnclear(why=shown(line[:80]))
    return field, shown(" ".join(value.split()))


def _closed(text: str) -> str:
    """Without the space before a mark: the number of a footnote stands at its word."""
    return _SPACED.sub("", text)


def _pieces(text: str) -> Iterator[str | Mark]:
    end = 0
    for found in _MARK.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield _mark(found[0], found[1].strip())
        end = found.end()
    if text[end:]:
        yield text[end:]


def _mark(text: str, inner: str) -> Mark:
    parts = _PAGE.fullmatch(inner)
    name, pages = (parts["name"].strip(), parts["pages"] or "") if parts else (inner, "")
    pages = re.sub(r"\s*[-\u2013]\s*", "\u2013", pages)
    if number := _NUMBER.fullmatch(name):
        return Mark(text, "", int(number[1]), pages)
    try:
        return Mark(text, str(codes.parse(name, kind=codes.Kind.ITEM)), 0, pages)
    except CodeError:
        raise CoverMarkUnclear(mark=text) from None
