"""The verbs that give an item's bytes to a person: inside the house, under permission, journalled."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from dokaz.access import api as access
from dokaz.custody import acting, opening
from dokaz.custody.errors import BytesAltered
from dokaz.custody.events import Deed
from dokaz.custody.models import Item
from dokaz.custody.receipts import Circumstances, Extracted
from dokaz.custody.words import Act
from dokaz.kernel import files

OPEN, EXTRACT = "custody:item:open", "custody:item:extract"
_BLOCK = 4 * 1024 * 1024


def open_item(ref: str, *, by: access.Session, now: datetime, reason: str = "") -> BinaryIO:
    """A seekable stream of an item's bytes; only the chunks that are read are decrypted, each authenticated.

    The reading is an event and an entry before the first byte is given. Raises ItemNotFound, NotPermitted, HasNoBytes,
    BytesMissing, HeaderMissing, BytesAltered; reading may raise PayloadError of `verify.age`.
    """
    return _opened(OPEN, access.Permission.OPEN_ITEMS, acting.find(ref, by=by), by=by, now=now, reason=reason)


def extract(ref: str, *, to: Path, by: access.Session, now: datetime, reason: str = "") -> Extracted:
    """Write an item's bytes to a new file, whole and with the hash it was received with, or not at all.

    Raises what `open_item` does, BytesAltered where the hash differs, AlreadyThere.
    """
    item = acting.find(ref, by=by)
    expected = opening.sha256_of(item, opener=access.open_records(item.compartment_id, by=by))
    with (
        _opened(EXTRACT, access.Permission.EXTRACT_ITEMS, item, by=by, now=now, reason=reason) as stream,
        files.Arriving(to) as arriving,
    ):
        found, size = hashlib.sha256(), 0
        with opening.faults(item.ref):
            for block in _blocks(stream):
                found.update(block)
                size += arriving.write(block)
        if found.hexdigest() != expected:
            raise BytesAltered(ref=item.ref, reason=f"SHA-256 is {found.hexdigest()}")
        arriving.keep()
    return Extracted(ref=item.ref, path=to, sha256=found.hexdigest(), size=size)


def _opened(
    verb: str, permission: access.Permission, item: Item, *, by: access.Session, now: datetime, reason: str
) -> opening.Plaintext:
    with access.acting(by, now=now):
        access.require(by, permission, compartment=item.compartment_id, now=now)
        stream = opening.plaintext(item, by=by)
        deed = Deed(Act.OPENED, by.actor, now, Circumstances(reason=reason))
        acting.happened(verb, item, deed, sealer=access.seal_records(item.compartment_id))
    return stream


def _blocks(stream: BinaryIO) -> Iterator[memoryview]:
    block = memoryview(bytearray(_BLOCK))
    while held := stream.readinto(block):  # type: ignore[attr-defined]
        yield block[:held]
