"""What of custody's a compromised account touched, or could read in a compartment (`safeguards.ports.Contributor`)."""

from dokaz.access import api as access
from dokaz.custody.models import Event, Item
from dokaz.safeguards.ports import Reached, Suspect

MOST = 5_000  # references in one report; the counts are always whole


def reach(suspect: Suspect, /, *, by: access.Session) -> Reached:  # noqa: ARG001 - references and counts need no key
    """Items that the accounts did anything with since then, and how many items lie open in the compartments."""
    with access.whole_house("compromise"):
        events = Event.objects.filter(account__in=suspect.accounts, at__gte=suspect.since)
        refs = set(events.order_by("-id").values_list("item__ref", flat=True)[:MOST])
        touched = events.values("item").distinct().count()
        there = Item.objects.filter(compartment__in=suspect.compartments, destruction=None).count()
    return Reached(frozenset(refs), {"items-touched": touched, "items-readable": there})
