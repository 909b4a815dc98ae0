"""Where identities and contacts are kept, and who may look names up in a compartment."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Shown
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.people import api as people
from dokaz.web.office import compartments, pages
from dokaz.web.office.leaving import Press


class Where(fields.Form):
    """Which pair of halves, and which compartment of contacts."""

    halves = forms.ChoiceField(label=later("Two halves of identities"))
    contacts = forms.ChoiceField(label=later("Contacts"))

    def __init__(self, *args: Any, circles: tuple[access.Circle, ...], **named: Any) -> None:
        super().__init__(*args, **named)
        names = {each.id: each.name for each in circles}
        pairs = [
            (f"{each.first}+{each.second}", f"{names[each.first]}, {names[each.second]}")
            for each in access.all_halves()
            if {each.first, each.second} <= names.keys()
        ]
        alone = [(str(each.id), each.name) for each in circles if each.protected and each.other_half is None]
        for name, choices in (("halves", pairs), ("contacts", alone)):
            self.fields[name].choices = fields.to_choose(choices)  # type: ignore[attr-defined]


@require_http_methods(pages.PAGES)
@pages.signed_in
def keeping(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    compartments.ready(reader)
    circles = access.circles(by=reader.session, now=reader.now)
    form = Where.sent(request, circles=circles)
    if request.method == "POST" and form.is_valid():
        first, second = map(UUID, form.cleaned_data["halves"].split("+"))
        try:
            people.keep(
                first=first, second=second, contacts=UUID(form.cleaned_data["contacts"]), by=reader.session,
                now=reader.now,
            )  # fmt: skip
        except people.KeepingUnfit as why:
            form.add_error("halves", str(why))
        else:
            return HttpResponseRedirect(reverse("keeping"))
    return pages.page(request, "keeping", reader, form=form, about=_about(circles))


@require_safe
@pages.signed_in
def names(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    """Who holds a compartment's key of names, and giving it."""
    compartments.ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    return pages.page(
        request, "names", reader, one=one, table=_holders(one),
        may_begin=one.names is None and one.mine,
        may_grant=any(each.id == reader.session.actor.account for each in one.names or ()),
    )  # fmt: skip


@require_POST
@pages.signed_in
def begin_names(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:  # noqa: ARG001
    compartments.ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    access.begin_names(one.id, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("names", args=[compartment]))


@require_http_methods(pages.PAGES)
@pages.signed_in
def grant_names(request: HttpRequest, reader: pages.Reader, compartment: UUID) -> HttpResponse:
    compartments.ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    have = {each.id for each in one.names or ()}
    found = [(str(each.id), str(access.name_of(each.id))) for each in one.members if each.id not in have]
    form = compartments.Choice.sent(request, label=_("Member"), choices=found)
    if request.method == "POST" and form.is_valid():
        try:
            access.grant_names(
                compartment=one.id, account=UUID(form.cleaned_data["chosen"]), by=reader.session, now=reader.now
            )
        except access.CompartmentError as why:
            form.add_error("chosen", str(why))
        else:
            return HttpResponseRedirect(reverse("names", args=[compartment]))
    return compartments.asked(
        request, reader, form, one, title=_("Let a member of {name} look names up"), press=_("Give the key of names"),
        sentences=[_(
            "With it they learn whether any name they think of was entered here. If they keep a copy and get the "
            "database, they can do so also after they left: this key is not renewed."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def withdraw_names(request: HttpRequest, reader: pages.Reader, compartment: UUID, account: UUID) -> HttpResponse:
    compartments.ready(reader)
    one = access.circle(compartment, by=reader.session, now=reader.now)
    if all(each.id != account for each in one.names or ()):
        raise access.AccountUnknown(account=account)
    form = Press.sent(request)
    if request.method == "POST" and form.is_valid():
        access.withdraw_names(compartment=one.id, account=account, by=reader.session, now=reader.now)
        return HttpResponseRedirect(reverse("names", args=[compartment]))
    title = _("{account} looks up no names in {name} any more").replace("{account}", str(access.name_of(account)))
    return compartments.asked(
        request, reader, form, one, title=title, press=_("Take the key of names away"), weight="grave",
        sentences=[_("They stay a member. A copy of the key that they kept this cannot take back.")],
    )  # fmt: skip


def _about(circles: tuple[access.Circle, ...]) -> Summary | None:
    kept = people.kept()
    if kept is None:
        return None
    names = {each.id: each.name for each in circles}
    told: list[tuple[str, Shown]] = [
        (_("First half of identities"), names.get(kept.halves.first, "")),
        (_("Second half of identities"), names.get(kept.halves.second, "")),
        (_("Contacts"), names.get(kept.contacts, "")),
        (_("Said by"), f"{access.name_of(kept.set_by)}, {instant(kept.set_at)}"),
    ]
    return Summary(tuple(SummaryRow(title, value) for title, value in told))


def _holders(one: access.Circle) -> Table:
    def row(each: access.Member) -> tuple[Shown, ...]:
        name = str(access.name_of(each.id))
        return (
            name,
            instant(each.since),
            Link(_("Take away"), reverse("withdraw-names", args=[one.id, each.id]), name),
        )

    columns = (Column(_("Name here"), whole=True), Column(_("Since"), whole=True), Column(_("Leaving")))
    empty = _("Only recovery holds it.") if one.names is not None else _("There is no key of names here yet.")
    return Table(_("Who may look names up"), columns, tuple(map(row, one.names or ())), empty)
