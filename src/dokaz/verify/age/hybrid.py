"""The post-quantum hybrid recipient: HPKE with MLKEM768-X25519, that is X-Wing (C2SP age, `mlkem768x25519`).

Everything of the hybrid is in this file, so that it can be replaced when the drafts it rests on become standards.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from dokaz.verify.age import bech32
from dokaz.verify.age.errors import KeyMalformed, StanzaMalformed
from dokaz.verify.age.stanza import Stanza, to_base64

__all__ = ["STANZA_TYPE", "HybridIdentity", "HybridRecipient"]

STANZA_TYPE = "mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_SEED_SIZE = 32
_MLKEM_SEED_SIZE = 64
_MLKEM_PUBLIC_SIZE = 1184
_MLKEM_SHARE_SIZE = 1088
_X25519_SIZE = 32
_PUBLIC_SIZE = _MLKEM_PUBLIC_SIZE + _X25519_SIZE
_SHARE_SIZE = _MLKEM_SHARE_SIZE + _X25519_SIZE
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """The public half: `age1pq1…`."""

    public: bytes

    def __post_init__(self) -> None:
        if len(self.public) != _PUBLIC_SIZE:
            raise KeyMalformed(f"A post-quantum recipient has {_PUBLIC_SIZE} bytes.")

    @classmethod
    def parse(cls, text: str) -> "HybridRecipient":
        """Read `age1pq1…`. Raises KeyMalformed."""
        otherwise = "This is not a post-quantum recipient: those begin with age1pq1, in small letters."
        return cls(bech32.data_of(text, prefix="age1pq", otherwise=otherwise))

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap by HPKE SealBase. Raises KeyMalformed when the bytes are no key."""
        try:
            sealed = _SUITE.encrypt(file_key, self._key(), _INFO)
        except ValueError as error:
            raise KeyMalformed("The bytes of this post-quantum recipient are not a usable key.") from error
        return Stanza(STANZA_TYPE, (to_base64(sealed[:_SHARE_SIZE]),), sealed[_SHARE_SIZE:])

    def _key(self) -> MLKEM768X25519PublicKey:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC_SIZE]),
            X25519PublicKey.from_public_bytes(self.public[_MLKEM_PUBLIC_SIZE:]),
        )


class HybridIdentity:
    """The secret half: `AGE-SECRET-KEY-PQ-1…`. `str` gives the secret text, `repr` only a fingerprint."""

    __slots__ = ("_key", "_x25519", "recipient", "secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _SEED_SIZE:
            raise KeyMalformed("A post-quantum identity has 32 bytes.")
        self.secret = secret
        # draft-ietf-hpke-pq: the 32-byte seed is stretched by SHAKE256 to the seeds of both halves
        seeds = hashlib.shake_256(secret).digest(_MLKEM_SEED_SIZE + _X25519_SIZE)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(seeds[:_MLKEM_SEED_SIZE])
        self._x25519 = X25519PrivateKey.from_private_bytes(seeds[_MLKEM_SEED_SIZE:])
        self._key = MLKEM768X25519PrivateKey(mlkem, self._x25519)
        public = mlkem.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()
        self.recipient = HybridRecipient(public)

    @classmethod
    def generate(cls) -> "HybridIdentity":
        """Make a new identity from the system's randomness."""
        return cls(os.urandom(_SEED_SIZE))

    @classmethod
    def parse(cls, text: str) -> "HybridIdentity":
        """Read `AGE-SECRET-KEY-PQ-1…`. Raises KeyMalformed."""
        otherwise = "This is not a post-quantum identity: those begin with AGE-SECRET-KEY-PQ-1, in capitals."
        return cls(bech32.data_of(text, prefix="AGE-SECRET-KEY-PQ-", otherwise=otherwise))

    def __str__(self) -> str:
        return bech32.encode("age-secret-key-pq-", self.secret).upper()

    def __repr__(self) -> str:
        return f"<HybridIdentity {hashlib.sha256(self.recipient.public).hexdigest()[:16]}>"

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Give the file key, or None. Raises StanzaMalformed."""
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE and (file_key := self._open(stanza)) is not None:
                return file_key
        return None

    def _open(self, stanza: Stanza) -> bytes | None:
        (share,) = stanza.values(_SHARE_SIZE)
        self._refuse_low_order(share[_MLKEM_SHARE_SIZE:], stanza)
        try:
            return _SUITE.decrypt(share + stanza.body, self._key, _INFO)
        except InvalidTag:
            return None

    def _refuse_low_order(self, share: bytes, stanza: Stanza) -> None:
        # HPKE reports every failure alike; RFC 9180 7.1.4 wants an all-zero secret to be an error of its own.
        try:
            self._x25519.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise StanzaMalformed("the X25519 part of the share is a point of low order", line=stanza.line) from error
