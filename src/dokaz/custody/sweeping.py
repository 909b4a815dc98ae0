"""Orphans: files of receivings that were never acknowledged. Removed only while nobody receives."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from dokaz.access import api as access
from dokaz.custody import destroying, uploads, vault
from dokaz.custody.errors import PayloadLocked
from dokaz.custody.models import Blob
from dokaz.custody.receipts import Swept
from dokaz.journal import api as journal

SWEEP = "custody:vault:sweep"
_AT_ONCE = 500


def sweep(*, by: access.Session, now: datetime) -> Swept:
    """Remove what no row names: unfinished files, payloads and header copies. Waits until nobody receives.

    A destruction that was cut off is finished, an upload that did not go on for half a day is given up. A blob that a
    row names and nobody destroyed is never touched. Raises NotPermitted, and LogDeparted of `journal`
    where an older database was put back: it does not name what a newer one acknowledged.
    """
    access.require(by, access.Permission.SWEEP, now=now)
    if departed := journal.departure():
        raise departed
    store, headers = vault.store(), vault.headers()
    uploads.end_uploads(now=now)
    with store.alone():
        temporary = store.sweep_temporary(spared=uploads.is_awaited) + headers.sweep_temporary()
        blobs = _removed(store.names(), store.remove)
        copies = _removed(headers.names(), headers.remove)
        destroying.finish_all(by=by, now=now)
        swept = Swept(blobs.count, copies.count, temporary, len(blobs.locked), max(blobs.locked, default=None))
        with access.acting(by, now=now):
            facts = {"blobs": swept.blobs, "headers": swept.headers, "temporary": swept.temporary}
            facts |= {"locked": swept.locked} if swept.locked else {}
            journal.record(SWEEP, by=by.actor, now=now, facts=facts)
    return swept


@dataclass(slots=True)
class _Removed:
    count: int = 0
    locked: list[datetime] = field(default_factory=list)  # the days of what the store does not give up yet


def _removed(names: Iterator[str], remove: Callable[[str], None]) -> _Removed:
    removed = _Removed()
    while some := list(islice(names, _AT_ONCE)):
        for name in _unnamed(some):
            try:
                remove(name)
                removed.count += 1
            except PayloadLocked as locked:
                removed.locked.append(locked.until)
    return removed


def _unnamed(names: Sequence[str]) -> list[str]:
    with access.whole_house("sweep"):
        held = set(Blob.objects.filter(name__in=names, destructions=None).values_list("name", flat=True))
    held |= uploads.awaited(names)
    return [name for name in names if name not in held]
