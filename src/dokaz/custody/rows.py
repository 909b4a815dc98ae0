"""The rows and journal entries of a group that was received, written together in the running transaction."""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import events, inserting, lastchecks, references, tallies
from dokaz.custody.arriving import Taken
from dokaz.custody.events import Deed
from dokaz.custody.models import Blob, Derivation, Event, Item, Note
from dokaz.custody.receipts import Arrival, Circumstances, Description, Receipt
from dokaz.custody.words import Act, Channel, Kind, Making, Outcome
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

if TYPE_CHECKING:
    from dokaz.verify.canonical import Value

ITEM, NOTE, DERIVATION = "custody.item", "custody.note", "custody.derivation"
NOTHING_DESCRIBED = Description()
RECEIVE, DERIVE = "custody:item:receive", "custody:item:derive"


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed hashes by which bytes and arrivals are known again within one compartment."""

    equality: bytes
    arrival: bytes | None


def marks(taken: Taken, key: bytes | None) -> Marks:
    """Without the compartment's key nothing is known again: receiving needs no secret."""
    if key is None:
        return Marks(os.urandom(32), None)
    arrival = taken.arrival
    said = (arrival.name, _place(arrival), arrival.source or "")
    framed = [len(text).to_bytes(4, "big") + text for text in (each.encode("utf-8", "surrogatepass") for each in said)]
    # the first word keeps the two hashes under one key apart
    return Marks(
        equality=hmac.digest(key, b"bytes\x00" + taken.digest, "sha256"),
        arrival=hmac.digest(key, b"arrival\x00" + taken.digest + b"".join(framed), "sha256"),
    )


def _place(arrival: Arrival) -> str:
    """What tells copies of one name apart: the path within a named folder, or where a file named by itself lies."""
    if arrival.path is not None or arrival.found_at is None:
        return arrival.path or ""
    return os.path.abspath(arrival.found_at)  # noqa: PTH100 - resolve() would follow links


@dataclass(frozen=True, slots=True)
class Held:
    """Items by arrival and blobs by equality: what the compartment holds."""

    items: dict[bytes, Item]
    blobs: dict[bytes, Blob]

    @classmethod
    def of(cls, compartment: UUID, known: list[Marks]) -> "Held":
        arrivals = [mark.arrival for mark in known if mark.arrival]
        with access.whole_house("receive"):
            items = Item.objects.filter(compartment=compartment, arrival__in=arrivals).select_related("blob")
            blobs = Blob.objects.filter(compartment=compartment, equality__in=[mark.equality for mark in known])
            return cls(
                {bytes(item.arrival): item for item in items if item.arrival},
                {bytes(blob.equality): blob for blob in blobs},
            )

    def blob(self, mark: Marks) -> Blob | None:
        """Where the bytes are held; None where they are not."""
        item = None if mark.arrival is None else self.items.get(mark.arrival)
        return self.blobs.get(mark.equality) if item is None else item.blob

    def lacks_bytes(self, mark: Marks) -> bool:
        return mark.arrival not in self.items and mark.equality not in self.blobs


