"""Custody events: each carries the digest of the one before it (ISO/IEC 27037; `words.Act` for PREMIS)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from types import MappingProxyType
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody.errors import ItemDestroyed
from dokaz.custody.models import Destruction, Event, Item
from dokaz.custody.receipts import Circumstances, CustodyEvent
from dokaz.custody.words import Act
from dokaz.database import api as database
from dokaz.kernel.actors import Actor
from dokaz.kernel.ids import ordered_id

MODEL = "custody.event"
TOOL = "dokaz"
VERSION = version(TOOL)
CLOCK = "server"
NOTHING_SAID = Circumstances()
_HASHES = ("hash_before", "hash_after")
_WORDLESS: Mapping[str, Any] = MappingProxyType(asdict(NOTHING_SAID))
_NEWEST = """
    item_id IN %s
    AND number = (SELECT MAX(number) FROM custody_event AS later WHERE later.item_id = custody_event.item_id)"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened to one item: the part of an event that is not its place in the chain."""

    act: Act
    by: Actor
    at: datetime
    circumstances: Circumstances = NOTHING_SAID
    tool: str = TOOL
    tool_version: str = VERSION
    outcome: str = ""
    run: UUID | None = None
    hash_before: str | None = None
    hash_after: str | None = None
    changed: bool = False
    protected: bool = False  # the hashes go into the sealed words


def first(item: Item, deed: Deed, *, sealer: access.RecordSealer) -> Event:
    """The event that begins an item's chain; not saved."""
    return _event(item, deed, number=1, previous=None, sealer=sealer)


def following(items: Sequence[Item], deeds: Mapping[UUID, Deed], *, sealer: access.RecordSealer) -> list[Event]:
    """The next event of each item, by its id; not saved. Call inside the transaction that saves them.

    An item was looked up before that transaction, and long work may lie between: raises ItemDestroyed for one that was
    destroyed meanwhile. Its destruction is the last event there is.
    """
    _refuse_destroyed(items)
    latest = _latest([item.id for item in items])
    return [
        _event(
            item,
            deeds[item.id],
            number=latest[item.id].number + 1,
            previous=database.digest(latest[item.id]).sha256,
            sealer=sealer,
        )
        for item in items
    ]


def _refuse_destroyed(items: Sequence[Item]) -> None:
    gone = Destruction.objects.select(where="item_id IN %s", values=[[item.id for item in items]])
    if gone:
        raise ItemDestroyed(ref=next(item.ref for item in items if item.id == gone[0].item_id))


def opened(events: Iterable[Event], *, opener: access.RecordOpener) -> tuple[CustodyEvent, ...]:
    return tuple(_opened(event, opener) for event in events)


def broken_link(events: Sequence[Event], *, erased: Mapping[UUID, str]) -> Event | None:
    """The first event that does not carry the digest of the one before it, or whose number is not the next.

    `erased` has the digests that emptied events had when the next was chained to them.
    """
    before: Event | None = None
    for number, event in enumerate(events, start=1):
        expected = None if before is None else erased.get(before.id, database.digest(before).sha256)
        if event.number != number or event.previous != expected:
            return event
        before = event
    return None


def _latest(items: Sequence[UUID]) -> dict[UUID, Event]:
    newest = Event.objects.select(where=_NEWEST, values=[items])
    return {event.item_id: event for event in newest}


def _event(item: Item, deed: Deed, *, number: int, previous: str | None, sealer: access.RecordSealer) -> Event:
    event = Event(
        id=ordered_id(deed.at),
        item=item,
        compartment_id=item.compartment_id,
        generation=sealer.generation,
        number=number,
        act=deed.act.value,
        account=deed.by.account,
        role=deed.by.role,
        at=deed.at,
        clock=CLOCK,
        tool=deed.tool,
        tool_version=deed.tool_version,
        outcome=deed.outcome,
        run=deed.run,
        changed=deed.changed,
        previous=previous,
        **({} if deed.protected else {name: getattr(deed, name) for name in _HASHES}),
    )
    if words := _words(deed):
        made = access.seal_words(sealer, model=MODEL, row=event.id, field="words", words=words)
        event.record_key, event.words = made.record_key, made.words
    return event


def _words(deed: Deed) -> dict[str, Any]:
    hashes = {name: getattr(deed, name) for name in _HASHES} if deed.protected else {}
    if deed.circumstances == NOTHING_SAID and not any(hashes.values()):
        return {}
    return asdict(deed.circumstances) | hashes


def _opened(event: Event, opener: access.RecordOpener) -> CustodyEvent:
    words = {**_WORDLESS, **{name: getattr(event, name) for name in _HASHES}}
    if event.words and event.record_key:
        words |= access.open_words(
            opener, record_key=event.record_key, sealed=event.words, model=MODEL, row=event.id, field="words"
        )
    return CustodyEvent(
        number=event.number,
        act=Act(event.act),
        account=event.account,
        role=event.role,
        at=event.at,
        clock=event.clock,
        tool=event.tool,
        tool_version=event.tool_version,
        outcome=event.outcome,
        changed=event.changed,
        **words,
    )
