"""The journal's two ports, filled with keys of this module: the log key signs heads, compartments seal bodies."""

from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dokaz.access import keyrings, models, statements
from dokaz.access.errors import StatementMissing
from dokaz.access.models import StatementKind as Kind
from dokaz.access.sessions import Session
from dokaz.kernel.sealing import SignPair, open_with
from dokaz.verify import notes

JOURNAL = b"journal"


@dataclass(frozen=True, slots=True)
class LogSigner:
    """Signs checkpoint texts with the opened log key."""

    key: notes.SignerKey = field(repr=False)

    @property
    def vkey(self) -> str:
        return str(self.key.verifier)

    def sign(self, text: bytes) -> bytes:
        return notes.sign(text.decode(), [self.key])


class CompartmentSealer:
    """Seals the bodies of sealed entries to the newest generation of their compartment."""

    def seal(self, compartment: UUID, plaintext: bytes) -> bytes:
        return keyrings.seal_text(compartment, plaintext, label=JOURNAL)


def log_signer(by: Session, /) -> LogSigner:
    """Open the log key with the machine's key. Raises StatementError, SealBroken."""
    row = models.LogKey.objects.order_by("-number").first()
    if row is None:
        raise StatementMissing(subject="log")
    public_key = bytes(row.public_key)
    statements.trusted(row.statement_id, kind=Kind.LOG, subject=row.id, public_key=public_key)
    secret = open_with(by.keys.machine.secret, bytes(row.sealed), aad=log_label(row.id))
    return LogSigner(signer_key(row.origin, SignPair.from_secret(secret)))


def compartment_sealer() -> CompartmentSealer:
    """Give the journal its sealer; it needs no secret."""
    return CompartmentSealer()


def signer_key(origin: str, pair: SignPair) -> notes.SignerKey:
    return notes.SignerKey(origin, Ed25519PrivateKey.from_private_bytes(pair.secret))


def log_label(log_key: UUID) -> bytes:
    return b"log-key\x00" + log_key.bytes
