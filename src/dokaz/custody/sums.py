"""Numbers kept in rows that are only ever added, in the transaction of what they count: nobody waits for another's.

The sum of a cell's rows is its number. `fold` makes one row of many from time to time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from dokaz.access import api as access
from dokaz.custody import inserting
from dokaz.kernel.ids import ordered_id

FOLDED_AT = 500  # loose rows that a question still adds up at once
_DELETED_AT_ONCE = 10_000

Cell = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The numbers of one model, whose rows say in `items` how many more, or fewer, are alike in all of `fields`."""

    model: type[Any]
    fields: tuple[str, ...]

    def add(self, cells: Mapping[Any, int], *, now: datetime) -> None:
        """In the running transaction."""
        named = [(dict(zip(self.fields, cell, strict=True)), items) for cell, items in cells.items() if items]
        inserting.insert([self.model(id=ordered_id(now), **fields, items=items) for fields, items in named])

    def told(self) -> dict[Cell, int]:
        """Every number that is not nought, of the whole house."""
        with access.whole_house("counts"):
            rows = list(self._rows().values_list(*self.fields).annotate(Sum("items")).order_by())
        return {tuple(cell): items for *cell, items in rows if items}

    def differing(self, there: Mapping[Any, int]) -> dict[Cell, tuple[int, int]]:
        """The cells whose number is not that of what there is: what there is, and what was told."""
        told = self.told()
        return {
            cell: (there.get(cell, 0), told.get(cell, 0))
            for cell in there.keys() | told.keys()
            if there.get(cell, 0) != told.get(cell, 0)
        }

    def put_right(self, there: Callable[[], Mapping[Any, int]], *, now: datetime) -> int:
        """Put every number right that is not that of what there is, and say how many were not.

        Nobody is kept from writing while all is counted: only where a number seems to differ is it asked again, alone.
        """
        if not self.differing(there()):
            return 0
        with transaction.atomic(), access.whole_house("counts"):
            wrong = self.differing(there())
            for cell in wrong:
                self._of(cell).delete()
            self.add({cell: items for cell, (items, _told) in wrong.items()}, now=now)
        return len(wrong)

    def fold(self, *, now: datetime) -> int:
        """Make one row of all of a cell where many lie loose, and say how many went. No number changes."""
        with transaction.atomic(), access.whole_house("counts"):
            several = self._rows().values_list(*self.fields).annotate(rows=Count("id")).filter(rows__gt=1).order_by()
            loose = list(several)
            if sum(rows for *_cell, rows in loose) <= FOLDED_AT:
                return 0
            return sum(self._folded(tuple(cell), now) for *cell, _rows in loose)

    def _folded(self, cell: Cell, now: datetime) -> int:
        rows = list(self._of(cell).order_by("id")[:_DELETED_AT_ONCE])
        self._rows().filter(id__in=[row.id for row in rows]).delete()  # those that were added up, and no other
        whole = sum(row.items for row in rows)
        self.add({cell: whole}, now=now)
        return len(rows) - bool(whole)

    def _of(self, cell: Cell) -> "QuerySet[Any]":
        return self._rows().filter(**dict(zip(self.fields, cell, strict=True)))

    def _rows(self) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model.objects.all()
        return rows
