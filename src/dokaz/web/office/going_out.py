"""The items that would leave in a package, for whoever decides: a part of the list at a time."""

from bisect import bisect_right
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokaz.custody import api as custody
from dokaz.design.addresses import Address
from dokaz.design.amounts import grouped
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.tables import AFTER, Column, Pager, Table, pager
from dokaz.verify import showing
from dokaz.web.office import facets, pages

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the references that would leave, and where the next ones are read."""

    refs: tuple[str, ...]
    pager: Pager | None

    @classmethod
    def of(cls, request: HttpRequest, refs: tuple[str, ...]) -> "Page":
        """The part that the address asks for; `refs` are sorted, and nobody need have asked for one of them."""
        if not refs:
            return cls((), None)
        start = bisect_right(refs, request.GET.get(AFTER, ""))
        part = refs[start : start + SIZE]
        shown = ngettext("{count} item", "{count} items", len(refs)).format(count=grouped(len(refs)))
        more = part[-1] if part and part[-1] != refs[-1] else None
        return cls(part, pager(shown, here=Address.of(request), next_key=more))

    def table(self, reader: pages.Reader) -> Table | None:
        """Each item by its name, and its compartment where one may be of several; looking at them is an entry."""
        if self.pager is None:
            return None
        names = facets.compartments(reader.session)
        records = custody.show_many(self.refs, by=reader.session, now=reader.now)
        columns = (Column(_("Item"), whole=True), Column(_("Name")), Column(_("Type")), Column(_("Compartment")))
        cells = len(columns) - (len(names) == 1)
        rows = tuple(_row(record, names[record.compartment])[:cells] for record in records)
        return Table(_("Items that would leave"), columns[:cells], rows, empty=_("These are all."), dense=True)


def _row(record: custody.Record, compartment: str) -> tuple[Shown, ...]:
    name = Tag(_("Destroyed"), Tone.BAD) if record.destroyed else showing.shown(record.name)
    return (Link(record.ref, reverse("item", args=[record.ref])), name, record.mime or "", compartment)