@dataclass(frozen=True, slots=True)
class Parentage:
    """Of what, as what and how a derivative was made."""

    parent: Item
    making: Making
    tool: str
    tool_version: str
    parameters: Mapping[str, Any]
    reason: str = ""
    mime: str = ""  # what the tool says it made; empty: what the bytes say
    # rows of the parent that are written with it: made in that transaction, so that they are sealed to who is a member
    beside: Callable[[], Iterable[Model]] = tuple


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of one received item."""

    item: Item
    blob: Blob
    receipt: Receipt
    rows: tuple[Model, ...]


@dataclass(slots=True)
class Writer:
    """Rows of a group, gathered by `add` and written by `write`. `headers` are those of payloads already durable."""

    by: access.Session
    to: access.Sealing
    now: datetime
    held: Held
    headers: Mapping[str, bytes]
    parentage: Parentage | None = None
    answers: list[Receipt | Written] = field(default_factory=list)
    sealer: access.RecordSealer = field(init=False)
    references: Iterator[str] = field(init=False, default_factory=references.fresh)

    def __post_init__(self) -> None:
        self.sealer = access.RecordSealer(self.to)

    def add(self, taken: Taken, mark: Marks) -> None:
        """Raises KeyError where neither the compartment nor this group holds the bytes any longer."""
        if mark.arrival is not None and (item := self.held.items.get(mark.arrival)):
            self.answers.append(_already_held(item, taken))
            return
        known = self.held.blobs.get(mark.equality)
        blob = known or self._blob(taken, mark)
        self.held.blobs[mark.equality] = blob
        written = self._item(taken, mark, blob, Outcome.SAME_BYTES if known else Outcome.RECEIVED)
        if mark.arrival is not None:
            self.held.items[mark.arrival] = written.item
        self.answers.append(written)

    @property
    def blobs_written(self) -> set[str]:
        return {
            row.name for each in self.answers if isinstance(each, Written) for row in each.rows if isinstance(row, Blob)
        }

    def write(self) -> list[Receipt]:
        fresh = [answer for answer in self.answers if isinstance(answer, Written)]
        rows: list[Any] = [row for each in fresh for row in each.rows]
        # two receivers of the same bytes meet in one order, so that neither waits for the other for ever
        blobs = sorted((row for row in rows if isinstance(row, Blob)), key=lambda blob: bytes(blob.equality))
        items = sorted((row for row in rows if isinstance(row, Item)), key=lambda item: bytes(item.arrival or b""))
        inserting.insert(blobs)
        inserting.insert(items)
        tallies.count(items, now=self.now)
        lastchecks.begin(items, now=self.now)
        for model in (Note, Derivation, Event):
            inserting.insert([row for row in rows if isinstance(row, model)])
        told = self._told_parent() if fresh else []
        entries = iter(journal.record_many([self._draft(each, told) for each in fresh]))
        first = first_items([each.blob for each in fresh if each.receipt.outcome is Outcome.SAME_BYTES])
        return [
            answer if isinstance(answer, Receipt) else _answered(answer, next(entries), first)
            for answer in self.answers
        ]

    def _blob(self, taken: Taken, mark: Marks) -> Blob:
        return Blob(
            id=ordered_id(self.now),
            compartment_id=self.to.compartment,
            generation=self.to.generation,
            name=taken.deposit.name,
            header=self.headers[taken.deposit.name],
            size=taken.size,
            stored_size=taken.deposit.size,
            sha256=None if self.to.protected else taken.digest.hex(),
            equality=mark.equality,
            stored_at=self.now,
        )

    def _item(self, taken: Taken, mark: Marks, blob: Blob, outcome: Outcome) -> Written:
        arrival, digest = taken.arrival, taken.digest.hex()
        item = self._bare_item(taken, mark, blob)
        deed = Deed(
            Act.RECEIVED,
            self.by.actor,
            self.now,
            Circumstances(reason=self.parentage.reason if self.parentage else "", place=arrival.description.place),
            outcome=outcome.value,
            hash_after=digest,
            protected=self.to.protected,
        )
        receipt = Receipt(
            ref=item.ref,
            item=item.id,
            sha256=digest,
            size=taken.size,
            entry=None,
            outcome=outcome,
            name=arrival.name,
            path=arrival.path,
            changed=item.changed,
            found_at=arrival.found_at,
        )
        rows = (item, events.first(item, deed, sealer=self.sealer), *self._said(item, taken), *self._derived(item))
        return Written(item, blob, receipt, rows if outcome is Outcome.SAME_BYTES else (blob, *rows))

    def _bare_item(self, taken: Taken, mark: Marks, blob: Blob) -> Item:
        arrival, row = taken.arrival, ordered_id(self.now)
        words = {"name": arrival.name, "path": arrival.path, "source": arrival.source}
        if self.to.protected:
            words["sha256"] = taken.digest.hex()
        made = access.seal_words(self.sealer, model=ITEM, row=row, field="words", words=words)
        return Item(
            id=row,
            ref=next(self.references),
            kind=(Kind.DERIVATIVE if self.parentage else Kind.FILE).value,
            compartment_id=self.to.compartment,
            generation=made.generation,
            blob=blob,
            parent=self.parentage.parent if self.parentage else None,
            channel=(Channel.MADE_HERE if self.parentage else arrival.channel).value,
            mime=(self.parentage.mime if self.parentage else "") or taken.mime,
            arrival=mark.arrival,
            changed=bool(taken.change),
            received_at=self.now,
            utc_offset=arrival.utc_offset,
            received_by=self.by.actor.account,
            record_key=made.record_key,
            words=made.words,
        )

    def _said(self, item: Item, taken: Taken) -> tuple[Note, ...]:
        description = taken.arrival.description
        if description == NOTHING_DESCRIBED and not taken.change:
            return ()
        words = asdict(description)
        if taken.change:
            words["alterations"] = (*description.alterations, f"Changed while it was read: {taken.change}")
        return (note(item, words, revision=1, by=self.by, now=self.now, sealer=self.sealer),)

    def _derived(self, item: Item) -> tuple[Derivation, ...]:
        how = self.parentage
        if how is None:
            return ()
        row = ordered_id(self.now)
        made = access.seal_words(self.sealer, model=DERIVATION, row=row, field="parameters", words=how.parameters)
        return (
            Derivation(
                id=row,
                item=item,
                compartment_id=item.compartment_id,
                generation=made.generation,
                making=how.making.value,
                tool=how.tool,
                tool_version=how.tool_version,
                record_key=made.record_key,
                parameters=made.words,
            ),
        )

    def _told_parent(self) -> list[Model]:
        """The parent's chain tells that something was made of it; and what else is written of the parent."""
        how = self.parentage
        if how is None:
            return []
        act = Act.REDACTED if how.making is Making.REDACTION else Act.DERIVED
        deed = Deed(
            act, self.by.actor, self.now, Circumstances(reason=how.reason), how.tool, how.tool_version, how.making.value
        )
        with access.whole_house("custody-chain"):
            made = events.following([how.parent], {how.parent.id: deed}, sealer=self.sealer)
        inserting.insert(made)
        beside = list(how.beside())
        for row in beside:
            inserting.insert([row])
        return [*made, *beside]

    def _draft(self, written: Written, told: list[Model]) -> journal.Draft:
        item, receipt = written.item, written.receipt
        facts: dict[str, Value] = {
            "sha256": receipt.sha256,
            "size": receipt.size,
            "mime": item.mime,
            "ref": item.ref,
            "kind": item.kind,
            "generation": item.generation,
        }
        parent = [self.parentage.parent.ref] if self.parentage else []
        return journal.Draft(
            verb=DERIVE if self.parentage else RECEIVE,
            by=self.by.actor,
            now=self.now,
            about=[item.ref, *parent],
            facts=facts,
            records=database.digests(*written.rows, *told),
            compartment=self.to.compartment,
            sealed=self.to.protected,
            erasable=True,
        )


