"""The journal's two ports, filled with keys of this module: the log key signs heads, compartments seal bodies."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dokaz.access import keyrings, models, permissions, statements
from dokaz.access.errors import PublicKeySwapped, StatementMissing
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import BoxPair, SignPair, open_with, seal_to
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
    """Open the newest log key with the machine's key. Raises StatementError, SealBroken."""
    row = newest()
    return LogSigner(signer_key(row.origin, secret_of(row, by)))


def next_log_key(*, origin: str, by: Session, now: datetime) -> LogSigner:
    """Make the journal's next key, signed by the one before it and sealed to this machine (SECURITY 5.8).

    A key of another log has another `origin`. From here on `log_signer` gives the new one, so whoever calls this lets
    the journal go on with its `vkey` in the same transaction: `with acting(by, now=now)`.
    Raises NotPermitted, StatementError, SealBroken.
    """
    permissions.require(by, Permission.MANAGE_LOG, now=now)
    with permissions.acting(by, now=now):
        before = newest()
        pen = statements.Pen(secret_of(before, by), before.statement_id)
        there = models.Machine.objects.get(pk=by.machine)
        machine = statements.trusted_machine(there, public_key=by.keys.machine.public)
        pair = SignPair.new()
        row = enter(pair, number=before.number + 1, origin=origin, machine=machine, pen=pen, now=now)
        believe(row)  # a chain that grew too long is noticed now, and not when nothing can be signed any more
        journal.record(
            "access:log:succeed",
            by=by.actor,
            now=now,
            about=[str(before.id), str(row.id)],
            facts={"number": row.number, "origin": origin, "vkey": str(signer_key(origin, pair).verifier)},
            records=database.digests(row.statement, row),
        )
    return LogSigner(signer_key(origin, pair))


def enter(
    pair: SignPair, *, number: int, origin: str, machine: models.Machine, pen: statements.Pen, now: datetime
) -> models.LogKey:
    """The rows of a log key: its statement, and its secret sealed to a machine."""
    log_id, facts = ordered_id(now), {"number": number, "origin": origin}
    statement = statements.write(Kind.LOG, log_id, public_key=pair.public, pen=pen, now=now, facts=facts)
    return models.LogKey.objects.create(
        id=log_id,
        number=number,
        statement=statement,
        machine=machine,
        origin=origin,
        public_key=pair.public,
        sealed=seal_to(bytes(machine.public_key), pair.secret, aad=log_label(log_id)),
        made_at=now,
    )


def believe(row: models.LogKey) -> None:
    """Return only if the key's statement holds and says its number and log. Raises StatementError."""
    facts = statements.trusted(row.statement_id, kind=Kind.LOG, subject=row.id, public_key=bytes(row.public_key))
    # the first key of a home of the first release was signed without number and log; later ones never are
    said = (facts.get("number", statements.FIRST), facts.get("origin", row.origin))
    if said != (row.number, row.origin):
        raise PublicKeySwapped(subject=row.id)


def newest() -> models.LogKey:
    row = models.LogKey.objects.order_by("-number").first()
    if row is None:
        raise StatementMissing(subject="log")
    return row


def secret_of(row: models.LogKey, by: Session) -> SignPair:
    return secret_with(row, by.keys.machine)


def secret_with(row: models.LogKey, machine: BoxPair) -> SignPair:
    believe(row)
    return SignPair.from_secret(open_with(machine.secret, bytes(row.sealed), aad=log_label(row.id)))


def compartment_sealer() -> CompartmentSealer:
    """Give the journal its sealer; it needs no secret."""
    return CompartmentSealer()


def signer_key(origin: str, pair: SignPair) -> notes.SignerKey:
    return notes.SignerKey(origin, Ed25519PrivateKey.from_private_bytes(pair.secret))


def log_label(log_key: UUID) -> bytes:
    return b"log-key\x00" + log_key.bytes
