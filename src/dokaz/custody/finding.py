"""Which items are looked for, and a page of them: the same time however many there are and however few of them fit.

Every way to narrow down is a condition on what is counted (`tallies`), so it is known beforehand which cells hold
anything. One index has the items of a cell in their order: the page is the newest of the newest of each cell.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dokaz.custody.families import Family, family
from dokaz.custody.models import Item
from dokaz.custody.tallies import Cell
from dokaz.custody.words import Channel, Kind

_AT_ONCE = 400  # SQLite joins 500 questions at most


@dataclass(frozen=True, slots=True)
class Only:
    """What is looked for: one of the values of each field; a field without any says nothing. A year, or its month."""

    kinds: frozenset[Kind] = frozenset()
    families: frozenset[Family] = frozenset()
    channels: frozenset[Channel] = frozenset()
    compartments: frozenset[UUID] = frozenset()
    year: int | None = None
    month: int | None = None

    def fits(self, cell: Cell) -> bool:
        return (
            (not self.kinds or cell.kind in self.kinds)
            and (not self.families or family(cell.mime) in self.families)
            and (not self.channels or cell.channel in self.channels)
            and (not self.compartments or cell.compartment in self.compartments)
            and self.year in (None, cell.when[0])
            and self.month in (None, cell.when[1])
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items fit, and how many would with one more value chosen in a field beside what is chosen elsewhere."""

    total: int
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    families: Mapping[Family, int] = field(default_factory=dict)
    channels: Mapping[Channel, int] = field(default_factory=dict)
    compartments: Mapping[UUID, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)  # of the year that is chosen


def counts(cells: Mapping[Cell, int], only: Only) -> Counts:
    """Every count that stands beside a list."""

    def by(without: Only, value: Any) -> dict[Any, int]:
        found: Counter[Any] = Counter()
        for cell, count in cells.items():
            if without.fits(cell):
                found[value(cell)] += count
        return dict(found)

    return Counts(
        total=sum(count for cell, count in cells.items() if only.fits(cell)),
        kinds=by(replace(only, kinds=frozenset()), lambda cell: Kind(cell.kind)),
        families=by(replace(only, families=frozenset()), lambda cell: family(cell.mime)),
        channels=by(replace(only, channels=frozenset()), lambda cell: Channel(cell.channel)),
        compartments=by(replace(only, compartments=frozenset()), lambda cell: cell.compartment),
        years=by(replace(only, year=None, month=None), lambda cell: cell.when[0]),
        months={} if only.year is None else by(replace(only, month=None), lambda cell: cell.when[1]),
    )


def page(cells: Collection[Cell], only: Only, *, after: Item | None, limit: int) -> list[Item]:
    """The newest items that fit, after this one in that order. In a scope."""
    alike = sorted({cell[:4] for cell in cells if only.fits(cell)})
    newest: list[tuple[Any, Any]] = []
    for first in range(0, len(alike), _AT_ONCE):
        newest += _newest(alike[first : first + _AT_ONCE], _between(only), after, limit)
    ids = [row[1] for row in sorted(newest, reverse=True)[:limit]]
    found = Item.objects.select_related("blob", "compartment").filter(id__in=ids)
    return sorted(found, key=lambda item: (item.received_at, item.id), reverse=True)


def _newest(
    alike: Collection[tuple[Any, ...]], between: tuple[datetime, datetime] | None, after: Item | None, limit: int
) -> list[tuple[Any, Any]]:
    within = " AND received_at >= %s AND received_at < %s" if between else ""
    beyond = " AND (received_at, id) < (%s, %s)" if after else ""
    one = (
        "SELECT * FROM (SELECT received_at, id FROM custody_item "  # noqa: S608 - our own words
        "WHERE compartment_id = %s AND kind = %s AND mime = %s "
        f"AND channel = %s{within}{beyond} ORDER BY received_at DESC, id DESC LIMIT %s) AS newest"
    )
    shared = [*map(_time, between or ()), *([_time(after.received_at), _id(after.id)] if after else []), limit]
    values = [value for cell in alike for value in (_id(cell[0]), *cell[1:], *shared)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(alike)), values)
        return list(cursor.fetchall())


def _between(only: Only) -> tuple[datetime, datetime] | None:
    if only.year is None:
        return None
    first = date(only.year, only.month or 1, 1)
    turn = first.month == 12 or only.month is None
    then = date(first.year + 1, 1, 1) if turn else date(first.year, first.month + 1, 1)
    return datetime(first.year, first.month, 1, tzinfo=UTC), datetime(then.year, then.month, 1, tzinfo=UTC)


def _time(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _id(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex
