"""A PDF that holds pictures of pages and nothing else (ISO 32000-1): written page by page, and read back strictly.

What `pictures_of` does not know is refused, so a file that passes has no text, font, form, script, note, attachment,
profile or earlier revision, and no byte before, between or behind its parts.
"""

import re
from collections.abc import Iterator
from typing import IO, Any

__all__ = ["Malformed", "Writer", "pictures_of"]

_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OBJECT = re.compile(rb"([0-9]{1,7}) 0 obj\n")
_PAGE = (
    rb"<</Type/Page/Parent 2 0 R/MediaBox\[0 0 [0-9.]+ [0-9.]+\]/Resources<</XObject<</P %d 0 R>>>>/Contents %d 0 R>>"
)
_DRAWN = rb"q [0-9.]+ 0 0 [0-9.]+ 0 0 cm /P Do Q\n"
_PICTURE = (
    rb"<</Type/XObject/Subtype/Image/Width [0-9]+/Height [0-9]+/ColorSpace/Device(?:Gray|RGB)/BitsPerComponent 8"
    rb"/Filter/DCTDecode/Length ([0-9]+)>>stream\n"
)
_LONGEST_LINE = 1024


class Malformed(Exception):
    """It is not a file that this writer wrote."""


class Writer:
    """Three objects a page: the page, how its picture is drawn, and the picture, a JPEG. The catalogue comes last."""

    def __init__(self, file: IO[Any]) -> None:
        self._file, self._at, self._places = file, 0, dict[int, int]()
        self._write(_HEAD)

    def add(self, jpeg: bytes, *, width: int, height: int, dpi: int, grey: bool) -> None:
        first = 3 + 3 * self._pages
        wide, high = (b"%.2f" % (side * 72 / dpi) for side in (width, height))
        drawn = b"q %s 0 0 %s 0 0 cm /P Do Q\n" % (wide, high)
        box = b"[0 0 %s %s]" % (wide, high)
        page = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<</XObject<</P %d 0 R>>>>/Contents %d 0 R>>"
        space = b"Gray" if grey else b"RGB"
        image = (
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/Device%s/BitsPerComponent 8"
            b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        )
        self._object(first, page % (box, first + 2, first + 1))
        self._object(first + 1, b"<</Length %d>>stream\n%sendstream" % (len(drawn), drawn))
        self._object(first + 2, image % (width, height, space, len(jpeg), jpeg))

    def close(self) -> None:
        pages = self._pages
        kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(pages))
        self._object(1, b"<</Type/Catalog/Pages 2 0 R>>")
        self._object(2, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages))
        at, count = self._at, len(self._places) + 1
        lines = b"".join(b"%010d 00000 n \n" % self._places[number] for number in sorted(self._places))
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, lines))
        self._write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))

    @property
    def _pages(self) -> int:
        return len(self._places) // 3

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)


def pictures_of(file: IO[Any]) -> Iterator[bytes]:
    """The picture of each page, as the file is read from its first byte to its last. Raises Malformed."""
    _expect(file.read(len(_HEAD)) == _HEAD)
    pages = 0
    while (number := _object(file)) != 1:
        _expect(number == 3 + 3 * pages)
        yield _page(file, number)
        pages += 1
    _expect(_line(file) == b"<</Type/Catalog/Pages 2 0 R>>\n")
    _expect(_line(file) == b"endobj\n")
    _expect(_object(file) == 2)
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(pages))
    _expect(_line(file, most=16 * 1024 * 1024) == b"<</Type/Pages/Kids[%s]/Count %d>>\n" % (kids, pages))
    _expect(_line(file) == b"endobj\n")
    _end(file, 3 + 3 * pages)


def _page(file: IO[Any], number: int) -> bytes:
    _expect(re.fullmatch(_PAGE % (number + 2, number + 1) + rb"\n", _line(file)))
    _expect(_line(file) == b"endobj\n")
    _expect(_object(file) == number + 1)
    _expect(re.fullmatch(rb"<</Length [0-9]+>>stream\n", _line(file)))
    _expect(re.fullmatch(_DRAWN, _line(file)))
    _expect(_line(file) + _line(file) == b"endstream\nendobj\n")
    _expect(_object(file) == number + 2)
    head = re.fullmatch(_PICTURE, _line(file))
    _expect(head)
    picture: bytes = file.read(int(head[1]))  # type: ignore[index] # it was expected
    _expect(file.read(18) == b"\nendstream\nendobj\n")
    return picture


def _end(file: IO[Any], count: int) -> None:
    at = file.tell()
    _expect(_line(file) + _line(file) + _line(file) == b"xref\n0 %d\n0000000000 65535 f \n" % count)
    _expect(all(re.fullmatch(rb"[0-9]{10} 00000 n \n", _line(file)) for _ in range(count - 1)))
    _expect(file.read() == b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))


def _object(file: IO[Any]) -> int:
    found = _OBJECT.fullmatch(_line(file))
    _expect(found)
    return int(found[1])  # type: ignore[index] # it was expected


def _line(file: IO[Any], *, most: int = _LONGEST_LINE) -> bytes:
    line: bytes = file.readline(most)
    return line


def _expect(found: object) -> None:
    if not found:
        raise Malformed
