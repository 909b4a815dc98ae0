"""The payload: chunks of 64 KiB under ChaCha20-Poly1305, in order, with a marked end (C2SP age, "Payload").

Buffers are reused throughout: `encrypt_into` and `decrypt_into` over large blocks are five times as fast as joining
the results of `encrypt` and `decrypt`. Where the sink has a `lender`, chunks are sealed in the memory it writes from.
"""

import os
from collections.abc import Callable
from types import TracebackType
from typing import Self

from dokaz.verify.age.chunks import (
    BLOCK_SIZE,
    CHUNK_SIZE,
    NONCE_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    ChunkCipher,
    Lender,
    Sink,
    Source,
    buffer,
    fill,
    read_nonce,
    write_all,
)
from dokaz.verify.age.errors import AlteredChunk, EmptyLastChunk, TrailingData, TruncatedPayload

__all__ = ["GrowingPayload", "PayloadWriter", "decrypt_payload", "encrypt_payload"]


class PayloadWriter:
    """Encrypts what is written to it. Without `finish` the payload has no end, and every reader will refuse it.

    As a context manager it finishes when the block ends without an exception. A file key encrypts one payload only.
    """

    def __init__(self, file_key: bytes, sink: Sink) -> None:
        self._sealer = _Sealer(file_key, sink)
        self._block = buffer(CHUNK_SIZE)  # a small payload shall not pay for a large buffer
        self._held = 0
        self._finished = False
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take all of the data and give its length."""
        if self._finished:
            raise ValueError("the payload is finished")
        view = memoryview(data).cast("B")
        while view:
            if self._held == len(self._block):
                self._pass_on(last=False)
                self._block = self._block if len(self._block) == BLOCK_SIZE else buffer(BLOCK_SIZE)
            taken = min(len(view), len(self._block) - self._held)
            self._block[self._held : self._held + taken] = view[:taken]
            self._held += taken
            self.size += taken
            view = view[taken:]
        return memoryview(data).nbytes

    def finish(self) -> int:
        """Write the final chunk and give the size of the plaintext. The sink stays open."""
        if not self._finished:
            self._finished = True
            self._pass_on(last=True)
        return self.size

    def _pass_on(self, *, last: bool) -> None:
        self._sealer.put(self._block[: self._held], last=last)
        self._held = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.finish()


class GrowingPayload:
    """A payload sealed as its bytes come, over any time: whole chunks only, each of them once.

    It holds nothing back, so the caller must keep the last chunk for `finish`. When an exception came out of the sink,
    nobody knows what of it was written: nothing more is taken, and the payload has no end.
    """

    def __init__(self, file_key: bytes, sink: Sink) -> None:
        self._sealer = _Sealer(file_key, sink)
        self._closed = False
        self.size = 0

    def grow(self, chunks: memoryview) -> None:
        """Seal whole chunks, none of which is the last."""
        if len(chunks) % CHUNK_SIZE:
            raise ValueError("only whole chunks of 64 KiB are taken before the last")
        if chunks:
            self._put(chunks, last=False)

    def finish(self, rest: memoryview) -> None:
        """Seal the last chunk. It is empty only where the whole payload is."""
        if len(rest) > CHUNK_SIZE or (self.size and not rest):
            raise ValueError("the last chunk has 1 to 65,536 bytes, or none in an empty payload")
        self._put(rest, last=True)

    def _put(self, plain: memoryview, *, last: bool) -> None:
        if self._closed:
            raise ValueError("nothing more can be sealed into this payload")
        self._closed = True
        self._sealer.put(plain, last=last)
        self.size += len(plain)
        self._closed = last


def encrypt_payload(
    source: Source,
    sink: Sink,
    file_key: bytes,
    *,
    on_plaintext: Callable[[memoryview], object] | None = None,
    block_size: int = BLOCK_SIZE,
) -> int:
    """Encrypt all of `source` in one pass, in constant memory, and give the size of the plaintext.

    `on_plaintext` sees every block in order before it is encrypted. A block stays unchanged until the *next* call
    returns (the last one: until this function returns), so that a second thread can hash it meanwhile: start hashing
    in one call, wait for it in the next. `block_size` is a multiple of 64 KiB.
    """
    if block_size <= 0 or block_size % CHUNK_SIZE:
        raise ValueError("block_size is a multiple of 64 KiB")
    sealer = _Sealer(file_key, sink)
    blocks = _Blocks(block_size)
    now, total = buffer(CHUNK_SIZE), 0  # a small payload shall not pay for large buffers
    held = fill(source, now)
    while True:
        # Only a look ahead tells whether this block ends the payload.
        ahead = blocks.take() if held == len(now) else now
        next_held = fill(source, ahead) if ahead is not now else 0
        total += held
        if on_plaintext and held:
            on_plaintext(now[:held])
        sealer.put(now[:held], last=not next_held)
        if not next_held:
            return total
        blocks.give_back(now)
        now, held = ahead, next_held


def decrypt_payload(source: Source, sink: Sink, file_key: bytes, *, block_size: int = BLOCK_SIZE) -> int:
    """Decrypt a payload from its nonce to the end of `source`, and give the size of the plaintext.

    Only authenticated chunks reach the sink. Raises AlteredChunk, TruncatedPayload, EmptyLastChunk, TrailingData,
    NonceCutOff; what reached the sink before is authentic, but not whole.
    """
    if block_size <= 0 or block_size % CHUNK_SIZE:
        raise ValueError("block_size is a multiple of 64 KiB")
    opener = _Opener(file_key, read_nonce(source))
    sealed, plain, total = buffer(SEALED_CHUNK_SIZE), buffer(CHUNK_SIZE), 0
    while held := fill(source, sealed):
        total += _open_block(opener, sealed[:held], plain, sink)
        if len(plain) < block_size:  # a small payload did not pay for large buffers
            sealed, plain = buffer(block_size // CHUNK_SIZE * SEALED_CHUNK_SIZE), buffer(block_size)
    if not opener.ended:
        raise TruncatedPayload(opener.index)
    return total


class _Sealer:
    """Seals blocks of whole chunks one after another into the sink. Only the last block may be no multiple."""

    def __init__(self, file_key: bytes, sink: Sink) -> None:
        self._begin = os.urandom(NONCE_SIZE)  # "A new nonce MUST be generated for each file"
        self._cipher = ChunkCipher(file_key, self._begin)
        self._sink = sink
        self._lender: Lender | None = getattr(sink, "lender", None)
        self._index = 0
        self._out = buffer(0)

    def put(self, plain: memoryview, *, last: bool) -> None:
        chunks = max(1, -(-len(plain) // CHUNK_SIZE))
        if self._lender:
            self._put_in_place(self._lender, plain, chunks, last=last)
        else:
            self._put_at_once(plain, chunks, last=last)

    def _put_at_once(self, plain: memoryview, chunks: int, *, last: bool) -> None:
        start, self._begin = self._begin, b""  # with the first block, for each write of a small file counts
        size = len(start) + len(plain) + chunks * TAG_SIZE
        if len(self._out) < size:
            self._out = buffer(size)
        self._out[: len(start)] = start
        end = len(start)
        for place in range(chunks):
            chunk = plain[place * CHUNK_SIZE : (place + 1) * CHUNK_SIZE]
            end, before = end + len(chunk) + TAG_SIZE, end
            self._seal(chunk, self._out[before:end], last=last and place == chunks - 1)
        write_all(self._sink, self._out[:size])

    def _put_in_place(self, lender: Lender, plain: memoryview, chunks: int, *, last: bool) -> None:
        if self._begin:
            write_all(self._sink, memoryview(self._begin))
            self._begin, self._out = b"", buffer(SEALED_CHUNK_SIZE)
        for place in range(chunks):
            chunk = plain[place * CHUNK_SIZE : (place + 1) * CHUNK_SIZE]
            size, ends = len(chunk) + TAG_SIZE, last and place == chunks - 1
            if room := lender.room(size):
                self._seal(chunk, room, last=ends)
                lender.filled(size)
            else:
                self._seal(chunk, self._out[:size], last=ends)
                write_all(self._sink, self._out[:size])

    def _seal(self, chunk: memoryview, sealed: memoryview, *, last: bool) -> None:
        self._cipher.seal(self._index, chunk, sealed, last=last)
        self._index += 1


class _Blocks:
    """Buffers in rotation: one is used again after two others, so that its reader may lag by one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._resting: list[memoryview] = []

    def take(self) -> memoryview:
        return self._resting.pop(0) if len(self._resting) == 2 else buffer(self._size)

    def give_back(self, block: memoryview) -> None:
        if len(block) == self._size:
            self._resting.append(block)


