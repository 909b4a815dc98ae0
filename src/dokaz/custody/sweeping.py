"""Orphans: files of receivings that were never acknowledged. Removed only while nobody receives."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from dokaz.access import api as access
from dokaz.custody import vault
from dokaz.custody.models import Blob
from dokaz.custody.receipts import Swept
from dokaz.journal import api as journal

SWEEP = "custody:vault:sweep"
_AT_ONCE = 500


def sweep(*, by: access.Session, now: datetime) -> Swept:
    """Remove what no row names: unfinished files, payloads and header copies. Waits until nobody receives.

    A blob that a row names is never touched. Raises NotPermitted, and LogDeparted of `journal` where an older database
    was put back: it does not name what a newer one acknowledged.
    """
    access.require(by, access.Permission.SWEEP, now=now)
    if departed := journal.departure():
        raise departed
    store, headers = vault.store(), vault.headers()
    with store.alone():
        swept = Swept(
            temporary=store.sweep_temporary() + headers.sweep_temporary(),
            blobs=_removed(store.names(), store.remove),
            headers=_removed(headers.names(), headers.remove),
        )
        with access.acting(by, now=now):
            facts = {"blobs": swept.blobs, "headers": swept.headers, "temporary": swept.temporary}
            journal.record(SWEEP, by=by.actor, now=now, facts=facts)
    return swept


def _removed(names: Iterator[str], remove: Callable[[str], None]) -> int:
    count = 0
    while some := list(islice(names, _AT_ONCE)):
        for name in _unnamed(some):
            remove(name)
            count += 1
    return count


def _unnamed(names: Sequence[str]) -> list[str]:
    with access.whole_house("sweep"):
        held = set(Blob.objects.filter(name__in=names).values_list("name", flat=True))
    return [name for name in names if name not in held]
