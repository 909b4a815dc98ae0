"""Whether anything of some kinds was written since one last looked, and what is remembered between two questions.

Asked by index and not by id: ids are not in the order of commits, and a late one would be passed over (SECURITY 5.3).
What has no index yet counts as new, unless it was there when one looked.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
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
    """Up to where one has looked: how many entries had an index, the leaf of the last, which no other log has, and
    those that were there and had none yet.
    """

    size: int
    leaf: bytes
    pending: frozenset[int] = frozenset()


def log_place() -> LogPlace:
    """Where the log stands now."""
    newest = Placement.objects.order_by("-index").values_list("index", "entry__leaf").first()
    pending = frozenset(Pending.objects.values_list("entry", flat=True)[:MOST])
    return LogPlace(0, b"", pending) if newest is None else LogPlace(newest[0] + 1, bytes(newest[1]), pending)


def written_since(place: LogPlace, /, *, kinds: Collection[str], compartments: Collection[UUID]) -> bool:
    """Whether an entry behind this place wrote a row of these kinds in these compartments, whether it has an index or
    not; said also where too much was written to look at all of it, and where this is another log.
    """
    last = Placement.objects.filter(index=place.size - 1).values_list("entry__leaf", flat=True).first()
    if bytes(last or b"") != place.leaf:
        return True
    new = Placement.objects.filter(index__gte=place.size).order_by("index").values_list("entry", flat=True)
    there = (*new[: 2 * MOST], *Pending.objects.values_list("entry", flat=True)[: 2 * MOST])
    entries = [each for each in there if each not in place.pending]
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
        known = self.known(account, places=places, day=day)
        if known is not None:
            return known
        seen = log_place()
        found = find()
        self.keep(account, found, places=places, day=day, seen=seen)
        return found

    def known(self, account: UUID, *, places: frozenset[UUID], day: date) -> Found | None:
        """What is remembered; None where nothing is, or it does not count any more."""
        known = self._of.get(account)
        if known is None or (known.places, known.day) != (places, day):
            return None
        seen = log_place()  # before it is asked: what comes meanwhile is asked about again
        if written_since(known.seen, kinds=self._kinds, compartments=places):
            return None
        self.keep(account, known.found, places=places, day=day, seen=seen)
        return known.found

    def keep(self, account: UUID, found: Found, *, places: frozenset[UUID], day: date, seen: LogPlace) -> None:
        """Remember what was found; `seen` is where the log stood before it was looked for."""
        self._of[account] = _Remembered(found, places, day, seen)
        self._of.move_to_end(account)
        while len(self._of) > ACCOUNTS:
            self._of.popitem(last=False)
