"""Whether the numbers that are kept are those of what there is, and putting them right where they are not."""

from dataclasses import dataclass
from datetime import datetime

from dokaz.custody import lastchecks, tallies
from dokaz.kernel.languages import _, said


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


@dataclass(frozen=True, slots=True)
class ChecksDiffer:
    """That the page of the files may say what is not so: so often the chains, or the items, say something else."""

    items: int
    code: str = "checks-differ"

    @property
    def says(self) -> str:
        return said(
            _(
                "What is kept of the newest checks is not what the chains of the items say (differences: {items}), so "
                "the page about the files may be wrong. The office puts it right when it starts; find out who changed "
                "it."
            )
        ).format(items=self.items)


def verify_counts() -> tuple[CountsDiffer | ChecksDiffer, ...]:
    """Hold every number against the items themselves, and what is kept of checks against their chains."""
    cells = len(tallies.SUMS.differing(tallies.there()))
    items = len(lastchecks.differing()) + len(lastchecks.SUMS.differing(lastchecks.there()))
    return (*((CountsDiffer(cells),) if cells else ()), *((ChecksDiffer(items),) if items else ()))


def recount(*, now: datetime) -> int:
    """Put right what `verify_counts` would name, and say how much it was.

    A list looks only where something is counted, so a number that is wrong could hide an item. Nobody is kept from
    writing while all is counted.
    """
    return tallies.SUMS.put_right(tallies.there, now=now) + lastchecks.put_right(now=now)


def fold(*, now: datetime) -> int:
    """Make one row of all that count the same where many lie loose, and say how many went. No number changes."""
    return tallies.SUMS.fold(now=now) + lastchecks.SUMS.fold(now=now)
