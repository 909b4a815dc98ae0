"""What a viewer answered, as the parts of a page: words for its codes, addresses for its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.custody import api as custody
from dokaz.design.amounts import in_bytes
from dokaz.design.component import Component, Link, Shown
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.media import Film, Loudness, Picture, Sound
from dokaz.design.tables import Column, Table
from dokaz.verify import showing

TROUBLES = {
    custody.Trouble.BROKEN: later("The program that reads such files failed on it: it is damaged, or made to do harm."),
    custody.Trouble.LATE: later("The program that reads such files did not finish in time."),
    custody.Trouble.TOO_LARGE: later("It is too large to be shown here."),
    custody.Trouble.TOO_MANY_PIXELS: later("The picture says that it has more points than any camera makes."),
    custody.Trouble.PASSWORD: later("It is locked with a password."),
    custody.Trouble.PACKED: later("It is packed in a way that cannot be read here."),
    custody.Trouble.NO_SUCH_PART: later("There is no such part in it."),
    custody.Trouble.NO_SANDBOX: later("This office lacks the program that shuts readers of files in (bubblewrap)."),
}
NOTES = {
    "html-only": later("This was written in HTML. Only its words are shown, and where links lead."),
    "no-body": later("It carries no words of its own."),
    "times-as-written": later("Times stand as the export writes them: it does not say in whose time zone."),
    "times-of-exporter": later("Times are those of the computer on which the export was made."),
    "unquoted": later(
        "The mailbox put a sign before lines that begin with “From”. It is taken away here: who wrote such a sign "
        "themselves cannot be told."
    ),
    "of-a-bundle": later(
        "This is the file in the archive that people read first. The others are listed with “All files”."
    ),
    "list-broken": later("The archive is damaged further on: what stands behind is missing in this list."),
    "list-cut": later(
        "The archive is too large to be listed to its end here: what stands behind is missing in this list."
    ),
}
HEADS = {
    "From": later("From"), "Sender": later("Sender"), "To": later("To"), "Cc": later("Copy to"),
    "Bcc": later("Hidden copy to"), "Date": later("Date"), "Subject": later("Subject"),
    "Reply-To": later("Answers go to"), "In-Reply-To": later("Answer to"), "Message-ID": later("Number of the message"),
    "pixels": later("Size in points"), "format": later("Format"), "name": later("Name"), "type": later("Kind of chat"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file a page is, and the addresses beside it."""

    record: custody.Record
    page: int = 1
    part: str = ""
    colour: bool = False
    every: bool = False
    seconds: str = ""

    @property
    def grey(self) -> bool:
        """Everything seen is grey until colours are asked for, but for what a person marked as fit to be looked at."""
        return not self.colour and self.record.description.graphic != custody.Graphic.NOT_GRAPHIC

    def address(self, name: str = "view") -> str:
        said = {
            "page": str(self.page) if self.page > 1 else "", "part": self.part, "colour": "yes" if self.colour else "",
            "every": "yes" if self.every else "", "t": self.seconds,
        }  # fmt: skip
        query = urlencode({each: value for each, value in said.items() if value})
        return reverse(name, args=[self.record.ref]) + (f"?{query}" if query else "")

    @property
    def here(self) -> str:
        return self.address()

    @property
    def in_colour(self) -> str:
        return replace(self, colour=True).address()

    @property
    def in_grey(self) -> str:
        return replace(self, colour=False).address()

    @property
    def outside(self) -> str:
        """One level up, or the item itself."""
        if not self.part:
            return reverse("item", args=[self.record.ref])
        return replace(self, part=self.part.rpartition(".")[0], page=1, seconds="").address()

    def inside(self, number: str) -> str:
        return replace(self, part=number, page=1, seconds="", every=False).address()

    def at_page(self, number: int) -> str:
        return replace(self, page=number).address()

    @property
    def all_files(self) -> str:
        return replace(self, every=True, page=1).address()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page, for the template of its shape."""

    shape: str
    place: Place | None = None
    view: custody.View | None = None
    trouble: str = ""
    heads: Summary | None = None
    media: Component | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()
    messages: tuple["Said", ...] = ()
    coloured: bool = False  # whether there is a choice between grey and colour
    stills: tuple[Picture, ...] = ()
    loudness: Component | None = None
    listed: bool = False  # whether there are more files than those that are listed

    @property
    def turning(self) -> "Turning | None":
        """The page or letter before and after; None where there is one only."""
        if self.view is None or self.place is None:
            return None
        if self.view.number:
            return _letters(self.view, self.place)
        return _pages(self.view, self.place) if self.view.pages > 1 else None

    @property
    def encoding(self) -> str:
        if self.view is None or not self.view.encoding:
            return ""
        words = _("Read as {encoding}, which is a guess.") if self.view.guessed else _("Read as {encoding}.")
        return words.format(encoding=self.view.encoding)


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page this is, in words, and the addresses before and after it, where there are any."""

    words: str
    before: str
    after: str
    back: str
    onward: str


def _pages(view: custody.View, place: Place) -> Turning:
    page, pages = view.page, view.pages
    words = _("Page {page} of {pages}").format(page=page, pages=pages)
    before = place.at_page(page - 1) if page > 1 else ""
    return Turning(words, before, place.at_page(page + 1) if page < pages else "", _("Page before"), _("Next page"))


