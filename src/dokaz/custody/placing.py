"""Items as things that labels are put on: where each lies, for who may see that it is there."""

from uuid import UUID

from dokaz.access import api as access
from dokaz.custody.errors import ItemNotFound
from dokaz.custody.models import Item
from dokaz.records import api as records

ITEM = "item"


def place(item: UUID, by: access.Session) -> records.Place:
    """Raises ItemNotFound, whether it is elsewhere or nowhere."""
    with access.scope(by):
        found = Item.objects.select(where="id = %s", values=[item], related=["compartment"])
    if not found:
        raise ItemNotFound(ref=str(item))
    return records.Place(found[0].compartment_id, found[0].ref, protected=found[0].compartment.protected)


THING = records.ThingKind(
    code=ITEM, sees=access.Permission.SEE_ITEMS, writes=access.Permission.DESCRIBE_ITEMS, place=place
)
