"""Whether anything of some kinds was written since one last looked: for what is remembered between two questions.

Asked by index and not by id: ids are not in the order of commits, and a late one would be passed over (SECURITY 5.3).
What has no index yet counts as new.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from dokaz.journal.models import Pending, Placement, Written
from dokaz.kernel.portions import portions

__all__ = ["LogPlace", "log_place", "written_since"]

MOST = 5_000  # entries: behind more of them one looks anew
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Up to where one has looked: how many entries had an index, and the leaf of the last: no other log has it."""

    size: int
    leaf: bytes


def log_place() -> LogPlace:
    """Where the log stands now."""
    newest = Placement.objects.order_by("-index").values_list("index", "entry__leaf").first()
    return LogPlace(0, b"") if newest is None else LogPlace(newest[0] + 1, bytes(newest[1]))


def written_since(place: LogPlace, /, *, kinds: Collection[str], compartments: Collection[UUID]) -> bool:
    """Whether an entry behind this place, or one that has no index yet, wrote a row of these kinds in these
    compartments; said also where too much was written to look at all of it, and where this is another log.
    """
    last = Placement.objects.filter(index=place.size - 1).values_list("entry__leaf", flat=True).first()
    if bytes(last or b"") != place.leaf:
        return True
    new = Placement.objects.filter(index__gte=place.size).order_by("index").values_list("entry", flat=True)
    entries = [*new[: MOST + 1], *Pending.objects.values_list("entry", flat=True)[: MOST + 1]]
    return len(entries) > MOST or any(_wrote(some, kinds, compartments) for some in portions(entries, of=_AT_ONCE))


def _wrote(entries: list[int], kinds: Collection[str], compartments: Collection[UUID]) -> bool:
    """By the entries alone, each of few rows: an index over kinds would lead through all there ever was of one."""
    there = Written.objects.filter(entry__in=entries).values_list("kind", "entry__compartment").distinct()
    return any(kind in kinds and place in compartments for kind, place in there)
