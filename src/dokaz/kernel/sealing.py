"""Small cryptography that keys, records and the vault share: derivation, sealing to a public key, sealed fields.

Every derivation is HKDF-SHA-256 (RFC 5869) under a label `dokaz/v1/<purpose>` from the register `Purpose`; no key has
two purposes (SECURITY 1.1). What is sealed says nothing about its key, and opens only with the associated data it was
sealed with: the place it belongs to.

    sealed to a key   0x01 · ephemeral public key (32) · ChaCha20-Poly1305 text and tag
    wrapped key       0x02 · ephemeral public key (32) · ChaCha20-Poly1305 text and tag
    sealed field      0x03 · random nonce (12)         · ChaCha20-Poly1305 of the padded text and tag
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dokaz.kernel.errors import ContextRepeated, KeyMalformed, SealBroken, SignatureForged

Made = TypeVar("Made")

KEY_SIZE = 32
TAG_SIZE = 16
NONCE_SIZE = 12
SMALLEST_CLASS = 64
_SEALED, _WRAPPED, _FIELD = b"\x01", b"\x02", b"\x03"
_ONCE = bytes(NONCE_SIZE)  # each key it is used with seals one message only
_BATCHES_AT_ONCE = 64


class Purpose(StrEnum):
    """What a derived key is for: the register of all labels, compared with docs/keys.md by a test."""

    SEAL = "dokaz/v1/seal"
    RECORD_WRAP = "dokaz/v1/record-wrap"
    KEY_COMMITMENT = "dokaz/v1/key-commitment"
    RECOVERY_BOX = "dokaz/v1/recovery-box"
    RECOVERY_SIGN = "dokaz/v1/recovery-sign"
    PASSPHRASE_VERIFIER = "dokaz/v1/passphrase-verifier"  # noqa: S105 - a label
    PASSPHRASE_WRAP = "dokaz/v1/passphrase-wrap"  # noqa: S105 - a label
    SESSION = "dokaz/v1/session"
    PENDING_SESSION = "dokaz/v1/pending-session"
    RECOVERY_CODE = "dokaz/v1/recovery-code"
    FORM_TOKEN = "dokaz/v1/form-token"  # noqa: S105 - a label
    TERMINAL_PROOF = "dokaz/v1/terminal-proof"
    PORTAL_REPORT = "dokaz/v1/portal-report"
    CONTENT_EQUALITY = "dokaz/v1/content-equality"
    INDEX_WORD = "dokaz/v1/index-word"
    NAME_PART = "dokaz/v1/name-part"
    HALVED_RECORD = "dokaz/v1/halved-record"
    MACHINE_AT_REST = "dokaz/v1/machine-at-rest"
    MACHINE_START = "dokaz/v1/machine-start"
    DATABASE = "dokaz/v1/database"
    REGISTER = "dokaz/v1/register"
    CANARY = "dokaz/v1/canary"
    OPENED = "dokaz/v1/opened"
    WITNESS_AT_REST = "dokaz/v1/witness-at-rest"
    UPLOAD = "dokaz/v1/upload"


def derive(secret: bytes, purpose: Purpose, *, salt: bytes = b"", info: bytes = b"") -> bytes:
    """32 bytes for this purpose and no other. `info` is bound in behind the label."""
    # RFC 5869 3.2: the zero byte ends the label, so that label and info cannot be read in two ways.
    return HKDF(SHA256(), KEY_SIZE, salt or None, purpose.value.encode() + b"\x00" + info).derive(secret)


@dataclass(frozen=True, slots=True)
class BoxPair:
    """An X25519 key pair (RFC 7748) as raw bytes. The secret is left out of repr."""

    secret: bytes = field(repr=False)
    public: bytes

    @classmethod
    def new(cls) -> "BoxPair":
        return cls.from_secret(os.urandom(KEY_SIZE))

    @classmethod
    def from_secret(cls, secret: bytes) -> "BoxPair":
        """Raises KeyMalformed."""
        return cls(secret, _box_secret(secret).public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class SignPair:
    """An Ed25519 key pair (RFC 8032) as raw bytes. The secret is left out of repr."""

    secret: bytes = field(repr=False)
    public: bytes

    @classmethod
    def new(cls) -> "SignPair":
        return cls.from_secret(os.urandom(KEY_SIZE))

    @classmethod
    def from_secret(cls, secret: bytes) -> "SignPair":
        """Raises KeyMalformed."""
        return cls(secret, _checked(Ed25519PrivateKey.from_private_bytes, secret).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)


def verify_signature(public_key: bytes, signature: bytes, message: bytes) -> None:
    """Return only if the holder of this key signed these bytes. Raises SignatureForged, KeyMalformed."""
    try:
        _checked(Ed25519PublicKey.from_public_bytes, public_key).verify(signature, message)
    except InvalidSignature as why:
        raise SignatureForged from why


def seal_to(public_key: bytes, plaintext: bytes, *, aad: bytes) -> bytes:
    """Seal to whoever holds the secret key, without a secret of one's own. Length shows: pad what is a field."""
    ephemeral = X25519PrivateKey.generate()
    shown = ephemeral.public_key().public_bytes_raw()
    key = derive(_shared(ephemeral, public_key), Purpose.SEAL, salt=shown + public_key, info=aad)
    return _SEALED + shown + ChaCha20Poly1305(key).encrypt(_ONCE, plaintext, aad)


