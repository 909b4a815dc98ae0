"""What people say about an item: revisions, each written on the one its author saw (DESIGN 5.12)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, rows
from dokaz.custody.errors import StaleDescription
from dokaz.custody.events import Deed
from dokaz.custody.models import Item, Note
from dokaz.custody.receipts import Circumstances, Description
from dokaz.custody.words import Act

DESCRIBE = "custody:item:describe"
_NEWEST = """
    item_id IN %s
    AND revision = (SELECT MAX(revision) FROM custody_note AS later WHERE later.item_id = custody_note.item_id)"""


def describe(ref: str, *, description: Description, seen: int, reason: str, by: access.Session, now: datetime) -> int:
    """Write the next revision of an item's description and give its number; `seen` is the one it was written on.

    Raises ItemNotFound, NotPermitted, StaleDescription.
    """
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.DESCRIBE_ITEMS, compartment=item.compartment_id, now=now)
        newest = revision_of(latest([item]).get(item.id))
        if newest != seen:
            raise StaleDescription(ref=item.ref, newest=newest, seen=seen)
        sealer = access.seal_records(item.compartment_id)
        note = rows.note(item, asdict(description), revision=seen + 1, by=by, now=now, sealer=sealer)
        note.save(force_insert=True)
        deed = Deed(Act.DESCRIBED, by.actor, now, Circumstances(reason=reason))
        acting.happened(DESCRIBE, item, deed, sealer=sealer, rows=[note], facts={"revision": note.revision})
    return seen + 1


def latest(items: Sequence[Item]) -> dict[UUID, Note]:
    """The newest revision of each item that has one, by the item's id."""
    with access.whole_house("describe"):
        notes = Note.objects.select(where=_NEWEST, values=[[item.id for item in items]])
    return {note.item_id: note for note in notes}


def revision_of(note: Note | None) -> int:
    return 0 if note is None else note.revision


def description_of(note: Note | None, *, opener: access.RecordOpener) -> Description:
    if note is None or not note.words:
        return Description()
    words = access.open_words(
        opener, record_key=note.record_key, sealed=note.words, model=rows.NOTE, row=note.id, field="words"
    )
    lists_as_tuples: dict[str, Any] = {
        name: tuple(said) if isinstance(said, list) else said for name, said in words.items()
    }
    return Description(**lists_as_tuples)
