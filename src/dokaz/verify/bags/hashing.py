"""Hashes of files, read once and in constant memory whatever their size."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

__all__ = ["ALGORITHMS", "digests"]

# RFC 8493 2.4: names are lower case without punctuation; the weak ones are read and never written
ALGORITHMS = {
    "md5": "md5",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
    "sha3224": "sha3_224",
    "sha3256": "sha3_256",
    "sha3384": "sha3_384",
    "sha3512": "sha3_512",
    "blake2b512": "blake2b",
    "blake2s256": "blake2s",
}
PIECE = 1 << 20


def digests(path: Path, algorithms: Iterable[str]) -> dict[str, str]:
    """Hash one file with several algorithms in one pass; lower-case hex by name."""
    running = {name: hashlib.new(ALGORITHMS[name], usedforsecurity=False) for name in algorithms}
    buffer = bytearray(PIECE)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            for each in running.values():
                each.update(view[:count])
    return {name: each.hexdigest() for name, each in running.items()}
