"""
Signed statements: why a public key is believed (SECURITY 1.2).

Each statement is a canonical text, signed by the ceremony key, or by a key whose own statement chains to it and that
may sign such a thing: an account by its signed role, recovery, and a log key for the one that comes after it. What a
key signed before it was withdrawn stays believed: the time is the signer's own word, so who takes a key back after a
theft also looks through what it signed.
Sealing and wrapping ask `Chain.trusted` and use the key it gives back; a bare column is never believed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from dokaz.access import looks, models, permissions
from dokaz.access.errors import (
    CeremonyUnknown,
    NotPinned,
    PublicKeySwapped,
    StatementByStranger,
    StatementForged,
    StatementMissing,
    StatementWithdrawn,
)
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.roles import RoleName
from dokaz.database import api as database
from dokaz.kernel.clock import timestamp
from dokaz.kernel.errors import SignatureForged
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import SignPair, verify_signature
from dokaz.verify import canonical
from dokaz.verify.errors import VerifyError

LONGEST_CHAIN = 32
KEY_SIZE = 32
ALONE = "alone"  # the fact by which a founder's statement says that no second person was there yet
FIRST = 1  # the number of a key that says none: the log keys of the first release

# Who may sign what. What is a compartment's, only accounts sign, and only those whose signed role has the permission
# that the act itself asks for. No account signs recovery or the log: everything is sealed to the one, and believed for
# the other. Their successors are signed by the key before them (SECURITY 1.12, 5.8); recovery also signs what lets a
# home go on whose accounts and machine are lost.
_CEREMONY_SIGNS = frozenset({Kind.RECOVERY, Kind.ACCOUNT, Kind.MACHINE, Kind.LOG})
_KEYS_SIGN = {
    Kind.RECOVERY: frozenset({Kind.RECOVERY, Kind.ACCOUNT, Kind.MACHINE, Kind.LOG}),
    Kind.LOG: frozenset({Kind.LOG}),
}
_SIGNERS = frozenset({Kind.ACCOUNT, *_KEYS_SIGN})
_ACCOUNTS_SIGN = {
    Kind.ACCOUNT: Permission.MANAGE_ACCOUNTS,
    Kind.MACHINE: Permission.MANAGE_COMPARTMENTS,
    Kind.COMPARTMENT: Permission.MANAGE_COMPARTMENTS,
    Kind.GENERATION: Permission.MANAGE_COMPARTMENTS,
    Kind.WITHDRAWAL: Permission.MANAGE_COMPARTMENTS,
    Kind.BACKUP: Permission.MANAGE_BACKUPS,
    Kind.WITNESS: Permission.MANAGE_WITNESSES,
    Kind.WORKER: Permission.RUN_JOBS,
}

# The statements named, whoever signed them, and every withdrawal of one of these.
_WITH_SIGNERS = f"""
    WHERE id IN (
        WITH RECURSIVE chain (id, links) AS (
            SELECT id, 0 FROM access_statement WHERE id IN %s
            UNION
            SELECT signed.signer_id, chain.links + 1 FROM access_statement AS signed JOIN chain ON signed.id = chain.id
            WHERE signed.signer_id IS NOT NULL AND chain.links < {LONGEST_CHAIN}
        )
        SELECT chain.id FROM chain
        UNION
        SELECT late.id FROM access_statement AS late JOIN chain ON late.subject = chain.id
        WHERE late.kind = '{Kind.WITHDRAWAL.value}'
    )"""  # noqa: S608 - constants; the values are passed beside it

_pinned: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Pen:
    """A signing key, and the statement that makes it believed; None for the ceremony key."""

    key: SignPair
    statement: UUID | None


class Signed(NamedTuple):
    """What a line is followed by: whom a statement speaks of, by which account's statement it is signed, if by one's.

    `alone` says that a founder let this account in without a second person.
    """

    subject: UUID
    signer: UUID | None
    alone: bool


def line_of(statement: UUID, signed: Mapping[UUID, Signed], /) -> UUID:
    """The account at the head of the line: the first one met on the way up that the ceremony or recovery let in, or
    that such a founder let in alone (ADR 0023).
    """
    here = signed[statement]
    while here.signer is not None:
        above = signed[here.signer]
        if here.alone and above.signer is None:
            break
        here = above
    return here.subject


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
    signed = sign(kind, subject, public_key=public_key, pen=pen, now=now, facts=facts)
    signed.save(force_insert=True)
    return signed


def sign(
    kind: Kind,
    subject: UUID,
    *,
    public_key: bytes | None,
    pen: Pen,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> models.Statement:
    """A statement that is not stored yet."""
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
    return models.Statement(
        id=statement_id,
        kind=kind,
        subject=subject,
        public_key=public_key,
        body=body,
        signature=pen.key.sign(body),
        signer_id=pen.statement,
        made_at=now,
    )


class Chain:
    """The statements a decision rests on, up to the ceremony, read in one question of the running transaction.

    Make a new one for each decision: it holds the rows as they stood. Each statement in it is verified once.
    """

    def __init__(self, *statement_ids: UUID) -> None:
        rows = database.select(models.Statement, sql=_WITH_SIGNERS, values=[statement_ids])
        self._rows = {row.id: row for row in rows}
        self._withdrawn = _earliest(row for row in rows if row.kind == Kind.WITHDRAWAL)
        self._held: dict[UUID, dict[str, Any]] = {}

    def trusted(self, statement_id: UUID, *, kind: Kind, subject: UUID, public_key: bytes | None) -> Mapping[str, Any]:
        """Return the statement's facts once its whole chain holds and it speaks of exactly this key.

        Raises StatementMissing, StatementWithdrawn, StatementForged, StatementByStranger, PublicKeySwapped,
        CeremonyUnknown, NotPinned.
        """
        row = self._found(statement_id, subject)
        if row.kind != kind or row.subject != subject:
            raise StatementForged(subject=subject)
        body = self._believed(row, LONGEST_CHAIN)
        if _stored(public_key) != body["public_key"]:
            raise PublicKeySwapped(subject=subject)
        if statement_id in self._withdrawn:
            raise StatementWithdrawn(subject=subject)
        facts: Mapping[str, Any] = body["facts"]
        return facts

    def line(self, statement_id: UUID) -> UUID:
        """In whose line a statement about an account stands (ADR 0023), its signatures checked up to the ceremony.

        Raises what `trusted` raises, but for StatementWithdrawn of this statement itself.
        """
        subject = self._rows[statement_id].subject if statement_id in self._rows else statement_id
        self._believed(self._found(statement_id, subject), LONGEST_CHAIN)
        return line_of(statement_id, self._held_accounts())

    def _held_accounts(self) -> dict[UUID, Signed]:
        held = {id_: (self._rows[id_], body["facts"]) for id_, body in self._held.items()}
        accounts = {id_: said for id_, said in held.items() if said[0].kind == Kind.ACCOUNT}
        return {
            id_: Signed(row.subject, row.signer_id if row.signer_id in accounts else None, facts.get(ALONE) is True)
            for id_, (row, facts) in accounts.items()
        }

    def _believed(self, row: models.Statement, links: int) -> dict[str, Any]:
        if row.id not in self._held:
            body = _read(row)
            key, may_sign = self._signer(row, body, links)
            try:
                _verify(key, bytes(row.signature), bytes(row.body))
            except SignatureForged as why:
                raise StatementForged(subject=row.subject) from why
            if row.kind not in may_sign:
                raise StatementByStranger(subject=row.subject)
            self._held[row.id] = body
        return self._held[row.id]

    def _signer(self, row: models.Statement, body: dict[str, Any], links: int) -> tuple[bytes, frozenset[Kind]]:
        if row.signer_id is None:
            return self._ceremony_key, _CEREMONY_SIGNS
        if links == 0:
            raise StatementByStranger(subject=row.subject)
        signer = self._found(row.signer_id, row.subject)
        if signer.kind not in _SIGNERS:
            raise StatementByStranger(subject=row.subject)
        said = self._believed(signer, links - 1)
        self._refuse_after_withdrawal(row, signer)
        if row.kind == signer.kind and _out_of_turn(body, said):
            raise StatementByStranger(subject=row.subject)
        return bytes.fromhex(said["public_key"])[-KEY_SIZE:], _signed_by(signer.kind, said["facts"])

    def _refuse_after_withdrawal(self, row: models.Statement, signer: models.Statement) -> None:
        """What was signed before the signer's withdrawal stays; nothing signed at that moment or later counts."""
        withdrawn = self._withdrawn.get(signer.id)
        if withdrawn is not None and withdrawn <= row.made_at:
            raise StatementWithdrawn(subject=signer.subject)

    @cached_property
    def _ceremony_key(self) -> bytes:
        if not _pinned:
            raise NotPinned
        return looks.once(("ceremony", _pinned[0]), ask=_find_ceremony_key)

    def _found(self, statement_id: UUID, subject: UUID) -> models.Statement:
        if statement_id not in self._rows:
            raise StatementMissing(subject=subject)
        return self._rows[statement_id]


