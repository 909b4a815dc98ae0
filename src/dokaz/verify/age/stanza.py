"""Recipient stanzas: one wrapping of the file key each (C2SP age, "Recipient stanza")."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from dokaz.verify.age.errors import StanzaMalformed

__all__ = [
    "FILE_KEY_SIZE",
    "WRAPPED_KEY_SIZE",
    "Identity",
    "Recipient",
    "Stanza",
    "from_base64",
    "to_base64",
    "unwrap_file_key",
    "wrap_file_key",
]

FILE_KEY_SIZE = 16
WRAPPED_KEY_SIZE = 32
COLUMNS = 64
_ZERO_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Stanza:
    """Type, arguments and body. `line` is where it was read, for messages only."""

    type: str
    arguments: tuple[str, ...]
    body: bytes
    line: int = field(default=0, compare=False)

    def encode(self) -> bytes:
        """Write the stanza exactly as it stands in a header."""
        text = to_base64(self.body)
        # The body ends with a line shorter than 64 columns, which is empty when the last one is full.
        wrapped = [text[start : start + COLUMNS] for start in range(0, len(text) + 1, COLUMNS)]
        return "\n".join([" ".join(["->", self.type, *self.arguments]), *wrapped, ""]).encode("ascii")

    def values(self, *sizes: int) -> list[bytes]:
        """Give the arguments as bytes of exactly these sizes. Raises StanzaMalformed.

        Also checks that the body is as long as a wrapped file key: the specification wants that before any decryption,
        against partitioning oracles.
        """
        if len(self.arguments) != len(sizes):
            raise StanzaMalformed(f"a {self.type} stanza has {len(sizes)} arguments after its type", line=self.line)
        if len(self.body) != WRAPPED_KEY_SIZE:
            raise StanzaMalformed(f"the body of a {self.type} stanza has 32 bytes", line=self.line)
        return [self._value(text, size) for text, size in zip(self.arguments, sizes, strict=True)]

    def _value(self, text: str, size: int) -> bytes:
        value = from_base64(text)
        if value is None or len(value) != size:
            raise StanzaMalformed(f"an argument is not canonical base64 of {size} bytes", line=self.line)
        return value


class Recipient(Protocol):
    """Anyone a file key can be wrapped to."""

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key, differently at each call."""


class Identity(Protocol):
    """Whoever may be able to unwrap a file key."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None when no stanza is for this identity. Raises StanzaMalformed."""


def to_base64(data: bytes) -> str:
    """Write base64 without padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def from_base64(text: str) -> bytes | None:
    """Read canonical base64 without padding; None when it is anything else (RFC 4648 section 3.5)."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None


def wrap_file_key(wrap_key: bytes, file_key: bytes) -> bytes:
    """Encrypt the file key under a key that is used once, hence the zero nonce."""
    return ChaCha20Poly1305(wrap_key).encrypt(_ZERO_NONCE, file_key, None)


def unwrap_file_key(wrap_key: bytes, body: bytes) -> bytes | None:
    """Give the file key, or None when the wrap key is not the one."""
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None
