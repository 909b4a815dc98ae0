"""The keys of a compartment: to whom it is sealed (no secret needed), and what an account's own key opens."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dokaz.access import models, statements
from dokaz.access.errors import CompartmentUnknown, KeyNotHeld, ProtectionChanged, PublicKeySwapped, StatementMissing
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.models import StatementKind as Kind
from dokaz.access.sessions import Session
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.sealing import BoxPair, Purpose, derive, open_with, seal_to
from dokaz.verify.age import X25519Identity, X25519Recipient

NUMBER_SIZE = 4


@dataclass(frozen=True, slots=True)
class Sealing:
    """To whom a compartment is sealed now: its newest generation and recovery, their statements checked."""

    compartment: UUID
    generation: int
    protected: bool
    public_key: bytes
    recipients: tuple[X25519Recipient, X25519Recipient]


def sealing(compartment: UUID, /) -> Sealing:
    """Check the statements from the compartment up to the pinned ceremony, and say to whom to seal.

    Call it inside the transaction that writes what was sealed, so that a newer generation is not missed.
    Raises StatementError, CompartmentUnknown.
    """
    row = trusted_compartment(compartment)
    newest = _newest(row, Use.BOX)
    public_key = _trusted_generation(newest)
    recovery = trusted_recovery()
    return Sealing(
        compartment=row.id,
        generation=newest.number,
        protected=row.protected,
        public_key=public_key,
        recipients=(X25519Recipient(public_key), X25519Recipient(bytes(recovery.box_public))),
    )


def identities(compartment: UUID, /, *, by: Session) -> tuple[X25519Identity, ...]:
    """Open every generation the account holds, newest first.

    Without a wrap there is nothing to give: the tuple is empty, and what was sealed fails to decrypt.
    """
    secrets = _secrets(compartment, Use.BOX, by)
    return tuple(X25519Identity(secrets[number]) for number in sorted(secrets, reverse=True))


def equality_key(compartment: UUID, /, *, by: Session) -> bytes:
    """Open the key under which equal files of the compartment are found. Raises KeyNotHeld."""
    return _newest_secret(compartment, Use.EQUALITY, by)


def index_key(compartment: UUID, /, *, by: Session) -> bytes:
    """Open the newest key under which the compartment's words are hashed. Raises KeyNotHeld."""
    return _newest_secret(compartment, Use.INDEX, by)


def seal_text(compartment: UUID, plaintext: bytes, *, label: bytes) -> bytes:
    """Sealed to the newest generation, whose number stands in front."""
    to = sealing(compartment)
    number = to.generation.to_bytes(NUMBER_SIZE, "big")
    return number + seal_to(to.public_key, plaintext, aad=_text_label(label, compartment, number))


def open_sealed(compartment: UUID, /, *, sealed: bytes, by: Session, label: bytes = b"journal") -> bytes:
    """Open a body that the compartment's sealer sealed (`journal` is its only user). Raises KeyNotHeld, SealBroken."""
    number = sealed[:NUMBER_SIZE]
    secret = generation_secret(compartment, int.from_bytes(number, "big"), by=by)
    return open_with(secret, sealed[NUMBER_SIZE:], aad=_text_label(label, compartment, number))


def generation_secret(compartment: UUID, number: int, *, by: Session) -> bytes:
    wrap = _wraps(compartment, Use.BOX, by).filter(generation__number=number).first()
    if wrap is None:
        raise KeyNotHeld
    return unwrapped(wrap, by.keys.box)


def unwrapped(wrap: models.Wrap, pair: BoxPair) -> bytes:
    """A generation's secret, and that it is the one the generation's signed statement speaks of."""
    secret = open_with(pair.secret, bytes(wrap.sealed), aad=wrap_label(wrap.generation_id))
    facts = statements.trusted(
        wrap.generation.statement_id,
        kind=Kind.GENERATION,
        subject=wrap.generation_id,
        public_key=_public(wrap.generation),
    )
    if facts["commitment"] != commitment(secret):
        raise SealBroken
    return secret


def wrap_label(generation: UUID) -> bytes:
    return b"wrap\x00" + generation.bytes


def commitment(secret: bytes) -> str:
    """What a statement says about a secret, so that a swapped wrap is noticed without showing the secret."""
    return derive(secret, Purpose.KEY_COMMITMENT).hex()


def trusted_compartment(compartment: UUID) -> models.Compartment:
    row = models.Compartment.objects.filter(pk=compartment).first()
    if row is None:
        raise CompartmentUnknown(name=compartment)
    facts = statements.trusted(row.statement_id, kind=Kind.COMPARTMENT, subject=row.id, public_key=None)
    if facts["protected"] is not row.protected:
        raise ProtectionChanged(subject=row.id)
    return row


def trusted_recovery() -> models.RecoveryGeneration:
    row = models.RecoveryGeneration.objects.order_by("-number").first()
    if row is None:
        raise StatementMissing(subject="recovery")
    keys = bytes(row.box_public) + bytes(row.sign_public)
    facts = statements.trusted(row.statement_id, kind=Kind.RECOVERY, subject=row.id, public_key=keys)
    if (facts["number"], facts["needed"], facts["shares"]) != (row.number, row.needed, row.shares):
        raise PublicKeySwapped(subject=row.id)
    return row


def trusted_account(account: UUID) -> models.AccountKeys:
    row = models.AccountKeys.objects.filter(account=account).order_by("-number").first()
    if row is None:
        raise StatementMissing(subject=account)
    keys = bytes(row.box_public) + bytes(row.sign_public)
    statements.trusted(row.statement_id, kind=Kind.ACCOUNT, subject=account, public_key=keys)
    return row


def _public(row: models.KeyGeneration) -> bytes | None:
    return None if row.public_key is None else bytes(row.public_key)


def _trusted_generation(row: models.KeyGeneration) -> bytes:
    public_key = bytes(row.public_key or b"")  # box generations have one: CHECK generation_box_is_public
    facts = statements.trusted(row.statement_id, kind=Kind.GENERATION, subject=row.id, public_key=public_key)
    said = (facts["compartment"], facts["purpose"], facts["number"])
    if said != (str(row.compartment_id), row.purpose, row.number):
        raise PublicKeySwapped(subject=row.id)
    return public_key


def _newest(compartment: models.Compartment, use: Use) -> models.KeyGeneration:
    row = models.KeyGeneration.objects.filter(compartment=compartment, purpose=use).order_by("-number").first()
    if row is None:
        raise StatementMissing(subject=compartment.id)
    return row


def _wraps(compartment: UUID, use: Use, by: Session) -> QuerySet[models.Wrap]:
    return models.Wrap.objects.select_related("generation").filter(
        account=by.actor.account, generation__compartment=compartment, generation__purpose=use
    )


def _secrets(compartment: UUID, use: Use, by: Session) -> dict[int, bytes]:
    return {wrap.generation.number: unwrapped(wrap, by.keys.box) for wrap in _wraps(compartment, use, by)}


def _newest_secret(compartment: UUID, use: Use, by: Session) -> bytes:
    secrets = _secrets(compartment, use, by)
    if not secrets:
        raise KeyNotHeld
    return secrets[max(secrets)]


def _text_label(label: bytes, compartment: UUID, number: bytes) -> bytes:
    return label + b"\x00" + compartment.bytes + number
