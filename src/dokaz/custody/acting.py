"""What every verb on one item shares: finding it, and writing one event with the entry that goes with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import events, inserting
from dokaz.custody.errors import ItemDestroyed, ItemNotFound, ReferenceUnreadable
from dokaz.custody.events import Deed
from dokaz.custody.models import Event, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import codes
from dokaz.kernel.errors import CodeError
from dokaz.kernel.portions import portions

AT_ONCE = 500


def find(ref: str, *, by: access.Session) -> Item:
    """The item of this code where the account may look.

    Raises ItemNotFound, whether it is elsewhere or nowhere, and ItemDestroyed.
    """
    return find_many([ref], by=by)[0]


def find_many(refs: Iterable[str], *, by: access.Session, also_destroyed: bool = False) -> list[Item]:
    """The items of these codes, each once, in the order named.

    Raises ItemNotFound for the first that is not there, ItemDestroyed for one that is not to be read any more.
    """
    wanted = dict.fromkeys(_code(ref) for ref in refs)
    with access.scope(by):
        rows = Item.objects.select(where="ref IN %s", values=[list(wanted)], related=["blob", "parent", "compartment"])
    found = {item.ref: item for item in rows}
    for code in wanted:
        if code not in found:
            raise ItemNotFound(ref=code)
        if not (also_destroyed or found[code].words):  # what is sealed is never without bytes
            raise ItemDestroyed(ref=code)
    return [found[code] for code in wanted]


def visible(refs: Iterable[str], *, by: access.Session) -> frozenset[str]:
    """Those of these references under which the account may see that something is held; it is told nothing of it."""
    return frozenset(each.ref for each in _placed(refs, by))


def still_held(refs: Iterable[str], /, *, by: access.Session) -> frozenset[str]:
    """Those of these references under which the account may see an item that was not destroyed; nothing else is told.

    What reads as no reference of an item is none.
    """
    found = set[str]()
    with access.scope(by):
        for some in portions(refs, of=AT_ONCE):
            rows = Item.objects.columns("ref", where="ref IN %s AND LENGTH(words) > 0", values=[some])
            found.update(ref for (ref,) in rows)
    return frozenset(found)


def places(refs: Iterable[str], *, by: access.Session) -> dict[str, UUID]:
    """The compartment of each of these that the account may see, in one question for many; nothing else is told."""
    return {each.ref: each.compartment for each in _placed(refs, by)}


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """Which item a reference names, and where it lies, for modules above that say something of it."""

    ref: str
    id: UUID
    compartment: UUID


def placed(refs: Iterable[str], /, *, by: access.Session) -> tuple[PlacedItem, ...]:
    """The items of these codes, each once, in the order named; also destroyed ones. Nothing of them is told.

    Raises ItemNotFound, whether one is elsewhere or nowhere.
    """
    wanted = dict.fromkeys(_code(ref) for ref in refs)
    found = {each.ref: each for each in _placed(wanted, by)}
    for code in wanted:
        if code not in found:
            raise ItemNotFound(ref=code)
    return tuple(found[code] for code in wanted)


def _placed(refs: Iterable[str], by: access.Session) -> Iterator[PlacedItem]:
    with access.scope(by):
        for some in portions(refs, of=AT_ONCE):
            rows = Item.objects.columns("ref", "id", "compartment_id", where="ref IN %s", values=[some])
            yield from (PlacedItem(*row) for row in rows)


def in_compartments(items: Iterable[Item]) -> dict[UUID, list[Item]]:
    """The items by their compartment, in an order that does not depend on theirs."""
    found: dict[UUID, list[Item]] = defaultdict(list)
    for item in items:
        found[item.compartment_id].append(item)
    return dict(sorted(found.items()))


def require_in_each(permission: access.Permission, items: Iterable[Item], *, by: access.Session, now: datetime) -> None:
    """One decision for each compartment the items lie in. Raises NotPermitted."""
    for compartment in in_compartments(items):
        access.require(by, permission, compartment=compartment, now=now)


def _code(ref: str) -> str:
    try:
        return str(codes.parse(ref, kind=codes.Kind.ITEM))
    except CodeError as why:
        raise ReferenceUnreadable(ref=ref, why=why) from why


def happened_to_each(
    verb: str,
    items: Sequence[Item],
    deeds: Mapping[UUID, Deed],
    *,
    about: Sequence[str] = (),
    facts: Sequence[str] = (),
) -> None:
    """Save one event of each item, whose deed stands under its id, and its entry, in the running transaction.

    `facts` names what of the event its entry says besides act and number.
    """
    made: list[Event] = []
    with access.whole_house("custody-chain"):
        for compartment, mine in in_compartments(items).items():
            made += events.following(mine, deeds, sealer=access.seal_records(compartment))
    inserting.insert(made)
    journal.record_many(
        [
            entry_for(
                verb,
                event.item,
                event,
                deeds[event.item_id],
                facts={name: getattr(event, name) for name in facts},
                about=about,
            )
            for event in made
        ]
    )


def happened(
    verb: str,
    item: Item,
    deed: Deed,
    *,
    sealer: access.RecordSealer,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> int:
    """Save one event of an item and its entry, in the running transaction. Give the entry."""
    with access.whole_house("custody-chain"):
        (event,) = events.following([item], {item.id: deed}, sealer=sealer)
        inserting.insert([event])
    return save_entry(verb, item, event, deed, rows=rows, facts=facts, about=about)


def save_entry(
    verb: str,
    item: Item,
    event: Event,
    deed: Deed,
    *,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> int:
    draft = entry_for(verb, item, event, deed, rows=rows, facts=facts, about=about)
    return journal.record_many([draft])[0]


def entry_for(
    verb: str,
    item: Item,
    event: Event,
    deed: Deed,
    *,
    rows: Sequence[Model] = (),
    facts: Mapping[str, Any] | None = None,
    about: Sequence[str] = (),
) -> journal.Draft:
    """The entry of one event: what staff did, so it carries nothing of the item's words and cannot be erased."""
    return journal.Draft(
        verb=verb,
        by=deed.by,
        now=deed.at,
        about=[item.ref, *about],
        facts={"act": event.act, "number": event.number, **(facts or {})},
        records=database.digests(*rows, event),
        compartment=item.compartment_id,
        sealed=item.compartment.protected,
    )
