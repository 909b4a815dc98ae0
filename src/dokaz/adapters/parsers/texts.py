"""Text in pages, its encoding found or guessed and said; and what is left of HTML when only its words are kept."""

import codecs
import re
from html.parser import HTMLParser
from typing import Any, BinaryIO

from dokaz.adapters.parsers.outcomes import pages_of, size_of

PAGE = 48 * 1024
_LOOK = 8 * 1024
_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_CYRILLIC = ("windows-1251", "koi8-r", "cp866", "iso8859-5")
_OFTEN = frozenset("оеаинтсрвлкмдпуыяіў")
_LONGEST = 512 * 1024


def encoding_of(sample: bytes) -> tuple[str, bool]:
    """Its name, and whether it is a guess: a mark at the beginning and well-formed UTF-8 are none."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name, False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return max(_CYRILLIC, key=lambda name: _likely(sample, name)) if _looks_cyrillic(
            sample
        ) else "windows-1252", True
    return "utf-8", False


def _looks_cyrillic(sample: bytes) -> bool:
    """In Western texts letters above 127 are few and stand alone; in Cyrillic ones they are the words."""
    runs = re.findall(rb"[\x80-\xff]{3,}", sample)
    return sum(map(len, runs)) * 2 > sum(byte > 127 for byte in sample)


def _likely(sample: bytes, name: str) -> int:
    text = sample.decode(name, "replace")
    return sum(2 if letter in _OFTEN else -1 if ord(letter) > 127 and not letter.isalpha() else 0 for letter in text)


def page(file: BinaryIO, number: int, *, begins: re.Pattern[bytes] | None = None, most: int = PAGE) -> dict[str, Any]:
    """One page of a text of any length, cut where a line (or what `begins` matches) begins, and its encoding."""
    size = size_of(file)
    encoding, guessed = encoding_of(file.read(_SAMPLE))
    pages = pages_of(size, most)
    number = min(max(1, number), pages)
    first, last = (_cut(file, each * most, size, encoding, begins) for each in (number - 1, number))
    file.seek(first)
    text = file.read(last - first).decode(encoding, "replace").removeprefix("\ufeff")
    return {"page": number, "pages": pages, "text": text, "encoding": encoding, "guessed": guessed}


def _cut(file: BinaryIO, at: int, size: int, encoding: str, begins: re.Pattern[bytes] | None) -> int:
    """The place at or after `at` where a page may begin: always the same, from whichever side it is reached."""
    if at == 0 or at >= size:
        return min(at, size)
    if encoding.startswith(("utf-16", "utf-32")):
        return at - at % 4
    file.seek(at - 1)
    ahead = file.read(_LOOK)
    if begins and (found := begins.search(ahead, 1)):
        return at - 1 + found.start()
    line = ahead.find(b"\n")
    if line >= 0:
        return at + line
    while len(ahead) > 1 and 0x80 <= ahead[1] < 0xC0 and encoding.startswith("utf-8"):
        ahead, at = ahead[1:], at + 1
    return at


def decoded(data: bytes, declared: str = "") -> str:
    """As declared where that is an encoding that fits, as guessed otherwise."""
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeError):
            pass
    return data.decode(encoding_of(data[:_SAMPLE])[0], "replace")


class _Words(HTMLParser):
    """Nothing is fetched, run or styled: what is between the tags, in lines, and where links lead."""

    _SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "object"})
    _LINES = frozenset({
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "title",
        "tr", "ul",
    })  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._LINES:
            self.said.append("\n")
        elif tag == "img" and (words := dict(attrs).get("alt")):
            self.said.append(f"[{words}]")
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._LINES:
            self.said.append("\n")
        if tag == "a" and self._links and (leads := self._links.pop()) and not leads.startswith("#"):
            self.said.append(f" <{leads[:300]}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(re.sub(r"\s+", " ", data))


def words_of(html: str) -> str:
    """The words of a page or letter in HTML."""
    parser = _Words()
    parser.feed(html[: 4 * 1024 * 1024])
    parser.close()
    lines = (line.strip() for line in "".join(parser.said).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:_LONGEST]
