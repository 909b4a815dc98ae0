"""A canary is an item: `safeguards` keeps the mark and knows no items, so this finds the one that is meant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting
from dokaz.custody.models import Item
from dokaz.safeguards import api as safeguards


def mark_canary(ref: str, *, by: access.Session, now: datetime) -> UUID:
    """Alarm colleagues from now on when anybody opens this item (`safeguards.mark_canary`).

    Raises ItemNotFound, NotPermitted, and CanaryAlready of `safeguards`.
    """
    item = acting.find(ref, by=by)
    return safeguards.mark_canary(item=item.id, ref=item.ref, compartment=item.compartment_id, by=by, now=now)


def touch(items: Iterable[Item], /, *, by: access.Session, now: datetime) -> None:
    """Tell `safeguards` what is opened, in that transaction: what was made of a canary shows what the canary shows."""
    safeguards.touch({(item.compartment_id, each) for item in items for each in _lineage(item)}, by=by, now=now)


def _lineage(item: Item) -> Iterable[UUID]:
    """The item, what it was made of, and so on: a chain of few, and none is its own parent."""
    found, at = [item.id], item.parent_id
    with access.whole_house("canary"):
        while at is not None:
            found.append(at)
            at = Item.objects.filter(pk=at).values_list("parent_id", flat=True).first()
    return found
