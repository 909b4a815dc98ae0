"""The newest check of each file, and how many stand how: kept while receiving, checking and destroying.

The chains say it too (`Event`), and are what counts; going through them takes seconds at a million items. So it is
written in the transaction of what it repeats, and held against the chains by `verify_counts` and `recount`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum

from dokaz.access import api as access
from dokaz.custody import inserting
from dokaz.custody.check_rows import CheckTally, LastCheck
from dokaz.custody.events import NOTHING_SAID, Deed
from dokaz.custody.models import Item
from dokaz.custody.sums import Sums
from dokaz.custody.words import Finding
from dokaz.kernel.portions import portions

NEVER, UNCHANGED, KEY = "never", Finding.UNCHANGED.value, "key"
FOUND = (Finding.ALTERED, Finding.MISSING, Finding.UNREADABLE)
SUMS = Sums(CheckTally, ("compartment_id", "standing"))
_AT_ONCE = 500

# What the chains say of every file that is there: its newest check, and what was found.
_SAID = """
    SELECT i.id AS item_id, i.compartment_id, e.at,
        CASE WHEN e.outcome <> 'unchanged' THEN e.outcome
             WHEN e.words IS NOT NULL AND NOT c.protected THEN 'key' END AS fault
    FROM custody_item i
    JOIN access_compartment c ON c.id = i.compartment_id
    LEFT JOIN custody_event e ON e.id = (
        SELECT n.id FROM custody_event n
        WHERE n.item_id = i.id AND n.act = 'checked' ORDER BY n.number DESC LIMIT 1)
    WHERE i.blob_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM custody_destruction d WHERE d.item_id = i.id)"""
_DIFFERING = f"""
    SELECT said.item_id FROM ({_SAID}) said LEFT JOIN custody_lastcheck kept ON kept.item_id = said.item_id
    WHERE kept.item_id IS NULL OR kept.compartment_id <> said.compartment_id
        OR kept.at IS DISTINCT FROM said.at OR kept.fault IS DISTINCT FROM said.fault
    UNION
    SELECT kept.item_id FROM custody_lastcheck kept JOIN custody_destruction d ON d.item_id = kept.item_id
    UNION
    SELECT kept.item_id FROM custody_lastcheck kept JOIN custody_item i ON i.id = kept.item_id
    WHERE i.blob_id IS NULL"""  # noqa: S608 - our own text
_COPIED = f"INSERT INTO custody_lastcheck (item_id, compartment_id, at, fault) {_SAID} AND i.id IN (%s)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the newest check of an item found, and when."""

    item: UUID
    found: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many files of the compartments in scope stand how, and when the first and the last of them was checked."""

    counts: Mapping[tuple[UUID, str], int]
    oldest: datetime | None
    newest: datetime | None

    def of(self, *standings: str, within: Collection[UUID] | None = None) -> int:
        return sum(
            items
            for (compartment, standing), items in self.counts.items()
            if standing in standings and (within is None or compartment in within)
        )


def begin(items: Iterable[Item], *, now: datetime) -> None:
    """New items, in the running transaction that adds them: those with bytes were never checked."""
    rows = [LastCheck(item_id=item.id, compartment_id=item.compartment_id) for item in items if item.blob_id]
    inserting.insert(rows)
    SUMS.add(Counter(map(_cell, rows)), now=now)


def follow(items: Sequence[Item], deeds: Mapping[UUID, Deed], *, now: datetime) -> None:
    """These items were checked: what their deeds say is now the newest. In the transaction of their events."""
    rows = [
        LastCheck(item_id=item.id, compartment_id=item.compartment_id, at=deed.at, fault=_fault(deed))
        for item, deed in ((item, deeds[item.id]) for item in items)
    ]
    moved = Counter(map(_cell, rows))
    moved.subtract(_taken([item.id for item in items]))
    inserting.insert(rows)
    SUMS.add(moved, now=now)


def end(item: Item, *, now: datetime) -> None:
    """This item is destroyed: there is nothing to check any more. In that transaction."""
    SUMS.add({cell: -items for cell, items in _taken([item.id]).items()}, now=now)


def standing() -> Standing:
    """Of the compartments in scope, without going through their items."""
    told = CheckTally.objects.order_by().values_list("compartment_id", "standing").annotate(Sum("items"))
    counts = {(compartment, how): items for compartment, how, items in told}
    checked = {compartment for (compartment, how), items in counts.items() if items > 0 and how != NEVER}
    ends = [end for compartment in checked for order in ("at", "-at") for end in _at_the_end(compartment, order)]
    return Standing(
        {cell: items for cell, items in counts.items() if items}, min(ends, default=None), max(ends, default=None)
    )


def found(kinds: Collection[str], *, most: int) -> list[Fault]:
    """The newest items in scope of which this was found."""
    cells = CheckTally.objects.filter(standing__in=kinds).values_list("compartment_id", "standing").distinct()
    faults = [
        Fault(item, kind, at)
        for compartment, kind in cells.order_by()
        for item, at in LastCheck.objects.filter(compartment=compartment, fault=kind)
        .order_by("-item_id")
        .values_list("item_id", "at")[:most]
        if at is not None
    ]
    return sorted(faults, key=lambda fault: fault.item, reverse=True)[:most]


def longest_ago(compartments: Collection[UUID], *, most: int) -> list[UUID]:
    """Those of these compartments, in scope, that were never checked, and then those checked longest ago."""
    rows: list[LastCheck] = []
    for compartment in compartments:
        mine = LastCheck.objects.filter(compartment=compartment)
        rows += mine.filter(at=None).order_by("item_id")[:most]
        rows += mine.filter(at__isnull=False).order_by("at", "item_id")[:most]
    rows.sort(key=lambda row: (row.at is not None, row.at and row.at.timestamp(), row.item_id))
    return [row.item_id for row in rows[:most]]


def differing() -> list[UUID]:
    """The items of which something else is kept than their chains say."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING)
        return [item if isinstance(item, UUID) else UUID(item) for (item,) in cursor.fetchall()]


