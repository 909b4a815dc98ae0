"""Accounts: their key pairs under a pass-phrase, the rows that hold them, and another pass-phrase for the same keys."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from dokaz.access import factors, keyrings, models, passphrases, permissions, slots, statements
from dokaz.access.errors import OrganisationUnknown, WrongPassphrase
from dokaz.access.models import StatementKind as Kind
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost, Stretched
from dokaz.access.permissions import Permission
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Session
from dokaz.access.waiting import KeySlot
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, SignPair, open_field, seal_field

SALT_SIZE = 16
FIRST = 1


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account's new key pairs before they have rows: the keys exist in memory only."""

    account: UUID
    box: BoxPair = field(repr=False)
    sign: SignPair = field(repr=False)
    salt: bytes
    cost: Argon2Cost
    stretched: Stretched = field(repr=False)


@dataclass(frozen=True, slots=True)
class Locked:
    """An account's key pairs under its pass-phrase, as rows hold them; `number` counts pairs and pass-phrases."""

    account: UUID
    number: int
    public_key: bytes
    salt: bytes
    cost: Argon2Cost
    verifier: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPassphrase:
    """The same keys under another pass-phrase, before any row says so, and the slot that goes with it."""

    slot: slots.Slot
    statement: UUID
    locked: Locked = field(repr=False)


def newcomer(passphrase: str, *, pepper: bytes, cost: Argon2Cost, account: UUID | None = None) -> Newcomer:
    """Key pairs and one Argon2id run. Raises WeakPassphrase."""
    passphrases.require_strong(passphrase)
    salt = os.urandom(SALT_SIZE)
    stretched = passphrases.stretch(passphrase, salt=salt, pepper=pepper, cost=cost)
    return Newcomer(account or random_id(), BoxPair.new(), SignPair.new(), salt, cost, stretched)


def slot_of(new: Newcomer, machine: BoxPair) -> slots.Slot:
    return slots.sealed(new.account, machine, key=new.stretched.machine, salt=new.salt, cost=new.cost)


def locked(new: Newcomer, *, number: int = FIRST) -> Locked:
    secrets = new.box.secret + new.sign.secret
    return Locked(
        account=new.account,
        number=number,
        public_key=new.box.public + new.sign.public,
        salt=new.salt,
        cost=new.cost,
        verifier=new.stretched.verifier,
        sealed=seal_field(new.stretched.account, secrets, aad=_label(new.account, number)),
    )


