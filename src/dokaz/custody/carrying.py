"""Stored payloads as a back-up takes them and a restore brings them: sealed bytes under their names, never opened."""

from collections.abc import Iterator
from typing import BinaryIO

from dokaz.access import api as access
from dokaz.custody import vault
from dokaz.custody.models import Blob
from dokaz.custody.receipts import Payload

_AT_ONCE = 500
_BLOCK = 4 * 1024 * 1024


def payloads() -> Iterator[Payload]:
    with access.whole_house("backup"):
        rows = Blob.objects.filter(header__isnull=False).order_by("name").values_list("name", "stored_size")
    for name, size in rows.iterator():
        yield Payload(name, size)


def read(payload: Payload) -> BinaryIO:
    if not vault.store().holds(payload.name, size=payload.stored_size):
        raise FileNotFoundError(payload.name)
    return vault.store().open(payload.name)


def bring(payload: Payload, stream: BinaryIO) -> None:
    store = vault.store()
    if store.holds(payload.name, size=payload.stored_size):
        return
    deposit = store.begin(size=payload.stored_size, name=payload.name)
    try:
        while block := stream.read(_BLOCK):
            deposit.write(block)
        deposit.finish()
        store.keep([deposit])
    except BaseException:
        deposit.discard()
        raise


def bring_headers() -> int:
    headers, count, waiting = vault.headers(), 0, {}
    with access.whole_house("backup"):
        rows = Blob.objects.filter(header__isnull=False).order_by("name").values_list("name", "header")
    for name, header in rows.iterator():
        assert header is not None
        waiting[name] = bytes(header)
        if len(waiting) == _AT_ONCE:
            headers.put(waiting)
            count, waiting = count + len(waiting), {}
    if waiting:
        headers.put(waiting)
    return count + len(waiting)
