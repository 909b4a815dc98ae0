"""The one streaming pass: read, hash in a second thread, encrypt, write. Constant memory, any size.

    1  read       4 MiB from the source, once; whatever it is read as is what was received
    2  hash       SHA-256 of that block, in a second thread
    3  seal       the block as chunks of an age payload under a file key of its own, into the store
    4  settle     the size and time of the file after the last read are compared with those before the first
Nothing is visible under a name yet: `receiving` keeps payload and header copy, then writes rows and entry.
"""

import contextlib
import errno
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from dokaz.custody import mimes
from dokaz.custody.errors import FileUnreadable, NameRefused, NoRoom
from dokaz.custody.hashing import SMALL, Hashing
from dokaz.custody.ports import BlobStore, Deposit
from dokaz.custody.receipts import Arrival
from dokaz.custody.walking import shown
from dokaz.kernel.faults import step
from dokaz.verify import age

_FULL = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
)  # EFBIG: a file larger than the file system or a limit allows


def is_full(error: OSError) -> bool:
    """Whether a store has run out of room."""
    return error.errno in _FULL


@dataclass(slots=True)
class Taken:
    """An arrival whose bytes are in the store and not yet acknowledged."""

    arrival: Arrival
    deposit: Deposit
    file_key: bytes = field(repr=False)
    size: int
    digest: bytes
    mime: str
    change: str = ""  # how the file changed while it was read; empty when it did not
    comes_again: bool = False  # after a fault the same deposit may be put into another group
    kept: bool | None = False  # durable under its name; None while the store is asked, and after a fault of it

    def discard(self) -> None:
        """Harmless where it was kept. One that comes again is dropped by whom it came from."""
        if not self.comes_again:
            self.deposit.discard()


def take(arrival: Arrival, *, store: BlobStore, free: int | None = None) -> Taken:
    """Seal one arrival into the store, which has `free` bytes of room if that was asked already.

    Raises Refused, and then nothing of it is left.
    """
    if not arrival.name:
        raise NameRefused
    with _opened(arrival) as stream:
        before = _status(stream)
        size = arrival.size if before is None else before.st_size
        _refuse_without_room(arrival, size, store.free() if free is None else free)
        return _sealed(arrival, stream, before, size, store)


def _sealed(
    arrival: Arrival, stream: BinaryIO, before: os.stat_result | None, size: int | None, store: BlobStore
) -> Taken:
    with _room_faults(arrival, store):
        step("custody:read")
        source = _Source(arrival.name, stream)
        wanted = SMALL if size is None else min(SMALL, size + 1)
        head = source.read(wanted)
        small = len(head) < wanted  # the end was seen
        deposit = store.begin(size=age.ciphertext_size(len(head)) if small else size and age.ciphertext_size(size))
        try:
            file_key = age.new_file_key()
            seal = _seal_small if small else _seal_large
            total, digest = seal(head, source, deposit, file_key)
            deposit.finish()
        except BaseException:
            deposit.discard()
            raise
    change = _change(before, _status(stream), total)
    return Taken(arrival, deposit, file_key, total, digest, mimes.of(head, name=arrival.name), change)


def _seal_small(head: bytes, _source: "_Source", deposit: Deposit, file_key: bytes) -> tuple[int, bytes]:
    step("custody:seal")
    block = max(age.CHUNK_SIZE, -(-len(head) // age.CHUNK_SIZE) * age.CHUNK_SIZE)
    total = age.encrypt_payload(io.BytesIO(head), deposit, file_key, block_size=block)
    return total, hashlib.sha256(head).digest()


def _seal_large(head: bytes, source: "_Source", deposit: Deposit, file_key: bytes) -> tuple[int, bytes]:
    with Hashing() as hashing:
        total = age.encrypt_payload(source.from_start(head), deposit, file_key, on_plaintext=hashing.see)
        return total, hashing.digest()


class _Source:
    """The arriving stream; a fault of its own is told apart from one of the store."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._name = name
        self._stream = stream
        self._readinto: Any = getattr(stream, "readinto", None)
        self._head = memoryview(b"")

    def from_start(self, head: bytes) -> "_Source":
        """Give what was already read once more, then the rest."""
        self._head = memoryview(head)
        return self

    def read(self, wanted: int) -> bytes:
        """Up to so many bytes; fewer only at the end of the stream."""
        parts, held = [], 0
        while held < wanted and (part := self._asked(self._stream.read, wanted - held)):
            parts.append(part)
            held += len(part)
        return b"".join(parts)

    def readinto(self, buffer: memoryview, /) -> int:
        if self._head:
            taken = min(len(self._head), len(buffer))
            buffer[:taken], self._head = self._head[:taken], self._head[taken:]
            return taken
        if self._readinto:
            return int(self._asked(self._readinto, buffer) or 0)
        data = self._asked(self._stream.read, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _asked(self, read: Callable[[Any], Any], what: Any) -> Any:
        try:
            return read(what)
        except OSError as why:
            raise FileUnreadable(name=shown(self._name), reason=why.strerror or str(why)) from why


@contextlib.contextmanager
def _opened(arrival: Arrival) -> Iterator[BinaryIO]:
    try:
        stream = arrival.open()
    except OSError as why:
        raise FileUnreadable(name=shown(arrival.name), reason=why.strerror) from why
    with contextlib.closing(stream):
        yield stream


@contextlib.contextmanager
def _room_faults(arrival: Arrival, store: BlobStore) -> Iterator[None]:
    try:
        yield
    except OSError as why:
        if is_full(why):
            raise no_room(arrival, store) from why
        raise


def no_room(arrival: Arrival, store: BlobStore) -> NoRoom:
    return NoRoom(name=shown(arrival.name), size="?" if arrival.size is None else arrival.size, free=store.free())


def _refuse_without_room(arrival: Arrival, size: int | None, free: int) -> None:
    if age.ciphertext_size(size or 0) > free:
        raise NoRoom(name=shown(arrival.name), size=size or 0, free=free)


def _status(stream: BinaryIO) -> os.stat_result | None:
    try:
        return os.fstat(stream.fileno())
    except (AttributeError, OSError):
        return None  # a stream that is no file has no times to compare


def _change(before: os.stat_result | None, after: os.stat_result | None, read: int) -> str:
    """SECURITY 7: received as the bytes read once; what differs is recorded."""
    if before is None or after is None:
        return ""
    differs = []
    if (before.st_size, after.st_size) != (read, read):
        differs.append(f"size {before.st_size} before, {after.st_size} after, {read} read")
    if before.st_mtime_ns != after.st_mtime_ns:
        differs.append(f"time of change {before.st_mtime_ns} ns before, {after.st_mtime_ns} ns after")
    return "; ".join(differs)