def _find_ceremony_key() -> bytes:
    for home in database.select(models.Home, sql=""):  # none, or a second one, may be forged
        if sha256(bytes(home.ceremony_key)).digest() == _pinned[0]:
            return bytes(home.ceremony_key)
    raise CeremonyUnknown(pinned=_pinned[0].hex())


def trusted(statement_id: UUID, *, kind: Kind, subject: UUID, public_key: bytes | None) -> Mapping[str, Any]:
    """`Chain.trusted` for a decision that rests on one statement."""
    return Chain(statement_id).trusted(statement_id, kind=kind, subject=subject, public_key=public_key)


def trusted_machine(row: models.Machine, *, public_key: bytes | None = None) -> models.Machine:
    """The machine, once its statement says that this is its key: the one in its row, unless another is given."""
    stated = bytes(row.public_key) if public_key is None else public_key
    trusted(row.statement_id, kind=Kind.MACHINE, subject=row.id, public_key=stated)
    return row


@lru_cache(maxsize=1024)
def _verify(key: bytes, signature: bytes, body: bytes) -> None:
    # ADR 0010: it asks nothing but its arguments and they are read anew each time; what it refuses is not remembered
    verify_signature(key, signature, body)


@lru_cache(maxsize=1024)
def _told(body: bytes) -> dict[str, Any]:
    # ADR 0010: what these bytes say, and nothing of who signed them; nobody changes what it gives
    return canonical.read_event(body)


