"""How many items there are of each kind, type, channel and month: kept while receiving, for counting takes too long.

Rows are only ever added, in the transaction of what they count, so that two who receive never wait for each other;
`fold` makes one row of many from time to time. Items are never taken away, so no number ever falls.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum

from dokaz.custody import inserting
from dokaz.custody.models import Item, Tally
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _, said

FOLDED_AT = 500  # loose rows that a question still adds up at once
_DELETED_AT_ONCE = 10_000
_FIELDS = ("compartment_id", "kind", "mime", "channel", "month")


class Cell(NamedTuple):
    """Items that are alike in all that they are counted by."""

    compartment: UUID
    kind: str
    mime: str
    channel: str
    month: str  # "2026-11"


def count(items: Iterable[Item], *, now: datetime) -> None:
    """Count new items, in the running transaction that adds them."""
    _put(Counter(cell_of(item) for item in items), now)


def cell_of(item: Item) -> Cell:
    return Cell(item.compartment_id, item.kind, item.mime, item.channel, f"{item.received_at:%Y-%m}")


def recount(*, now: datetime) -> int:
    """Hold every number against the items themselves, put it right where it differs, and say how many did.

    A list looks only where something is counted, so a number that is wrong could hide an item. Nobody is kept from
    writing while all items are counted: only where a number seems to differ is it asked again, alone.
    """
    if not differing():
        return 0
    with transaction.atomic():
        wrong = differing()
        for cell in wrong:
            Tally.objects.filter(**dict(zip(_FIELDS, cell, strict=True))).delete()
        _put(Counter({cell: there for cell, (there, _) in wrong.items() if there}), now)
    return len(wrong)


def differing() -> dict[Cell, tuple[int, int]]:
    """The cells whose number is not that of the items there are: what there is, and what was counted."""
    there = _there()
    told = {Cell(*row[:5]): row[5] for row in _summed()}
    return {
        cell: (there.get(cell, 0), told.get(cell, 0))
        for cell in there.keys() | told.keys()
        if there.get(cell, 0) != told.get(cell, 0)
    }


def _there() -> dict[Cell, int]:
    """Counted by the database, of one index: a million rows brought over would take a minute."""
    server = connection.vendor == "postgresql"
    month = "to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM')" if server else "substr(received_at, 1, 7)"
    fields = "compartment_id, kind, mime, channel"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {fields}, {month}, COUNT(*) FROM custody_item GROUP BY {fields}, {month}")  # noqa: S608
        return {Cell(_uuid(row[0]), *row[1:5]): row[5] for row in cursor.fetchall()}


def _uuid(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


@dataclass(frozen=True, slots=True)
class CountsDiffer:
    """That lists may leave items out, because so many numbers are not those of the items there are."""

    cells: int
    code: str = "counts-differ"

    @property
    def says(self) -> str:
        return said(
            _(
                "{cells} counts of items are not those of the items that are held, so lists may leave some out. The "
                "office puts them right when it starts; find out who changed them."
            )
        ).format(cells=self.cells)


def verify_counts() -> tuple[CountsDiffer, ...]:
    """Hold every number against the items themselves."""
    wrong = differing()
    return (CountsDiffer(len(wrong)),) if wrong else ()


def fold(*, now: datetime) -> int:
    """Make one row of all that count the same where many lie loose, and say how many went. No number changes."""
    with transaction.atomic():
        several = Tally.objects.values(*_FIELDS).annotate(rows=Count("id")).filter(rows__gt=1).order_by()
        loose = list(several)
        if sum(each["rows"] for each in loose) <= FOLDED_AT:
            return 0
        return sum(_folded({field: each[field] for field in _FIELDS}, now) for each in loose)


def _summed() -> QuerySet[Tally, tuple[Any, ...]]:
    return Tally.objects.values_list(*_FIELDS).annotate(Sum("items")).order_by()


def _folded(cell: dict[str, Any], now: datetime) -> int:
    rows = list(Tally.objects.filter(**cell).order_by("id")[:_DELETED_AT_ONCE])
    Tally.objects.filter(id__in=[row.id for row in rows]).delete()  # those that were added up, and no other
    _put(Counter({Cell(**_named(cell)): sum(row.items for row in rows)}), now)
    return len(rows) - 1


def _named(cell: dict[str, Any]) -> dict[str, Any]:
    return {"compartment": cell["compartment_id"], **{field: cell[field] for field in _FIELDS[1:]}}


def _put(cells: Counter[Cell], now: datetime) -> None:
    named = [dict(zip(_FIELDS, cell, strict=True)) for cell in cells]
    counts = cells.values()
    inserting.insert([Tally(id=ordered_id(now), **fields, items=n) for fields, n in zip(named, counts, strict=True)])
