"""A fixity run in the background: it goes on after a crash where its findings end, and is told once (SECURITY 1.8).

Its findings are custody events under the id of the job, written in the order of the items: the last of them says how
far an attempt before this one came. Protected compartments are left out: they are checked in a member's own session.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dokaz.access import api as access
from dokaz.custody import acting, fixity
from dokaz.custody.fixity import Run
from dokaz.custody.models import Event, FixityRun
from dokaz.custody.words import Finding

AT_ONCE = 32  # findings kept together: what a crash may let be read again
UNCHANGED, FAULTS, UNSEEN = "unchanged", "faults-found", "some-unseen"


class Told(Protocol):
    def __call__(self, done: int, /, *, of: int | None = None) -> None: ...


def check_within(
    job: UUID,
    refs: Sequence[str] | None,
    *,
    by: access.Session,
    clock: Callable[[], datetime],
    progress: Told,
    together: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Check the items named, or all that are open to machines, and end the run in one transaction with the job.

    Raises NotPermitted, ItemNotFound, ItemDestroyed, StoreAway and StoreUnfit; what was found before is kept.
    """
    access.require(by, access.Permission.CHECK_FIXITY, now=clock())
    row = FixityRun.objects.filter(pk=job).first()
    run = Run(by, clock)
    run.begin(job) if row is None else run.go_on(row)
    checked, last = (0, None) if row is None else _reached(row)
    named = None if refs is None else acting.find_many(refs, by=by)
    whole = (checked + len(named)) if named is not None else _count(by)
    items = fixity.every(by, after=last, but=access.protected_compartments) if named is None else named
    for group in fixity.grouped(items, AT_ONCE):
        progress(min(checked, whole), of=whole)
        run.check(group, lambda _checked: None)
        checked += len(group)
    run.counts.update(_counted(run.row))
    run.end(together=lambda: together(_outcome(run, named=named is not None, by=by)))


def _outcome(run: Run, *, named: bool, by: access.Session) -> str:
    with access.whole_house("fixity"):
        # of a file whose bytes are unchanged, words say what is wrong with its key
        if _events(run.row).filter(~Q(outcome=Finding.UNCHANGED) | Q(words__isnull=False)).exists():
            return FAULTS
        everything = fixity.to_check(but=access.protected_compartments()).count()
    return UNSEEN if not named and everything > _count(by) else UNCHANGED


def _count(by: access.Session) -> int:
    with access.scope(by):
        return fixity.to_check(but=access.protected_compartments()).count()


def _events(run: FixityRun) -> QuerySet[Event]:
    """The findings of a run. Their ids begin with a time not before that of the run, so the rest is not looked at."""
    milliseconds = int(run.began_at.timestamp() * 1000)
    return Event.objects.filter(id__gte=UUID(int=milliseconds << 80), run=run.id)


def _reached(run: FixityRun) -> tuple[int, UUID | None]:
    with access.whole_house("fixity"):
        found = _events(run).order_by("-item_id").values_list("item_id", flat=True)  # PostgreSQL 15 has no max of ids
        return found.count(), found.first()


def _counted(run: FixityRun) -> dict[UUID, Counter[Finding]]:
    """What all attempts together found, by compartment."""
    counts: dict[UUID, Counter[Finding]] = {}
    with access.whole_house("fixity"):
        rows = _events(run).order_by().values_list("compartment_id", "outcome").annotate(Count("id"))
        for compartment, outcome, count in rows:
            counts.setdefault(compartment, Counter())[Finding(outcome)] += count
    return counts
