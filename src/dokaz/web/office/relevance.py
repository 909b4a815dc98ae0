"""What searches for a request found, and whether each item is relevant to it: judged by name, with a reason."""

from typing import ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.tables import Column, Table
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages

Permission = access.Permission
_ANSWERS = (records.Judgement.POSITIVE, records.Judgement.NEGATIVE, records.Judgement.UNSURE)


class Judging(fields.Form):
    kept: ClassVar = ("judgement", "pinpoint", "reason")

    judgement = forms.ChoiceField(
        label=later("Is it relevant to this request?"), choices=form_pieces.worded(_ANSWERS), widget=fields.Radios
    )
    pinpoint = forms.CharField(
        label=later("Where in it"), required=False, max_length=500,
        help_text=later("A page, a minute, a line: so that a reader need not search again."),
    )  # fmt: skip
    reason = forms.CharField(label=later("Why"), max_length=5_000, widget=fields.LongText(rows=3))


@require_safe
@pages.signed_in
def found(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    candidates = disclosure.candidates_of(asked, by=reader.session, now=reader.now)
    seen = custody.visible([each.ref for each in candidates], by=reader.session)
    columns = (
        Column(_("Item"), whole=True), Column(_("Relevant")), Column(_("Where in it")), Column(_("Why")),
        Column(_("By"), whole=True), Column(_("Judge")),
    )  # fmt: skip
    rows = tuple(_row(asked, each, reader, seen=each.ref in seen) for each in candidates)
    table = Table(_("What was found"), columns, rows, _("No search has found anything yet."), caption_hidden=True)
    own = asked.held.fields.get("direction") == disclosure.Direction.OWN
    return pages.page(request, "found", reader, asked=asked, table=table, own=own)


@require_http_methods(pages.PAGES)
@pages.signed_in
def judge(request: HttpRequest, reader: pages.Reader, ref: str, item: str) -> HttpResponse:
    access.require(reader.session, Permission.WORK_ON_REQUESTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    record = custody.show(item, by=reader.session, now=reader.now)
    here, form = reverse("found", args=[asked.ref]), Judging.sent(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        disclosure.judge_relevance(
            asked, item=record.ref, judgement=records.Judgement(said["judgement"]), reason=said["reason"],
            pinpoint=said["pinpoint"], by=reader.session, now=reader.now,
        )  # fmt: skip
        return HttpResponseRedirect(here)
    return pages.page(
        request, "form", reader, form=form, title=_("Judge an item"), back=here, press=_("Record it"),
        lead=f"{record.description.title or record.ref}, {asked.ref}",
        sentences=[str(asked.held.fields.get("what", ""))],
    )  # fmt: skip


def _row(
    asked: disclosure.Request, each: disclosure.Candidate, reader: pages.Reader, *, seen: bool
) -> tuple[Shown, ...]:
    named: Shown = Link(each.ref, reverse("item", args=[each.ref])) if seen else each.ref
    may = seen and reader.may(Permission.WORK_ON_REQUESTS)
    way: Shown = Link(_("Judge"), reverse("judge-relevance", args=[asked.ref, each.ref]), each.ref) if may else ""
    if (answer := each.answer) is None:
        return (named, Tag(_("Not judged yet"), Tone.CAREFUL), "", "", "", way)
    by = ", ".join(str(access.name_of(account)) for account in sorted({answer.by, *each.agreed}, key=str))
    where = str(answer.words.get("pinpoint", ""))
    return (
        named,
        Tag(answer.judgement.says, _TONES[answer.judgement]),
        where,
        answer.reason,
        f"{by}, {instant(answer.at)}",
        way,
    )


_TONES = {
    records.Judgement.POSITIVE: Tone.GOOD,
    records.Judgement.NEGATIVE: Tone.NOTE,
    records.Judgement.UNSURE: Tone.CAREFUL,
}  # fmt: skip
