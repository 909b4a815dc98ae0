"""The keys of a compartment: to whom it is sealed (no secret needed), and what an account's own key opens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dokaz.access import looks, models, statements
from dokaz.access.errors import CompartmentUnknown, KeyNotHeld, ProtectionChanged, PublicKeySwapped, StatementMissing
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.models import StatementKind as Kind
from dokaz.access.sessions import Session
from dokaz.access.statements import Chain
from dokaz.database import api as database
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.sealing import BoxPair, Purpose, SealOpener, derive, open_with, seal_to
from dokaz.verify.age import X25519Identity, X25519Recipient

NUMBER_SIZE = 4

_OWN_WRAPS = """
    WHERE account_id = %s
    AND generation_id IN (SELECT id FROM access_keygeneration WHERE compartment_id = %s AND purpose = %s)"""

_WRAPS_OF_MACHINE = """
    WHERE machine_id = %s
    AND generation_id IN (SELECT id FROM access_keygeneration WHERE compartment_id = %s AND purpose = %s)"""

_NEWEST_KEYS = "WHERE account_id = %s ORDER BY number DESC LIMIT 1"
_NEWEST_OF_ACCOUNT = """
    WHERE kind = 'account' AND subject = %s AND public_key = %s ORDER BY made_at DESC, id DESC LIMIT 1"""


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
    row, newest, recovery = _compartment(compartment), _newest(compartment), _newest_recovery()
    chain = Chain(row.statement_id, newest.statement_id, recovery.statement_id)
    _believe_compartment(row, chain)
    public_key = _believe_generation(newest, chain)
    _believe_recovery(recovery, chain)
    return Sealing(
        compartment=row.id,
        generation=newest.number,
        protected=row.protected,
        public_key=public_key,
        recipients=(X25519Recipient(public_key), X25519Recipient(bytes(recovery.box_public))),
    )


def identities(compartment: UUID, /, *, by: Session) -> tuple[X25519Identity, ...]:
    """Open every generation that the account, or the machine, holds, newest first.

    Without a wrap there is nothing to give: the tuple is empty, and what was sealed fails to decrypt.
    """
    secrets = _secrets(compartment, Use.BOX, by)
    return tuple(X25519Identity(secrets[number]) for number in sorted(secrets, reverse=True))


def equality_key(compartment: UUID, /, *, by: Session) -> bytes:
    """Open the key under which equal files of the compartment are found. Raises KeyNotHeld."""
    return _newest_secret(compartment, Use.EQUALITY, by)


def holds(compartment: UUID, /, *, by: Session) -> bool:
    """Whether the account, or the machine, holds any generation of the compartment's key."""
    return bool(_wraps(compartment, Use.BOX, by))


def seal_text(compartment: UUID, plaintext: bytes, *, label: bytes) -> bytes:
    """Sealed to the newest generation, whose number stands in front."""
    to = sealing(compartment)
    number = to.generation.to_bytes(NUMBER_SIZE, "big")
    return number + seal_to(to.public_key, plaintext, aad=_text_label(label, compartment, number))


def open_sealed(compartment: UUID, /, *, sealed: bytes, by: Session, label: bytes = b"journal") -> bytes:
    """Open a body that the compartment's sealer sealed (`journal` is its only user). Raises KeyNotHeld, SealBroken."""
    return open_text_with(
        lambda place, number: generation_secret(place, number, by=by), compartment, sealed=sealed, label=label
    )


def open_text_with(
    secret_of: Callable[[UUID, int], bytes], compartment: UUID, *, sealed: bytes, label: bytes = b"journal"
) -> bytes:
    """`open_sealed` for who keeps secrets of generations for some time. Raises what `secret_of` does, SealBroken."""
    number = sealed[:NUMBER_SIZE]
    secret = secret_of(compartment, int.from_bytes(number, "big"))
    return open_with(secret, sealed[NUMBER_SIZE:], aad=_text_label(label, compartment, number))


def generation_secret(compartment: UUID, number: int, *, by: Session) -> bytes:
    """Raises KeyNotHeld."""
    whose = (by.actor.account, by.of_a_machine, by.locked)
    return looks.once(("secret", whose, compartment, number), ask=lambda: _generation_secret(compartment, number, by))


def _generation_secret(compartment: UUID, number: int, by: Session) -> bytes:
    for wrap in _wraps(compartment, Use.BOX, by):
        if wrap.generation.number == number:
            return unwrapped([wrap], by.keys.box)[0]
    raise KeyNotHeld


def unwrapped(wraps: Sequence[models.Wrap], pair: BoxPair) -> list[bytes]:
    """The generations' secrets, and that each is the one the generation's signed statement speaks of."""
    if not wraps:
        return []
    chain, opener = Chain(*(wrap.generation.statement_id for wrap in wraps)), SealOpener(pair.secret)
    return [_unwrapped(wrap, wrap.generation, opener, chain) for wrap in wraps]


def _unwrapped(wrap: models.Wrap, generation: models.KeyGeneration, opener: SealOpener, chain: Chain) -> bytes:
    secret = opener.open(bytes(wrap.sealed), aad=wrap_label(generation.id))
    public_key = None if generation.public_key is None else bytes(generation.public_key)
    facts = chain.trusted(generation.statement_id, kind=Kind.GENERATION, subject=generation.id, public_key=public_key)
    if facts["commitment"] != commitment(secret):
        raise SealBroken
    return secret


