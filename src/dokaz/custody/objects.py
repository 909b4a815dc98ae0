"""Physical objects: a chain of custody without bytes, from the place it was seen to the hand it was given back to."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, events, references, rows, tallies
from dokaz.custody.errors import AlreadyReturned, NotAnObject
from dokaz.custody.events import Deed
from dokaz.custody.models import Event, Item, Note
from dokaz.custody.receipts import Circumstances, Description, Receipt
from dokaz.custody.receiving import ARCHIVE
from dokaz.custody.words import Act, Channel, Kind, Outcome
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

RECORD, MOVE, RETURN = "custody:object:record", "custody:object:move", "custody:object:return"
_BEGINNINGS = frozenset({Act.COLLECTED, Act.LEFT_IN_PLACE})


def record_object(  # noqa: PLR0913 - keyword-only: a sentence where it is called
    description: Description,
    *,
    name: str,
    by: access.Session,
    now: datetime,
    act: Act = Act.COLLECTED,
    circumstances: Circumstances | None = None,
    source: str | None = None,
    compartment: UUID | None = None,
    channel: Channel = Channel.IN_PERSON,
) -> Receipt:
    """Begin the chain of a physical object: collected, or seen and left in place.

    Raises NotPermitted, StatementError.
    """
    if act not in _BEGINNINGS:
        raise ValueError(f"The chain of an object begins with one of {sorted(_BEGINNINGS)}.")
    home = compartment or access.compartment(ARCHIVE, by=by).id
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECEIVE_EVIDENCE, compartment=home, now=now)
        to = access.sealing(home)
        sealer = access.RecordSealer(to)  # the statements were checked a line above, in this transaction
        item = _item({"name": name, "path": None, "source": source}, channel, to, sealer, by=by, now=now)
        note = rows.note(item, asdict(description), revision=1, by=by, now=now, sealer=sealer)
        event = events.first(item, Deed(act, by.actor, now, circumstances or Circumstances()), sealer=sealer)
        for row in (item, note, event):
            row.save(force_insert=True)
        tallies.count([item], now=now)
        entry = _journalled(item, note, event, sealed_entry=to.protected, by=by, now=now)
    return Receipt(
        ref=item.ref, item=item.id, sha256="", size=0, entry=entry, outcome=Outcome.RECEIVED, name=name, path=None
    )


def move_object(ref: str, *, circumstances: Circumstances, by: access.Session, now: datetime) -> int:
    """Record that an object changed hands or place; who from, who to and why are in the circumstances.

    Gives the entry. Raises ItemNotFound, NotAnObject, AlreadyReturned, NotPermitted.
    """
    return _moved(MOVE, Act.TRANSFERRED, ref, circumstances, by=by, now=now)


def return_object(ref: str, *, circumstances: Circumstances, by: access.Session, now: datetime) -> int:
    """Record that an object was given back: the chain ends here. Gives the entry. Raises as `move_object` does."""
    return _moved(RETURN, Act.RETURNED, ref, circumstances, by=by, now=now)


def _moved(verb: str, act: Act, ref: str, circumstances: Circumstances, *, by: access.Session, now: datetime) -> int:
    item = acting.find(ref, by=by)
    if item.kind != Kind.OBJECT:
        raise NotAnObject(ref=item.ref)
    with access.acting(by, now=now):
        access.require(by, access.Permission.MOVE_OBJECTS, compartment=item.compartment_id, now=now)
        with access.whole_house("object-chain"):
            if Event.objects.filter(item=item, act=Act.RETURNED).exists():
                raise AlreadyReturned(ref=item.ref)
        sealer = access.seal_records(item.compartment_id)
        return acting.happened(verb, item, Deed(act, by.actor, now, circumstances), sealer=sealer)


def _item(
    words: dict[str, str | None],
    channel: Channel,
    to: access.Sealing,
    sealer: access.RecordSealer,
    *,
    by: access.Session,
    now: datetime,
) -> Item:
    row = ordered_id(now)
    made = access.seal_words(sealer, model=rows.ITEM, row=row, field="words", words=words)
    return Item(
        id=row,
        ref=next(references.fresh()),
        kind=Kind.OBJECT.value,
        compartment_id=to.compartment,
        generation=made.generation,
        channel=channel.value,
        mime="",
        received_at=now,
        received_by=by.actor.account,
        record_key=made.record_key,
        words=made.words,
    )


def _journalled(item: Item, note: Note, event: Event, *, sealed_entry: bool, by: access.Session, now: datetime) -> int:
    return journal.record(
        RECORD,
        by=by.actor,
        now=now,
        about=[item.ref],
        facts={"ref": item.ref, "kind": item.kind, "act": event.act, "generation": item.generation},
        records=database.digests(item, note, event),
        compartment=item.compartment_id,
        sealed=sealed_entry,
        erasable=True,
    )
