"""One payload's cipher and the sizes of its chunks; filling and emptying buffers."""

from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dokaz.verify.age.errors import NonceCutOff

__all__ = [
    "BLOCK_SIZE",
    "CHUNK_SIZE",
    "NONCE_SIZE",
    "SEALED_CHUNK_SIZE",
    "TAG_SIZE",
    "ChunkCipher",
    "Lender",
    "Sink",
    "Source",
    "buffer",
    "ciphertext_size",
    "fill",
    "read_nonce",
    "write_all",
]

CHUNK_SIZE = 64 * 1024
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
NONCE_SIZE = 16
# Measured: as fast as any size from 256 KiB to 4 MiB, and 1 MiB stays in the cache of the processor.
BLOCK_SIZE = 1024 * 1024


class Source(Protocol):
    """Anything that fills a buffer, as binary files do; 0 means the end."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


class Sink(Protocol):
    """Anything that takes bytes and says how many it took, as binary files do. The view is valid during the call."""

    def write(self, data: memoryview, /) -> int: ...


class Lender(Protocol):
    """Lends the memory a sink will write next, so that chunks are sealed in their place; the sink's `lender`."""

    def room(self, size: int, /) -> memoryview | None:
        """So many bytes, or None where they are not in one piece: then they are written as to any sink."""

    def filled(self, size: int, /) -> None: ...


def ciphertext_size(plaintext_size: int) -> int:
    """Say how long the payload of so many bytes is: nonce, chunks and tags, without the header."""
    chunks = max(1, -(-plaintext_size // CHUNK_SIZE))
    return NONCE_SIZE + plaintext_size + chunks * TAG_SIZE


class ChunkCipher:
    """The cipher of one payload: any chunk by its index."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, index: int, plain: memoryview, sealed: memoryview, *, last: bool) -> None:
        """Encrypt into `sealed`, which is 16 bytes longer than `plain`."""
        self._cipher.encrypt_into(_chunk_nonce(index, last=last), plain, None, sealed)

    def fits(self, index: int, sealed: memoryview, plain: memoryview, *, last: bool) -> bool:
        """Decrypt into `plain` and say whether the chunk is authentic; if not, `plain` is zeroed."""
        try:
            self._cipher.decrypt_into(_chunk_nonce(index, last=last), sealed, None, plain)
        except InvalidTag:
            plain[:] = bytes(len(plain))  # a failed decryption leaves unauthenticated bytes behind
            return False
        return True


def read_nonce(source: Source) -> bytes:
    """Take the 16 bytes that follow the header. Raises NonceCutOff."""
    nonce = bytearray(NONCE_SIZE)
    if fill(source, memoryview(nonce)) < NONCE_SIZE:
        raise NonceCutOff("the file ends before the 16 bytes that follow it")
    return bytes(nonce)


def fill(source: Source, view: memoryview) -> int:
    """Read until the view is full or the source ends, and give how much was read."""
    held = 0
    while held < len(view):
        taken = source.readinto(view[held:])
        if taken is None:
            raise BlockingIOError("the source does not wait for its data")
        if not taken:
            break
        held += taken
    return held


def buffer(size: int) -> memoryview:
    """Make a zeroed buffer to be filled and sliced without copying."""
    return memoryview(bytearray(size))


def write_all(sink: Sink, view: memoryview) -> None:
    """Write the whole view, however little the sink takes at a time."""
    while view:
        view = view[sink.write(view) :]


def _chunk_nonce(index: int, *, last: bool) -> bytes:
    # 11 bytes of big-endian counter, then 0x01 for the final chunk and 0x00 for all before it
    return (index << 8 | last).to_bytes(12, "big")
