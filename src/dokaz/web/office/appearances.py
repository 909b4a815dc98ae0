"""Who appears in an item, and whether two persons are the same: judgements, made and taken back with a reason."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design import fields
from dokaz.design.component import Link, Shown
from dokaz.design.dates import instant
from dokaz.design.lists import Summary
from dokaz.design.tables import Column, Table
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import form_pieces, pages, persons

Permission = access.Permission
ANSWERS = (records.Judgement.POSITIVE, records.Judgement.UNSURE, records.Judgement.NEGATIVE)


def _answer(label: Any) -> forms.ChoiceField:
    """Nothing is chosen beforehand: a judgement is somebody's own."""
    return forms.ChoiceField(
        label=label, widget=fields.Radios,
        choices=lambda: [(each.value, each.says) for each in ANSWERS],
    )  # fmt: skip


def _reason() -> forms.CharField:
    return forms.CharField(label=later("Why"), max_length=2000, widget=fields.LongText(rows=2))


class Appears(fields.Form):
    kept: ClassVar = ("person", "relation", "pinpoint", "judgement", "reason")

    person = form_pieces.reference(later("Person"), later("A reference such as P-EACS-XJSW0."))
    relation = forms.ChoiceField(
        label=later("How"), widget=fields.Radios,
        choices=lambda: [(each.value, each.says) for each in people.Relation],
    )  # fmt: skip
    pinpoint = forms.CharField(
        label=later("Where in it"), help_text=later("Page, time, or place in the picture."), required=False,
        max_length=300,
    )  # fmt: skip
    judgement = _answer(later("Is it so?"))
    reason = _reason()


class Same(fields.Form):
    kept: ClassVar = ("person", "judgement", "reason")

    person = form_pieces.reference(later("The other person"), later("A reference such as P-EACS-XJSW0."))
    judgement = _answer(later("Are they the same?"))
    reason = _reason()


class Reason(fields.Form):
    kept: ClassVar = ("reason",)

    reason = _reason()


@require_safe
@pages.signed_in
def of_item(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_PERSONS, now=reader.now)
    found = people.appearances_of(ref, by=reader.session, now=reader.now)
    examined = ""
    if found.examined and found.examined_by and found.examined_at:
        examined = _("{who} looked through all of it on {when}: those recorded here are all.").format(
            who=access.name_of(found.examined_by), when=instant(found.examined_at)
        )
    reckoned = people.reckoned_in(found.item, by=reader.session, now=reader.now)
    may_write = reader.may(Permission.WRITE_PERSONS)
    return pages.page(
        request, "item-persons", reader, ref=found.item, table=_table(found), examined=examined,
        judgement=found.judgement, may_write=may_write, whole=reckoned.whole,
        inherited=_inherited(reckoned, may_write=may_write) if reckoned.inherited else None,
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """Say of a person that they appear in this item, or do not."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    (item,) = custody.placed([ref], by=reader.session)
    form = Appears.sent(request, initial={name: request.GET.get(name, "") for name in ("person", "relation")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who = persons.named(form, "person", reader)
        if who is not None:
            people.appear(
                who.id, item=item.ref, relation=people.Relation(given["relation"]), pinpoint=given["pinpoint"],
                judgement=records.Judgement(given["judgement"]), reason=given["reason"], by=reader.session,
                now=reader.now,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("item-persons", args=[item.ref]))
    return pages.page(
        request, "form", reader, form=form, title=_("Who appears in {ref}").format(ref=item.ref), press=_("Record it"),
        back=reverse("item-persons", args=[item.ref]),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def examined(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    (item,) = custody.placed([ref], by=reader.session)
    form = Reason.sent(request)
    if request.method == "POST" and form.is_valid():
        people.examined(item.ref, reason=form.cleaned_data["reason"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("item-persons", args=[item.ref]))
    return pages.page(
        request, "form", reader, form=form, title=_("All of {ref} was looked through").format(ref=item.ref),
        back=reverse("item-persons", args=[item.ref]), press=_("Say so"),
        sentences=[_("Only what was looked through can be released: another person in it must not be overlooked.")],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def same(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """Judge whether another person is the same; nobody is merged."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    form = Same.sent(request)
    if request.method == "POST" and form.is_valid() and (other := persons.named(form, "person", reader)):
        given = form.cleaned_data
        try:
            people.judge_same(
                who.id, other=other.id, judgement=records.Judgement(given["judgement"]), reason=given["reason"],
                by=reader.session, now=reader.now,
            )  # fmt: skip
        except records.JudgedWithItself as why:
            form.add_error("person", str(why))
        else:
            return persons.back(who)
    return persons.written(
        request, reader, form, who, title=_("Is another person the same?"), press=_("Record it"),
        sentences=[_("Both stay as they are. The answer can be taken back, and stands with your reason.")],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def take_back(request: HttpRequest, reader: pages.Reader, judgement: UUID) -> HttpResponse:
    """The answer is looked up before the page speaks of it, and stands there with its reason."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    given = records.judged(judgement, by=reader.session, now=reader.now)
    form = Reason.sent(request)
    if request.method == "POST" and form.is_valid():
        people.take_back_appearance(judgement, reason=form.cleaned_data["reason"], by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("persons"))
    return pages.page(
        request, "form", reader, form=form, title=_("Take an answer back"), back=reverse("persons"),
        press=_("Take it back"), about=_given(given),
        sentences=[_("What stood before it stands again. Both stay in the record.")],
    )  # fmt: skip


def _given(each: records.Judged) -> Summary:
    facts: list[tuple[str, Shown]] = [
        (_("Judged"), each.judgement.says), (_("Why"), each.reason), (_("By"), str(access.name_of(each.by))),
        (_("When"), instant(each.at)),
    ]  # fmt: skip
    return Summary.of(facts)


def _table(found: people.Appearances) -> Table:
    return Table(
        caption=_("Who appears in it"),
        columns=(
            Column(_("Person"), whole=True), Column(_("How")), Column(_("Judged")), Column(_("Where in it")),
            Column(_("Why")), Column(_("By"), whole=True), Column(_("When"), whole=True), Column(_("Change")),
        ),
        rows=tuple(
            (
                Link(each.person_ref, reverse("one-person", args=[each.person_ref])), each.relation.says,
                each.judgement.says, each.pinpoint, each.reason, str(access.name_of(each.by)), instant(each.at),
                Link(_("Take back"), reverse("take-back-judgement", args=[each.id]), each.person_ref),
            )
            for each in found.of
        ),
        empty=_("Nobody was recorded yet."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip


def _inherited(found: people.Reckoned, *, may_write: bool) -> Table:
    """Those in what it was made of; each leads to the answer about this item itself."""
    return Table(
        caption=_("In what it was made of"),
        columns=(
            Column(_("Person"), whole=True), Column(_("How")), Column(_("Judged")), Column(_("In"), whole=True),
            *([Column(_("Here"))] if may_write else []),
        ),
        rows=tuple(
            (
                Link(each.person_ref, reverse("one-person", args=[each.person_ref])), each.relation.says,
                each.judgement.says, Link(each.item, reverse("item-persons", args=[each.item])),
                *([_and_here(found.item, each)] if may_write else []),
            )
            for each in found.inherited
        ),
        empty="",
        dense=True,
    )  # fmt: skip


def _and_here(item: str, each: people.Appearance) -> Link:
    asked = urlencode({"person": each.person_ref, "relation": each.relation.value})
    return Link(_("Say whether it is so here"), f"{reverse('add-appearance', args=[item])}?{asked}", each.person_ref)
