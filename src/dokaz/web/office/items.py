"""Items: what is held, and the bytes of one by permission. `item` is the page of one, `looking` shows its file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped, in_bytes
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.dates import instant
from dokaz.design.fields import Form
from dokaz.design.tables import AFTER, Column, Table, pager
from dokaz.verify import showing
from dokaz.web.office import facets, form_pieces, pages, reopening, saving

PAGE = 50


class OneItem(Form):
    """Which item is meant."""

    ref = form_pieces.reference(later("Item"), later("A reference such as E-EACS-XJSW0."))


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
            Column(_("Item"), whole=True), Column(_("Name")), Column(_("Type")), Column(_("Size"), numeric=True),
            Column(_("Received"), whole=True),
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


@require_POST
@pages.signed_in
def download(request: HttpRequest, reader: pages.Reader, ref: str) -> HttpResponseBase:  # noqa: ARG001
    """The bytes as they came, to be saved and never to be shown by the browser. An entry stands before the first."""
    record = custody.show(ref, by=reader.session, now=reader.now)
    if (stop := reopening.stopped(record.ref, reader, needs=access.Permission.EXTRACT_ITEMS)) is not None:
        return stop
    stream = custody.take_copy(ref, by=reader.session, now=reader.now)
    return saving.streamed(stream, record.size or 0, record.ref)


def _row(line: custody.Line) -> tuple[Shown, ...]:
    name = Tag(_("Destroyed"), Tone.BAD) if line.destroyed else showing.shown(line.name)
    size = "" if line.size is None else in_bytes(line.size)
    return (Link(line.ref, reverse("item", args=[line.ref])), name, line.mime or "", size, instant(line.received_at))
