"""Payloads that grow over several requests, in the memory of the process that began them.

A chunk can be sealed twice under one nonce only by somebody who has its cipher twice. There is one cipher an upload, it
lives here and nowhere else, and counts up with every chunk before its bytes are written (`age.GrowingPayload`). The
file key rests in the row under a secret that is new in every process: with the process, killed or not, goes all that
could go on, and the upload begins again under another key. So does one whose writing failed: what of it was written is
not known. Once its last chunk was sealed and written nothing more is ever sealed: a closing that fails after that can
be done again with the payload as it lies there.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Protocol
from uuid import UUID

from dokaz.custody.arriving import Taken
from dokaz.custody.errors import LongerThanAnnounced, OffsetDiffers, OtherFile, ShorterThanAnnounced, UploadBusy
from dokaz.custody.ports import Deposit
from dokaz.kernel.faults import step
from dokaz.kernel.sealing import KEY_SIZE, Purpose, derive, open_field, seal_field
from dokaz.verify import age

BLOCK = 1 << 20
_LABEL = b"custody-upload\x00"


class Incoming(Protocol):
    """Bytes on their way in; fewer than were asked for may come, and none at the end or where the line broke."""

    def read(self, size: int, /) -> bytes: ...


def parts_end(size: int) -> int:
    """The bytes of so long a file that are whole chunks before its last."""
    return max(0, size - 1) // age.CHUNK_SIZE * age.CHUNK_SIZE


@dataclass(slots=True)
class Growing:
    """One payload on its way. `seam` is the SHA-256 of the chunk that was sealed last before the closing, `rest` that
    of the last bytes once they are being sealed, `taken` what the newest closing gave to be received.
    """

    account: UUID
    size: int  # as announced
    deposit: Deposit
    payload: age.GrowingPayload
    seam: str = ""
    rest: str = ""
    taken: Taken | None = None
    in_doubt: bool = False  # what is written, or whether it opens
    _writing: Lock = field(default_factory=Lock)

    @property
    def offset(self) -> int:
        """Where it goes on; the last chunk comes with each closing."""
        return min(self.payload.size, parts_end(self.size))

    @property
    def kept(self) -> bool | None:
        """Whether the store holds it under its name; None where the store failed at that."""
        return self.taken.kept if self.taken else False

    @property
    def lost(self) -> bool:
        """Whether no closing can follow."""
        return self.in_doubt or self.kept is None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises UploadBusy: two requests that wait for each other's bytes would mix them."""
        if not self._writing.acquire(blocking=False):
            raise UploadBusy
        try:
            yield
        finally:
            self._writing.release()

    def require_fits(self, *, offset: int, length: int, before: str) -> None:
        """Raises OffsetDiffers, OtherFile, LongerThanAnnounced."""
        if offset != self.offset:
            raise OffsetDiffers(offset=self.offset)
        if offset and before != self.seam:
            raise OtherFile
        if length > self.size - offset:
            raise LongerThanAnnounced(size=self.size)

    def require_rest(self, rest: int) -> None:
        """Raises ShorterThanAnnounced, LongerThanAnnounced."""
        found = self.offset + rest
        if self.offset < parts_end(self.size) or found < self.size:
            raise ShorterThanAnnounced(size=self.size, found=self.offset)
        if found > self.size:
            raise LongerThanAnnounced(size=self.size)

    def finish(self, rest: bytes) -> None:
        """Seal the last chunk, once; a closing after that one must bring the same bytes. Raises OtherFile."""
        brought = sha256(rest).hexdigest()
        if self.rest:
            if brought != self.rest:
                raise OtherFile
            return
        self.rest, self.in_doubt = brought, True
        self.payload.finish(memoryview(rest))
        self.deposit.finish()
        self.in_doubt = False

    def take(self, incoming: Incoming, length: int) -> None:
        """Seal what are whole chunks before the last one. What is left over is kept nowhere, and is sent again.

        A block is sealed and written by a second thread while the next one comes.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="custody-seal") as sealer:
            sealing: Future[None] | None = None
            for chunks in _blocks(incoming, min(length, parts_end(self.size) - self.offset)):
                if sealing is not None:
                    sealing.result()
                sealing = sealer.submit(self._seal, chunks)
            if sealing is not None:
                sealing.result()

    def _seal(self, chunks: memoryview) -> None:
        step("custody:upload-seal")
        self.payload.grow(chunks)
        step("custody:upload-sealed")
        self.seam = sha256(chunks[-age.CHUNK_SIZE :]).hexdigest()


def _blocks(incoming: Incoming, left: int) -> Iterator[memoryview]:
    """Whole chunks, as many as there are in so many bytes, or came before the line broke."""
    while wanted := min(left, BLOCK) // age.CHUNK_SIZE * age.CHUNK_SIZE:
        came = _read(incoming, wanted)
        if whole := len(came) // age.CHUNK_SIZE * age.CHUNK_SIZE:
            yield memoryview(came)[:whole]
        if len(came) < wanted:
            return
        left -= wanted


def _read(incoming: Incoming, wanted: int) -> bytes:
    """So many bytes, fewer only where no more come."""
    parts, held = [], 0
    with suppress(OSError):  # the line broke
        while held < wanted and (part := incoming.read(wanted - held)):
            parts.append(part)
            held += len(part)
    return b"".join(parts)


class _Memory:
    """What this process writes. A forked child begins with none of it, and leaves the files to its parent."""

    def __init__(self) -> None:
        self._growing: dict[UUID, Growing] = {}
        self._secret = b""
        self._making = Lock()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._growing, self._secret, self._making = {}, b"", Lock()

    def secret(self) -> bytes:
        with self._making:
            self._secret = self._secret or os.urandom(KEY_SIZE)
            return self._secret

    def add(self, upload: UUID, growing: Growing) -> None:
        self._growing[upload] = growing

    def get(self, upload: UUID) -> Growing | None:
        return self._growing.get(upload)

    def every(self) -> dict[UUID, Growing]:
        return dict(self._growing)

    def drop(self, upload: UUID) -> None:
        growing = self._growing.pop(upload, None)
        if growing is not None:
            growing.deposit.discard()  # harmless where it was kept


_memory = _Memory()
add, get, every, drop, _begin_anew = _memory.add, _memory.get, _memory.every, _memory.drop, _memory._begin_anew  # noqa: SLF001


def promised() -> int:
    """The bytes that were announced to this process and have not come yet."""
    return sum(growing.size - growing.offset for growing in every().values())


def seal_key(file_key: bytes, *, upload: UUID) -> bytes:
    return seal_field(_key(upload), file_key, aad=_LABEL + upload.bytes)


def open_key(sealed: bytes, *, upload: UUID) -> bytes:
    """Raises SealBroken where another process sealed it."""
    return open_field(_key(upload), sealed, aad=_LABEL + upload.bytes)


def _key(upload: UUID) -> bytes:
    secret = _memory.secret()
    return derive(secret, Purpose.UPLOAD, info=upload.bytes)
