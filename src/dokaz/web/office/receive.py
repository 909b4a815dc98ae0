"""Receive: files and folders are chosen, sealed while they come, and each is answered with its reference."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.amounts import in_bytes
from dokaz.design.component import Code, Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.tables import Column, Table
from dokaz.kernel import clock
from dokaz.verify.showing import shown
from dokaz.web.office import examining, form_pieces, pages
from dokaz.web.office.sealing import Files, Sealing

Answer = custody.Receipt | custody.Refusal


class About(fields.Form):
    """What is said about files that are received together."""

    compartment = forms.ChoiceField(
        label=later("Where it belongs"),
        help_text=later("Only the members of this compartment will be able to open it."),
        error_messages={"required": later("Choose where it belongs, then the files again.")},
    )
    source = forms.CharField(
        label=later("From whom or where"),
        help_text=later("A pseudonym or a reference, never a real name."),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    obtained = forms.CharField(
        label=later("How they came to have it"), max_length=10_000, required=False, widget=fields.LongText(rows=2)
    )
    place = forms.CharField(
        label=later("Where it was made or found"),
        max_length=1000,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=later("What it is"), max_length=50_000, required=False, widget=fields.LongText(rows=4)
    )

    examine = forms.BooleanField(
        label=later("Have programs read them once they are held"),
        help_text=later("Formats, embedded data, text and previews, in the background, shut in and without a network."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, by: access.Session, **named: Any) -> None:
        super().__init__(*args, **named)
        chosen = self.fields["compartment"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = form_pieces.compartments(by)

    @property
    def source_said(self) -> str | None:
        return self.cleaned_data["source"] or None

    @property
    def described(self) -> custody.Description:
        return custody.Description(**{name: self.cleaned_data[name] for name in ("obtained", "place", "description")})


def placed(path: str) -> tuple[str, str | None]:
    """Name, and the path of what lay in a folder. Both are words: no file is ever made under them."""
    return path.rpartition("/")[2], path if "/" in path else None


@dataclass(slots=True)
class Taking:
    """The files of one form, received as they come."""

    reader: pages.Reader
    form: About | None = None
    answers: list[Answer] = field(default_factory=list)

    def __call__(self, answers: QueryDict, files: Files) -> None:
        self.form = About(answers, by=self.reader.session)
        if not self.form.is_valid():
            for _path, stream in files:  # a browser reads no answer before it has sent everything
                stream.close()
            return
        found = _arrivals(files, self.form)
        self.answers += custody.receive_many(found, by=self.reader.session, now=clock.now)


def _arrivals(files: Files, form: About) -> Iterator[custody.Arrival]:
    compartment = UUID(form.cleaned_data["compartment"])
    for sent_as, stream in files:
        name, path = placed(sent_as)
        yield custody.Arrival(
            open=_once(stream), name=name, path=path, compartment=compartment, source=form.source_said,
            description=form.described,
        )  # fmt: skip


def _once(stream: BinaryIO) -> Callable[[], BinaryIO]:
    return lambda: stream


@csrf_exempt  # `answered` asks for the token, once the handler knows who sends and before a byte of a file is taken
@require_http_methods(pages.PAGES)
@pages.signed_in
def receive(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    taking = Taking(reader)
    if request.content_type == "multipart/form-data":
        request.upload_handlers = [Sealing(request, taking)]
    return answered(request, reader, taking)


@csrf_protect
def answered(request: HttpRequest, reader: pages.Reader, taking: Taking) -> HttpResponse:
    if taking.answers:
        lead = " ".join(filter(None, [_lead(taking.answers), _examined(taking)]))
        return pages.page(request, "received", reader, table=_table(taking.answers), lead=lead)
    form = taking.form or About.sent(request, by=reader.session)
    if request.method == "POST" and form.is_valid():
        form.add_error(None, _("Choose at least one file."))
    return _asked(request, reader, form)


def _asked(request: HttpRequest, reader: pages.Reader, form: About) -> HttpResponse:
    access.require(reader.session, access.Permission.RECEIVE_EVIDENCE, now=reader.now)
    waiting = [
        (each, in_bytes(each.offset), in_bytes(each.size), instant(each.begun_at))
        for each in custody.uploads(by=reader.session, now=reader.now)
    ]
    return pages.page(request, "receive", reader, form=form, waiting=waiting)


def _examined(taking: Taking) -> str:
    assert taking.form is not None  # it was read before the first file was
    receipts = [each for each in taking.answers if isinstance(each, custody.Receipt)]
    return examined_later(receipts, taking.form, taking.reader)


def examined_later(receipts: Iterable[custody.Receipt], about: About, reader: pages.Reader) -> str:
    """Have what was not held before examined, if it was asked; in a sentence what became of that."""
    fresh = [each.ref for each in receipts if each.entry is not None]
    if not about.cleaned_data["examine"]:
        return ""
    reader = replace(reader, now=clock.now())  # receiving may have taken hours
    return examining.ask_after_receiving(fresh, compartment=UUID(about.cleaned_data["compartment"]), reader=reader)


def _lead(answers: list[Answer]) -> str:
    count = sum(isinstance(each, custody.Receipt) for each in answers)
    return ngettext("{count} file is held.", "{count} files are held.", count).format(count=count)


def _table(answers: list[Answer]) -> Table:
    return Table(
        caption=_("What became of each file"),
        columns=(
            Column(_("File")), Column(_("What became of it")), Column(_("Size"), numeric=True), Column(_("SHA-256")),
            Column(_("Journal entry"), numeric=True),
        ),
        rows=tuple(map(_row, answers)),
        empty="",
        caption_hidden=True,
    )  # fmt: skip


def _row(answer: Answer) -> tuple[Shown, ...]:
    name = shown(answer.path or answer.name)
    if isinstance(answer, custody.Refusal):
        return (name, Tag(_("Refused"), Tone.BAD), answer.says, "", "")
    return (
        name, Link(outcome(answer), reverse("item", args=[answer.ref])), in_bytes(answer.size), Code(answer.sha256),
        "–" if answer.entry is None else answer.entry,
    )  # fmt: skip


def outcome(receipt: custody.Receipt) -> str:
    """What happened, in a sentence: "Sealed as E-…"."""
    match receipt.outcome:
        case custody.Outcome.ALREADY_HELD:
            return _("Already held as {ref}").format(ref=receipt.ref)
        case custody.Outcome.SAME_BYTES:
            return _("Recorded as {ref}; the same bytes are {same}").format(ref=receipt.ref, same=receipt.same_as)
        case _received:
            return _("Sealed as {ref}").format(ref=receipt.ref)
