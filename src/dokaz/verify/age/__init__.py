"""The age v1 file format (C2SP age), so that a stored file opens with the stock `age` program and without us.

Whole files: `encrypt`, `decrypt`, `open_range`. Header and payload apart, as the vault keeps them: `seal_header`,
`open_header`, `rewrap`, `Header`; `encrypt_payload`, `decrypt_payload`, `PayloadWriter`, `PayloadReader`.
Keys: `X25519Identity.generate()`, `parse_identity`, `parse_recipient`. Text form: `ArmorWriter`, `dearmored`.

Never: a file key for two payloads; plaintext of a chunk that failed authentication; post-quantum recipients beside
others in one header; a plugin or an agent, for that is another program.
"""

from dokaz.verify.age.armor import ArmorWriter, dearmored
from dokaz.verify.age.chunks import CHUNK_SIZE, ciphertext_size
from dokaz.verify.age.errors import (
    AgeError,
    AlteredChunk,
    ArmorError,
    EmptyLastChunk,
    HeaderError,
    HeaderMacError,
    KeyMalformed,
    NoMatch,
    NonceCutOff,
    PayloadError,
    RecipientsRefused,
    StanzaMalformed,
    TrailingData,
    TruncatedPayload,
    WorkFactorTooHigh,
)
from dokaz.verify.age.files import decrypt, encrypt, new_file_key, open_range
from dokaz.verify.age.header import Header, open_header, rewrap, seal_header
from dokaz.verify.age.hybrid import HybridIdentity, HybridRecipient
from dokaz.verify.age.ranges import PayloadReader
from dokaz.verify.age.recipients import (
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    X25519Recipient,
    parse_identity,
    parse_recipient,
)
from dokaz.verify.age.stanza import Identity, Recipient, Stanza
from dokaz.verify.age.stream import GrowingPayload, PayloadWriter, decrypt_payload, encrypt_payload

__all__ = [
    "CHUNK_SIZE",
    "AgeError",
    "AlteredChunk",
    "ArmorError",
    "ArmorWriter",
    "EmptyLastChunk",
    "GrowingPayload",
    "Header",
    "HeaderError",
    "HeaderMacError",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "KeyMalformed",
    "NoMatch",
    "NonceCutOff",
    "PayloadError",
    "PayloadReader",
    "PayloadWriter",
    "Recipient",
    "RecipientsRefused",
    "ScryptIdentity",
    "ScryptRecipient",
    "Stanza",
    "StanzaMalformed",
    "TrailingData",
    "TruncatedPayload",
    "WorkFactorTooHigh",
    "X25519Identity",
    "X25519Recipient",
    "ciphertext_size",
    "dearmored",
    "decrypt",
    "decrypt_payload",
    "encrypt",
    "encrypt_payload",
    "new_file_key",
    "open_header",
    "open_range",
    "parse_identity",
    "parse_recipient",
    "rewrap",
    "seal_header",
]
