"""Physical objects: what there is, where each is and who has it, recording one, and every change of hands."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.fields import Form, LongText, Radios
from dokaz.design.lists import Summary
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.kernel.languages import said
from dokaz.web.office import codes, form_pieces, item, pages
from dokaz.web.office.describing import TITLES

PAGE = 30
WORDS = 2000
RECORDED = ("found", "description", "condition", "packaging", "storage")
BEGINNINGS = (custody.Act.COLLECTED, custody.Act.LEFT_IN_PLACE)


def _line(label: object, hint: object = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=300)  # type: ignore[arg-type]


def _text(label: object, hint: object = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=WORDS, widget=LongText(rows=3)  # type: ignore[arg-type]
    )  # fmt: skip


class Handing(Form):
    """One change of hands or place (ISO/IEC 27037): from whom, to whom, where, why, and who saw it."""

    kept: ClassVar[tuple[str, ...]] = ("came_from", "went_to", "place", "reason", "authority", "witness")

    came_from = _line(later("From whom"))
    went_to = _line(later("To whom"), later("Who has it from now on."), required=True)
    place = _line(later("Place"))
    reason = _text(later("Why"), required=True)
    authority = _line(later("On whose authority"))
    witness = _line(later("Who was present"))

    def circumstances(self) -> custody.Circumstances:
        return custody.Circumstances(**{name: self.cleaned_data[name] for name in Handing.kept})


class NewObject(Handing):
    """What is seen, and how it was found."""

    name = _line(later("What it is"), later("A few words, such as: black telephone, cracked glass."), required=True)
    act = forms.ChoiceField(
        label=later("What was done"), widget=Radios, initial=custody.Act.COLLECTED,
        choices=lambda: [(act.value, said(act.words)) for act in BEGINNINGS],
    )  # fmt: skip
    compartment = forms.ChoiceField(label=later("Compartment"))
    found = _text(TITLES["found"], required=True)
    description = _text(TITLES["description"], later("Size, colour, marks, serial number."))
    condition = _line(TITLES["condition"])
    packaging = _line(TITLES["packaging"])
    storage = _line(TITLES["storage"])
    source = _line(later("Source"), later("A reference, never a name."))

    field_order = ("name", "act", "compartment", *RECORDED, "source", *Handing.kept)
    kept = field_order

    def __init__(self, *args: Any, by: access.Session, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["compartment"].choices = form_pieces.compartments(by)  # type: ignore[attr-defined]
        for name in ("went_to", "reason"):  # what was left in place went to nobody
            self.fields[name].required = False

    def recorded(self) -> custody.Description:
        words = {name: self.cleaned_data[name] for name in RECORDED}
        return custody.Description(title=self.cleaned_data["name"], **words)


@require_safe
@pages.signed_in
def objects(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    after = request.GET.get(AFTER) or None
    found = custody.objects(by=reader.session, now=reader.now, after=after, limit=PAGE + 1)
    lines, more = found[:PAGE], len(found) > PAGE
    shown = ngettext("{count} object on this page", "{count} objects on this page", len(lines))
    return pages.page(
        request, "objects", reader, table=_table(lines), may_record=reader.may(access.Permission.RECEIVE_EVIDENCE),
        pager=pager(
            shown.format(count=len(lines)), here=Address.of(request), next_key=lines[-1].ref if more else None
        ),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def record(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, access.Permission.RECEIVE_EVIDENCE, now=reader.now)
    form = NewObject.sent(request, by=reader.session)
    if request.method != "POST" or not form.is_valid():
        return pages.page(request, "record-object", reader, form=form)
    given = form.cleaned_data
    made = custody.record_object(
        form.recorded(), name=given["name"], act=custody.Act(given["act"]), circumstances=form.circumstances(),
        source=given["source"] or None, compartment=access.compartment(given["compartment"], by=reader.session).id,
        by=reader.session, now=reader.now,
    )  # fmt: skip
    return HttpResponseRedirect(reverse("object", args=[made.ref]))


@require_safe
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    held = _object(ref, reader)
    gone = held.destroyed is not None or any(event.act == custody.Act.RETURNED for event in held.events)
    return pages.page(
        request, "object", reader, object=held, about=_about(held), chain=item.chain(held),
        may_move=not gone and reader.may(access.Permission.MOVE_OBJECTS),
    )  # fmt: skip


@require_safe
@pages.signed_in
def label(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """To be printed and tied to it: the reference alone, which says nothing to a finder."""
    held = _object(ref, reader)
    return pages.page(request, "label", reader, ref=held.ref, picture=codes.picture(held.ref, scale=8))


@require_http_methods(pages.PAGES)
@pages.signed_in
def move(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    return _handed(request, reader, ref, back=False)


@require_http_methods(pages.PAGES)
@pages.signed_in
def give_back(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    return _handed(request, reader, ref, back=True)


def _handed(request: HttpRequest, reader: pages.Reader, ref: str, *, back: bool) -> HttpResponse:
    held = _object(ref, reader)
    access.require(reader.session, access.Permission.MOVE_OBJECTS, compartment=held.compartment, now=reader.now)
    form = Handing.sent(request)
    if request.method != "POST" or not form.is_valid():
        return pages.page(request, "hand-object", reader, form=form, ref=held.ref, back=back)
    verb = custody.return_object if back else custody.move_object
    verb(held.ref, circumstances=form.circumstances(), by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("object", args=[held.ref]))


def _object(ref: str, reader: pages.Reader) -> custody.Record:
    """Raises NotAnObject for an item that is a file."""
    held = custody.show(ref, by=reader.session, now=reader.now)
    if held.kind != custody.Kind.OBJECT:
        raise custody.NotAnObject(ref=held.ref)
    return held


def _table(lines: tuple[custody.ObjectLine, ...]) -> Table:
    return Table(
        caption=_("Physical objects, newest first"),
        columns=(
            Column(_("Object"), whole=True), Column(_("What it is")), Column(_("What happened last")),
            Column(_("Who has it")),
            Column(_("Since"), whole=True),
        ),
        rows=tuple(map(_row, lines)),
        empty=_("No object is recorded that you may see."),
        caption_hidden=True,
    )  # fmt: skip


def _row(line: custody.ObjectLine) -> tuple[Shown, ...]:
    name: Shown = Tag(_("Destroyed"), Tone.BAD) if line.destroyed else line.name
    where = ", ".join(filter(None, (line.moved.went_to, line.moved.place))) or _("Not recorded")
    link = Link(line.ref, reverse("object", args=[line.ref]))
    return link, name, said(line.moved.act.words), where, instant(line.moved.at)


def _about(held: custody.Record) -> Summary:
    facts: list[tuple[str, str | None]] = [
        (_("What it is"), held.name),
        *((str(TITLES[name]), getattr(held.description, name)) for name in RECORDED),
        (_("Source"), held.source),
        (_("Recorded"), instant(held.received_at)),
    ]
    return Summary.of(facts)