def there() -> dict[tuple[UUID, str], int]:
    """How many of what is kept stand how."""
    with access.whole_house("counts"):
        rows = LastCheck.objects.order_by().values_list("compartment_id", "fault").annotate(Count("item"), Count("at"))
        counts = Counter[tuple[UUID, str]]()
        for compartment, fault, items, checked in list(rows):
            counts[compartment, fault or UNCHANGED] += checked
            counts[compartment, NEVER] += items - checked
    return {cell: items for cell, items in counts.items() if items}


def put_right(*, now: datetime) -> int:
    """Write anew what is not as the chains say it, and then the numbers; say how many differed.

    Nobody is kept from writing while all are looked at: only where something seems to differ is it asked again, alone.
    """
    wrong: list[UUID] = []
    if differing():
        with transaction.atomic(), access.whole_house("counts"):
            wrong = differing()
            for some in portions(wrong, of=_AT_ONCE):
                _write_anew(some)
    return len(wrong) + SUMS.put_right(there, now=now)


def _write_anew(items: list[UUID]) -> None:
    LastCheck.objects.filter(item__in=items).delete()
    native = connection.features.has_native_uuid_field
    places = ", ".join(["%s"] * len(items))
    with connection.cursor() as cursor:
        cursor.execute(_COPIED % places, [item if native else item.hex for item in items])


def _taken(items: list[UUID]) -> Counter[tuple[UUID, str]]:
    """Take away what is kept of these items, and say what it counted for."""
    with access.whole_house("custody-chain"):
        mine = LastCheck.objects.filter(item__in=items)
        counted = Counter(map(_cell, mine))
        mine.delete()
    return counted


def _cell(row: LastCheck) -> tuple[UUID, str]:
    return row.compartment_id, NEVER if row.at is None else row.fault or UNCHANGED


def _fault(deed: Deed) -> str | None:
    """What is said of an unchanged file is said of its key; what is sealed of a protected one says nothing here."""
    if deed.outcome != UNCHANGED:
        return deed.outcome
    return KEY if deed.circumstances != NOTHING_SAID and not deed.protected else None


def _at_the_end(compartment: UUID, order: str) -> Any:
    checked = LastCheck.objects.filter(compartment=compartment, at__isnull=False)
    return checked.order_by(order).values_list("at", flat=True)[:1]
