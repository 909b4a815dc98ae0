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
    """Each item by its name, with what may be strange about it; looking at them is an entry.

    Its compartment where it may be of several, and that it goes whole though something was taken out of a copy of it.
    """
    records = custody.show_many(refs, by=reader.session, now=reader.now)
    names = facets.compartments(reader.session)
    cells: dict[str, list[Shown]] = {
        _("Item"): [Link(each.ref, reverse("item", args=[each.ref])) for each in records],
        _("Name"): [_name(each) for each in records],
        _("Type"): [each.mime or "" for each in records],
    }
    if len(names) > 1:
        cells[_("Compartment")] = [names[each.compartment] for each in records]
    if any(map(_has_redacted, records)):
        cells[_("Redacted")] = [_whole(each) for each in records]
    columns = tuple(Column(title, whole=place == 0) for place, title in enumerate(cells))
    return Table(
        _("Items that would leave"), columns, tuple(zip(*cells.values(), strict=True)), empty=_("These are all."),
        dense=True,
    )  # fmt: skip


def _name(record: custody.Record) -> Shown:
    return Tag(_("Destroyed"), Tone.BAD) if record.destroyed else showing.shown(record.name)


def _whole(record: custody.Record) -> Shown:
    if not _has_redacted(record):
        return ""
    return Tag(_("Goes whole, though there is a redacted copy of it"), Tone.CAREFUL)


def _has_redacted(record: custody.Record) -> bool:
    """Whether something was taken out of a copy of it; of a destroyed one nothing tells, so that it counts."""
    redactions = (each for each in record.made if each.making is custody.Making.REDACTION)
    return any(each.destroyed or each.parameters.get("reasons") for each in redactions)
