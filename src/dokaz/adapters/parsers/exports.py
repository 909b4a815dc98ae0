"""Conversations that Telegram Desktop exported as pages (messages.html, messages2.html…): their words and nothing else.

The export is told by its classes (export_output_html.cpp of Telegram Desktop). Nothing is fetched, run or styled, and
no words are left out: what has no place of its own in a message stands in its text, and what stands between messages is
a line by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, BinaryIO
from urllib.parse import unquote

from dokaz.adapters.parsers import texts
from dokaz.adapters.parsers.outcomes import LONGEST_MESSAGE, Unreadable, beginning, pages_of, short, whole

_EACH = 100
_DEEPEST = 1_000
_SILENT = frozenset({"script", "style", "title"})
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ROLES = {"userpic": "sign", "page_header": "title", "from_name": "who", "date": "when"}
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|.*#")  # a scheme (RFC 3986 3.1); another host; a place in a page


def telegram(file: BinaryIO, number: int, beside: Mapping[str, str]) -> dict[str, Any]:
    """A hundred of its messages, each with what it carries where the export holds that. Raises Unreadable."""
    reader = _Export()
    reader.feed(texts.decoded_page(whole(file))[0])
    reader.close()
    messages = reader.read()
    pages = pages_of(len(messages), _EACH)
    number = min(max(1, number), pages)
    return {
        "page": number, "pages": pages, "count": len(messages), "notes": ["times-of-exporter"],
        "heads": [["name", short(_tidy(reader.title))]] if _tidy(reader.title) else [],
        "messages": [each.said(beside) for each in messages[(number - 1) * _EACH : number * _EACH]],
    }  # fmt: skip


@dataclass(slots=True)
class _Message:
    """One as it is gathered. `depth` is how deep in the page it lies."""

    depth: int = 0
    service: bool = True
    who: str = ""
    when: str = ""
    media: str = ""
    named: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def said(self, beside: Mapping[str, str]) -> dict[str, Any]:
        return {
            "who": short(self.who), "when": short(self.when), "text": beginning(_tidy(self.words), LONGEST_MESSAGE),
            "media": short(self.media), "part": beside.get(self.media, ""), "service": self.service,
        }  # fmt: skip


class _Export(HTMLParser):
    """From tag to tag, without a tree: `_open` holds the tags that are not closed yet, and what stands in each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self._messages = [_Message()]
        self._open: list[tuple[str, str, str]] = []  # tag, role, and where a link leads or a date in full
        self._silent = ""
        self._last = ""

    def read(self) -> list[_Message]:
        self._end(0)
        return [each for each in self._messages if each.who or each.when or each.media or _tidy(each.words)]

    @property
    def _message(self) -> _Message:
        return self._messages[-1]

    @property
    def _role(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent = tag
        elif tag in _EMPTY:
            self._say("\n" if tag in ("br", "hr") else f"[{given['alt']}]" if given.get("alt") else "")
        else:
            self._begin(tag, given, frozenset(given.get("class", "").split()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:  # what ends at once holds nothing
            self.handle_starttag(tag, attrs)

    def _begin(self, tag: str, given: Mapping[str, str], classes: frozenset[str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unreadable("broken")
        if tag == "div":
            self._say("\n")
            if "message" in classes and not self._message.depth:
                self._start(classes)
        named = next((_ROLES[each] for each in _ROLES if each in classes), "")
        role = self._placed(named) or self._role
        beside = self._open[-1][2] if self._open and role == "when" else ""
        if named == "when":
            beside = self._dated(given.get("title", ""))
        elif role == "sign" and given.get("title"):  # who set a sign of liking
            self._say(f" ({given['title']}) ")
        self._open.append((tag, role, self._leading(given.get("href", ""), role) if tag == "a" else beside))

    def _start(self, classes: frozenset[str]) -> None:
        joined = "joined" in classes  # it goes on where the same person spoke before
        begun = _Message(len(self._open) + 1, "service" in classes, self._last if joined else "")
        self._messages.append(begun)

    def _placed(self, named: str) -> str:
        """The name of whoever speaks comes once; a second one is that of somebody whose words were sent on."""
        if named == "who" and (not self._message.depth or self._message.who):
            self._say("\n↪ ")
            return "sent-on"
        return named

    def _dated(self, title: str) -> str:
        if self._message.depth and not self._message.when:
            self._message.when = title
        else:
            self._say(f" {title} ")
        return title

    def _leading(self, leads: str, role: str) -> str:
        """A file of the export is what the message carries; where any other link leads stands behind its words."""
        if not leads or leads.startswith("#") or role == "title":
            return ""
        if _ELSEWHERE.match(leads) or (self._message.media and self._message.depth):
            return leads
        if not self._message.depth:  # the page before or after this one
            self._messages.append(_Message())
        self._message.media = unquote(leads)
        return ""

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
            return
        if tag == "div":
            self._say("\n")
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at][0] == tag), None)
        if at is not None:
            if tag == "a" and (leads := self._open[at][2]):
                self._say(f" <{leads[:300]}>")
            del self._open[at:]
            self._end(at)

    def _end(self, at: int) -> None:
        """Whatever lay deeper than this is over."""
        message = self._message
        if message.named and self._role != "who":
            message.who, message.named = message.who or _tidy(message.named), []
        if message.depth > at:
            self._last = self._last if message.service else message.who
            self._messages.append(_Message())

    def handle_data(self, data: str) -> None:
        if self._silent or self._role == "sign":
            return
        words = re.sub(r"\s+", " ", data)
        if self._role == "title":
            self.title.append(words)
        elif self._role == "who":
            self._message.named.append(words)
        elif self._role != "when":
            self._say(words)
        elif words.strip() not in self._open[-1][2]:  # a date says the same shorter; one that does not is kept
            self._said_date(words)

    def _said_date(self, words: str) -> None:
        if self._message.depth and not self._message.when:
            self._message.when = words.strip()
        else:
            self._say(words)

    def _say(self, words: str) -> None:
        self._message.words.append(words)


def _tidy(words: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(words).split("\n"))
    return "\n".join(line for line in lines if line)
