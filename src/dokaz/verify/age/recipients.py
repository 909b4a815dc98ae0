"""Recipients and identities: X25519 key pairs and passphrases (C2SP age, "Native recipient types")."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from dokaz.verify.age import bech32
from dokaz.verify.age.errors import KeyMalformed, StanzaMalformed, WorkFactorTooHigh
from dokaz.verify.age.hybrid import HybridIdentity, HybridRecipient
from dokaz.verify.age.stanza import Identity, Recipient, Stanza, to_base64, unwrap_file_key, wrap_file_key

__all__ = [
    "ScryptIdentity",
    "ScryptRecipient",
    "X25519Identity",
    "X25519Recipient",
    "parse_identity",
    "parse_recipient",
]

_X25519_INFO = b"age-encryption.org/v1/X25519"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_KEY_SIZE = 32
_SALT_SIZE = 16
WORK_FACTOR = 18
# 2 ** 20 takes 1 GiB of memory and some seconds: more in a file from outside is an attack on the reader.
MAX_WORK_FACTOR = 20


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """The public half: `age1…`."""

    public: bytes

    def __post_init__(self) -> None:
        if len(self.public) != _KEY_SIZE:
            raise KeyMalformed("An X25519 recipient has 32 bytes.")

    @classmethod
    def parse(cls, text: str) -> "X25519Recipient":
        """Read `age1…`. Raises KeyMalformed."""
        otherwise = "This is not an X25519 recipient: those begin with age1, in small letters."
        return cls(bech32.data_of(text, prefix="age", otherwise=otherwise))

    def __str__(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap under a fresh ephemeral key. Raises KeyMalformed for a point that gives no secret."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        except ValueError as error:
            raise KeyMalformed("This X25519 recipient is a point of low order: nothing can be kept secret.") from error
        body = wrap_file_key(_x25519_wrap_key(secret, share, self.public), file_key)
        return Stanza("X25519", (to_base64(share),), body)


class X25519Identity:
    """The secret half: `AGE-SECRET-KEY-1…`. `str` gives the secret text, `repr` only the public half."""

    __slots__ = ("_private", "recipient", "secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _KEY_SIZE:
            raise KeyMalformed("An X25519 identity has 32 bytes.")
        self.secret = secret
        self._private = X25519PrivateKey.from_private_bytes(secret)
        self.recipient = X25519Recipient(self._private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> "X25519Identity":
        """Make a new identity from the system's randomness."""
        return cls(os.urandom(_KEY_SIZE))

    @classmethod
    def parse(cls, text: str) -> "X25519Identity":
        """Read `AGE-SECRET-KEY-1…`. Raises KeyMalformed."""
        otherwise = "This is not an X25519 identity: those begin with AGE-SECRET-KEY-1, in capitals."
        return cls(bech32.data_of(text, prefix="AGE-SECRET-KEY-", otherwise=otherwise))

    def __str__(self) -> str:
        return bech32.encode("age-secret-key-", self.secret).upper()

    def __repr__(self) -> str:
        return f"<X25519Identity of {self.recipient}>"

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None. Raises StanzaMalformed."""
        for stanza in stanzas:
            if stanza.type == "X25519" and (file_key := self._open(stanza)) is not None:
                return file_key
        return None

    def _open(self, stanza: Stanza) -> bytes | None:
        (share,) = stanza.values(_KEY_SIZE)
        try:
            secret = self._private.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:  # "If the shared secret is all 0x00 bytes, the identity implementation MUST abort"
            raise StanzaMalformed("the X25519 share is a point of low order", line=stanza.line) from error
        return unwrap_file_key(_x25519_wrap_key(secret, share, self.recipient.public), stanza.body)


@dataclass(frozen=True, slots=True, repr=False)
class ScryptRecipient:
    """A passphrase to encrypt to. `work_factor` is the base-two logarithm of N; memory is 1 KiB times N."""

    passphrase: str
    work_factor: int = WORK_FACTOR

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise KeyMalformed("An empty passphrase protects nothing.")
        if not 1 <= self.work_factor <= MAX_WORK_FACTOR:
            raise KeyMalformed(f"The work factor of a passphrase lies between 1 and {MAX_WORK_FACTOR}.")

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap under the passphrase and a fresh salt."""
        salt = os.urandom(_SALT_SIZE)
        body = wrap_file_key(_scrypt_wrap_key(self.passphrase, salt, self.work_factor), file_key)
        return Stanza("scrypt", (to_base64(salt), str(self.work_factor)), body)


@dataclass(frozen=True, slots=True, repr=False)
class ScryptIdentity:
    """A passphrase to decrypt with. More work than `max_work_factor` is refused before it is begun."""

    passphrase: str
    max_work_factor: int = MAX_WORK_FACTOR

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None. Raises StanzaMalformed, WorkFactorTooHigh."""
        if not any(stanza.type == "scrypt" for stanza in stanzas):
            return None
        if len(stanzas) != 1:
            raise StanzaMalformed("a passphrase stanza stands alone in its header", line=stanzas[0].line)
        return self._open(stanzas[0])

    def _open(self, stanza: Stanza) -> bytes | None:
        if len(stanza.arguments) != 2:
            raise StanzaMalformed("a scrypt stanza has 2 arguments after its type", line=stanza.line)
        factor = stanza.arguments[1]
        (salt,) = replace(stanza, arguments=stanza.arguments[:1]).values(_SALT_SIZE)
        if not re.fullmatch(r"[1-9][0-9]*", factor, re.ASCII):
            raise StanzaMalformed("the work factor is a decimal number without leading zeros", line=stanza.line)
        if len(factor) > 2 or int(factor) > self.max_work_factor:
            says = f"a work factor of {factor[:20]} is more than the {self.max_work_factor} allowed here"
            raise WorkFactorTooHigh(says, line=stanza.line)
        return unwrap_file_key(_scrypt_wrap_key(self.passphrase, salt, int(factor)), stanza.body)


def parse_recipient(text: str) -> Recipient:
    """Read `age1…` or `age1pq1…`. Raises KeyMalformed."""
    return HybridRecipient.parse(text) if text.startswith("age1pq1") else X25519Recipient.parse(text)


def parse_identity(text: str) -> Identity:
    """Read `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`. Raises KeyMalformed."""
    return HybridIdentity.parse(text) if text.startswith("AGE-SECRET-KEY-PQ-1") else X25519Identity.parse(text)


def _x25519_wrap_key(secret: bytes, share: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=share + public, info=_X25519_INFO).derive(secret)


def _scrypt_wrap_key(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    scrypt = Scrypt(salt=_SCRYPT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    return scrypt.derive(passphrase.encode())
