"""Where each physical object is now, and in whose hands: the newest act on it that moved it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, events, opening, showing
from dokaz.custody.models import Event, Item
from dokaz.custody.receipts import CustodyEvent
from dokaz.custody.words import Act, Kind
from dokaz.journal import api as journal

MOVES = (Act.COLLECTED, Act.LEFT_IN_PLACE, Act.TRANSFERRED, Act.RETURNED)
SHOWN_AT_MOST = 200
_NEWEST_MOVE = """
    item_id IN %s AND number = (
        SELECT MAX(number) FROM custody_event AS later
        WHERE later.item_id = custody_event.item_id AND later.act IN %s)"""


@dataclass(frozen=True, slots=True)
class ObjectLine:
    """A physical object as a list shows it; `moved` says where it is and who has it. Destroyed, it has no name."""

    ref: str
    name: str
    moved: CustodyEvent
    destroyed: bool


def objects(*, by: access.Session, now: datetime, after: str | None = None, limit: int = 50) -> tuple[ObjectLine, ...]:
    """The physical objects the account may see, newest first, a page at a time; `after` is the last reference seen.

    An entry names what the page showed, one a compartment, sealed where that is protected. Raises NotPermitted,
    ItemNotFound.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, now=now)
        with access.scope(by):
            page = _page(by, after, min(limit, SHOWN_AT_MOST))
            moves = _moves(page)
        journal.record_many(showing.entries(showing.LIST, page, by, now))
        keys = opening.Keyring(by)
        return tuple(_line(item, moves[item.id], keys.opener(item.compartment_id)) for item in page)


def _page(by: access.Session, after: str | None, limit: int) -> list[Item]:
    found = Item.objects.select_related("compartment").filter(kind=Kind.OBJECT).order_by("-id")
    if after is not None:
        found = found.filter(id__lt=acting.find_many([after], by=by, also_destroyed=True)[0].id)
    return list(found[:limit])


def _moves(page: list[Item]) -> dict[UUID, Event]:
    values = [[item.id for item in page], [act.value for act in MOVES]]
    return {event.item_id: event for event in Event.objects.select(where=_NEWEST_MOVE, values=values)}


def _line(item: Item, move: Event, opener: access.RecordOpener) -> ObjectLine:
    (moved,) = events.opened([move], opener=opener)
    name = opening.words_of(item, opener=opener)["name"] or ""
    return ObjectLine(item.ref, name, moved, destroyed=not item.words)