def note(
    item: Item,
    words: Mapping[str, Any],
    *,
    revision: int,
    by: access.Session,
    now: datetime,
    sealer: access.RecordSealer,
) -> Note:
    """A revision of what people say about an item; not saved."""
    row = ordered_id(now)
    made = access.seal_words(sealer, model=NOTE, row=row, field="words", words=words)
    return Note(
        id=row,
        item=item,
        compartment_id=item.compartment_id,
        generation=made.generation,
        revision=revision,
        written_at=now,
        written_by=by.actor.account,
        record_key=made.record_key,
        words=made.words,
    )


def _already_held(item: Item, taken: Taken) -> Receipt:
    arrival = taken.arrival
    return Receipt(
        ref=item.ref,
        item=item.id,
        sha256=taken.digest.hex(),
        size=taken.size,
        entry=None,
        outcome=Outcome.ALREADY_HELD,
        name=arrival.name,
        path=arrival.path,
        found_at=arrival.found_at,
    )


def _answered(written: Written, entry: int, first: Mapping[UUID, str]) -> Receipt:
    same = written.receipt.outcome is Outcome.SAME_BYTES
    return replace(written.receipt, entry=entry, same_as=first[written.blob.id] if same else None)


def first_items(blobs: list[Blob]) -> dict[UUID, str]:
    """The reference of the first item with each blob's bytes, by the blob's id."""
    if not blobs:
        return {}
    with access.whole_house("receive"):
        items = Item.objects.select(
            where="blob_id IN %s AND length(words) > 0", values=[[blob.id for blob in blobs]], order="ORDER BY id DESC"
        )
    return {item.blob_id: item.ref for item in items if item.blob_id}
