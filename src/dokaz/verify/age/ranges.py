"""Reading any range of a payload without decrypting what precedes it."""

import io
from typing import TYPE_CHECKING, Protocol

from dokaz.verify.age.chunks import (
    BLOCK_SIZE,
    CHUNK_SIZE,
    NONCE_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    ChunkCipher,
    Source,
    fill,
    read_nonce,
)
from dokaz.verify.age.errors import AlteredChunk, EmptyLastChunk, TruncatedPayload

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["PayloadReader", "SeekableSource"]

_BLOCK_CHUNKS = BLOCK_SIZE // CHUNK_SIZE


class SeekableSource(Source, Protocol):
    """A binary file that can be positioned. The reader moves its position at every read."""

    def seek(self, offset: int, whence: int = ..., /) -> int: ...


class PayloadReader(io.RawIOBase):
    """The plaintext as a read-only, seekable file. `size` is its length, authenticated when the reader is made.

    `offset` and `length` say where the payload (nonce and chunks) lies in `source`; without `length` it runs to the
    end. Making one raises NonceCutOff, TruncatedPayload, AlteredChunk, EmptyLastChunk; reading raises AlteredChunk,
    and never gives bytes of a chunk that failed. Closing it leaves the source open.
    """

    def __init__(self, source: SeekableSource, file_key: bytes, *, offset: int = 0, length: int | None = None) -> None:
        super().__init__()
        self._source = source
        length = source.seek(0, io.SEEK_END) - offset if length is None else length
        source.seek(offset)
        self._cipher = ChunkCipher(file_key, read_nonce(source))
        self._chunks_at = offset + NONCE_SIZE
        self._position = 0
        self._sealed = memoryview(bytearray(SEALED_CHUNK_SIZE))
        self._chunk = memoryview(bytearray(CHUNK_SIZE))
        self._chunk_index = -1
        self._last, self._last_size = _last_chunk(length - NONCE_SIZE)
        self._authenticate_end()
        self.size = self._last * CHUNK_SIZE + self._last_size

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill as much of the buffer as one step gives: up to 1 MiB of whole chunks, or one part of one."""
        if self.closed:
            raise ValueError("the reader is closed")
        view = memoryview(buffer).cast("B")
        view = view[: max(0, self.size - self._position)]
        if not view:
            return 0
        index, within = divmod(self._position, CHUNK_SIZE)
        whole = len(view) // CHUNK_SIZE if not within else 0
        taken = self._read_whole(index, view[: whole * CHUNK_SIZE]) if whole else self._read_part(index, within, view)
        self._position += taken
        return taken

    def readall(self) -> bytes:
        """Give everything from here to the end."""
        out = bytearray(max(0, self.size - self._position))
        fill(self, memoryview(out))
        return bytes(out)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move within the plaintext; past its end there is nothing to read."""
        starts = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}
        if whence not in starts or starts[whence] + offset < 0:
            raise ValueError("no such position")
        self._position = starts[whence] + offset
        return self._position

    def tell(self) -> int:
        """Give the position in the plaintext."""
        return self._position

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def _authenticate_end(self) -> None:
        # C2SP age: "Seeking relatively to the end of file MUST first decrypt and verify ... the last chunk"
        sealed = self._fetch(self._last, self._last_size + TAG_SIZE)
        plain = self._chunk[: self._last_size]
        if not self._cipher.fits(self._last, sealed, plain, last=True):
            if self._cipher.fits(self._last, sealed, plain, last=False):
                raise TruncatedPayload(self._last + 1)
            raise AlteredChunk(self._last)
        if self._last and not plain:  # "MUST NOT be empty unless the whole payload is empty"
            raise EmptyLastChunk(self._last)
        self._chunk_index = self._last

    def _read_whole(self, index: int, view: memoryview) -> int:
        chunks = min(_BLOCK_CHUNKS, len(view) // CHUNK_SIZE)
        sealed = self._fetch(index, chunks * SEALED_CHUNK_SIZE)
        for place in range(chunks):
            start, at = place * SEALED_CHUNK_SIZE, place * CHUNK_SIZE
            self._open(index + place, sealed[start : start + SEALED_CHUNK_SIZE], view[at : at + CHUNK_SIZE])
        return chunks * CHUNK_SIZE

    def _read_part(self, index: int, within: int, view: memoryview) -> int:
        size = self._last_size if index == self._last else CHUNK_SIZE
        if index != self._chunk_index:
            self._chunk_index = -1
            self._open(index, self._fetch(index, size + TAG_SIZE), self._chunk[:size])
            self._chunk_index = index
        taken = min(len(view), size - within)
        view[:taken] = self._chunk[within : within + taken]
        return taken

    def _open(self, index: int, sealed: memoryview, plain: memoryview) -> None:
        if not self._cipher.fits(index, sealed, plain, last=index == self._last):
            raise AlteredChunk(index)

    def _fetch(self, index: int, size: int) -> memoryview:
        if len(self._sealed) < size:
            self._sealed = memoryview(bytearray(size))
        self._source.seek(self._chunks_at + index * SEALED_CHUNK_SIZE)
        held = fill(self._source, self._sealed[:size])
        if held < size:
            raise TruncatedPayload(index + held // SEALED_CHUNK_SIZE)
        return self._sealed[:size]


def _last_chunk(sealed_size: int) -> tuple[int, int]:
    """Index and plaintext size of the last chunk of a payload whose chunks take `sealed_size` bytes."""
    if sealed_size <= 0:
        raise TruncatedPayload(0)
    last = (sealed_size - 1) // SEALED_CHUNK_SIZE
    size = sealed_size - last * SEALED_CHUNK_SIZE - TAG_SIZE
    if size < 0:
        raise TruncatedPayload(last)
    return last, size
