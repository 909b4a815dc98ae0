"""The verbs that give an item's bytes to a person: inside the house, under permission, journalled."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from dokaz.access import api as access
from dokaz.custody import acting, canaries, opening
from dokaz.custody.errors import BytesAltered
from dokaz.custody.events import Deed
from dokaz.custody.models import Item
from dokaz.custody.receipts import Circumstances, Extracted
from dokaz.custody.words import FOR_PACKAGE, NOT_MADE, Act
from dokaz.kernel import files
from dokaz.kernel.languages import _, said
from dokaz.safeguards import api as safeguards

OPEN, EXTRACT, GIVE_OUT = "custody:item:open", "custody:item:extract", "custody:item:give-out"
_BLOCK = 4 * 1024 * 1024


def open_item(ref: str, *, by: access.Session, now: datetime, reason: str = "") -> BinaryIO:
    """A seekable stream of an item's bytes; only the chunks that are read are decrypted, each authenticated.

    The reading is an event and an entry before the first byte is given. Raises ItemNotFound, NotPermitted, HasNoBytes,
    BytesMissing, HeaderMissing, BytesAltered; reading may raise PayloadError of `verify.age`.
    """
    return _opened(OPEN, access.Permission.OPEN_ITEMS, [acting.find(ref, by=by)], by=by, now=now, reason=reason)[0]


@contextmanager
def open_items(
    refs: Sequence[str], *, by: access.Session, now: datetime, reason: str = ""
) -> Iterator[dict[str, BinaryIO]]:
    """`open_item` for a group of items in one transaction: all streams by reference, closed at the end of the block.

    Each reading is an event and an entry of its own. Every stream holds a file open, so name some hundreds at most.
    Raises what `open_item` does, and then nothing was opened and nothing is recorded.
    """
    items = acting.find_many(refs, by=by)
    opening.foresee(items)
    streams = _opened(OPEN, access.Permission.OPEN_ITEMS, items, by=by, now=now, reason=reason)
    with ExitStack() as held:
        yield {item.ref: held.enter_context(stream) for item, stream in zip(items, streams, strict=True)}


def give_out(refs: Sequence[str], *, package: str, made: bool = True, by: access.Session, now: datetime) -> None:
    """Record in each item's chain that a copy of it leaves the house in the package of this reference.

    One transaction; call it once the package is whole and before it is there under its name. With `made` false it
    records that the package did not come about after all.
    Raises ItemNotFound, NotPermitted, and Frozen of `safeguards`.
    """
    items = acting.find_many(refs, by=by)
    with access.acting(by, now=now):
        acting.require_in_each(access.Permission.PACKAGE_ITEMS, items, by=by, now=now)
        if made:
            safeguards.require_thawed(item.compartment_id for item in items)
        why = Circumstances(reason=f"{FOR_PACKAGE} {package}")
        deed = Deed(Act.GIVEN_OUT, by.actor, now, why, outcome="" if made else NOT_MADE)
        acting.happened_to_each(GIVE_OUT, items, {item.id: deed for item in items}, about=[package])


def take_copy(ref: str, *, by: access.Session, now: datetime, reason: str = "") -> BinaryIO:
    """`open_item` for a copy in clear on a person's own computer: another right than looking, and none while frozen.

    Raises what `open_item` does, and Frozen of `safeguards`.
    """
    return _taken(acting.find(ref, by=by), by=by, now=now, reason=reason)


def extract(ref: str, *, to: Path, by: access.Session, now: datetime, reason: str = "") -> Extracted:
    """Write an item's bytes to a new file, whole and with the hash it was received with, or not at all.

    Raises what `take_copy` does, BytesAltered where the hash differs, AlreadyThere.
    """
    item = acting.find(ref, by=by)
    with _taken(item, by=by, now=now, reason=reason) as stream, files.Arriving(to) as arriving:
        expected = opening.sha256_of(item, opener=access.open_records(item.compartment_id, by=by))
        found, size = hashlib.sha256(), 0
        with opening.faults(item.ref):
            for block in _blocks(stream):
                found.update(block)
                size += arriving.write(block)
        if found.hexdigest() != expected:
            raise BytesAltered(ref=item.ref, reason=said(_("SHA-256 is {found}")).format(found=found.hexdigest()))
        arriving.keep()
    return Extracted(ref=item.ref, path=to, sha256=found.hexdigest(), size=size)


def _taken(item: Item, *, by: access.Session, now: datetime, reason: str) -> opening.Plaintext:
    permission = access.Permission.EXTRACT_ITEMS
    return _opened(EXTRACT, permission, [item], by=by, now=now, reason=reason, leaving=True)[0]


def _opened(
    verb: str,
    permission: access.Permission,
    items: Sequence[Item],
    *,
    by: access.Session,
    now: datetime,
    reason: str,
    leaving: bool = False,
) -> list[opening.Plaintext]:
    with ExitStack() as streams:
        with access.acting(by, now=now):
            acting.require_in_each(permission, items, by=by, now=now)
            if leaving:
                safeguards.require_thawed(item.compartment_id for item in items)
            keys = opening.Keyring(by)
            opened = [streams.enter_context(opening.plaintext(item, keys)) for item in items]
            safeguards.count_reading(len(items), by=by, now=now)
            canaries.touch(items, by=by, now=now)
            deed = Deed(Act.OPENED, by.actor, now, Circumstances(reason=reason))
            acting.happened_to_each(verb, items, {item.id: deed for item in items})
        streams.pop_all()
    return opened


def _blocks(stream: BinaryIO) -> Iterator[memoryview]:
    block = memoryview(bytearray(_BLOCK))
    while held := stream.readinto(block):  # type: ignore[attr-defined]
        yield block[:held]
