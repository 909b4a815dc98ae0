"""What a page shows is a value with a template: built in a view, drawn by `{% show value %}`, escaped by Django."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from dokaz.design.amounts import grouped


class Component:
    """A frozen value that a template of `templates/design` draws under the name `it`."""

    __slots__ = ()
    template: ClassVar[str]

    def html(self) -> SafeString:
        """The markup, with everything that came from outside escaped."""
        return render_to_string(self.template, {"it": self})


Shown = str | int | Component


def shown(value: Shown) -> SafeString:
    """The markup of a component; a number in the manner of the page's language; anything else as escaped text."""
    if isinstance(value, Component):
        return value.html()
    return conditional_escape(grouped(value) if isinstance(value, int) else value)


class Tone(StrEnum):
    """The mood of a tag or notice. It only repeats what the words say: colour never stands alone."""

    PLAIN = "plain"
    NOTE = "note"
    GOOD = "good"
    CAREFUL = "careful"
    BAD = "bad"


class Weight(StrEnum):
    """How much a button asks for attention. One `MAIN` a page; `GRAVE` is for what cannot be undone."""

    MAIN = "main"
    SECOND = "second"
    QUIET = "quiet"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Link(Component):
    """A link to a page. `hidden` is said to screen readers only, where many links on a page read alike ("Change").

    Drawn by code and not by a template, as tags and the rows of tables are: a page may have hundreds.
    """

    text: str
    href: str
    hidden: str = ""
    current: bool = False
    key: str = ""

    @property
    def is_web(self) -> bool:
        """Whether it leads to a page. What came from outside may name something else, and stays text."""
        return urlsplit(self.href).scheme in ("", "http", "https")

    def html(self) -> SafeString:
        if not self.is_web:
            return conditional_escape(self.text)
        current = SafeString(' aria-current="page"' if self.current else "")
        key = format_html(' data-key="{}"', self.key) if self.key else ""
        hidden = format_html(' <span class="unseen">{}</span>', self.hidden) if self.hidden else ""
        return format_html('<a href="{}"{}{}>{}{}</a>', self.href, current, key, self.text, hidden)


@dataclass(frozen=True, slots=True)
class Tag(Component):
    """A state in words: "Received", "Waits for a second person"."""

    text: str
    tone: Tone = Tone.PLAIN

    def html(self) -> SafeString:
        return format_html('<span class="tag {}">{}</span>', self.tone, self.text)


@dataclass(frozen=True, slots=True)
class Code(Component):
    """A hash, id or name, monospaced. A hash stands in groups that may break over lines and are copied without gaps."""

    template = "design/code.html"

    value: str

    GROUP: ClassVar[int] = 4
    HASH: ClassVar[re.Pattern[str]] = re.compile(r"[0-9a-f]{24,}")

    @property
    def groups(self) -> tuple[str, ...]:
        if not self.HASH.fullmatch(self.value):
            return (self.value,)
        return tuple(self.value[at : at + self.GROUP] for at in range(0, len(self.value), self.GROUP))


@dataclass(frozen=True, slots=True)
class Quote(Component):
    """Words as somebody said or wrote them, marked with their language for voices and hyphenation (WCAG 3.1.2)."""

    template = "design/quote.html"

    text: str
    language: str
    source: Shown = ""
