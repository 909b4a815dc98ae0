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
_OFTEN = frozenset("оеаинтсрвлкмдпуыяіўьз")  # the commonest letters of Russian and Belarusian, small ones
_UNSAID = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # no text says these
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
MOST_WORDS = 512 * 1024


def encoding_of(sample: bytes) -> tuple[str, bool]:
    """Its name, and whether it is a guess: a mark at the beginning and well-formed UTF-8 are none."""
    if marked := _marked(sample):
        return marked, False
    if name := wide(sample):
        return name, True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        guessed = max(_CYRILLIC, key=lambda name: _likely(sample, name)) if _looks_cyrillic(sample) else "windows-1252"
        return guessed, True
    return "utf-8", False


def _marked(sample: bytes) -> str:
    return next((name for mark, name in _BOMS if sample.startswith(mark)), "")


def wide(sample: bytes) -> str:
    """Which UTF-16 without a mark it is, if any: every second byte of such a text says Latin (0) or Cyrillic (4)."""
    counts = [sum(map(sample[start::2].count, (0, 4))) for start in (0, 1)]
    if len(sample) < 4 or max(counts) * 5 < len(sample) * 2 or min(counts) * 4 > max(counts):
        return ""
    name = "utf-16-be" if counts[0] > counts[1] else "utf-16-le"
    return "" if _UNSAID.search(sample.decode(name, "replace")) else name


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


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text, and what it was read as: by its mark, as declared where that fits, as guessed otherwise."""
    if declared and not _marked(data):
        try:
            return data.decode(declared), declared
        except (LookupError, UnicodeError, ValueError):
            pass
    name, _guess = encoding_of(_telling(data))
    return data.decode(name, "replace").removeprefix("\ufeff"), name


def _telling(data: bytes) -> bytes:
    """A piece of it by which its encoding is known: its beginning, or where the first letter beyond ASCII stands."""
    beyond = re.search(rb"[\x80-\xff]", data)
    if beyond is None or beyond.start() < _SAMPLE or wide(data[:_SAMPLE]):
        return data[:_SAMPLE]
    return data[beyond.start() :][:_SAMPLE]


def decoded_page(data: bytes, declared: str = "") -> tuple[str, str]:
    """`decoded`, of a page in HTML, which may say its encoding itself."""
    return decoded(data, declared or charset_in(data[:4096]))


def charset_in(words: bytes) -> str:
    """The encoding that the head of a page, or a media type, names; empty where it names none."""
    named = _CHARSET.search(words)
    return named[1].decode("ascii") if named else ""


class _Words(HTMLParser):
    """Nothing is fetched, run or styled: what is between the tags, in lines, and where links lead.

    It goes from tag to tag without a tree, so that a page cannot be too deep for it.
    """

    _SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math"})
    _LINES = frozenset({
        "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
        "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul",
    })  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = ""
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            return
        self._silent = tag if tag in self._SILENT else ""
        self._divide(tag)
        if tag in ("td", "th"):
            self.said.append("\t")
        elif tag == "img" and (words := dict(attrs).get("alt")):
            self.said.append(f"[{words}]")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._SILENT:  # what ends at once hides nothing
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
            return
        self._divide(tag)
        if tag == "a" and self._links and (leads := self._links.pop()) and not leads.startswith("#"):
            self.said.append(f" <{leads[:300]}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(re.sub(r"\s+", " ", data))

    def _divide(self, tag: str) -> None:
        if tag in self._LINES:
            self.said.append("\n")


def words_of(html: str, *, most: int = MOST_WORDS) -> str:
    """The words of a page or letter in HTML, so many letters of them; of a page far longer than that its beginning."""
    parser = _Words()
    parser.feed(html[: 8 * most])
    parser.close()
    lines = (line.strip() for line in "".join(parser.said).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:most]
