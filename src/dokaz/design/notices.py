"""What interrupts, tells or warns: banners, interruption pages, graphic media, progress of long work."""

from dataclasses import dataclass

from dokaz.design.component import Component, Link, Shown, Tone, Weight
from dokaz.design.lists import SummaryRow


@dataclass(frozen=True, slots=True)
class Banner(Component):
    """What happened, in a sentence: "Sealed as A-0412.", never "Success". `arrives` puts the reader's focus there."""

    template = "design/banner.html"

    title: str
    text: Shown
    tone: Tone = Tone.NOTE
    link: Link | None = None
    arrives: bool = False


@dataclass(frozen=True, slots=True)
class Interruption(Component):
    """The one page before an act that reveals or cannot be undone: what, and who will see it. It holds no field.

    `go_on` leads to the page that asks for the reason, so the act never hangs on one press.
    """

    template = "design/interruption.html"

    title: str
    text: Shown
    facts: tuple[SummaryRow, ...]
    go_on: Link
    back: Link
    weight: Weight = Weight.GRAVE


@dataclass(frozen=True, slots=True)
class Caution(Component):
    """What stands in place of graphic media until the reader asks: the description first, no thumbnail."""

    template = "design/caution.html"

    describes: str
    show: Link
    onward: Link


@dataclass(frozen=True, slots=True)
class Progress(Component):
    """Long work: how far, as of when, and a link that looks again.

    Where `Shell.again` holds it looks again by itself, as any part with an id and `data-again` does; its words are a
    polite status.
    """

    template = "design/progress.html"

    id: str
    title: str
    done: int
    total: int | None
    words: str
    as_of: str
    again: str
    over: bool = False
    stop: Link | None = None
