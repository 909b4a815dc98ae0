"""Accounts: their key pairs under a pass-phrase, and the rows that hold them."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from dokaz.access import keyrings, models, passphrases, permissions, slots, statements
from dokaz.access.errors import WrongPassphrase
from dokaz.access.models import RoleName
from dokaz.access.models import StatementKind as Kind
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost, Stretched
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.errors import SealBroken
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, SignPair, open_field, seal_field

SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new account before it has rows: its keys exist in memory only."""

    account: UUID
    box: BoxPair = field(repr=False)
    sign: SignPair = field(repr=False)
    salt: bytes
    cost: Argon2Cost
    stretched: Stretched = field(repr=False)


def newcomer(passphrase: str, *, pepper: bytes, cost: Argon2Cost) -> Newcomer:
    """Key pairs and one Argon2id run. Raises WeakPassphrase."""
    passphrases.require_strong(passphrase)
    salt = os.urandom(SALT_SIZE)
    stretched = passphrases.stretch(passphrase, salt=salt, pepper=pepper, cost=cost)
    return Newcomer(random_id(), BoxPair.new(), SignPair.new(), salt, cost, stretched)


def slot_of(new: Newcomer, machine: BoxPair) -> slots.Slot:
    return slots.sealed(new.account, machine, key=new.stretched.machine, salt=new.salt, cost=new.cost)


def enter(
    new: Newcomer, *, organisation: UUID, role: RoleName, pen: statements.Pen, by: UUID | None, now: datetime
) -> list[Model]:
    """The rows of a new account; `by` admitted it, or the ceremony where there is none."""
    public = new.box.public + new.sign.public
    account = models.Account.objects.create(
        id=new.account, organisation_id=organisation, admitted_by_id=by, admitted_at=now
    )
    statement = statements.write(
        Kind.ACCOUNT, new.account, public_key=public, pen=pen, now=now, facts={"role": role.value}
    )
    keys = models.AccountKeys.objects.create(
        id=ordered_id(now),
        account=account,
        number=1,
        statement=statement,
        box_public=new.box.public,
        sign_public=new.sign.public,
        salt=new.salt,
        passes=new.cost.passes,
        memory_kib=new.cost.memory_kib,
        lanes=new.cost.lanes,
        verifier=new.stretched.verifier,
        sealed=seal_field(new.stretched.account, new.box.secret + new.sign.secret, aad=_label(new.account, 1)),
        set_by_id=by,
        set_at=now,
    )
    held = models.Role.objects.create(id=ordered_id(now), account=account, role=role, granted_by_id=by, held_from=now)
    return [account, statement, keys, held]


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


def admit(
    passphrase: str,
    /,
    *,
    organisation: UUID,
    role: str,
    pepper: bytes,
    by: Session,
    now: datetime,
    cost: Argon2Cost = DEFAULT_COST,
) -> slots.Slot:
    """Admit an account, its keys signed by the admitting account; the slot goes into the home's file.

    The new account belongs to no compartment until a member grants it. Raises NotPermitted, WeakPassphrase.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    new = newcomer(passphrase, pepper=pepper, cost=cost)
    admitting = keyrings.trusted_account(by.actor.account)
    with transaction.atomic():
        written = enter(
            new,
            organisation=organisation,
            role=RoleName(role),
            pen=statements.Pen(by.keys.sign, admitting.statement_id),
            by=by.actor.account,
            now=now,
        )
        journal.record(
            "access:account:admit",
            by=by.actor,
            now=now,
            about=[str(new.account)],
            facts={"role": role},
            records=database.digests(*written),
        )
    return slot_of(new, by.keys.machine)


def _label(account: UUID, number: int) -> bytes:
    return b"account\x00" + account.bytes + number.to_bytes(4, "big")
