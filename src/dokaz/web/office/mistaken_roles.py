"""A role that protects and was recorded by mistake: asking a second person to take it back, doing it, undoing it."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.people import api as people
from dokaz.records import api as records
from dokaz.web.office import pages, persons

Permission = access.Permission


class Mistaken(fields.Form):
    kept: ClassVar = ("part", "reason")

    part = forms.ChoiceField(label=later("Which role was recorded by mistake"), widget=fields.Radios)
    reason = forms.CharField(
        label=later("How you know it"), max_length=2000, widget=fields.LongText(rows=3),
        help_text=later("The second person decides by it."),
    )  # fmt: skip

    def __init__(self, *args: Any, once: Iterable[people.RoleOnce], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["part"].choices = [(each.part.value, told(each)) for each in once]  # type: ignore[attr-defined]


class Again(fields.Form):
    kept: ClassVar = ("reason",)

    reason = forms.CharField(label=later("Why it was no mistake"), max_length=2000, widget=fields.LongText(rows=3))


class Now(fields.Form):
    """To do what a second person approved: nothing is asked."""


@require_http_methods(pages.PAGES)
@pages.signed_in
def of_person(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    """What was taken back so far; and the question which of the roles that still bind was a mistake."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    once = () if who.protected else people.once(who.id, by=reader.session, now=reader.now)
    if request.method == "POST" and not once:
        raise people.RoleStillWritten if who.protected else people.RoleNotBinding
    form = Mistaken.sent(request, once=once)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = people.ask_role_mistaken(
            who.id, part=people.Part(given["part"]), reason=given["reason"], by=reader.session, now=reader.now
        )
        return HttpResponseRedirect(reverse("approval", args=[asked.approval]))
    mistakes = people.role_mistakes(who.id, by=reader.session, now=reader.now)
    return pages.page(
        request, "mistaken-roles", reader, who=who, lead=f"{who.pseudonym}, {who.ref}",
        table=_table(who, mistakes) if mistakes else None, protected=who.protected,
        **pages.offered(form, there=bool(once)),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, ref: str, mistake: UUID) -> HttpResponse:
    """One of them: doing it where a second person approved it, and letting the role bind again where it was done."""
    access.require(reader.session, Permission.WRITE_PERSONS, now=reader.now)
    who = persons.person(ref, reader)
    found = people.role_mistakes(who.id, by=reader.session, now=reader.now)
    said = next((each for each in found if each.id == mistake), None)
    if said is None or said.bound_again_at is not None:
        raise people.RoleMistakeUnknown
    form = (Again if said.counts else Now).sent(request)
    if request.method == "POST" and form.is_valid():
        if said.counts:
            reason = form.cleaned_data["reason"]
            people.bind_again(who.id, mistake=mistake, reason=reason, by=reader.session, now=reader.now)
        else:
            people.take_role_back(who.id, mistake=mistake, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("mistaken-roles", args=[who.ref]))
    shown = _again() if said.counts else _now()
    return pages.page(
        request, "form", reader, form=form, lead=f"{who.pseudonym}, {who.ref}", about=Summary(rows(said, reader)),
        back=reverse("mistaken-roles", args=[who.ref]), **shown,
    )  # fmt: skip


def _again() -> dict[str, Any]:
    return {
        "title": _("Let this role bind again"), "press": _("Let it bind again"),
        "sentences": [_("The person's own consent binds from that moment. To take the role back again takes two people"
                        " again.")],
    }  # fmt: skip


def _now() -> dict[str, Any]:
    return {
        "title": _("Take this role back as a mistake"),
        "press": _("Take it back"),
        "sentences": [_("This works once a second person has approved exactly this, and only for whoever asked.")],
    }


def rows(said: people.RoleMistake, reader: pages.Reader) -> tuple[SummaryRow, ...]:
    """Exactly what is done, for whoever decides: in which revisions the role stands, who wrote them and when."""
    written = {each.number: each for each in records.history(said.person, by=reader.session, now=reader.now)}
    where = [
        _("revision {number}, {when}, {who}").format(
            number=number, when=instant(written[number].at), who=access.name_of(written[number].by)
        )
        for number in said.revisions
    ]
    then = _(
        "The role binds no longer: where no other one does, a recorded basis in law can stand in the place of the"
        " person's consent. What was refused is heard before it. The revisions stay, and anybody who changes persons"
        " can let the role bind again."
    )
    facts = [
        (_("Person"), said.person_ref), (_("Role recorded by mistake"), said.part.says),
        (_("Stands in"), "; ".join(where)), (_("Why it is a mistake"), said.reason),
        (_("Afterwards"), then),
    ]  # fmt: skip
    return tuple(SummaryRow(title, text) for title, text in facts)


def told(each: people.RoleOnce) -> str:
    """A role and where it stands."""
    numbers = ", ".join(map(str, each.revisions))
    return _("{role} (in revision {numbers})").format(role=each.part.says, numbers=numbers)


def _table(who: people.Person, mistakes: Iterable[people.RoleMistake]) -> Table:
    return Table(
        caption=_("Said to be a mistake"),
        columns=(
            Column(_("Role")), Column(_("Why")), Column(_("By"), whole=True), Column(_("State")), Column(_("Change")),
        ),
        rows=tuple(
            (
                told(people.RoleOnce(each.part, each.revisions)), each.reason,
                f"{access.name_of(each.asked_by)}, {instant(each.asked_at)}", _state(each), _change(who, each),
            )
            for each in mistakes
        ),
        empty="",
        dense=True,
    )  # fmt: skip


def _state(each: people.RoleMistake) -> Tag | str:
    if each.bound_again_at is not None and each.bound_again_by is not None:
        return _("Binds again since {when}, by {who}: {why}").format(
            when=instant(each.bound_again_at), who=access.name_of(each.bound_again_by), why=each.bound_again_because
        )
    if each.done_at is None or each.approved_by is None:
        return Tag(_("Waits for a second person"), Tone.CAREFUL)
    return _("Binds no longer since {when}, approved by {who}").format(
        when=instant(each.done_at), who=access.name_of(each.approved_by)
    )


def _change(who: people.Person, each: people.RoleMistake) -> Link | str:
    if each.bound_again_at is not None:
        return ""
    words = _("Let it bind again") if each.counts else _("Look at it")
    return Link(words, reverse("mistaken-role", args=[who.ref, each.id]), each.part.says)