class _Opener:
    """Opens the chunks of one payload one after another, and knows whether the end was seen."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._cipher = ChunkCipher(file_key, nonce)
        self.index = 0
        self.ended = False

    def open(self, sealed: memoryview, plain: memoryview) -> None:
        """Decrypt the next chunk into `plain`. Raises AlteredChunk, TrailingData, EmptyLastChunk."""
        if self.ended:
            raise TrailingData(self.index)
        whole = len(sealed) == SEALED_CHUNK_SIZE
        if not (whole and self._cipher.fits(self.index, sealed, plain, last=False)):
            self._open_last(sealed, plain)
        self.index += 1

    def _open_last(self, sealed: memoryview, plain: memoryview) -> None:
        if not self._cipher.fits(self.index, sealed, plain, last=True):
            raise AlteredChunk(self.index)
        if not plain and self.index:  # "The final chunk ... MUST NOT be empty unless the whole payload is empty"
            raise EmptyLastChunk(self.index)
        self.ended = True


def _open_block(opener: _Opener, sealed: memoryview, plain: memoryview, sink: Sink) -> int:
    authentic = 0
    try:
        for start in range(0, len(sealed), SEALED_CHUNK_SIZE):
            chunk = sealed[start : start + SEALED_CHUNK_SIZE]
            end = authentic + max(0, len(chunk) - TAG_SIZE)
            opener.open(chunk, plain[authentic:end])
            authentic = end
    finally:
        write_all(sink, plain[:authentic])
    return authentic
