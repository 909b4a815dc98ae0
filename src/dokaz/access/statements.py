"""
Signed statements: why a public key is believed (SECURITY 1.2).

Each statement is a canonical text, signed by the ceremony key or by an account whose own statement chains to it and
names a role that may sign such a thing. What an account signed before it was withdrawn stays believed: the time is the
signer's own word, so who takes a key back after a theft also looks through what it signed.
Sealing and wrapping ask `trusted` and use the key it gives back; a bare column is never believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from dokaz.access import models, permissions
from dokaz.access.errors import (
    CeremonyUnknown,
    NotPinned,
    PublicKeySwapped,
    StatementByStranger,
    StatementForged,
    StatementMissing,
    StatementWithdrawn,
)
from dokaz.access.models import RoleName
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.kernel.clock import timestamp
from dokaz.kernel.errors import SignatureForged
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import SignPair, verify_signature
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

LONGEST_CHAIN = 32
KEY_SIZE = 32

# Who may sign what: nobody but the ceremony and accounts signs anything; what is a compartment's, only accounts sign,
# and only those whose signed role has the permission that the act itself asks for.
# No account signs recovery or the log: everything is sealed to the one, and believed for the other. Their successors
# will be signed by the key before them (SECURITY 1.12, 5.8).
_CEREMONY_SIGNS = frozenset({Kind.RECOVERY, Kind.ACCOUNT, Kind.MACHINE, Kind.LOG})
_ACCOUNTS_SIGN = {
    Kind.ACCOUNT: Permission.MANAGE_ACCOUNTS,
    Kind.MACHINE: Permission.MANAGE_COMPARTMENTS,
    Kind.COMPARTMENT: Permission.MANAGE_COMPARTMENTS,
    Kind.GENERATION: Permission.MANAGE_COMPARTMENTS,
    Kind.WITHDRAWAL: Permission.MANAGE_COMPARTMENTS,
}

_pinned: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Pen:
    """A signing key, and the statement that makes it believed; None for the ceremony key."""

    key: SignPair
    statement: UUID | None


def fingerprint_of(ceremony_key: bytes) -> str:
    return sha256(ceremony_key).hexdigest()


def pin(fingerprint: str, /) -> None:
    """Make this process believe the chain of one key ceremony and no other."""
    _pinned[:] = [bytes.fromhex(fingerprint)]


def write(
    kind: Kind,
    subject: UUID,
    *,
    public_key: bytes | None,
    pen: Pen,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> models.Statement:
    """Sign a statement and store it."""
    statement_id = ordered_id(now)
    body = canonical.event_bytes(
        {
            "v": 1,
            "id": str(statement_id),
            "kind": kind.value,
            "subject": str(subject),
            "public_key": None if public_key is None else public_key.hex(),
            "signer": None if pen.statement is None else str(pen.statement),
            "at": timestamp(now),
            "facts": dict(facts or {}),
        }
    )
    return models.Statement.objects.create(
        id=statement_id,
        kind=kind,
        subject=subject,
        public_key=public_key,
        body=body,
        signature=pen.key.sign(body),
        signer_id=pen.statement,
        made_at=now,
    )


def trusted(statement_id: UUID, *, kind: Kind, subject: UUID, public_key: bytes | None) -> dict[str, Any]:
    """Return the statement's facts once its whole chain holds and it speaks of exactly this key.

    Raises StatementMissing, StatementWithdrawn, StatementForged, StatementByStranger, PublicKeySwapped,
    CeremonyUnknown, NotPinned.
    """
    row = _found(statement_id, subject)
    if row.kind != kind or row.subject != subject:
        raise StatementForged(subject=subject)
    body = _held(row, LONGEST_CHAIN)
    if _stored(public_key) != body["public_key"]:
        raise PublicKeySwapped(subject=subject)
    if models.Statement.objects.filter(kind=Kind.WITHDRAWAL, subject=statement_id).exists():
        raise StatementWithdrawn(subject=subject)
    facts: dict[str, Any] = body["facts"]
    return facts


def _held(row: models.Statement, links: int) -> dict[str, Any]:
    body = _read(row)
    key, may_sign = _signer(row, links)
    try:
        verify_signature(key, bytes(row.signature), bytes(row.body))
    except SignatureForged as why:
        raise StatementForged(subject=row.subject) from why
    if row.kind not in may_sign:
        raise StatementByStranger(subject=row.subject)
    return body


def _signer(row: models.Statement, links: int) -> tuple[bytes, frozenset[Kind]]:
    if row.signer_id is None:
        return _ceremony_key(), _CEREMONY_SIGNS
    signer = _found(row.signer_id, row.subject)
    if signer.kind != Kind.ACCOUNT or links == 0:
        raise StatementByStranger(subject=row.subject)
    body = _held(signer, links - 1)
    _refuse_after_withdrawal(row, signer)
    return bytes.fromhex(body["public_key"])[KEY_SIZE:], _signed_by(body["facts"].get("role"))


def _signed_by(role: Any) -> frozenset[Kind]:
    """What an account of this role may sign; nothing without a role that we know."""
    if role not in RoleName.values:
        return frozenset()
    may = permissions.ALLOWED[RoleName(role)]
    return frozenset(kind for kind, permission in _ACCOUNTS_SIGN.items() if permission in may)


def _refuse_after_withdrawal(row: models.Statement, signer: models.Statement) -> None:
    """What was signed before the signer's withdrawal stays; nothing signed at that moment or later counts."""
    withdrawals = models.Statement.objects.filter(kind=Kind.WITHDRAWAL, subject=signer.id)
    if withdrawals.filter(made_at__lte=row.made_at).exists():
        raise StatementWithdrawn(subject=signer.subject)


def _ceremony_key() -> bytes:
    if not _pinned:
        raise NotPinned
    for key in models.Home.objects.values_list("ceremony_key", flat=True):  # none, or a second one, may be forged
        if sha256(bytes(key)).digest() == _pinned[0]:
            return bytes(key)
    raise CeremonyUnknown(pinned=_pinned[0].hex())


def _read(row: models.Statement) -> dict[str, Any]:
    """The signed body, once the columns beside it say the same."""
    try:
        body = canonical.read_event(bytes(row.body))
    except VerifyError as why:
        raise StatementForged(subject=row.subject) from why
    if body.get("public_key") != _stored(row.public_key):
        raise PublicKeySwapped(subject=row.subject)
    columns = {
        "v": 1,
        "id": str(row.id),
        "kind": row.kind,
        "subject": str(row.subject),
        "signer": None if row.signer_id is None else str(row.signer_id),
        "at": timestamp(row.made_at),
    }
    if any(body.get(name) != value for name, value in columns.items()) or not isinstance(body.get("facts"), dict):
        raise StatementForged(subject=row.subject)
    return body


def _stored(public_key: bytes | memoryview | None) -> str | None:
    return None if public_key is None else bytes(public_key).hex()


def _found(statement_id: UUID, subject: UUID) -> models.Statement:
    row = models.Statement.objects.filter(pk=statement_id).first()
    if row is None:
        raise StatementMissing(subject=subject)
    return row