def wrap_label(generation: UUID) -> bytes:
    return b"wrap\x00" + generation.bytes


def commitment(secret: bytes) -> str:
    """What a statement says about a secret, so that a swapped wrap is noticed without showing the secret."""
    return derive(secret, Purpose.KEY_COMMITMENT).hex()


def trusted_compartment(compartment: UUID) -> models.Compartment:
    row = _compartment(compartment)
    _believe_compartment(row, Chain(row.statement_id))
    return row


def trusted_recovery() -> models.RecoveryGeneration:
    row = _newest_recovery()
    _believe_recovery(row, Chain(row.statement_id))
    return row


def trusted_account(account: UUID) -> models.AccountKeys:
    """The account's newest keys, once the newest statement about them holds. Raises StatementError."""
    rows = database.select(models.AccountKeys, sql=_NEWEST_KEYS, values=[account])
    if not rows:
        raise StatementMissing(subject=account)
    standing(account, bytes(rows[0].box_public) + bytes(rows[0].sign_public))
    return rows[0]


def standing(account: UUID, public_key: bytes) -> UUID:
    """The newest statement about these keys of an account: another role is another statement. Raises StatementError."""
    rows = database.select(models.Statement, sql=_NEWEST_OF_ACCOUNT, values=[account, public_key])
    if not rows:
        spoken_of = models.Statement.objects.filter(kind=Kind.ACCOUNT, subject=account).exists()
        raise (PublicKeySwapped if spoken_of else StatementMissing)(subject=account)
    statements.trusted(rows[0].id, kind=Kind.ACCOUNT, subject=account, public_key=public_key)
    return rows[0].id


def pen(by: Session) -> statements.Pen:
    """What this account signs its statements with. Raises StatementWithdrawn where its keys were replaced."""
    public_key = by.keys.box.public + by.keys.sign.public
    return statements.Pen(by.keys.sign, standing(by.actor.account, public_key))


def _believe_compartment(row: models.Compartment, chain: Chain) -> None:
    facts = chain.trusted(row.statement_id, kind=Kind.COMPARTMENT, subject=row.id, public_key=None)
    if facts["protected"] is not row.protected:
        raise ProtectionChanged(subject=row.id)


def _believe_generation(row: models.KeyGeneration, chain: Chain) -> bytes:
    public_key = bytes(row.public_key or b"")  # box generations have one: CHECK generation_box_is_public
    facts = chain.trusted(row.statement_id, kind=Kind.GENERATION, subject=row.id, public_key=public_key)
    said = (facts["compartment"], facts["purpose"], facts["number"])
    if said != (str(row.compartment_id), row.purpose, row.number):
        raise PublicKeySwapped(subject=row.id)
    return public_key


def _believe_recovery(row: models.RecoveryGeneration, chain: Chain) -> None:
    keys = bytes(row.box_public) + bytes(row.sign_public)
    facts = chain.trusted(row.statement_id, kind=Kind.RECOVERY, subject=row.id, public_key=keys)
    if (facts["number"], facts["needed"], facts["shares"]) != (row.number, row.needed, row.shares):
        raise PublicKeySwapped(subject=row.id)


def _compartment(compartment: UUID) -> models.Compartment:
    rows = database.select(models.Compartment, sql="WHERE id = %s", values=[compartment])
    if not rows:
        raise CompartmentUnknown(name=compartment)
    return rows[0]


def _newest(compartment: UUID) -> models.KeyGeneration:
    rows = database.select(
        models.KeyGeneration,
        sql="WHERE compartment_id = %s AND purpose = 'box' ORDER BY number DESC LIMIT 1",
        values=[compartment],
    )
    if not rows:
        raise StatementMissing(subject=compartment)
    return rows[0]


def _newest_recovery() -> models.RecoveryGeneration:
    rows = database.select(models.RecoveryGeneration, sql="ORDER BY number DESC LIMIT 1")
    if not rows:
        raise StatementMissing(subject="recovery")
    return rows[0]


def _wraps(compartment: UUID, use: Use, by: Session) -> list[models.Wrap]:
    """The wraps of the account, or of the machine, in this compartment, each with its generation."""
    if by.locked:
        return []
    asked = [by.actor.account, compartment, use.value]
    sql = _WRAPS_OF_MACHINE if by.of_a_machine else _OWN_WRAPS
    return database.select(models.Wrap, sql=sql, values=asked, related=["generation"])


def _secrets(compartment: UUID, use: Use, by: Session) -> dict[int, bytes]:
    wraps = _wraps(compartment, use, by)
    numbers = [wrap.generation.number for wrap in wraps]
    return dict(zip(numbers, unwrapped(wraps, by.keys.box), strict=True))


def _newest_secret(compartment: UUID, use: Use, by: Session) -> bytes:
    secrets = _secrets(compartment, use, by)
    if not secrets:
        raise KeyNotHeld
    return secrets[max(secrets)]


def _text_label(label: bytes, compartment: UUID, number: bytes) -> bytes:
    return label + b"\x00" + compartment.bytes + number
