"""What goes when an item goes: the header of its file, everything sealed about it, and what the journal can forget.

All in the running transaction. Each emptied row leaves its digest in `Erased`, so that chain and journal still hold.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import events, inserting, lastchecks
from dokaz.custody.destruction import DestructionReceipt
from dokaz.custody.events import Deed
from dokaz.custody.models import Blob, Derivation, Destruction, Erased, Event, Examination, Item, Likeness, Note
from dokaz.custody.receipts import Circumstances
from dokaz.custody.steps import Step
from dokaz.custody.words import RESTORED, Act
from dokaz.database import api as database
from dokaz.database.api import RecordDigest
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step
from dokaz.kernel.ids import ordered_id

ITEM, BLOB = "custody.item", "custody.blob"
NOTHING = b""  # no bytes where a column may not be NULL: nothing sealed is ever that short

# what is emptied in a row of each kind, and with what
EMPTY: dict[type[Model], dict[str, bytes | None]] = {
    Item: {"record_key": NOTHING, "words": NOTHING, "arrival": None},
    Note: {"record_key": NOTHING, "words": NOTHING},
    Derivation: {"record_key": NOTHING, "parameters": NOTHING},
    Examination: {"record_key": NOTHING, "metadata": NOTHING},
    Likeness: {"record_key": NOTHING, "marks": NOTHING},
    Event: {"record_key": NOTHING, "words": NOTHING, "hash_before": None, "hash_after": None},
}


@dataclass(frozen=True, slots=True)
class Decided:
    """Who destroys, when, and what they decided it by: nothing where the register says it again after a restore."""

    by: access.Session
    now: datetime
    verb: str
    circumstances: Circumstances = events.NOTHING_SAID
    receipt: DestructionReceipt | None = None
    approval: UUID | None = None
    second: Actor | None = None

    @property
    def ground(self) -> str:
        return self.receipt.ground.value if self.receipt else RESTORED


def shred(item: Item, blob: Blob | None, decided: Decided) -> Destruction:
    """Mark an item as destroyed and take out what can be taken; `blob` where its bytes go too."""
    sealer = access.seal_records(item.compartment_id)
    with access.whole_house("destroy"):
        deed = Deed(Act.DESTROYED, decided.by.actor, decided.now, decided.circumstances, outcome=decided.ground)
        standing = list(_rows(item))
        (event,) = events.following(
            [item], {item.id: deed}, sealer=sealer
        )  # before the one it is chained to is emptied
        inserting.insert([event])
        mark = _marked(item, blob, decided, generation=sealer.generation)
        lastchecks.end(item, now=decided.now)
        step(Step.MARKED)
        emptied = _emptied(standing, mark)
        step(Step.EMPTIED)
    written = [*_shredded(blob), *database.digests(mark, event, *emptied)]
    step(Step.SHREDDED)
    entry = _entry(item, written, decided)
    journal.list_gone(ITEM, rows=[item.id], entry=entry)
    if blob is not None:
        journal.list_gone(BLOB, rows=[blob.id], entry=entry)
    return mark


def _rows(item: Item) -> Iterator[Model]:
    yield item
    for model in (Note, Derivation, Examination, Likeness, Event):
        yield from model.objects.filter(item=item).order_by("pk")


def _marked(item: Item, blob: Blob | None, decided: Decided, *, generation: int) -> Destruction:
    told = {}
    if receipt := decided.receipt:
        assert decided.second is not None
        told = {"proposal_id": receipt.proposal, "receipt": receipt.sha256, "approval": decided.approval}
        told["second"] = decided.second.account
    mark = Destruction(
        id=ordered_id(decided.now),
        item=item,
        blob=blob,
        compartment_id=item.compartment_id,
        generation=generation,
        begun_at=decided.now,
        begun_by=decided.by.actor.account,
        **told,
    )
    mark.save(force_insert=True)
    return mark


def _emptied(rows: Iterable[Model], mark: Destruction) -> list[Model]:
    """The rows that had something in them, without it now, and what each of them was."""
    written: list[Model] = []
    for row in rows:
        empty = EMPTY[type(row)]
        full = [name for name in empty if getattr(row, name)]
        if not full:
            continue
        was = database.digest(row)
        for name in full:
            setattr(row, name, empty[name])
        row.save(update_fields=full)
        written += [row, _erased(row, was, mark)]
    return written


def _erased(row: Model, was: RecordDigest, mark: Destruction) -> Erased:
    erased = Erased(
        id=row.pk,
        kind=was.kind,
        sha256=str(was.sha256),
        destruction=mark,
        compartment_id=mark.compartment_id,
        generation=mark.generation,
    )
    erased.save(force_insert=True)
    return erased


def _shredded(blob: Blob | None) -> tuple[RecordDigest, ...]:
    """The header goes, and with it what would know the bytes again: they come back as a file of their own."""
    if blob is None or blob.header is None:
        return ()
    blob.header, blob.sha256, blob.equality = None, None, os.urandom(32)
    blob.save(update_fields=["header", "sha256", "equality"])
    return database.digests(blob)


def _entry(item: Item, written: list[RecordDigest], decided: Decided) -> journal.EntryId:
    return journal.record(
        decided.verb,
        by=decided.by.actor,
        now=decided.now,
        about=[item.ref],
        facts={
            "ground": decided.ground,
            "receipt": decided.receipt.sha256 if decided.receipt else None,
            "second": str(decided.second.account) if decided.second else None,
        },
        records=written,
        compartment=item.compartment_id,
        sealed=item.compartment.protected,
    )
