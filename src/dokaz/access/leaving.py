"""Taking away: a colleague withdrawn in one action, a role ended, and keys left behind for a journey (SECURITY 1.6)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import accounts, compartments, factors, keyrings, models, permissions, standing
from dokaz.access.errors import ColleagueNeeded, LastCustodian, OnlyMember, RoleNotHeld
from dokaz.access.permissions import Permission
from dokaz.access.roles import NO_ROLE, RoleName
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: the compartments that have new keys now, and those of them that only recovery opens."""

    account: UUID
    renewed: tuple[str, ...]
    left_to_recovery: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A compartment whose keys a traveller left behind, and the accounts that can grant them again."""

    compartment: str
    can_grant: tuple[UUID, ...]


def withdraw(account: UUID, /, *, by: Session, now: datetime) -> Withdrawn:
    """End an account at once: its keys hold no longer, its role ends, and its compartments get their next keys.

    It needs no key of these compartments. What the person read, copied or still has on a machine elsewhere, this
    cannot take back. Raises NotPermitted, AccountUnknown, ColleagueNeeded, LastCustodian.
    """
    for permission in (Permission.MANAGE_ACCOUNTS, Permission.MANAGE_COMPARTMENTS):
        permissions.require(by, permission, now=now)
    with permissions.acting(by, now=now):
        keys = standing.keys_of(account)
        _refuse_own(account, by, now)
        renewed = _rekeyed(account, by, now)
        ended = standing.ended_roles(account, now=now)
        said = standing.withdrawn(account, by=by, now=now)
        entry = journal.record(
            "access:account:withdraw",
            by=by.actor,
            now=now,
            about=[str(account)],
            facts={"compartments": len(renewed)},
            records=database.digests(*ended, *said),
        )
        journal.list_gone(standing.ACCOUNT, rows=[account], entry=entry)
        journal.list_gone(standing.KEYS, rows=[keys.id], entry=entry)
        journal.list_gone(standing.ROLE, rows=[each.id for each in ended], entry=entry)
        alone = tuple(row.name for row in renewed if not compartments.members(row.id))
    return Withdrawn(account, tuple(row.name for row in renewed), alone)


def end_role(*, account: UUID, by: Session, now: datetime) -> None:
    """End the role an account holds: it signs in no more, and keeps the keys it holds until it is removed or withdrawn.

    Raises NotPermitted, AccountUnknown, ColleagueNeeded, LastCustodian, RoleNotHeld.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        keys = standing.keys_of(account)
        _refuse_own(account, by, now)
        ended = standing.ended_roles(account, now=now)
        if not ended:
            raise RoleNotHeld
        withdrawn, public_key = standing.withdrawn(account, by=by, now=now), standing.public_key(keys)
        said = accounts.vouch(account, public_key, role=NO_ROLE, pen=keyrings.pen(by), now=now)
        entry = journal.record(
            "access:role:end",
            by=by.actor,
            now=now,
            about=[str(account)],
            records=database.digests(*ended, *withdrawn, said),
        )
        journal.list_gone(standing.ROLE, rows=[each.id for each in ended], entry=entry)


def travel(*, account: UUID, by: Session, now: datetime, even_alone: bool = False) -> tuple[LeftBehind, ...]:
    """Delete every key an account holds of compartments, until members grant them again; its role stays.

    The person does it before a journey, or a colleague for them. Nothing that the account says or types opens anything
    after that, whoever asks. Raises OnlyMember where only recovery could give keys back, unless `even_alone`;
    NotPermitted, AccountUnknown, and DatabaseBusy of `database`.
    """
    factors.refuse_locked(by)
    if account != by.actor.account:
        permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        standing.keys_of(account)
        left = _left_behind(account, now)
        alone = [each.compartment for each in left if not each.can_grant]
        if alone and not even_alone:
            raise OnlyMember(names=", ".join(alone))
        gone = compartments.let_go(account)
        entry = journal.record(
            "access:account:travel", by=by.actor, now=now, about=[str(account)], facts={"keys": len(gone)}, records=gone
        )
        journal.list_gone(compartments.WRAP, rows=[each.id for each in gone], entry=entry)
    return left


def _left_behind(account: UUID, now: datetime) -> tuple[LeftBehind, ...]:
    found = []
    for row in compartments.of_account(account):
        others = sorted(compartments.members(row.id) - {account})
        found.append(LeftBehind(row.name, tuple(each for each in others if may_grant(each, now))))
    return tuple(found)


def may_grant(account: UUID, now: datetime) -> bool:
    held = permissions.roles_held(account, now=now)
    return any(Permission.MANAGE_COMPARTMENTS in permissions.ALLOWED[role] for role in held)


def _rekeyed(account: UUID, by: Session, now: datetime) -> list[models.Compartment]:
    rows = compartments.of_account(account)
    for row in rows:
        compartments.remove_member(compartment=row.id, account=account, by=by, now=now)
    return rows


def _refuse_own(account: UUID, by: Session, now: datetime) -> None:
    """Only custodians take away, so the last one could only be taken away by themselves."""
    if account != by.actor.account:
        return
    others = models.Role.objects.filter(role=RoleName.CUSTODIAN, held_to=None).exclude(account=account)
    raise ColleagueNeeded if any(may_grant(each.account_id, now) for each in others) else LastCustodian
