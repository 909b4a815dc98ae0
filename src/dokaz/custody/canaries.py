"""A canary is an item: `safeguards` keeps the mark and knows no items, so this finds the one that is meant."""

from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting
from dokaz.safeguards import api as safeguards


def mark_canary(ref: str, *, by: access.Session, now: datetime) -> UUID:
    """Alarm colleagues from now on when anybody opens this item (`safeguards.mark_canary`).

    Raises ItemNotFound, NotPermitted, and CanaryAlready of `safeguards`.
    """
    item = acting.find(ref, by=by)
    return safeguards.mark_canary(item=item.id, ref=item.ref, compartment=item.compartment_id, by=by, now=now)
