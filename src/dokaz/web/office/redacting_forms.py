"""What is typed to mark a part of a file: words, a box in percent, times, key frames; and why it is taken out."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from dokaz.design.fields import Form, LongText
from dokaz.disclosure import api as disclosure
from dokaz.kernel import codes
from dokaz.kernel.errors import DokazError
from dokaz.kernel.regions import SCALE, Box, KeyFrame, Stretch, Track
from dokaz.web.office import form_pieces

_TIME = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-5]?[0-9]):)?([0-9]{1,5})(?:\.([0-9]{1,3}))?")
_PERCENT = SCALE // 100
_SMALL = {"class": "width-10", "inputmode": "decimal", "autocomplete": "off"}


def milliseconds(text: str) -> int:
    """A time as people write it: 0:12, 1:02:03 or 12.5. Raises ValidationError."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValidationError(_("Write a time in minutes and seconds, such as 0:12 or 1:02.5."))
    hours, minutes, seconds = (int(each or 0) for each in found.groups()[:3])
    return (hours * 3600 + minutes * 60 + seconds) * 1000 + int((found[4] or "0").ljust(3, "0"))


def as_time(at: int) -> str:
    """A number of milliseconds as it may be typed."""
    minutes, left = divmod(at, 60_000)
    seconds = f"{left / 1000:06.3f}".rstrip("0").rstrip(".")
    return f"{minutes}:{seconds}"


def box(left: Decimal, top: Decimal, width: Decimal, height: Decimal) -> Box:
    """The box of four numbers in percent. Raises MarkUnfit."""
    sides = [left, top, left + width, top + height]
    found: Box = disclosure.placed(Box, *(int(each * _PERCENT) for each in sides))
    return found


def in_percent(held: Box) -> str:
    """Where a box is, in words."""
    left, top, right, bottom = held.sides
    told = {"left": left, "top": top, "width": right - left, "height": bottom - top}
    words = _("{left} % from the left, {top} % from the top, {width} % wide, {height} % high")
    return words.format(**{name: f"{Decimal(each) / _PERCENT:f}" for name, each in told.items()})


def _number(label: Any, name: str) -> forms.DecimalField:
    widget = forms.TextInput({**_SMALL, "data-side": name})
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2, widget=widget, localize=True)


