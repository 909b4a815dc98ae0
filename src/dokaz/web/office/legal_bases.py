"""Bases in law, apart from consent: of a person, and of an item with the harm weighed by two people."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.kernel.languages import said
from dokaz.people import api as persons
from dokaz.web.office import consents, form_pieces, pages

RECIPIENTS = ("house", "authority", "authority:lt", "icc", "un", "osce", "partner", "helper", "public")


def _recipients() -> str:
    """The codes of recipients, each with its words."""
    told = ", ".join(f"{code} ({consent.Recipient.parse(code).words})" for code in RECIPIENTS)
    return _("One of these codes: {codes}.").format(codes=told)


class NewBasis(fields.Form):
    """For what and to whom, on which articles, and why."""

    kept: ClassVar = ("purpose", "recipient", "articles", "why", "harm")

    purpose = forms.ChoiceField(label=later("For what"), choices=form_pieces.worded(consent.Purpose))
    recipient = forms.CharField(
        label=later("For whom"), max_length=80,
        help_text=lazy(_recipients, str)(),
    )  # fmt: skip
    articles = forms.MultipleChoiceField(
        label=later("General Data Protection Regulation"), widget=fields.Checkboxes,
        choices=form_pieces.worded(consent.Article),
    )  # fmt: skip
    why = forms.CharField(label=later("Why it applies"), max_length=5_000, widget=fields.LongText(rows=4))
    harm = forms.CharField(
        label=later("What harm it may do, and to whom"), required=False, max_length=5_000,
        widget=fields.LongText(rows=4), help_text=later("Needed for an item that comes from nobody who could agree."),
    )  # fmt: skip

    @property
    def given(self) -> dict[str, Any]:
        """As the verb takes it. Raises RecipientUnreadable of `consent`."""
        said_here = self.cleaned_data
        recipient = consent.Recipient.parse(said_here["recipient"])
        return {
            "scope": consent.Scope(consent.Purpose(said_here["purpose"]), recipient),
            "articles": [consent.Article(each) for each in said_here["articles"]],
            "why": said_here["why"],
            "harm": said_here["harm"],
        }


class Words(fields.Form):
    """What the second person found, or why a basis ends."""

    kept: ClassVar = ("words",)

    words = forms.CharField(label=later("In your words"), max_length=5_000, widget=fields.LongText(rows=4))


@require_http_methods(pages.PAGES)
@pages.signed_in
def of_person(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    person = persons.person(ref, by=reader.session, now=reader.now)
    return _page(
        request, reader, back=reverse("consent", args=[person.ref]), lead=person.pseudonym, person=person.id,
        title=person.ref,
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def of_item(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    record = custody.show(ref, by=reader.session, now=reader.now)
    return _page(
        request, reader, back=reverse("item", args=[record.ref]), lead=record.description.title, item=record.ref,
        title=record.ref,
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def weigh(request: HttpRequest, reader: pages.Reader, basis: UUID) -> HttpResponse:
    """The second person weighs the harm, in words of their own."""
    access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    shown, form = consent.basis(basis, by=reader.session, now=reader.now), Words.sent(request)
    if request.method == "POST" and form.is_valid():
        try:
            consent.weigh_harm(basis, weighed=form.cleaned_data["words"], by=reader.session, now=reader.now)
        except consent.BasisOwn as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(pages.onward(request))
    return _words(request, reader, form, shown, _("Weigh the harm as the second person"), _("I have weighed it"))


@require_http_methods(pages.PAGES)
@pages.signed_in
def end(request: HttpRequest, reader: pages.Reader, basis: UUID) -> HttpResponse:
    access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    shown, form = consent.basis(basis, by=reader.session, now=reader.now), Words.sent(request)
    if request.method == "POST" and form.is_valid():
        consent.end_basis(basis, reason=form.cleaned_data["words"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(pages.onward(request))
    return _words(request, reader, form, shown, _("Say that this basis holds no longer"), _("It holds no longer"))


def _words(
    request: HttpRequest, reader: pages.Reader, form: Words, shown: consent.LegalBasis, title: str, press: str
) -> HttpResponse:
    return pages.page(
        request, "form", reader, form=form, title=title, press=press, back=pages.onward(request),
        action=request.get_full_path(), about=_summary(shown, item=bool(shown.harm)),
    )  # fmt: skip


def _page(
    request: HttpRequest, reader: pages.Reader, *, back: str, lead: str, title: str, **subject: Any
) -> HttpResponse:
    if request.method == "POST":
        access.require(reader.session, access.Permission.RECORD_CONSENT, now=reader.now)
    found = consent.bases_of(**subject, by=reader.session, now=reader.now)
    form, may_record = NewBasis.sent(request), reader.may(access.Permission.RECORD_CONSENT)
    if request.method == "POST" and form.is_valid():
        try:
            consent.record_basis(**subject, **form.given, by=reader.session, now=reader.now)
        except consent.RecipientUnreadable as why:
            form.add_error("recipient", str(why))
        except consent.BasisError as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(request.path)
    return pages.page(
        request, "bases", reader, title=title, lead=lead, back=back, here=request.path, may_record=may_record,
        bases=[(each, _summary(each, item="item" in subject), _open(each, reader)) for each in found],
        **pages.offered(form, there=may_record),
    )  # fmt: skip


def _open(each: consent.LegalBasis, reader: pages.Reader) -> str:
    """What this reader may still do with it."""
    if each.ended_at is not None:
        return ""
    mine = each.recorded_by == reader.session.actor.account
    return "end" if mine or each.weighed_by is not None else "weigh"


def _summary(each: consent.LegalBasis, *, item: bool) -> Summary:
    weighed = access.name_of(each.weighed_by) if each.weighed_by else None
    facts: list[tuple[str, Shown | None]] = [
        (_("State"), _state(each, item=item)),
        (_("For what and to whom"), consents.scope(each.scope)),
        (_("Articles"), ". ".join(said(article.words) for article in each.articles)),
        (_("Why it applies"), each.why),
        (_("Harm"), each.harm),
        (_("Recorded"), f"{instant(each.recorded_at)}, {access.name_of(each.recorded_by)}"),
        (_("Weighed by the second person"), f"{weighed}: {each.weighed}" if weighed else None),
    ]
    return Summary.of(facts)


def _state(each: consent.LegalBasis, *, item: bool) -> Tag:
    if each.ended_at is not None:
        return Tag(_("Holds no longer"), Tone.BAD)
    if item and each.weighed_by is None:
        return Tag(_("Waits for a second person"), Tone.CAREFUL)
    return Tag(_("Holds"), Tone.GOOD)
