"""What would go on a request: of each relevant item whether it may, itself or as a copy, and asking a second person."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dokaz.access import api as access
from dokaz.design import fields
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.tables import Column, Table
from dokaz.disclosure import api as disclosure
from dokaz.records import api as records
from dokaz.web.office import pages, portion, record_pieces, written

Permission = access.Permission


class Asking(fields.Form):
    """Asking a second person has no answers: what would go is computed."""


@require_http_methods(pages.PAGES)
@pages.signed_in
def what_goes(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    asked = disclosure.request(ref, by=reader.session, now=reader.now)
    form = Asking.sent(request)
    if request.method == "POST" and form.is_valid() and (there := _ask(asked, form, reader)):
        return HttpResponseRedirect(there)
    known = disclosure.what_goes(asked, by=reader.session, now=reader.now)
    prepared = known.leaving.prepared
    going = sum(each.goes is not None for each in prepared)
    some = portion.Portion.of(request, [each.ref for each in prepared], says=portion.items)
    told = ngettext("{count} of {all} relevant items may go.", "{count} of {all} relevant items may go.", going)
    return pages.page(
        request, "what-goes", reader, asked=asked, relevant=len(known.relevant), unseen=known.leaving.unseen,
        told=told.format(count=going, all=len(known.relevant)),
        table=_table(prepared, some) if prepared else None, pager=some.pager,
        terms=_terms(asked, reader), how=reverse("add-to-request", args=[asked.ref, "terms"]),
        releases=_releases(asked, reader), may_work=reader.may(Permission.WORK_ON_REQUESTS),
        **pages.offered(form, there=_may_ask(asked, reader)),
    )  # fmt: skip


def _may_ask(asked: disclosure.Request, reader: pages.Reader) -> bool:
    return asked.held.state in disclosure.LEAVING and reader.may(Permission.PACKAGE_ITEMS)


def _ask(asked: disclosure.Request, form: Asking, reader: pages.Reader) -> str:
    """Where what was asked for is read; empty where it was refused, and then the form says why."""
    try:
        made = disclosure.propose_release(asked, by=reader.session, now=reader.now)
    except disclosure.DisclosureError as why:
        form.add_error(None, str(why))
        return ""
    return reverse("approval", args=[made.approval])


def _terms(asked: disclosure.Request, reader: pages.Reader) -> dict[str, object] | None:
    """How it goes, as it was written down last; None where nobody did."""
    kind = disclosure.TERMS
    found = disclosure.written_under(asked.id, kind=kind.code, by=reader.session, now=reader.now)
    last = next((each for each in reversed(found) if each.state == records.COUNTS), None)
    if last is None:
        return None
    return {
        "id": last.id,
        "summary": record_pieces.summary(last, record_pieces.Telling(kind.code), written.named(last, reader)),
    }


def _table(prepared: Sequence[disclosure.PreparedItem], some: portion.Portion) -> Table:
    there = {each.ref: each for each in prepared}
    columns = (Column(_("Item"), whole=True), Column(_("Goes")), Column(_("Goes as"), whole=True), Column(_("Why")))
    rows = tuple(_row(there[ref]) for ref in some.keys)
    return Table(_("What would go"), columns, rows, _("Nothing is relevant."), dense=True, caption_hidden=True)


def _row(each: disclosure.PreparedItem) -> tuple[Shown, ...]:
    item = Link(each.ref, reverse("item", args=[each.ref]))
    if each.goes is None:
        tag = Tag(_("As a copy only"), Tone.CAREFUL) if each.owed else Tag(_("Stays"), Tone.BAD)
        return (item, tag, _copy_of(each), " ".join(each.says))
    under = bool(each.goes.conditions)
    tag = Tag(_("Under conditions"), Tone.NOTE) if under else Tag(_("May go"), Tone.GOOD)
    return (item, tag, Link(each.goes.ref, reverse("item", args=[each.goes.ref])), " ".join(each.says))


def _copy_of(each: disclosure.PreparedItem) -> Shown:
    """The way to make the copy that is missing."""
    return Link(_("Make a copy"), reverse("redact", args=[each.ref]), each.ref) if each.owed else ""


def _releases(asked: disclosure.Request, reader: pages.Reader) -> Table | None:
    """What a second person was asked for so far."""
    found = disclosure.written_under(
        asked.id, kind=disclosure.RELEASE_ASKED.code, by=reader.session, now=reader.now
    )  # fmt: skip
    if not found:
        return None
    columns = (
        Column(_("Asked for"), whole=True), Column(_("By")), Column(_("Would go"), numeric=True),
        Column(_("Would stay"), numeric=True), Column(_("Decision")),
    )  # fmt: skip
    return Table(_("A second person was asked"), columns, tuple(map(_asked, reversed(found))), "")


def _asked(each: records.Held) -> tuple[Shown, ...]:
    said = each.fields
    return (
        instant(each.written_at), str(access.name_of(each.written_by)), str(said["items"]), str(said["stays"]),
        Link(_("Look at it"), reverse("approval", args=[str(said["approval"])])),
    )  # fmt: skip
