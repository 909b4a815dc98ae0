"""How many items there are of each kind, type, channel and month: kept while receiving, for counting takes too long.

Items are never taken away, so no number ever falls.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from dokaz.custody.models import Item, Tally
from dokaz.custody.sums import Sums


class Cell(NamedTuple):
    """Items that are alike in all that they are counted by."""

    compartment: UUID
    kind: str
    mime: str
    channel: str
    month: str  # "2026-11"


SUMS = Sums(Tally, ("compartment_id", "kind", "mime", "channel", "month"))


def count(items: Iterable[Item], *, now: datetime) -> None:
    """Count new items, in the running transaction that adds them."""
    SUMS.add(Counter(cell_of(item) for item in items), now=now)


def cell_of(item: Item) -> Cell:
    return Cell(item.compartment_id, item.kind, item.mime, item.channel, f"{item.received_at:%Y-%m}")


def there() -> dict[Cell, int]:
    """What the items themselves say. By the database, of one index: a million rows brought over would take a minute."""
    server = connection.vendor == "postgresql"
    month = "to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM')" if server else "substr(received_at, 1, 7)"
    fields = "compartment_id, kind, mime, channel"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {fields}, {month}, COUNT(*) FROM custody_item GROUP BY {fields}, {month}")  # noqa: S608
        return {Cell(_uuid(row[0]), *row[1:5]): row[5] for row in cursor.fetchall()}


def _uuid(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
