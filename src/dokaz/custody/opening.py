"""A stored payload, opened: header from the row or its copy, file key by the reader's key, chunk by chunk."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import vault
from dokaz.custody.errors import BytesAltered, BytesMissing, HasNoBytes, HeaderMissing, ItemDestroyed
from dokaz.custody.models import Blob, Item
from dokaz.custody.rows import ITEM
from dokaz.verify import age

if TYPE_CHECKING:
    from dokaz.verify.age.ranges import SeekableSource


class Plaintext(io.BufferedReader):
    """The bytes of an item, seekable; closing it closes the payload underneath."""

    def __init__(self, payload: BinaryIO, file_key: bytes) -> None:
        self._payload = payload
        reader = age.PayloadReader(cast("SeekableSource", payload), file_key)
        super().__init__(reader, buffer_size=age.CHUNK_SIZE)

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._payload.close()


class Keyring:
    """The keys one verb needs of the compartments it reads from, each opened once; it holds keys, so let it go soon."""

    def __init__(self, by: access.Session) -> None:
        self._by = by
        self._identities: dict[UUID, tuple[age.X25519Identity, ...]] = {}
        self._openers: dict[UUID, access.RecordOpener] = {}

    def identities(self, compartment: UUID) -> tuple[age.X25519Identity, ...]:
        """What opens the headers of the compartment's files: nothing where the account holds no key."""
        if compartment not in self._identities:
            self._identities[compartment] = access.identities(compartment, by=self._by)
        return self._identities[compartment]

    def opener(self, compartment: UUID) -> access.RecordOpener:
        """What opens the sealed words of the compartment's rows."""
        if compartment not in self._openers:
            self._openers[compartment] = access.open_records(compartment, by=self._by)
        return self._openers[compartment]


def foresee(items: Iterable[Item]) -> None:
    """Tell the store that the payloads of all these are soon read: sealed, as they lie there."""
    vault.store().foresee([item.blob.name for item in items if item.blob is not None])


def plaintext(item: Item, keys: Keyring) -> Plaintext:
    """Raises ItemDestroyed, HasNoBytes, BytesMissing, HeaderMissing, BytesAltered, and KeyNotHeld of `access`."""
    if not item.words:  # also where another item still holds the same bytes
        raise ItemDestroyed(ref=item.ref)
    if item.blob is None:
        raise HasNoBytes(ref=item.ref)
    return plaintext_by(file_key(item, keys), item)


def granted(job: UUID, /, *, by: access.Session, now: datetime) -> tuple[Item, access.Granted]:
    """The item, with its file's key, that a member granted to this job of this worker (SECURITY 1.9).

    Raises ItemDestroyed, and GrantMissing of `access`.
    """
    given = access.redeem_grant(job, by=by, now=now)
    with access.whole_house("granted"):
        item = Item.objects.select_related("blob", "compartment").get(pk=given.item)
    if not item.words:
        raise ItemDestroyed(ref=item.ref)
    return item, given


def plaintext_by(file_key: bytes, item: Item) -> Plaintext:
    """`plaintext` for whoever holds the file's own key, or was given it. Raises BytesMissing, BytesAltered."""
    assert item.blob is not None
    try:
        payload = vault.store().open(item.blob.name)
    except FileNotFoundError as why:
        raise BytesMissing(ref=item.ref) from why
    try:
        with faults(item.ref):
            return Plaintext(payload, file_key)
    except BaseException:
        payload.close()
        raise


@contextmanager
def faults(ref: str) -> Iterator[None]:
    """Name the faults of a header or payload by the item they belong to."""
    try:
        yield
    except age.AgeError as why:
        raise BytesAltered(ref=ref, reason=str(why)) from why


def sha256_of(item: Item, *, opener: access.RecordOpener) -> str | None:
    """The hash the item was received with, in clear or sealed."""
    if item.blob is None:
        return None
    return item.blob.sha256 or words_of(item, opener=opener)["sha256"]


def words_of(item: Item, *, opener: access.RecordOpener) -> dict[str, str | None]:
    if not item.words:  # destroyed
        return dict.fromkeys(("name", "path", "source", "sha256"))
    found = access.open_words(
        opener, record_key=item.record_key, sealed=item.words, model=ITEM, row=item.id, field="words"
    )
    return cast("dict[str, str | None]", found)


def header_of(blob: Blob, ref: str) -> bytes:
    """The header in the row, or its copy. Raises HeaderMissing."""
    if blob.header is not None:
        return bytes(blob.header)
    try:
        return vault.headers().get(blob.name)
    except FileNotFoundError as why:
        raise HeaderMissing(ref=ref) from why


def file_key(item: Item, keys: Keyring) -> bytes:
    """The key of an item's file. Raises HeaderMissing, BytesAltered, and KeyNotHeld of `access`."""
    assert item.blob is not None
    header, identities = header_of(item.blob, item.ref), keys.identities(item.blob.compartment_id)
    with faults(item.ref):
        try:
            return age.open_header(header, identities)
        except age.NoMatch as why:  # sealed to a generation of which this account has no wrap
            raise access.KeyNotHeld from why
