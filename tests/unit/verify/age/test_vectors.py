"""Every file of the C2SP/CCTV age test kit, read from the shared vectors folder beside the checkout."""

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from dokaz.verify import age

VECTORS = Path(__file__).parents[5] / "shared" / "vectors" / "age"
NAMES = sorted(path.name for path in VECTORS.iterdir()) if VECTORS.is_dir() else []
FAILURES = {
    "no match": age.NoMatch,
    "HMAC failure": age.HeaderMacError,
    "header failure": age.HeaderError,
    "payload failure": age.PayloadError,
    "armor failure": age.ArmorError,
}

pytestmark = pytest.mark.skipif(not NAMES, reason="the shared vectors folder is not beside this checkout")


@dataclass
class Vector:
    facts: list[tuple[str, str]]
    file: bytes

    @classmethod
    def named(cls, name: str) -> "Vector":
        head, _, file = (VECTORS / name).read_bytes().partition(b"\n\n")
        facts = [tuple(line.split(": ", 1)) for line in head.decode().splitlines()]
        return cls(facts, zlib.decompress(file) if ("compressed", "zlib") in facts else file)

    def one(self, key: str) -> str | None:
        return next((value for name, value in self.facts if name == key), None)

    @property
    def identities(self) -> list[age.Identity]:
        keys = [age.parse_identity(value) for name, value in self.facts if name == "identity"]
        return [age.ScryptIdentity(value) for name, value in self.facts if name == "passphrase"] + keys

    def source(self) -> io.BufferedIOBase:
        return age.dearmored(io.BytesIO(self.file)) if self.one("armored") == "yes" else io.BytesIO(self.file)


# Armor cannot be positioned.
BINARY = [name for name in NAMES if not name.startswith("armor_")]
READABLE = [name for name in NAMES if Vector.named(name).one("expect") in ("success", "no match", "HMAC failure")]


def test_the_kit_is_whole():
    assert (len(NAMES), len(BINARY)) == (143, 110)
    assert all(Vector.named(name).one("armored") is None for name in BINARY)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("block_chunks", [1, 64])
def test_reading_from_start_to_end(name, block_chunks):
    vector, released = Vector.named(name), io.BytesIO()

    def read() -> None:
        source = vector.source()
        file_key = age.Header.parse(source).open(vector.identities)
        age.decrypt_payload(source, released, file_key, block_size=block_chunks * age.CHUNK_SIZE)

    if vector.one("expect") == "success":
        read()
        assert age.Header.parse(vector.source()).open(vector.identities).hex() == vector.one("file key")
    else:
        with pytest.raises(FAILURES[vector.one("expect")]):
            read()
    if vector.one("payload"):
        assert hashlib.sha256(released.getvalue()).hexdigest() == vector.one("payload")
    elif vector.one("expect") != "armor failure":
        assert released.getvalue() == b""


@pytest.mark.parametrize("name", BINARY)
def test_reading_by_position(name):
    vector = Vector.named(name)
    if vector.one("expect") == "success":
        plain = age.open_range(vector.source(), vector.identities).read()
        assert hashlib.sha256(plain).hexdigest() == vector.one("payload")
        return
    with pytest.raises(FAILURES[vector.one("expect")]):
        age.open_range(vector.source(), vector.identities).read()


@pytest.mark.parametrize("name", READABLE)
def test_a_header_that_can_be_read_is_written_back_byte_for_byte(name):
    header = age.Header.parse(Vector.named(name).source())
    whole = Vector.named(name).source()
    assert whole.read(len(header.encode())) == header.encode()
