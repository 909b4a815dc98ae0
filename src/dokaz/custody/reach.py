"""What of custody's a compromised account touched, or could read in a compartment (`safeguards.ports.Contributor`)."""

from django.db.models import Sum

from dokaz.access import api as access
from dokaz.custody.models import Blob, Event, Item
from dokaz.safeguards.ports import OutsideProvider, OutsideService, Reached, Suspect

HOLD_FILES = (OutsideService.STORE, OutsideService.HEADERS, OutsideService.BACKUPS)
MOST = 5_000  # references in one report; the counts are always whole


def reach(suspect: Suspect, /, *, by: access.Session) -> Reached:  # noqa: ARG001 - references and counts need no key
    """Items that the accounts did anything with since then, and how many items lie open in the compartments."""
    if suspect.provider is not None:
        return _held(suspect.provider)
    with access.whole_house("compromise"):
        events = Event.objects.filter(account__in=suspect.accounts, at__gte=suspect.since)
        refs = set(events.order_by("-id").values_list("item__ref", flat=True)[:MOST])
        touched = events.values("item").distinct().count()
        there = Item.objects.filter(compartment__in=suspect.compartments, destruction=None).count()
    return Reached(frozenset(refs), {"items-touched": touched, "items-readable": there})


def _held(provider: OutsideProvider) -> Reached:
    """Every sealed file, of which such a place has a copy, its header or its back-up: none is kept back from it."""
    if provider.service not in HOLD_FILES:
        return Reached()
    with access.whole_house("compromise"):
        blobs = Blob.objects.filter(header__isnull=False)
        size = blobs.aggregate(size=Sum("stored_size"))["size"] or 0
        places = frozenset(blobs.values_list("compartment", flat=True).distinct())
        return Reached(counts={"files-held": blobs.count(), "bytes-held": size}, sealed_of=places)
