"""What every verb on one item shares: finding it, and writing one event with the entry that goes with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import events
from dokaz.custody.errors import ItemNotFound, ReferenceUnreadable
from dokaz.custody.events import Deed
from dokaz.custody.models import Event, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError


def find(ref: str, *, by: access.Session) -> Item:
    """The item of this code where the account may look. Raises ItemNotFound, whether it is elsewhere or nowhere."""
    try:
        code = str(codes.parse(ref, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise ReferenceUnreadable(ref=ref, why=why) from why
    with access.scope(by):
        item = Item.objects.select_related("blob", "parent", "compartment").filter(ref=code).first()
    if item is None:
        raise ItemNotFound(ref=code)
    return item


def happened(
    verb: str,
    item: Item,
    deed: Deed,
    *,
    sealer: access.RecordSealer,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> int:
    """Save one event of an item and its entry, in the running transaction. Give the entry."""
    with access.whole_house("custody-chain"):
        (event,) = events.following([item], {item.id: deed}, sealer=sealer)
        event.save(force_insert=True)
    return save_entry(verb, item, event, deed, rows=rows, facts=facts, about=about)


def save_entry(
    verb: str,
    item: Item,
    event: Event,
    deed: Deed,
    *,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> int:
    draft = entry_for(verb, item, event, deed, rows=rows, facts=facts, about=about)
    return journal.record_many([draft])[0]


def entry_for(
    verb: str,
    item: Item,
    event: Event,
    deed: Deed,
    *,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> journal.Draft:
    """The entry of one event: what staff did, so it carries nothing of the item's words and cannot be erased."""
    return journal.Draft(
        verb=verb,
        by=deed.by,
        now=deed.at,
        about=[item.ref, *about],
        facts={"act": event.act, "number": event.number, **(facts or {})},
        records=database.digests(*rows, event),
        compartment=item.compartment_id,
        sealed=item.compartment.protected,
    )
