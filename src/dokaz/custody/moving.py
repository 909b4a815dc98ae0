"""Headers follow their compartment to its newest key, so that who left opens no file from before either (SECURITY 1.7).

The file key stays and the payload is not touched: the header is opened with a key that the session holds, and sealed
to the newest generation and to recovery. The copy in the header store goes first, then the row, with the entry of the
batch: killed in between, the row still says that it is to be moved.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dokaz.access import api as access
from dokaz.custody import resealing, vault
from dokaz.custody.models import Blob
from dokaz.custody.steps import MoveStep
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel.faults import step

MOVE = "custody:headers:move"  # the handler's name, and the verb of an entry for each batch
MOVED, SOME_LEFT = "moved", "some-left"
AT_ONCE = 64  # headers in one transaction: all who write wait for it, also where copies lie in a bucket
SOME = 256  # what one press moves: a request answers within a minute


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of headers: `moved`; `left`, whose second copy is another one, as they were; `locked`, which no key
    that this session holds opens. `behind` are still sealed to an older key.
    """

    moved: int
    left: int
    locked: int
    behind: int


@dataclass(frozen=True, slots=True)
class SealedBefore:
    """How a compartment's files stand to its newest key. How many are behind is told to who holds its key, else None.

    `job` is the background work that moves them, where it was asked for.
    """

    any: bool
    files: int | None
    job: UUID | None


def follow_key(compartment: UUID, /, *, now: datetime) -> None:
    """Ask, in the running transaction, that the files of a compartment be sealed to its newest key; none, no work.

    Work that waits for a member is tried again: a machine may have been admitted since.
    """
    if not behind([compartment]):
        return
    job = jobs.enqueue(MOVE, arguments={"compartment": str(compartment)}, key=_key(compartment), now=now)
    if job.state is jobs.JobState.FOR_MEMBER:
        jobs.retry(job.id, now=now)


def catch_up(*, now: datetime) -> int:
    """`follow_key` for every compartment with files behind, and say how many: what an earlier version or a restored
    back-up left is asked for as well.
    """
    found = sorted(behind())
    if found:
        with transaction.atomic():
            for compartment in found:
                follow_key(compartment, now=now)
    return len(found)


def behind(compartments: Collection[UUID] | None = None, /) -> frozenset[UUID]:
    """The compartments, of these or of all, of which some file is sealed to an older key. Nothing else is told."""
    newest = access.newest_generations(compartments)
    with access.whole_house("reseal"):
        return frozenset(place for place, number in newest.items() if _older(place, number).exists())


def sealed_before(compartment: UUID, /, *, by: access.Session) -> SealedBefore:
    """For the page of the compartment, whose reader was asked already whether they may see it."""
    newest = access.newest_generations([compartment])[compartment]
    standing = jobs.standing(_key(compartment))
    with access.scope(by) as held:
        count = _older(compartment, newest).count() if compartment in held else None
    found = bool(count) if count is not None else bool(behind([compartment]))
    return SealedBefore(found, count, None if standing is None else standing.id)


def move_some(compartment: UUID, /, *, by: access.Session, now: datetime) -> Moved:
    """Move some headers in the member's own session, few enough for one request; doing it again goes on.

    It is how files of a compartment that no machine opens follow: a worker is given no key for it. After the last one
    the work that waited for a member is let go on, and ends. Raises what `move_all` does.
    """
    access.require(by, access.Permission.MOVE_HEADERS, compartment=compartment, now=now)
    tour = _Tour(compartment, by)
    for batch in tour.batches():
        tour.move(batch, now=now)
        if tour.moved + tour.left + tour.locked >= SOME:
            break
    left = _count(compartment)
    if not left:
        _wake(compartment, now=now)
    return Moved(tour.moved, tour.left, tour.locked, left)


