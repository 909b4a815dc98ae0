"""The texts by which people are asked: read, written, approved by another person, and read aloud."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.design import fields, languages
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.design.notices import Banner
from dokaz.design.tables import Column, Table
from dokaz.kernel.languages import Language, said
from dokaz.kernel.tags import language_tag, own_name
from dokaz.web.office import form_pieces, pages
from dokaz.web.office.items import OneItem


class Parts(fields.Form):
    """Everything that has to be told, one field for each part. `seen` is the version it is written on."""

    kept: ClassVar = (*(part.value for part in consent.Told), "material", "seen")

    material = forms.ChoiceField(
        label=later("Does it say something else than before"),
        help_text=later("If it does, people who agreed to the older text are shown as needing a look."),
        choices=(("yes", later("Yes, it says something else")), ("no", later("No, only better words"))),
        widget=fields.Radios,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for part in consent.Told:
            self.fields[part.value] = forms.CharField(
                label=form_pieces.said_later(part.words),
                required=False,
                max_length=5_000,
                widget=fields.LongText(rows=3),
            )
        self.order_fields([*(part.value for part in consent.Told), "material", "seen"])

    @property
    def parts(self) -> dict[consent.Told, str]:
        return {part: self.cleaned_data[part.value] for part in consent.Told}


class OtherLanguage(fields.Form):
    """Any language, by its tag (BCP 47)."""

    kept: ClassVar = ("language",)

    language = forms.CharField(
        label=later("Which language"), max_length=35, help_text=later("Its code, such as uk, ar or uz-Latn."),
        widget=forms.TextInput(dict(form_pieces.TYPED)),
    )  # fmt: skip

    def clean_language(self) -> str:
        given: str = self.cleaned_data["language"]
        if not (tag := language_tag(given)):
            raise forms.ValidationError(str(consent.LanguageUnreadable(text=given)))
        return tag


@require_safe
@pages.signed_in
def texts(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = consent.statements(by=reader.session, now=reader.now)
    table = Table(
        caption=_("Texts, the newest of each language first"),
        columns=(Column(_("Text"), whole=True), Column(_("State")), Column(_("Written"), whole=True)),
        rows=tuple(_row(each) for each in found),
        empty=_("There is no text yet. Begin with the draft that comes with this house, or write one."),
        caption_hidden=True,
    )
    written = dict.fromkeys(each.language for each in found)
    known = dict.fromkeys([*(each.value for each in Language), *written])
    return pages.page(
        request, "consent-texts", reader, table=table, may_write=reader.may(access.Permission.WRITE_STATEMENTS),
        lacking=[each for each in Language if each.value not in written],
        languages=[(each, own_name(each)) for each in known],
    )  # fmt: skip


@require_POST
@pages.signed_in
def take_draft(request: HttpRequest, reader: pages.Reader) -> HttpResponse:  # noqa: ARG001
    consent.write_shipped(by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("consent-texts"))


@require_safe
@pages.signed_in
def text(request: HttpRequest, reader: pages.Reader, text: UUID) -> HttpResponse:
    return _shown(request, reader, text, OneItem())


@require_POST
@pages.signed_in
def approve(request: HttpRequest, reader: pages.Reader, text: UUID) -> HttpResponse:  # noqa: ARG001
    consent.approve_statement(text, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("consent-text", args=[text]))


@require_POST
@pages.signed_in
def confirm(request: HttpRequest, reader: pages.Reader, text: UUID) -> HttpResponse:  # noqa: ARG001
    consent.note_native(text, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("consent-text", args=[text]))


@require_POST
@pages.signed_in
def voice(request: HttpRequest, reader: pages.Reader, text: UUID) -> HttpResponse:
    """The recording in which the text is read aloud, by its reference."""
    access.require(reader.session, access.Permission.WRITE_STATEMENTS, now=reader.now)
    form = OneItem.sent(request)
    if not form.is_valid():
        return _shown(request, reader, text, form)
    try:
        consent.note_reading(text, item=form.cleaned_data["ref"], by=reader.session, now=reader.now)
    except consent.ReadingNotSound as why:
        form.add_error("ref", str(why))
        return _shown(request, reader, text, form)
    return HttpResponseRedirect(reverse("consent-text", args=[text]))


@require_http_methods(pages.PAGES)
@pages.signed_in
def write(request: HttpRequest, reader: pages.Reader, language: str) -> HttpResponse:
    """The next version, on the newest one there is; whoever was slower is told, and nothing is overwritten."""
    access.require(reader.session, access.Permission.WRITE_STATEMENTS, now=reader.now)
    if language_tag(language) != language:
        raise consent.StatementUnknown
    found = consent.statements(language=language, by=reader.session, now=reader.now)
    newest = found[0] if found else None
    form = Parts.sent(request, initial=_initial(newest))
    if request.method == "POST" and form.is_valid():
        try:
            made = _written(form, language, reader)
        except consent.StatementStale as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(reverse("consent-text", args=[made.id]))
    return pages.page(
        request, "form", reader, form=form, title=_("Write the text people are asked by"), press=_("Save as a draft"),
        lead=own_name(language), back=reverse("consent-texts"),
        sentences=[_("Short sentences, plain words. What is told here decides what a yes is worth.")],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def other(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """A text in a language that has none yet, by its code."""
    access.require(reader.session, access.Permission.WRITE_STATEMENTS, now=reader.now)
    form = OtherLanguage.sent(request)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("write-text", args=[form.cleaned_data["language"]]))
    return pages.page(
        request, "form", reader, form=form, title=_("A text in another language"), press=_("Go on"),
        back=reverse("consent-texts"),
        sentences=[_("The questions beneath it are put in English then, and somebody has to interpret them.")],
    )  # fmt: skip


def state(each: consent.ConsentText) -> Tag:
    """Whether people may be asked by it."""
    if each.approved_at is not None:
        return Tag(_("Approved"), Tone.GOOD)
    return Tag(_("Not complete"), Tone.BAD) if each.missing else Tag(_("Draft, to be approved"), Tone.CAREFUL)


def may_be_approved(each: consent.ConsentText, reader: pages.Reader) -> bool:
    """Whether this reader may be its second person, and all of it is there to be read."""
    mine = each.written_by == reader.session.actor.account
    return not (mine or each.missing or each.approved_at) and reader.may(access.Permission.APPROVE_STATEMENTS)


def name(each: consent.ConsentText) -> str:
    return _("{language}, version {number}").format(language=own_name(each.language), number=each.number)


def to_interpret(each: consent.ConsentText) -> Banner | None:
    """Told to whoever asks by a text in a language in which the house does not have the questions."""
    if not each.to_interpret:
        return None
    text = _(
        "This house does not have them in this language, and shows them in English. Have them interpreted into"
        " {language}."
    )
    return Banner(_("Interpret the questions"), text.format(language=own_name(each.language)), Tone.CAREFUL)


def parts(each: consent.ConsentText, language: Language) -> list[tuple[str, str]]:
    """What the text tells, each part with its heading in this language."""
    return [(said(part.words, language), each.parts.get(part, "")) for part in consent.Told]


def unread(each: consent.ConsentText) -> Banner | None:
    """Shown wherever the text is, until a native speaker has read it."""
    if each.read_by_native is not None:
        return None
    return Banner(
        _("No native speaker has read this text"),
        _("Ask somebody who grew up with the language to read it before you use it."),
        Tone.CAREFUL,
    )


def _shown(request: HttpRequest, reader: pages.Reader, which: UUID, form: OneItem) -> HttpResponse:
    found = consent.statement(which, by=reader.session, now=reader.now)
    writes = reader.may(access.Permission.WRITE_STATEMENTS)
    return pages.page(
        request, "consent-text", reader, text=found, name=name(found), about=_about(found), unread=unread(found),
        parts=parts(found, languages.shown()), may_write=writes,
        may_approve=may_be_approved(found, reader),
        **pages.offered(form, there=writes),
    )  # fmt: skip


def _about(each: consent.ConsentText) -> Summary:
    missing = ", ".join(said(part.words) for part in each.missing)
    facts: list[tuple[str, Shown | None]] = [
        (_("State"), state(each)),
        (_("Still missing"), missing),
        (_("Written"), f"{instant(each.written_at)}, {access.name_of(each.written_by)}"),
        (_("Approved"), _by(each)),
        (_("Read by a native speaker"), instant(each.read_by_native) if each.read_by_native else _("No")),
        *((_("Read aloud"), Link(ref, reverse("item", args=[ref]))) for ref in each.aloud),
    ]
    return Summary.of(facts)


def _by(each: consent.ConsentText) -> str:
    if each.approved_at is None or each.approved_by is None:
        return _("No. Until then nobody is asked by it.")
    return f"{instant(each.approved_at)}, {access.name_of(each.approved_by)}"


def _initial(newest: consent.ConsentText | None) -> dict[str, Any]:
    if newest is None:
        return {"seen": 0, "material": "yes"}
    return {**{part.value: newest.parts.get(part, "") for part in consent.Told}, "seen": newest.number}


def _row(each: consent.ConsentText) -> tuple[Shown, ...]:
    return (Link(name(each), reverse("consent-text", args=[each.id])), state(each), instant(each.written_at))


def _written(form: Parts, language: str, reader: pages.Reader) -> consent.ConsentText:
    given = form.cleaned_data
    return consent.write_statement(
        language=language, parts=form.parts, seen=given["seen"], material=given["material"] == "yes",
        by=reader.session, now=reader.now,
    )  # fmt: skip
