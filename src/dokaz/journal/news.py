"""Whether anything of some kinds was written since one last looked, and what is remembered between two questions.

Asked by index and not by id: ids are not in the order of commits, and a late one would be passed over (SECURITY 5.3).
What has no index yet counts as new.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from dokaz.journal.models import Pending, Placement, Written
from dokaz.kernel.portions import portions

__all__ = ["LogPlace", "RememberedUntilWritten", "log_place", "written_since"]

Found = TypeVar("Found")
ACCOUNTS = 500  # for whom one process remembers
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


@dataclass(frozen=True, slots=True)
class _Remembered(Generic[Found]):
    found: Found
    places: frozenset[UUID]
    day: date
    seen: LogPlace  # up to where the journal told nothing new


class RememberedUntilWritten(Generic[Found]):
    """What was found for an account, remembered in this process until a row of these kinds was written (ADR 0010).

    It counts on the same day, in the same compartments, as long as no entry tells of such a row there. Nothing that
    names anybody may be remembered.
    """

    def __init__(self, kinds: Collection[str]) -> None:
        self._kinds = frozenset(kinds)
        self._of: OrderedDict[UUID, _Remembered[Found]] = OrderedDict()

    def found(self, account: UUID, *, places: frozenset[UUID], day: date, find: Callable[[], Found]) -> Found:
        """What is remembered, or what `find` finds now. Call it in the transaction in which it is told."""
        seen = log_place()
        known = self._known(account, places, day)
        known = replace(known, seen=seen) if known else _Remembered(find(), places, day, seen)
        self._of[account] = known
        self._of.move_to_end(account)
        while len(self._of) > ACCOUNTS:
            self._of.popitem(last=False)
        return known.found

    def _known(self, account: UUID, places: frozenset[UUID], day: date) -> _Remembered[Found] | None:
        known = self._of.get(account)
        if known is None or (known.places, known.day) != (places, day):
            return None
        return None if written_since(known.seen, kinds=self._kinds, compartments=places) else known
