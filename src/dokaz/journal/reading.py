"""Reading the log in its order. All consumers read by index (SECURITY 5.3)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from dokaz.journal.models import Pending, Placement, Subject

__all__ = ["PlacedEntry", "about", "at", "of_entries", "read", "unplaced", "waiting_since"]

AT_ONCE = 1_000
REFS_AT_ONCE = 250


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


def about(
    refs: Sequence[str], *, verbs: Collection[str] | None, compartments: Collection[UUID] | None
) -> dict[str, list[PlacedEntry]]:
    """The entries about each reference, in the order of the log; every reference is a key."""
    found: dict[str, list[PlacedEntry]] = {ref: [] for ref in refs}
    wanted = list(found)
    for start in range(0, len(wanted), REFS_AT_ONCE):
        marks = Subject.objects.filter(ref__in=wanted[start : start + REFS_AT_ONCE])
        if verbs is not None:
            marks = marks.filter(entry__verb__in=verbs)
        told = list(marks.values_list("ref", "entry_id"))
        placed = _of_numbers({entry for _ref, entry in told}, compartments)
        for ref, entry in told:
            found[ref] += [placed[entry]] if entry in placed else []
    return {ref: sorted(entries, key=lambda entry: entry.index) for ref, entries in found.items()}


def _of_numbers(numbers: Collection[int], compartments: Collection[UUID] | None) -> dict[int, PlacedEntry]:
    """By number, those that may be seen. As numbers and not as a question within the question: SQLite would then go
    through all entries of the compartments.
    """
    found, wanted = dict[int, PlacedEntry](), sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Placement.objects.filter(_visible(compartments), entry_id__in=wanted[start : start + AT_ONCE])
        found |= {each.entry: each for each in (_placed(dict(row)) for row in rows.values("index", **_COLUMNS))}
    return found


def of_entries(numbers: Collection[int]) -> list[PlacedEntry]:
    """The entries of these numbers that have their place, the highest number first."""
    rows = Placement.objects.filter(entry_id__in=numbers).order_by("-entry_id")
    return [_placed(dict(row)) for row in rows.values("index", **_COLUMNS)]


def at(index: int, *, compartments: Collection[UUID]) -> PlacedEntry | None:
    """The entry at this place, if it is of one of these compartments or of none."""
    row = Placement.objects.filter(_visible(compartments), index=index).values("index", **_COLUMNS).first()
    return None if row is None else _placed(dict(row))


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
    """How many committed entries have no index yet."""
    return Pending.objects.count()


def waiting_since() -> datetime | None:
    """The time of the oldest entry without an index: more than 60 seconds ago is an alarm."""
    return Pending.objects.order_by("at").values_list("at", flat=True).first()
