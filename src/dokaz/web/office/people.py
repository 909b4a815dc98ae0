"""The people of the house: who may do what, who let them in, and ending somebody's sessions in one press."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.design.component import Link, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import Column, Table
from dokaz.web.office import me, pages, roles


@require_safe
@pages.signed_in
def people(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    found = access.colleagues(by=reader.session, now=reader.now)
    table = Table(
        caption=_("People of this office"),
        columns=(
            Column(_("Name here"), whole=True),
            Column(_("Organisation")),
            Column(_("Role")),
            Column(_("Let in"), whole=True),
        ),
        rows=tuple(_row(each) for each in found),
        empty=_("There is nobody yet."),
        caption_hidden=True,
    )
    return pages.page(request, "people", reader, table=table)


@require_safe
@pages.signed_in
def person(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:
    colleague = access.colleague(account, by=reader.session, now=reader.now)
    seen = access.browsers(account=account, by=reader.session, now=reader.now)
    devices = access.devices(account=account, by=reader.session, now=reader.now)
    return pages.page(
        request, "person", reader, colleague=colleague, name=str(access.name_of(account)), about=_about(colleague),
        browsers=[(instant(each.began_at), instant(each.seen_at)) for each in seen],
        devices=[(instant(each.first_at), instant(each.last_at), me.device_state(each)) for each in devices],
        other=account != reader.session.actor.account and not colleague.withdrawn,
        withdraws=reader.may(access.Permission.MANAGE_COMPARTMENTS),
    )  # fmt: skip


@require_POST
@pages.signed_in
def end_sessions(request: HttpRequest, reader: pages.Reader, account: UUID) -> HttpResponse:  # noqa: ARG001
    there = access.colleague(account, by=reader.session, now=reader.now)
    access.revoke(account=there.account, by=reader.session, now=reader.now)
    return HttpResponseRedirect(reverse("person", args=[account]))


@require_safe
@pages.signed_in
def role_list(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    return pages.page(request, "roles", reader, roles=roles.every())


def _row(each: access.Colleague) -> tuple[Link | Tag | str, ...]:
    name = str(access.name_of(each.account))
    role: Tag | str = Tag(_("Withdrawn"), Tone.BAD) if each.withdrawn else roles.held(each.roles)
    if each.fault:
        role = Tag(_("Not to be believed"), Tone.BAD)
    return (Link(name, reverse("person", args=[each.account])), each.organisation, role, instant(each.admitted_at))


def _about(each: access.Colleague) -> Summary:
    by = _("The key ceremony") if each.admitted_by is None else str(access.name_of(each.admitted_by))
    return Summary((
        SummaryRow(_("Organisation"), each.organisation),
        SummaryRow(_("Role"), roles.held(each.roles)),
        SummaryRow(_("Let in"), instant(each.admitted_at)),
        SummaryRow(_("Let in by"), by),
    ))  # fmt: skip
