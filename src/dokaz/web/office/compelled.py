"""Compelled disclosures: what a State demands of us, counsel, what was given and refused, and who was told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dokaz.access import api as access
from dokaz.design.addresses import Address
from dokaz.design.component import Link, Shown
from dokaz.design.lists import Summary, SummaryRow
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.kernel.given import last_day
from dokaz.records import api as records
from dokaz.releases import api as releases
from dokaz.web.office import pages, record_pieces, request_list, reviews, written
from dokaz.web.office.filling import Filling

PAGE = 100
Permission = access.Permission
LISTED = ("body", "state", "on", "answer_by")


@require_safe
@pages.signed_in
def compelled(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    before = pages.identifier(request.GET.get(AFTER, ""))
    found = records.of_kind(releases.COMPELLED, by=reader.session, now=reader.now, before=before, limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    told = ngettext("{count} order on this page", "{count} orders on this page", len(shown))
    return pages.page(
        request, "compelled", reader, table=_table(shown), may_work=reader.may(Permission.WORK_ON_REQUESTS),
        pager=pager(
            told.format(count=len(shown)), here=Address.of(request), next_key=str(shown[-1].id) if more else None
        ),
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def add(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """One that concerns no package of ours: it lies in the compartment that is chosen."""
    access.require(reader.session, Permission.WORK_ON_REQUESTS, now=reader.now)
    form = written.NewWords.sent(request, filling=Filling(releases.COMPELLED, whole=True), by=reader.session)

    def save(words: written.Words) -> str:
        made = releases.record_compelled(
            fields=words.given, compartment=form.place(reader.session), by=reader.session, now=reader.now
        )
        return reverse("one-compelled", args=[made.id])

    return written.write(
        request, reader, form, save=save, title=_("Write a compelled disclosure down"), back=reverse("compelled"),
        press=_("Write it down"),
        sentences=[_(
            "Ask counsel before anything is given. Where the order concerns a package that left, write it down under "
            "that release."
        )],
    )  # fmt: skip


@require_http_methods(pages.PAGES)
@pages.signed_in
def one(request: HttpRequest, reader: pages.Reader, record: UUID) -> HttpResponse:
    access.require(reader.session, Permission.SEE_REQUESTS, now=reader.now)
    held = releases.compelled(record, by=reader.session, now=reader.now)
    form, taken = reviews.next_step(request, held, reader)
    if taken:
        return HttpResponseRedirect(reverse("one-compelled", args=[record]))
    steps, telling = records.steps(record, by=reader.session, now=reader.now), record_pieces.Telling(held.kind)
    is_open = held.state == releases.COMPELLED.states.first.code
    return pages.page(
        request, "one-compelled", reader, held=held, title=telling.value("body", held.fields["body"]),
        about=_about(held, telling, reader), state=record_pieces.state(held), due=_due(held, reader) if is_open else "",
        steps=record_pieces.steps(steps, releases.COMPELLED),
        may_change=is_open and reader.may(Permission.WORK_ON_REQUESTS),
        **pages.offered(form, there=form.offers),
    )  # fmt: skip


def _about(held: records.Held, telling: record_pieces.Telling, reader: pages.Reader) -> Summary:
    """What it says, and the release it was written under, where there is one that this reader may see."""
    rows = record_pieces.summary(held, telling).rows
    parent = releases.parent_of(held.id, by=reader.session)
    for above in records.held_of([parent] if parent else [], by=reader.session, now=reader.now):
        rows = (SummaryRow(_("Release"), Link(above.ref, reverse("one-release", args=[above.ref]))), *rows)
    return Summary(rows)


def _due(held: records.Held, reader: pages.Reader) -> Shown:
    day = last_day(held.fields, "answer_by")
    return request_list.deadline(day, reader) if day else ""


def _table(found: tuple[records.Held, ...]) -> Table:
    telling = record_pieces.Telling(releases.COMPELLED.code)
    columns = (
        Column(telling.title("order")), *(Column(telling.title(name)) for name in LISTED), Column(_("State")),
    )  # fmt: skip
    empty = _("Nothing is written down that we were compelled to disclose, as far as you may see.")
    rows = tuple(_row(each, telling) for each in found)
    return Table(_("Compelled disclosures"), columns, rows, empty, dense=True, caption_hidden=True)


def _row(each: records.Held, telling: record_pieces.Telling) -> tuple[Shown, ...]:
    there = Link(telling.value("order", each.fields["order"]), reverse("one-compelled", args=[each.id]))
    told = (telling.value(name, each.fields.get(name)) for name in LISTED)
    return (there, *told, record_pieces.state(each))
