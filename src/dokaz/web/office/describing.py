"""What people say about an item: shown, changed, and every revision of it."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, ClassVar, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, SummaryRow, Timeline
from dokaz.design.notices import Banner
from dokaz.kernel.languages import said
from dokaz.web.office import form_pieces, pages

TITLES = {
    "title": later("Title"), "description": later("Description"), "place": later("Place"),
    "holders": later("Original holders"), "obtained": later("How they obtained it"), "languages": later("Languages"),
    "consent": later("Consent"), "sensitivity": later("Sensitivity"), "restrictions": later("Restrictions"),
    "condition": later("Condition"), "alterations": later("Known alterations"),
    "exhibit": later("Exhibit number elsewhere"),
    "found": later("Where and how it was found"), "packaging": later("Packaging and seal"),
    "storage": later("Where it is kept"), "graphic": later("Graphic content"),
    "warning": later("Warning before looking"),
    "related": later("Belongs to"),
}  # fmt: skip
OF_OBJECTS = ("found", "packaging", "storage")
LISTS = ("holders", "languages", "restrictions", "alterations")
GRAPHIC = (
    ("", later("Nobody has said: pictures, films and sound stay behind a warning")),
    *form_pieces.worded(custody.Graphic),
)


def _line(name: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=TITLES[name], required=False, max_length=2000, **more)


def _lines(name: str, **more: Any) -> forms.CharField:
    widget = fields.LongText(rows=3)
    return forms.CharField(label=TITLES[name], required=False, max_length=20_000, widget=widget, **more)


class Words(fields.Form):
    """One revision. `seen` is the one it is written on."""

    kept: ClassVar = (*(name for name in TITLES if name != "related"), "reason", "seen")

    title = _line("title")
    description = _lines("description")
    graphic = forms.ChoiceField(label=TITLES["graphic"], required=False, choices=GRAPHIC, widget=fields.Radios)
    warning = _line(
        "warning", help_text=later("Describe what is seen and heard, so that a colleague can decide before looking.")
    )
    place = _line("place")
    holders = _lines("holders", help_text=later("One a line."))
    obtained = _lines("obtained")
    languages = _lines("languages", help_text=later("Their codes, such as be, ru, en; one a line."))
    sensitivity = _line("sensitivity")
    restrictions = _lines("restrictions", help_text=later("One a line."))
    condition = _line("condition")
    alterations = _lines("alterations", help_text=later("One a line."))
    exhibit = _line("exhibit")
    found = _lines("found")
    packaging = _line("packaging")
    storage = _line("storage")
    reason = forms.CharField(label=later("Why you change it"), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    @classmethod
    def asked(cls, request: HttpRequest, record: custody.Record) -> "Words":
        """As it was sent; at first as the newest revision says."""
        held = {name: _as_text(value) for name, value in asdict(record.description).items()}
        form = cls.sent(request, initial={**held, "seen": record.revision})
        if record.kind != custody.Kind.OBJECT:
            for name in OF_OBJECTS:
                del form.fields[name]
        return form

    def description_on(self, before: custody.Description) -> custody.Description:
        """What was typed, in the place of what was said before; what the form does not ask stays."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name in TITLES}
        return replace(before, **given | {name: _as_lines(given[name]) for name in LISTS})

    def seen_again(self, revision: int) -> None:
        """What was typed stays, now beside the revision of the other person."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(revision)
        self.data = data


def _as_text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _as_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@require_http_methods(pages.PAGES)
@pages.signed_in
def describe(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """A form over the newest revision; whoever was slower is shown what the other wrote, and decides."""
    access.require(reader.session, access.Permission.DESCRIBE_ITEMS, now=reader.now)
    record = custody.show(ref, by=reader.session, now=reader.now)
    form, others = Words.asked(request, record), None
    if request.method == "POST" and form.is_valid():
        try:
            _write(form, record, reader)
        except custody.StaleDescription:
            others = summary(record)
            form.seen_again(record.revision)
        else:
            return HttpResponseRedirect(reverse("item", args=[ref]))
    return pages.page(
        request, "describe", reader, record=record, form=form, others=others, stale=_stale() if others else None,
        status=409 if others else None,
    )  # fmt: skip


def _stale() -> Banner:
    """Beside the words of whoever was faster."""
    text = _(
        "Their words stand below, yours are still in the form. Nothing was overwritten. Bring in what is theirs, and "
        "save again."
    )
    return Banner(_("Somebody changed it while you wrote"), text, Tone.CAREFUL, arrives=True)


def _write(form: Words, record: custody.Record, reader: pages.Reader) -> None:
    given = form.cleaned_data
    custody.describe(
        record.ref, description=form.description_on(record.description), seen=given["seen"], reason=given["reason"],
        by=reader.session, now=reader.now,
    )  # fmt: skip


@require_safe
@pages.signed_in
def revisions(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    found = custody.revisions(ref, by=reader.session, now=reader.now)
    history = Timeline(tuple(map(_revised, reversed(found))))
    return pages.page(request, "revisions", reader, ref=ref, history=history)


def _revised(each: custody.Revision) -> Happening:
    title = _("Revision {number}").format(number=each.number)
    words = asdict(each.description)
    told = Summary(tuple(SummaryRow(str(TITLES[name]), _shown(name, words[name])) for name in each.changed))
    return Happening(instant(each.at), title, str(access.name_of(each.by)), told)


def summary(record: custody.Record) -> Summary:
    return Summary(tuple(_said(record.description)))


def _said(description: custody.Description) -> Iterator[SummaryRow]:
    for name, value in asdict(description).items():
        if value:
            yield SummaryRow(str(TITLES[name]), _shown(name, value))


def _shown(name: str, value: str | tuple[str, ...]) -> str:
    if name == "graphic" and value:
        return said(custody.Graphic(str(value)).words)
    return (value if isinstance(value, str) else ", ".join(value)) or _("Nothing any more")