def _letters(view: custody.View, place: Place) -> Turning:
    within = place.part.rpartition(".")[0]
    before, after = (place.inside(f"{within}.{at}" if within else at) if at else "" for at in (view.before, view.after))
    words = _("Letter {number}").format(number=view.number)
    return Turning(words, before, after, _("Letter before"), _("Next letter"))


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a conversation, with the address of the media it names, where the export holds them."""

    message: custody.Message
    media: str


def film(place: Place, stills: Sequence[custody.Record], loudness: Component | None = None) -> Drawn:
    """Its still frames, where they were made, stand before it: one look tells whether to play it."""
    grey = place.grey and custody.is_graphic(place.record)
    shown = tuple(_still(each, place, grey=grey) for each in stills)
    media = Film(_stream(place), _describes(place.record), grey=grey)
    return Drawn("film", place, media=media, coloured=True, stills=shown, loudness=loudness)


def _still(record: custody.Record, place: Place, *, grey: bool) -> Picture:
    drawn_at = Place(record, colour=not grey)
    describes = _("Still frames of {ref}").format(ref=place.record.ref)
    return Picture(drawn_at.address("picture"), describes, grey=grey)


def sound(place: Place, loudness: Component | None = None) -> Drawn:
    media = Sound(_stream(place), _describes(place.record))
    return Drawn("sound", place, media=media, loudness=loudness)


_MARKS = 5


def loudness(view: custody.View, place: Place | None = None) -> Loudness | None:
    """How loud a recording is over its time, as a program measured it; on its own page with links into it."""
    if view.trouble is not None or not view.levels:
        return None
    loudest = max(view.levels)
    at = view.seconds * view.levels.index(loudest) / len(view.levels)
    says = (
        _("Loudness over its time. Length {length}, loudest at {time}.") if loudest else _("Length {length}, silent.")
    )
    marks = tuple(_mark(int(view.seconds * number / _MARKS), place) for number in range(_MARKS))
    if view.seconds < _MARKS:  # a second is the shortest step of an address
        marks = marks[:1]
    return Loudness("loudness", view.levels, says.format(length=_time(view.seconds), time=_time(at)), marks)


def _mark(seconds: int, place: Place | None) -> Shown:
    words = _time(seconds)
    return Link(words, replace(place, seconds=str(seconds)).address()) if place else words


def _time(seconds: float) -> str:
    """As players show it: 3:05, 1:00:00."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _stream(place: Place) -> str:
    """The moment is a media fragment (W3C Media Fragments 4.2.1): it goes to no server."""
    start = f"#t={place.seconds}" if place.seconds else ""
    return reverse("content", args=[place.record.ref]) + start


def unplayable() -> Drawn:
    return Drawn("none", trouble=_("Browsers do not play this kind of file."))


def drawn(view: custody.View, place: Place) -> Drawn:
    """The page for what the viewer answered."""
    if view.trouble is not None:
        return Drawn("none", place, view, trouble=str(TROUBLES[view.trouble]))
    if view.shape == custody.Shape.NONE:
        return Drawn("none", place, view, trouble=_("There is no viewer for this kind of file."))
    return Drawn(
        view.shape.value, place, view, heads=_heads(view), table=_table(view, place),
        media=_picture(view, place) or loudness(view),
        notes=tuple(str(NOTES[each]) for each in view.notes if each in NOTES),
        messages=tuple(_said(view, place)), coloured=view.pictured,
        listed=not place.every and (view.shape == custody.Shape.CAPTURES or "of-a-bundle" in view.notes),
    )  # fmt: skip


def _heads(view: custody.View) -> Summary | None:
    rows = tuple(SummaryRow(str(HEADS.get(name, name)), words) for name, words in view.heads)
    return Summary(rows) if rows else None


def _picture(view: custody.View, place: Place) -> Picture | None:
    if not view.pictured:
        return None
    grey = place.grey and (custody.is_graphic(place.record) or view.shape == custody.Shape.PICTURE)
    drawn_at = replace(place, page=view.page, colour=not grey, part=view.within or place.part)
    paper = view.shape == custody.Shape.PAPER
    return Picture(drawn_at.address("picture"), _describes(place.record), grey=grey, paper=paper)


def _describes(record: custody.Record) -> str:
    said = record.description
    return said.warning or said.title or _("The file of {ref}").format(ref=record.ref)


def _table(view: custody.View, place: Place) -> Table | None:
    """The files within the file, each with a link to look at it."""
    if not view.parts:
        return None
    columns = {
        "when": _("Time as written"), "who": _("From"), "mime": _("Type"), "status": _("Answer"), "size": _("Size"),
    }  # fmt: skip
    used = [name for name in columns if any(getattr(part, name) for part in view.parts)]
    return Table(
        caption=_("Files within it"),
        columns=(Column(_("Name")), *(Column(columns[name], numeric=name == "size") for name in used)),
        rows=tuple((_link(part, view, place), *(_cell(part, name) for name in used)) for part in view.parts),
        empty=_("There is nothing in it."),
        dense=True,
        caption_hidden=True,
    )


def _link(part: custody.Part, view: custody.View, place: Place) -> Link:
    within = f"{view.within}." if view.within else ""
    return Link(showing.shown(part.name) or _("without a name"), place.inside(within + part.number))


def _cell(part: custody.Part, name: str) -> Shown:
    if name == "size":
        return "" if part.size is None else in_bytes(part.size)
    return str(getattr(part, name))


def _said(view: custody.View, place: Place) -> Iterator[Said]:
    for message in view.messages:
        yield Said(message, place.inside(message.part) if message.part else "")
