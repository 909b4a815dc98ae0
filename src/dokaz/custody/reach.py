"""What of custody's a compromised account touched, or could read in a compartment (`safeguards.ports.Contributor`)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from dokaz.access import api as access
from dokaz.custody.models import Blob, Event, Item
from dokaz.kernel.codes import Kind
from dokaz.kernel.portions import portions
from dokaz.safeguards.ports import OutsideProvider, OutsideService, Reached, Suspect

HOLD_FILES = (OutsideService.STORE, OutsideService.HEADERS, OutsideService.BACKUPS)
AT_ONCE = 500
MOST = 5_000  # references in one report; the counts are always whole


def reach(suspect: Suspect, /, *, by: access.Session, now: datetime) -> Reached:  # noqa: ARG001 - it needs no key
    """Items that the accounts did anything with since then, or that the journal names beside them, as where they were
    shown; and how many items lie open in the compartments.
    """
    if suspect.provider is not None:
        return _held(suspect.provider)
    with access.whole_house("compromise"):
        events = Event.objects.filter(account__in=suspect.accounts, at__gte=suspect.since)
        newest = events.order_by("-id").values_list("item__ref", flat=True)[:MOST]
        touched = events.values("item").distinct().count()
        shown = frozenset(placed_anywhere([ref for ref in suspect.named if ref.startswith(Kind.ITEM.value)]))
        done = frozenset(
            ref
            for some in portions(sorted(shown), of=AT_ONCE)
            for ref in events.filter(item__ref__in=some).values_list("item__ref", flat=True).distinct()
        )
        there = Item.objects.filter(compartment__in=suspect.compartments, destruction=None).count()
    return Reached(frozenset(newest), {"items-touched": touched + len(shown - done), "items-readable": there})


def placed_anywhere(refs: Collection[str], /) -> Mapping[str, UUID]:
    """The ids of the items with these references, whoever asks: for what shows a person references alone."""
    found = dict[str, UUID]()
    with access.whole_house("compromise"):
        for some in portions(refs, of=AT_ONCE):
            found |= dict(Item.objects.filter(ref__in=some).values_list("ref", "id"))
    return found


def _held(provider: OutsideProvider) -> Reached:
    """Every sealed file, of which such a place has a copy, its header or its back-up: none is kept back from it."""
    if provider.service not in HOLD_FILES:
        return Reached()
    with access.whole_house("compromise"):
        blobs = Blob.objects.filter(header__isnull=False)
        size = blobs.aggregate(size=Sum("stored_size"))["size"] or 0
        places = frozenset(blobs.values_list("compartment", flat=True).distinct())
        return Reached(counts={"files-held": blobs.count(), "bytes-held": size}, sealed_of=places)
