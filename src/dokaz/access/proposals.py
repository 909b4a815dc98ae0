"""Asking a second person to let somebody in, or to give new keys or a role: what is asked for waits as a row.

Keys wait in it as their owner made them, locked under a pass-phrase that nobody else has.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import accounts, approvals, asked, permissions, slots, standing
from dokaz.access.accounts import Locked
from dokaz.access.errors import ColleagueNeeded, RoleHeld, RoleUnknown
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost
from dokaz.access.permissions import Permission
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Session
from dokaz.access.waiting import Admission
from dokaz.access.waiting import AdmissionAct as Act
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id


@dataclass(frozen=True, slots=True)
class AdmissionAsked:
    """What was asked for: the approval it waits for, about which account, and the fingerprint its owner reads out."""

    approval: UUID
    account: UUID
    fingerprint: str


def propose_account(
    passphrase: str,
    /,
    *,
    organisation: UUID,
    role: str,
    pepper: bytes,
    by: Session,
    now: datetime,
    cost: Argon2Cost = DEFAULT_COST,
) -> AdmissionAsked:
    """Ask a second person to let in whoever chose this pass-phrase. Nothing opens anything before both did their part.

    Raises NotPermitted, WeakPassphrase, OrganisationUnknown, RoleUnknown.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    accounts.require_organisation(organisation)
    new = accounts.newcomer(passphrase, pepper=pepper, cost=cost)
    return _ask(
        Act.ADMIT,
        accounts.locked(new),
        accounts.slot_of(new, by.keys.machine),
        organisation=organisation,
        role=role_named(role),
        by=by,
        now=now,
    )


def propose_keys(
    passphrase: str,
    /,
    *,
    account: UUID,
    pepper: bytes,
    by: Session,
    now: datetime,
    cost: Argon2Cost = DEFAULT_COST,
) -> AdmissionAsked:
    """Ask a second person to give new keys to one who forgot the pass-phrase. The old ones hold until it is done.

    Raises NotPermitted, WeakPassphrase, AccountUnknown, ColleagueNeeded.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    _refuse_own(account, by)
    number = standing.keys_of(account).number + 1
    new = accounts.newcomer(passphrase, pepper=pepper, cost=cost, account=account)
    slot = accounts.slot_of(new, by.keys.machine)
    return _ask(Act.RENEW, accounts.locked(new, number=number), slot, organisation=None, role="", by=by, now=now)


def propose_role(role: str, /, *, account: UUID, by: Session, now: datetime) -> AdmissionAsked:
    """Ask a second person to give the account this role, in the place of the one it holds.

    Raises NotPermitted, AccountUnknown, ColleagueNeeded, RoleUnknown, RoleHeld.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    _refuse_own(account, by)
    keys, given = standing.keys_of(account), role_named(role)
    if given in permissions.roles_held(account, now=now):
        raise RoleHeld(role=given.label)
    return _ask(Act.ROLE, standing.locked(keys), None, organisation=None, role=given, by=by, now=now)


def role_named(name: str) -> RoleName:
    """Raises RoleUnknown."""
    if name not in RoleName.values:
        raise RoleUnknown(role=name)
    return RoleName(name)


def _refuse_own(account: UUID, by: Session) -> None:
    """What one signs about oneself would rest on the statement that it takes away."""
    if account == by.actor.account:
        raise ColleagueNeeded


def _ask(
    act: Act,
    keys: Locked,
    slot: slots.Slot | None,
    *,
    organisation: UUID | None,
    role: str,
    by: Session,
    now: datetime,
) -> AdmissionAsked:
    row = Admission(
        id=ordered_id(now),
        act=act.value,
        account=keys.account,
        organisation_id=organisation,
        role=role,
        public_key=keys.public_key,
        number=keys.number,
    )
    if slot is not None:
        row.salt, row.verifier, row.sealed, row.slot = keys.salt, keys.verifier, keys.sealed, slot.machine
        row.memory_kib, row.passes, row.lanes = keys.cost.memory_kib, keys.cost.passes, keys.cost.lanes
    with permissions.acting(by, now=now):
        row.approval_id = approvals.ask(asked.verb_of(row), digest=asked.digest_of(row), by=by, now=now)
        row.save(force_insert=True)
        facts = {"act": act.value} | ({"role": str(role)} if role else {})
        journal.record(
            "access:account:propose",
            by=by.actor,
            now=now,
            about=[str(row.account)],
            facts=facts,
            records=[database.digest(row)],
        )
    return AdmissionAsked(row.approval_id, row.account, asked.fingerprint_of(keys.public_key))
