"""Items: what is held, one item with its chain of custody, and its bytes by permission."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped, in_bytes
from dokaz.design.component import Code, Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.lists import Happening, Summary, SummaryRow, Timeline
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.kernel.languages import said
from dokaz.web.office import facets, pages, roles

PAGE = 50
PIECE = 65_536  # one chunk of age


@require_safe
@pages.signed_in
def items(request: HttpRequest, reader: pages.Reader) -> HttpResponse:
    """Newest first; only what this account may see is looked at, and a page costs the same however many there are."""
    only, here, house = facets.asked(request), Address.of(request), facets.compartments(reader.session)
    found = custody.items(by=reader.session, now=reader.now, only=only, after=request.GET.get(AFTER), limit=PAGE + 1)
    chips = facets.chips(only, here=here, house=house)
    counts = custody.counted(only, by=reader.session, now=reader.now)
    lines, more = found[:PAGE], len(found) > PAGE
    table = Table(
        caption=_("Items, newest first"),
        columns=(
            Column(_("Item")), Column(_("Name")), Column(_("Type")), Column(_("Size"), numeric=True),
            Column(_("Received")),
        ),
        rows=tuple(_row(line) for line in lines),
        empty=_("Nothing fits.") if chips else _("There is nothing here that you may see yet."),
        dense=True,
        caption_hidden=True,
    )  # fmt: skip
    shown = ngettext("{count} item", "{count} items", counts.total).format(count=grouped(counts.total))
    return pages.page(
        request, "items", reader, table=table,
        pager=pager(shown, here=here, next_key=lines[-1].ref if more else None),
        facets=facets.facets(counts, only=only, here=here, house=house),
        chips=chips,
    )  # fmt: skip


@require_safe
@pages.signed_in
def item(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponse:
    record = custody.show(ref, by=reader.session, now=reader.now)
    may_open = record.size is not None and not record.destroyed and reader.may(access.Permission.OPEN_ITEMS)
    return pages.page(
        request, "item", reader, record=record, about=_about(record), chain=_chain(record), may_open=may_open,
    )  # fmt: skip


@require_POST
@pages.signed_in
def download(request: HttpRequest, reader: pages.Reader, ref: str) -> StreamingHttpResponse:  # noqa: ARG001
    """The bytes as they came, to be saved and never to be shown by the browser. An entry stands before the first."""
    record = custody.show(ref, by=reader.session, now=reader.now)
    stream = custody.open_item(ref, by=reader.session, now=reader.now)
    response = StreamingHttpResponse(_pieces(stream), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(record.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{ref}"'  # a name from outside is no header's
    return response


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


def _row(line: custody.Line) -> tuple[Shown, ...]:
    name = Tag(_("Destroyed"), Tone.BAD) if line.destroyed else line.name
    size = "" if line.size is None else in_bytes(line.size)
    return (Link(line.ref, reverse("item", args=[line.ref])), name, line.mime or "", size, instant(line.received_at))


def _about(record: custody.Record) -> Summary:
    facts: list[tuple[str, Shown | None]] = [
        (_("Name"), record.name),
        (_("Original path"), record.path),
        (_("Source"), record.source),
        (_("Came by"), said(record.channel.words)),
        (_("Type"), record.mime),
        (_("Size"), None if record.size is None else in_bytes(record.size)),
        (_("SHA-256"), Code(record.sha256) if record.sha256 else None),
        (_("Received"), instant(record.received_at)),
        (_("Made from"), record.parent),
    ]
    return Summary(tuple(SummaryRow(title, value) for title, value in facts if value))


def _chain(record: custody.Record) -> Timeline:
    return Timeline(tuple(map(_happening, record.events)))


def _happening(event: custody.CustodyEvent) -> Happening:
    hand = f"{access.name_of(event.account)}, {roles.title(event.role)}"
    return Happening(instant(event.at), said(event.act.words), hand, event.why)
