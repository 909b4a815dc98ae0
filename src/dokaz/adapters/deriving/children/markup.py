"""The words of an HTML page, as a reader of it sees them: no scripts, no styles, a line for each block."""

import re
from html.parser import HTMLParser

from . import plain
from .answers import Said, answer, evidence

__all__ = ["text_of"]

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math"})
_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|d[dlt]|details|div|fieldset|figure|figcaption|footer|form|h[1-6r]|header|legend|"
    "li|main|nav|[ou]l|option|p|pre|section|summary|table|t(body|foot|head)|title|tr"
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANKS = re.compile(r"\n[\n ]*\n")


def main() -> Said:
    with evidence() as stream:
        data = stream.read()
    text, encoding = decoded(data)
    return {"encoding": encoding}, plain.of_bytes(text_of(text))


def decoded(data: bytes) -> tuple[str, str]:
    named = _CHARSET.search(data[:4096])
    return plain.decoded(data, said=named[1].decode("ascii") if named else "")


def text_of(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip() + "\n"


class _Reader(HTMLParser):
    """Goes from tag to tag without a tree, so a page cannot be too deep for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if not self._unseen:
            self._unseen = tag if tag in _UNSEEN else ""
            self._divide(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._divide(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        self._divide(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(_SPACES.sub(" ", data))

    def _divide(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("\t")


if __name__ == "__main__":
    answer(main)