def _earliest(withdrawals: Iterable[models.Statement]) -> dict[UUID, datetime]:
    earliest: dict[UUID, datetime] = {}
    for row in withdrawals:
        earliest[row.subject] = min(row.made_at, earliest.get(row.subject, row.made_at))
    return earliest


def _signed_by(kind: str, facts: Mapping[str, Any]) -> frozenset[Kind]:
    """What a key of this kind may sign; of an account, what its role may, and nothing without a role that we know."""
    if kind != Kind.ACCOUNT:
        return _KEYS_SIGN[Kind(kind)]
    role = facts.get("role")
    if role not in RoleName.values:
        return frozenset()
    may = permissions.ALLOWED[RoleName(role)]
    return frozenset(kind for kind, permission in _ACCOUNTS_SIGN.items() if permission in may)


def _out_of_turn(body: dict[str, Any], signed_by: dict[str, Any]) -> bool:
    """Whether a numbered key that follows another of its kind has any number but the next."""
    if body["kind"] not in _KEYS_SIGN:
        return False
    before: int = signed_by["facts"].get("number", FIRST)
    return bool(body["facts"].get("number") != before + 1)


def _read(row: models.Statement) -> dict[str, Any]:
    """The signed body, once the columns beside it say the same."""
    try:
        body = _told(bytes(row.body))
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