def move_all(
    compartment: UUID,
    *,
    by: access.Session,
    clock: Callable[[], datetime],
    progress: Callable[..., None],
    together: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Move every header of a compartment that is sealed to an older key, in batches, and end with the job.

    Run again it does only what is left. A key made meanwhile is followed too. Raises KeyNotHeld where the session
    holds no key, or not all: what it opens was moved. Raises NotPermitted and StatementError of `access`, LogDeparted
    of `journal`, StoreAway and StoreUnfit.
    """
    done = 0
    while True:
        newest, tour = access.newest_generations([compartment])[compartment], _Tour(compartment, by)
        whole = done + _count(compartment)
        for batch in tour.batches():
            progress(min(done + tour.moved, whole), of=whole)
            tour.move(batch, now=clock())
        done += tour.moved
        if tour.locked:
            raise access.KeyNotHeld
        with access.acting(by, now=clock()):  # who makes the next key waits here, or is seen here
            if access.newest_generations([compartment])[compartment] == newest:
                with together(SOME_LEFT if tour.left else MOVED):
                    return


class _Tour:
    """One pass over the files of a compartment that are behind, each looked at once."""

    def __init__(self, compartment: UUID, by: access.Session) -> None:
        self._compartment = compartment
        self._by = by
        self.moved = self.left = self.locked = 0

    def batches(self) -> Iterator[Sequence[UUID]]:
        """Ids, oldest key first, each list of one generation. Raises KeyNotHeld before the first."""
        if departed := journal.departure():  # an older database was put back: it has headers of what was destroyed
            raise departed
        newest = access.newest_generations([self._compartment])[self._compartment]
        for generation in range(1, newest):
            yield from self._of(generation)

    def _of(self, generation: int) -> Iterator[Sequence[UUID]]:
        last: UUID | None = None
        while ids := self._page(generation, last):
            if not access.holds(self._compartment, by=self._by):
                raise access.KeyNotHeld  # not refused: it is no fault of a machine that it was not admitted
            yield ids
            last = ids[-1]

    def _page(self, generation: int, after: UUID | None) -> list[UUID]:
        with access.whole_house("reseal"):
            rows = _there(self._compartment).filter(generation=generation).order_by("id")
            return list((rows if after is None else rows.filter(id__gt=after)).values_list("id", flat=True)[:AT_ONCE])

    def move(self, ids: Sequence[UUID], *, now: datetime) -> None:
        """Read again in the transaction: what is being destroyed is destroyed before it, or after it."""
        with vault.store().receiving(), access.acting(self._by, now=now), access.whole_house("reseal"):
            access.require(self._by, access.Permission.MOVE_HEADERS, compartment=self._compartment, now=now)
            to, keys = access.sealing(self._compartment), access.identities(self._compartment, by=self._by)
            vault.headers().require_fit()
            fresh = list[Blob]()
            for blob in _older(self._compartment, to.generation).filter(id__in=ids).order_by("id"):
                file_key = resealing.file_key(bytes(blob.header or b""), keys)
                if file_key is None:
                    self.locked += 1
                elif not resealing.may_replace(blob, file_key):
                    self.left += 1
                else:
                    fresh.append(resealing.sealed_anew(blob, file_key, to))
            if fresh:
                self._keep(fresh, to, now)
        self.moved += len(fresh)

    def _keep(self, fresh: Sequence[Blob], to: access.Sealing, now: datetime) -> None:
        resealing.keep(fresh, between=lambda: step(MoveStep.COPIES_WRITTEN))
        journal.record(
            MOVE,
            by=self._by.actor,
            now=now,
            about=[str(self._compartment)],
            facts={"headers": len(fresh), "generation": to.generation},
            records=database.digests(*fresh),
            compartment=self._compartment,
            sealed=to.protected,
        )
        step(MoveStep.ENTERED)


def _wake(compartment: UUID, *, now: datetime) -> None:
    standing = jobs.standing(_key(compartment))
    if standing is not None and standing.state is jobs.JobState.FOR_MEMBER:
        jobs.retry(standing.id, now=now)


def _count(compartment: UUID) -> int:
    newest = access.newest_generations([compartment])[compartment]
    with access.whole_house("reseal"):
        return _older(compartment, newest).count()


def _older(compartment: UUID, newest: int) -> QuerySet[Blob]:
    return _there(compartment).filter(generation__lt=newest)


def _there(compartment: UUID) -> QuerySet[Blob]:
    """Files of the compartment that were not destroyed. In a scope."""
    return Blob.objects.filter(compartment=compartment, header__isnull=False)


def _key(compartment: UUID) -> str:
    return f"{MOVE}:{compartment}"
