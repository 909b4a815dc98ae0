"""Derivatives: items of their own, made of another by a named tool. Originals never change."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, opening
from dokaz.custody.errors import HasNoBytes
from dokaz.custody.groups import Place
from dokaz.custody.models import Item
from dokaz.custody.receipts import Arrival, Description, Receipt
from dokaz.custody.receiving import receive_alone
from dokaz.custody.rows import Parentage
from dokaz.custody.words import Channel, Making


def derive(  # noqa: PLR0913 - keyword-only: a sentence where it is called
    stream: BinaryIO,
    *,
    parent: str,
    making: Making,
    name: str,
    tool: str,
    tool_version: str,
    parameters: Mapping[str, Any],
    by: access.Session,
    now: datetime,
    description: Description | None = None,
    reason: str = "",
) -> Receipt:
    """Receive what was made of an item as an item of its own, in the same compartment, with how it was made.

    Raises ItemNotFound, HasNoBytes, NotPermitted, Refused.
    """
    original = acting.find(parent, by=by)
    if original.blob is None:
        raise HasNoBytes(ref=original.ref)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=original.compartment_id, now=now)
    arrival = Arrival(
        open=lambda: stream,
        name=name,
        source=f"{original.ref} {making.value} {tool} {tool_version}",
        channel=Channel.MADE_HERE,
        description=description or Description(),
    )
    parentage = Parentage(original, making, tool, tool_version, parameters, reason)
    return receive_alone(arrival, Place.of(original.compartment_id, by=by), now=now, parentage=parentage)


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that was opened for a program of the house; the stream is closed when that is done."""

    ref: str
    stream: BinaryIO = field(repr=False)
    size: int
    mime: str
    sha256: str | None  # as it was received; None for a worker, who may not read it
    beside: bytes = field(default=b"", repr=False)  # what a member gave the worker with the key


@dataclass(frozen=True, slots=True)
class Remade:
    """What a program made of an opened item, as what, and how."""

    stream: BinaryIO = field(repr=False)
    size: int
    name: str
    mime: str
    tool: str
    tool_version: str
    parameters: Mapping[str, Any]


def derive_by(
    parent: str,
    *,
    making: Making,
    work: Callable[[Opened], AbstractContextManager[Remade]],
    by: access.Session,
    now: datetime,
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Receipt:
    """`derive` by a program of an upper module: the item is opened for it with the keys of whoever works.

    It is not given to a person, so it is no opening in its chain. What is made is received while the block of `work`
    lasts, its rows in a block of `within`. Raises ItemNotFound, ItemDestroyed, HasNoBytes, NotPermitted, BytesMissing,
    BytesAltered, Refused, KeyNotHeld of `access`, and what `work` raises.
    """
    original = acting.find(parent, by=by)
    if original.blob is None:
        raise HasNoBytes(ref=original.ref)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=original.compartment_id, now=now)
    keys = opening.Keyring(by)
    with access.acting(by, now=now):  # a key that is not held is refused with an entry (SECURITY 5.7)
        sha256 = opening.sha256_of(original, opener=keys.opener(original.compartment_id))
        stream = opening.plaintext(original, keys)
    with stream, opening.faults(original.ref):
        opened = Opened(original.ref, stream, original.blob.size, original.mime, sha256)
        with work(opened) as made:
            return _received(original, making, made, by=by, now=now, within=within)


def derive_granted_by(
    job: UUID,
    /,
    *,
    making: Making,
    work: Callable[[Opened], AbstractContextManager[Remade]],
    by: access.Session,
    now: datetime,
    within: Callable[[], AbstractContextManager[None]],
) -> Receipt:
    """`derive_by` for a worker that belongs to no compartment: a member's grant to this job opens the one file.

    Raises GrantMissing of `access`, and what `derive_by` does.
    """
    original, given = opening.granted(job, by=by, now=now)
    if original.blob is None:
        raise HasNoBytes(ref=original.ref)
    with opening.plaintext_by(given.file_key, original) as stream, opening.faults(original.ref):
        opened = Opened(original.ref, stream, original.blob.size, original.mime, None, given.beside)
        with work(opened) as made:
            return _received(original, making, made, by=by, now=now, within=within)


def _received(
    original: Item, making: Making, made: Remade, *, by: access.Session, now: datetime,
    within: Callable[[], AbstractContextManager[None]],
) -> Receipt:  # fmt: skip
    arrival = Arrival(
        open=lambda: made.stream,
        name=made.name,
        source=f"{original.ref} {making.value} {made.tool} {made.tool_version}",
        channel=Channel.MADE_HERE,
        size=made.size,
    )
    parentage = Parentage(original, making, made.tool, made.tool_version, made.parameters, mime=made.mime)
    place = Place.of(original.compartment_id, by=by)
    return receive_alone(arrival, place, now=now, parentage=parentage, within=within)
