"""SHA-256 in a second thread, so that hashing and sealing or opening go on at once."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Self

BLOCK = 4 * 1024 * 1024
SMALL = 1 << 20  # below this a second thread costs more than it gains


class Hashing:
    """Each block is handed over in one call and waited for in the next: it must stay unchanged until then."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="custody-hash")
        self._pending: Future[None] | None = None

    def see(self, block: memoryview) -> None:
        self._wait()
        self._pending = self._thread.submit(self._hash.update, block)

    def digest(self) -> bytes:
        self._wait()
        return self._hash.digest()

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)


def sha256_of(stream: BinaryIO, *, size: int) -> str:
    """The hash of all that is left in the stream, in constant memory."""
    if size <= SMALL:
        return hashlib.sha256(stream.read()).hexdigest()
    filled, ahead = memoryview(bytearray(BLOCK)), memoryview(bytearray(BLOCK))
    with Hashing() as hashing:
        while held := stream.readinto(filled):  # type: ignore[attr-defined]
            hashing.see(filled[:held])
            filled, ahead = ahead, filled
        return hashing.digest().hex()