def enter(
    keys: Locked,
    *,
    organisation: UUID,
    role: RoleName,
    pen: statements.Pen,
    by: UUID | None,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> list[Model]:
    """The rows of a new account; `by` admitted it, or the ceremony where there is none."""
    account = models.Account.objects.create(
        id=keys.account, organisation_id=organisation, admitted_by_id=by, admitted_at=now
    )
    statement = vouch(keys.account, keys.public_key, role=role.value, pen=pen, now=now, facts=facts)
    return [account, statement, put(keys, statement.id, by=by, now=now), give_role(keys.account, role, by=by, now=now)]


def vouch(
    account: UUID,
    public_key: bytes,
    *,
    role: str,
    pen: statements.Pen,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> models.Statement:
    """Say, signed, that these are the account's keys and that it holds this role."""
    said = {"role": role, **(facts or {})}
    return statements.write(Kind.ACCOUNT, account, public_key=public_key, pen=pen, now=now, facts=said)


def put(keys: Locked, statement: UUID, *, by: UUID | None, now: datetime) -> models.AccountKeys:
    return models.AccountKeys.objects.create(
        id=ordered_id(now),
        account_id=keys.account,
        number=keys.number,
        statement_id=statement,
        box_public=keys.public_key[:KEY_SIZE],
        sign_public=keys.public_key[KEY_SIZE:],
        salt=keys.salt,
        passes=keys.cost.passes,
        memory_kib=keys.cost.memory_kib,
        lanes=keys.cost.lanes,
        verifier=keys.verifier,
        sealed=keys.sealed,
        set_by_id=by,
        set_at=now,
    )


def give_role(account: UUID, role: RoleName, *, by: UUID | None, now: datetime) -> models.Role:
    return models.Role.objects.create(
        id=ordered_id(now), account_id=account, role=role, granted_by_id=by, held_from=now
    )


def keep_slot(keys: models.AccountKeys, slot: bytes, *, machine: UUID, now: datetime) -> KeySlot:
    return KeySlot.objects.create(id=ordered_id(now), keys=keys, machine_id=machine, sealed=slot)


def opened(keys: models.AccountKeys, stretched: Stretched) -> tuple[BoxPair, SignPair]:
    """The account's key pairs. Raises WrongPassphrase."""
    try:
        secrets = open_field(stretched.account, bytes(keys.sealed), aad=_label(keys.account_id, keys.number))
    except SealBroken as why:
        raise WrongPassphrase from why
    return BoxPair.from_secret(secrets[:KEY_SIZE]), SignPair.from_secret(secrets[KEY_SIZE:])


def add_organisation(*, name: str, by: Session, now: datetime) -> UUID:
    """Add an organisation of the platform. Raises NotPermitted."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with transaction.atomic():
        row = models.Organisation.objects.create(id=ordered_id(now), name=name, admitted_at=now)
        journal.record(
            "access:organisation:add", by=by.actor, now=now, about=[str(row.id)], records=[database.digest(row)]
        )
    return row.id


def require_organisation(organisation: UUID) -> None:
    """Raises OrganisationUnknown."""
    if not models.Organisation.objects.filter(pk=organisation).exists():
        raise OrganisationUnknown(organisation=organisation)


def new_passphrase(
    old: str, /, *, new: str, pepper: bytes, by: Session, cost: Argon2Cost = DEFAULT_COST
) -> NewPassphrase:
    """Lock the session's own keys under another pass-phrase; nothing is written before `keep_passphrase`.

    Raises WrongPassphrase where `old` is not the one in force, WeakPassphrase, TooManySignIns, and DatabaseBusy of
    `database`.
    """
    factors.refuse_locked(by)
    passphrases.require_strong(new)
    keys = keyrings.trusted_account(by.actor.account)
    _require_in_force(keys, old, pepper)
    salt = os.urandom(SALT_SIZE)
    stretched = passphrases.stretch(new, salt=salt, pepper=pepper, cost=cost)
    again = Newcomer(by.actor.account, by.keys.box, by.keys.sign, salt, cost, stretched)
    return NewPassphrase(slot_of(again, by.keys.machine), keys.statement_id, locked(again, number=keys.number + 1))


def keep_passphrase(change: NewPassphrase, /, *, by: Session, now: datetime) -> None:
    """From now on the other pass-phrase opens the account, and the one before it opens nothing here."""
    factors.refuse_locked(by)
    with transaction.atomic():
        keys = put(change.locked, change.statement, by=by.actor.account, now=now)
        kept = keep_slot(keys, change.slot.machine, machine=by.machine, now=now)
        journal.record(
            "access:passphrase:change",
            by=by.actor,
            now=now,
            about=[str(by.actor.account)],
            records=database.digests(keys, kept),
        )


def _require_in_force(keys: models.AccountKeys, passphrase: str, pepper: bytes) -> None:
    cost = Argon2Cost(memory_kib=keys.memory_kib, passes=keys.passes, lanes=keys.lanes)
    tried = passphrases.stretch(passphrase, salt=bytes(keys.salt), pepper=pepper, cost=cost)
    if not hmac.compare_digest(tried.verifier, bytes(keys.verifier)):
        raise WrongPassphrase


def _label(account: UUID, number: int) -> bytes:
    return b"account\x00" + account.bytes + number.to_bytes(4, "big")
