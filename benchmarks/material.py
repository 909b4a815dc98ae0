"""Bytes to work on: nothing that compresses, nothing that is the same twice, and quickly made."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from benchmarks.measuring import MIB

BLOCK = 4 * MIB
A_FOLDER_HOLDS = 1000


def stream(seed: int) -> Iterator[bytes]:
    keystream = Cipher(AES(seed.to_bytes(16, "big")), CTR(bytes(16))).encryptor()
    zeros = bytes(BLOCK)
    while True:
        yield keystream.update(zeros)


def one_file(path: Path, size: int, *, seed: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb", buffering=0) as file:
        for block in stream(seed):
            file.write(block[: min(BLOCK, size - file.tell())])
            if file.tell() == size:
                return path
    raise AssertionError("unreachable")


def many_files(folder: Path, sizes: list[int], *, seed: int = 2) -> int:
    """Files of these sizes in folders of a thousand; gives how many bytes they hold."""
    blocks, rest = stream(seed), memoryview(b"")
    for number, size in enumerate(sizes):
        if number % A_FOLDER_HOLDS == 0:
            within = folder / f"{number // A_FOLDER_HOLDS:04}"
            within.mkdir(parents=True)
        parts, missing = [], size
        while missing:
            rest = rest or memoryview(next(blocks))
            parts.append(rest[:missing])
            missing, rest = missing - len(parts[-1]), rest[missing:]
        (within / f"{number:06}.bin").write_bytes(b"".join(parts))
    return sum(sizes)
