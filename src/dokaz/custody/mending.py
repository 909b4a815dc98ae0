"""The second copies of the headers, written again from the database where the header store lost them (SECURITY 3.1)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, fixity, opening, vault
from dokaz.custody.errors import CopyNotDifferent
from dokaz.custody.models import Blob, Item
from dokaz.custody.receipts import Mended
from dokaz.custody.words import HeaderFault
from dokaz.journal import api as journal

MEND, REPLACE = "custody:headers:mend", "custody:header:replace"
_AT_ONCE = 256


def mend(*, by: access.Session, now: datetime, replace: Collection[str] = ()) -> Mended:
    """Write the copies that are gone. A copy that is another one is named and stays, unless its item is in `replace`.

    It is replaced only where the header of the database opens the file, which needs the session's keys. Needs no key
    otherwise. Stopped anywhere, the same call goes on. Raises NotPermitted, ItemNotFound, ItemDestroyed,
    CopyNotDifferent, what opening an item raises, StoreAway and StoreUnfit, and LogDeparted of `journal` where an older
    database was put back: it has headers of what was destroyed since.
    """
    access.require(by, access.Permission.MEND, now=now)
    if departed := journal.departure():
        raise departed
    with vault.store().receiving():  # a sweeper waits: it takes away what is being written
        vault.headers().require_fit()
        replaced = tuple(_replace(item, by=by, now=now) for item in acting.find_many(replace, by=by))
        written, differing = 0, set[UUID]()
        for page in _pages():
            faults = {blob.id: _fault(blob) for blob in page}
            written += _write(_of(faults, HeaderFault.COPY_MISSING), by=by, now=now)
            differing |= set(_of(faults, HeaderFault.COPY_ALTERED))
    refs = _named(differing, by)
    return Mended(written, replaced, tuple(sorted(refs.values())), len(differing) - len(refs))


def _pages() -> Iterator[Sequence[Blob]]:
    """Every blob that can still be opened; one without header was destroyed, or is `verify`'s to name."""
    last: UUID | None = None
    while True:
        with access.whole_house("mend"):
            rows = Blob.objects.filter(header__isnull=False).order_by("id")
            page = list((rows if last is None else rows.filter(id__gt=last))[:_AT_ONCE])
        if not page:
            return
        yield page
        last = page[-1].id


def _fault(blob: Blob) -> HeaderFault | None:
    try:
        return fixity.header_fault(blob)
    except OSError:  # no plain file: whatever lies there is not the copy
        return HeaderFault.COPY_ALTERED


def _of(faults: dict[UUID, HeaderFault | None], kind: HeaderFault) -> list[UUID]:
    return [blob for blob, fault in faults.items() if fault is kind]


def _write(blobs: Sequence[UUID], *, by: access.Session, now: datetime) -> int:
    """Read again in the transaction: what is being destroyed is destroyed before it, or after it."""
    if not blobs:
        return 0
    with access.acting(by, now=now), access.whole_house("mend"):
        standing = Blob.objects.filter(id__in=blobs, header__isnull=False).values_list("name", "header")
        headers = {name: bytes(header) for name, header in standing if header is not None}
        if headers:
            vault.headers().put(headers)
            journal.record(MEND, by=by.actor, now=now, facts={"headers": len(headers)})
    return len(headers)


def _replace(item: Item, *, by: access.Session, now: datetime) -> str:
    with access.acting(by, now=now), access.whole_house("mend"):
        blob = item.blob = Blob.objects.filter(items=item).first()  # as it stands in this transaction
        if blob is None or blob.header is None or _fault(blob) is not HeaderFault.COPY_ALTERED:
            raise CopyNotDifferent(ref=item.ref)
        with opening.plaintext(item, opening.Keyring(by)) as stream, opening.faults(item.ref):
            stream.read(1)  # one chunk that opens shows whose header it is
        vault.headers().put({blob.name: bytes(blob.header)})
        journal.record(
            REPLACE,
            by=by.actor,
            now=now,
            about=[item.ref],
            compartment=item.compartment_id,
            sealed=item.compartment.protected,
        )
    return item.ref


def _named(blobs: Iterable[UUID], by: access.Session) -> dict[UUID | None, str]:
    """One item of each blob, of those whose items this account may look at."""
    with access.scope(by):
        return dict(Item.objects.filter(blob__in=list(blobs)).values_list("blob", "ref"))