def open_with(secret_key: bytes, sealed: bytes, *, aad: bytes) -> bytes:
    """What `seal_to` sealed with the same `aad`. Raises SealBroken."""
    return SealOpener(secret_key).open(sealed, aad=aad)


class SealOpener:
    """Opens much that was sealed to one key, whose public half is worked out once. It holds the key: let it go soon.

    What a `SealedBatch` wrapped together takes one exchange here too, where it is opened together.
    """

    def __init__(self, secret_key: bytes) -> None:
        self._secret = _box_secret(secret_key)
        self._public = self._secret.public_key().public_bytes_raw()
        self._shared: dict[bytes, bytes] = {}

    def open(self, sealed: bytes, *, aad: bytes) -> bytes:
        """What `seal_to` sealed with the same `aad`. Raises SealBroken."""
        return self._opened(sealed, _SEALED, Purpose.SEAL, aad)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """The record key that a `SealedBatch` wrapped under this context. Raises SealBroken."""
        return self._opened(wrapped, _WRAPPED, Purpose.RECORD_WRAP, context)

    def _opened(self, sealed: bytes, version: bytes, purpose: Purpose, aad: bytes) -> bytes:
        shown, text = sealed[1 : 1 + KEY_SIZE], sealed[1 + KEY_SIZE :]
        if sealed[:1] != version or len(shown) != KEY_SIZE:
            raise SealBroken
        key = derive(self._shared_with(shown), purpose, salt=shown + self._public, info=aad)
        return _decrypted(ChaCha20Poly1305(key), _ONCE, text, aad)

    def _shared_with(self, shown: bytes) -> bytes:
        if shown not in self._shared:
            if len(self._shared) >= _BATCHES_AT_ONCE:
                self._shared.clear()
            try:
                self._shared[shown] = _shared(self._secret, shown)
            except KeyMalformed as why:  # an altered ephemeral key, not a fault of the reader's key
                raise SealBroken from why
        return self._shared[shown]


class SealedBatch:
    """Wraps the keys of many records to one public key with a single exchange.

    Each wrap has a key of its own, derived with its context, which must name one record and be unique in the batch:
    the same wrapping key may not seal twice. A batch is for one thread.
    """

    def __init__(self, public_key: bytes) -> None:
        ephemeral = X25519PrivateKey.generate()
        self._shown = ephemeral.public_key().public_bytes_raw()
        self._salt = self._shown + public_key
        self._secret = _shared(ephemeral, public_key)
        self._contexts: set[bytes] = set()

    def wrap(self, record_key: bytes, *, context: bytes) -> bytes:
        """Raises ContextRepeated."""
        if context in self._contexts:
            raise ContextRepeated
        self._contexts.add(context)
        key = derive(self._secret, Purpose.RECORD_WRAP, salt=self._salt, info=context)
        return _WRAPPED + self._shown + ChaCha20Poly1305(key).encrypt(_ONCE, record_key, context)


def seal_field(key: bytes, plaintext: bytes, *, aad: bytes) -> bytes:
    """Seal one field under its record's key; the length tells only the size class. `aad` names the place it is in."""
    nonce = os.urandom(NONCE_SIZE)
    return _FIELD + nonce + _checked(ChaCha20Poly1305, key).encrypt(nonce, _padded(plaintext), aad)


def open_field(key: bytes, sealed: bytes, *, aad: bytes) -> bytes:
    """Raises SealBroken, KeyMalformed."""
    if sealed[:1] != _FIELD:
        raise SealBroken
    nonce, text = sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :]
    return _unpadded(_decrypted(_checked(ChaCha20Poly1305, key), nonce, text, aad))


def size_class(size: int) -> int:
    """The padded size of a text of `size` bytes: powers of two from 64 up to 1 MiB, then whole MiB."""
    mebibyte = 1 << 20
    if size + 1 > mebibyte:
        return -(-(size + 1) // mebibyte) * mebibyte
    return max(SMALLEST_CLASS, 1 << size.bit_length())


def _decrypted(cipher: ChaCha20Poly1305, nonce: bytes, text: bytes, aad: bytes) -> bytes:
    if len(nonce) != NONCE_SIZE or len(text) < TAG_SIZE:
        raise SealBroken
    try:
        return cipher.decrypt(nonce, text, aad)
    except InvalidTag as why:
        raise SealBroken from why


def _padded(plaintext: bytes) -> bytes:
    """ISO/IEC 7816-4 padding: one byte 0x80, then zeros."""
    return (plaintext + b"\x80").ljust(size_class(len(plaintext)), b"\x00")


def _unpadded(padded: bytes) -> bytes:
    plaintext, mark, _ = padded.rpartition(b"\x80")
    if not mark:
        raise SealBroken
    return plaintext


def _shared(secret: X25519PrivateKey, public_key: bytes) -> bytes:
    public = _checked(X25519PublicKey.from_public_bytes, public_key)
    try:
        return secret.exchange(public)
    except ValueError as why:  # RFC 7748 6.1: an all-zero result comes from a key that is no honest one
        raise KeyMalformed(wanted=KEY_SIZE, found=len(public_key)) from why


def _box_secret(secret: bytes) -> X25519PrivateKey:
    return _checked(X25519PrivateKey.from_private_bytes, secret)


def _checked(make: Callable[[bytes], Made], key: bytes) -> Made:
    try:
        return make(key)
    except ValueError as why:
        raise KeyMalformed(wanted=KEY_SIZE, found=len(key)) from why
