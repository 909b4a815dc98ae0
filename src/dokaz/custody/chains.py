"""The chains of custody read from end to end: each event carries the digest of the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import events
from dokaz.custody.models import Erased, Event, Item
from dokaz.kernel.languages import _, said

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """An item whose record of hands has a gap or was rewritten, and from which event on."""

    ref: str
    number: int
    code: str = "chain-broken"

    @property
    def says(self) -> str:
        return said(_("{ref}: the record of who held it does not hold together at event {number}.")).format(
            ref=self.ref, number=self.number
        )


def verify_chains() -> tuple[BrokenChain, ...]:
    """Read every item's events in order and name the first that does not follow from the one before it."""
    with access.whole_house("verify-chains"):
        return tuple(_broken())


def _erased(item: Item) -> dict[UUID, str]:
    """What the events of a destroyed item were; of any other, nothing."""
    if item.words:
        return {}
    return dict(Erased.objects.filter(destruction__item=item, kind=events.MODEL).values_list("id", "sha256"))


def _broken() -> Iterator[BrokenChain]:
    chains = Event.objects.select_related("item").order_by("item_id", "number").iterator(_AT_ONCE)
    for item, chain in groupby(chains, key=lambda event: event.item):
        broken = events.broken_link(list(chain), erased=_erased(item))
        if broken is not None:
            yield BrokenChain(item.ref, broken.number)
