"""C2SP tlog-cosignature: what a log witness signs, and by which algorithm.

Ed25519 signs a text with the time and the whole checkpoint. ML-DSA-44 signs a structure that also names the
cosigner, and leaves the extension lines of a checkpoint out. Both begin with the time, in eight bytes.
"""

from hashlib import sha256
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from dokaz.verify.errors import CheckpointMalformed, KeyMalformed, NoteForged
from dokaz.verify.wire import from_base64, from_decimal

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "ML_DSA_44",
    "PUBLIC_SIZES",
    "PrivateKey",
    "PublicKey",
    "generate",
    "key_id",
    "message",
    "private_key",
    "public_key",
    "timed",
]

ED25519 = 0x01  # signed-note: over the text alone; what logs sign with
COSIGNATURE = 0x04  # tlog-cosignature: timestamped Ed25519
ML_DSA_44 = 0x06  # tlog-cosignature: timestamped ML-DSA-44 (FIPS 204)

PUBLIC_SIZES = {ED25519: 32, COSIGNATURE: 32, ML_DSA_44: 1312}

PrivateKey: TypeAlias = Ed25519PrivateKey | MLDSA44PrivateKey
PublicKey: TypeAlias = Ed25519PublicKey | MLDSA44PublicKey

_LABEL = b"subtree/v1\n\x00"


def timed(kind: int) -> bool:
    """Whether a signature of this kind states when it was made."""
    return kind in (COSIGNATURE, ML_DSA_44)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    # signed-note: key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def generate(kind: int) -> PrivateKey:
    return MLDSA44PrivateKey.generate() if kind == ML_DSA_44 else Ed25519PrivateKey.generate()


def private_key(kind: int, secret: bytes) -> PrivateKey:
    """The key of 32 secret bytes: for ML-DSA they are the seed."""
    if kind == ML_DSA_44:
        return MLDSA44PrivateKey.from_seed_bytes(secret)
    return Ed25519PrivateKey.from_private_bytes(secret)


def public_key(kind: int, public: bytes) -> PublicKey:
    if kind == ML_DSA_44:
        return MLDSA44PublicKey.from_public_bytes(public)
    return Ed25519PublicKey.from_public_bytes(public)


def message(kind: int, *, name: str, text: str, time: int | None) -> bytes:
    """The bytes that a key of this kind and name signs for a note text; `time` for cosignatures alone.

    Raises NoteForged for a time that no clock shows, and for a text that ML-DSA cannot cosign: no checkpoint.
    """
    if time is None:
        return text.encode()
    if time >= 2**63:
        raise NoteForged("The time of a cosignature is beyond 2^63 (C2SP tlog-cosignature).")
    if kind == ML_DSA_44:
        return _structure(name, text, time)
    # Ed25519 signed message: header line, time line, then the whole note body
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _structure(name: str, text: str, time: int) -> bytes:
    """ML-DSA-44 signed message, serialised as RFC 8446 section 3 has it. The whole tree begins at 0."""
    try:
        origin, size, root, *_ = text.split("\n")
        end = from_decimal(size, what="size of the log", error=CheckpointMalformed)
        hash_ = from_base64(root, what="root of the log", error=CheckpointMalformed)
        start = 0
        ends = start.to_bytes(8, "big") + end.to_bytes(8, "big")
        return _LABEL + _counted(name) + time.to_bytes(8, "big") + _counted(origin) + ends + hash_
    except (ValueError, KeyMalformed, CheckpointMalformed):
        raise NoteForged(f"{name} cosigns checkpoints, and this text is not one.") from None


def _counted(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) < 2**8:
        raise KeyMalformed("The name of a cosigner, and of the log, is at most 255 bytes long.")
    return bytes([len(data)]) + data
