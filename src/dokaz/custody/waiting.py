"""Which items still wait for a program to look at them. The answer is an entry before it is shown (SECURITY 5.7)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from dokaz.access import api as access
from dokaz.custody import deriving, showing
from dokaz.custody.models import Attempt, Derivation, Examination, Item
from dokaz.custody.words import BY_PROGRAMS, Kind
from dokaz.journal import api as journal

AWAIT = "custody:items:await"


def unexamined(*, by: access.Session, now: datetime) -> Iterator[str]:
    """References of the items with bytes that no program looked at or made, oldest first; as they stand at the call.

    Entries name them, by compartment, sealed where that is protected. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.EXAMINE_ITEMS, now=now)
        waiting = _waiting(by)
        journal.record_many(showing.entries(AWAIT, waiting, by, now))
    return iter([item.ref for item in waiting])


def underived(*, by: access.Session, now: datetime) -> Iterator[str]:
    """References of the files of which some program here has not tried yet to make what it can, oldest first.

    Entries name them, by compartment, sealed where that is protected. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.DERIVE_ITEMS, now=now)
        waiting = _not_tried(by)
        journal.record_many(showing.entries(AWAIT, waiting, by, now))
    return iter([item.ref for item in waiting])


def _not_tried(by: access.Session) -> list[Item]:
    with access.scope(by):
        files = Item.objects.filter(kind=Kind.FILE, destruction=None).select_related("blob", "compartment")
        tried = set(Attempt.objects.values_list("item", "making", "tool", "tool_version"))
        return [item for item in files.order_by("id") if any(_lacks(item, tried))]


def _lacks(item: Item, tried: set[tuple[UUID, str, str, str]]) -> Iterator[bool]:
    for each in deriving.offers(item):
        yield (item.id, each.making.value, each.tool, each.version) not in tried


def _waiting(by: access.Session) -> list[Item]:
    with access.scope(by):
        looked_at = Examination.objects.filter(item=OuterRef("pk"))
        by_programs = Derivation.objects.filter(item=OuterRef("pk"), making__in=BY_PROGRAMS)
        waiting = Item.objects.filter(~Exists(looked_at), ~Exists(by_programs), blob__isnull=False, destruction=None)
        return list(waiting.select_related("compartment").order_by("id"))
