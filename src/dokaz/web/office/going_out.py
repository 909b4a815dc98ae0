"""The items that would leave in a package, for whoever decides."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from dokaz.custody import api as custody
from dokaz.design.component import Link, Shown, Tag, Tone
from dokaz.design.tables import Column, Table
from dokaz.verify import showing
from dokaz.web.office import facets, pages


def table(refs: Sequence[str], reader: pages.Reader) -> Table:
    """Each item by its name, and its compartment where one may be of several; looking at them is an entry."""
    names = facets.compartments(reader.session)
    records = custody.show_many(refs, by=reader.session, now=reader.now)
    columns = (Column(_("Item"), whole=True), Column(_("Name")), Column(_("Type")), Column(_("Compartment")))
    cells = len(columns) - (len(names) == 1)
    rows = tuple(_row(record, names[record.compartment])[:cells] for record in records)
    return Table(_("Items that would leave"), columns[:cells], rows, empty=_("These are all."), dense=True)


def _row(record: custody.Record, compartment: str) -> tuple[Shown, ...]:
    name = Tag(_("Destroyed"), Tone.BAD) if record.destroyed else showing.shown(record.name)
    return (Link(record.ref, reverse("item", args=[record.ref])), name, record.mime or "", compartment)
