"""Reading the log in its order. All consumers read by index (SECURITY 5.3)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from dokaz.journal.models import Pending, Placement, Subject

__all__ = ["PlacedEntry", "about", "read", "unplaced", "waiting_since"]

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """One entry where it stands. `event` is None where it is sealed or was erased."""

    index: int
    entry: int
    leaf: bytes
    verb: str | None
    compartment: UUID | None
    event: bytes | None
    sealed: bytes | None
    erased: bool


_COLUMNS = {
    "number": F("entry_id"),
    "leaf": F("entry__leaf"),
    "verb": F("entry__verb"),
    "compartment": F("entry__compartment"),
    "event": F("entry__body__event"),
    "seal": F("entry__body__sealed"),
    "eraser": F("entry__body__erased_by"),
}


def read(*, start: int, limit: int | None, compartments: Collection[UUID] | None) -> Iterator[PlacedEntry]:
    left = limit
    while left is None or left > 0:
        batch = _after(start, AT_ONCE if left is None else min(left, AT_ONCE), compartments)
        yield from batch
        if not batch:
            return
        start, left = batch[-1].index + 1, None if left is None else left - len(batch)


def about(ref: str, *, compartments: Collection[UUID] | None) -> list[PlacedEntry]:
    entries = Subject.objects.filter(ref=ref).values("entry_id")
    rows = Placement.objects.filter(_visible(compartments), entry_id__in=entries).order_by("index")
    return [_placed(dict(row)) for row in rows.values("index", **_COLUMNS)]


def _after(start: int, count: int, compartments: Collection[UUID] | None) -> list[PlacedEntry]:
    rows = Placement.objects.filter(_visible(compartments), index__gte=start).order_by("index")
    return [_placed(dict(row)) for row in rows.values("index", **_COLUMNS)[:count]]


def _visible(compartments: Collection[UUID] | None) -> Q:
    if compartments is None:
        return Q()
    return Q(entry__compartment__isnull=True) | Q(entry__compartment__in=compartments)


def _placed(row: dict[str, Any]) -> PlacedEntry:
    return PlacedEntry(
        index=row["index"],
        entry=row["number"],
        leaf=bytes(row["leaf"]),
        verb=row["verb"],
        compartment=row["compartment"],
        event=None if row["event"] is None else bytes(row["event"]),
        sealed=None if row["seal"] is None else bytes(row["seal"]),
        erased=row["eraser"] is not None,
    )


def unplaced() -> int:
    return Pending.objects.count()


def waiting_since() -> datetime | None:
    return Pending.objects.order_by("at").values_list("at", flat=True).first()