def _time(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput({"class": "width-10", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=20, widget=widget)


class Marking(Form):
    """One or several marks, and why. `seen` is the revision of the marks it is added to."""

    kept: ClassVar[tuple[str, ...]] = ("reason", "words_why", "person", "seen")

    reason = forms.ChoiceField(
        label=later("Why it is taken out"), choices=lambda: form_pieces.worded(disclosure.RedactionReason)
    )
    words_why = forms.CharField(
        label=later("In other words"), required=False, max_length=300,
        help_text=later("Needed where it is another reason. It stays here, and is not in the copy."),
    )  # fmt: skip
    person = form_pieces.reference(
        later("Whom it protects"), later("A reference such as P-7K3F-9QXM4, if it protects somebody."), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def clean_person(self) -> str:
        given = self.cleaned_data["person"].strip()
        try:
            return str(codes.parse(given, kind=codes.Kind.PERSON)) if given else ""
        except DokazError as why:
            raise ValidationError(str(why)) from why

    def places(self) -> Iterator[Any]:
        """What is marked, from what was typed. Raises DokazError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                given["marks"] = tuple(self._marks())
            except DokazError as why:
                raise ValidationError(str(why)) from why
        return given

    def _marks(self) -> Iterator[disclosure.RedactionMark]:
        given = self.cleaned_data
        words = " ".join(given["words_why"].split())
        for where in self.places():
            yield disclosure.RedactionMark(where, disclosure.RedactionReason(given["reason"]), words, given["person"])


class WordsMarked(Marking):
    """Words wherever they stand, or some letters of one line."""

    kept = ("find", "whole", "line", "first", "last", *Marking.kept)
    field_order = kept

    find = forms.CharField(
        label=later("Words to take out everywhere"), required=False, max_length=300,
        help_text=later("In capitals or not. Look at what was found before you make the copy."),
    )  # fmt: skip
    whole = forms.BooleanField(
        label=later("To the end of each word, so that a stem finds every form of a name"), required=False, initial=True
    )
    line = forms.IntegerField(label=later("Or: line"), required=False, min_value=1, widget=forms.TextInput(_SMALL))
    first = forms.IntegerField(
        label=later("From letter"), required=False, min_value=1, widget=forms.TextInput(_SMALL),
        help_text=later("Empty: from the beginning of the line."),
    )  # fmt: skip
    last = forms.IntegerField(
        label=later("To letter"), required=False, min_value=1, widget=forms.TextInput(_SMALL),
        help_text=later("Empty: to its end."),
    )  # fmt: skip

    def __init__(self, *args: Any, text: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self._text = text

    def places(self) -> Iterator[Any]:
        given = self.cleaned_data
        if not (given["find"].strip() or given["line"]):
            raise disclosure.WordsNotFound
        if given["find"].strip():
            yield from disclosure.occurrences(self._text, words=given["find"], whole=given["whole"])
        if given["line"]:
            held = disclosure.lines(self._text)
            ends = len(held[given["line"] - 1][1]) if given["line"] <= len(held) else 1
            yield disclosure.at_line(held, number=given["line"], first=given["first"] or 1, last=given["last"] or ends)


class BoxMarked(Marking):
    """A box on the picture, in percent of its sides."""

    kept = ("left", "top", "width", "height", *Marking.kept)
    field_order = kept

    left = _number(later("From the left, in percent"), "left")
    top = _number(later("From the top, in percent"), "top")
    width = _number(later("How wide, in percent"), "width")
    height = _number(later("How high, in percent"), "height")

    def __init__(self, *args: Any, page: int, **named: Any) -> None:
        super().__init__(*args, **named)
        self._page = page

    def places(self) -> Iterator[Any]:
        sides = (self.cleaned_data[name] for name in ("left", "top", "width", "height"))
        yield disclosure.placed(disclosure.MarkedArea, self._page, box(*sides))


class SoundMarked(Marking):
    """A stretch of sound."""

    kept = ("begins", "ends", "tone", *Marking.kept)
    field_order = kept

    begins = _time(later("From"))
    ends = _time(later("To"))
    tone = forms.BooleanField(label=later("A tone in its place, not silence"), required=False)

    def clean_begins(self) -> int | None:
        return _when(self.cleaned_data["begins"])

    def clean_ends(self) -> int | None:
        return _when(self.cleaned_data["ends"])

    def places(self) -> Iterator[Any]:
        given = self.cleaned_data
        if given["begins"] is not None or given["ends"] is not None:
            stretch = disclosure.placed(Stretch, given["begins"] or 0, given["ends"] or 0)
            yield disclosure.MarkedSound(stretch, given["tone"])


class FilmMarked(SoundMarked):
    """A box that moves, and a stretch of sound; either or both."""

    kept = ("frames", "through", *SoundMarked.kept)
    field_order = kept

    frames = forms.CharField(
        label=later("Where the box is at which time"), required=False, max_length=20_000, widget=LongText(rows=4),
        help_text=later(
            "One line a time: the time, then from the left, from the top, how wide and how high, in percent, such as "
            "0:12.5 20 30 15 25. Between two lines the box moves evenly; before the first and after the last there is "
            "none."
        ),
    )  # fmt: skip
    through = forms.BooleanField(label=later("One box, from the beginning of the film to its end"), required=False)
    begins = _time(later("Sound from"), required=False)
    ends = _time(later("Sound to"), required=False)

    def clean_frames(self) -> tuple[tuple[int, Decimal, Decimal, Decimal, Decimal], ...]:
        return tuple(_frame(line) for line in self.cleaned_data["frames"].splitlines() if line.strip())

    def places(self) -> Iterator[Any]:
        frames = self.cleaned_data["frames"]
        if frames:
            held = [disclosure.placed(KeyFrame, at, box(*sides)) for at, *sides in frames]
            yield disclosure.placed(lambda: Track.of(held, whole=self.cleaned_data["through"]))
        heard = tuple(super().places())
        if not (frames or heard):
            raise disclosure.MarkUnfit(why=_("Say where a box is, or from when to when the sound goes."))
        yield from heard


def _when(text: str) -> int | None:
    return milliseconds(text) if text.strip() else None


def _frame(line: str) -> tuple[int, Decimal, Decimal, Decimal, Decimal]:
    at, *sides = line.replace(",", ".").split()
    if len(sides) != 4 or not all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", each) for each in sides):
        raise ValidationError(_("Each line has a time and four numbers, such as 0:12.5 20 30 15 25."))
    left, top, width, height = map(Decimal, sides)
    return milliseconds(at), left, top, width, height
