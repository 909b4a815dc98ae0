"""After a restore: what was revoked since the back-up is revoked again; what was left open is void (SECURITY 3.5)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from dokaz.access import (
    backup_keys,
    compartments,
    delays,
    leaving,
    models,
    permissions,
    refusing,
    standing,
    witness_keys,
)
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal

VOID = "access:approvals:void"


def replay_gone(idents: Collection[bytes], /, *, by: Session, now: datetime) -> int:
    """Revoke again what these identifiers name, and say how much: accounts withdrawn, roles ended, members removed;
    machines, keys of back-ups and log witnesses withdrawn, and machines a compartment went on without.

    Each compartment that loses a member gets its next generation, as when it happened. An account whose keys were
    replaced since is withdrawn: here it would open with the old ones. Doing it again changes nothing.
    Raises NotPermitted, and ColleagueNeeded or LastCustodian where it would take away the account that does this.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        people = _accounts(idents)
        for account in people:
            leaving.withdraw(account, by=by, now=now)
        roles = _roles(idents)
        for account in roles:
            leaving.end_role(account=account, by=by, now=now)
        machines = journal.gone_among(compartments.MACHINE, rows=_machines(), idents=idents)
        for machine in machines:
            compartments.withdraw_machine(machine=machine, by=by, now=now)
        members = _members(idents)
        for compartment, account in members:
            compartments.remove_member(compartment=compartment, account=account, by=by, now=now)
        excluded = _admissions(idents)
        for compartment, machine in excluded:
            compartments.rekey(compartment=compartment, without=machine, by=by, now=now)
        admitted = backup_keys.standing()
        keys = journal.gone_among(backup_keys.BACKUP, rows=admitted, idents=idents)
        for key in keys:
            backup_keys.withdraw_backup_recipient(str(admitted[key]), by=by, now=now)
        cosigners = journal.gone_among(witness_keys.WITNESS, rows=_cosigners(), idents=idents)
        for statement in cosigners:
            witness_keys.withdraw_witness(_cosigners()[statement], by=by, now=now)
    return len([*people, *roles, *machines, *members, *excluded, *keys, *cosigners])


def void_open_acts(*, by: Session, now: datetime) -> int:
    """Let every approval that was asked for and not used expire, and say how many; what waits by itself is stopped.

    No back-up holds the sessions of browsers, so none comes back. Raises NotPermitted.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        left = list(models.Approval.objects.filter(consumed_at=None, expires_at__gt=now).order_by("id"))
        for row in left:
            row.expires_at = max(now, row.asked_at + timedelta(microseconds=1))  # CHECK: later than it was asked for
            row.save(update_fields=["expires_at"])
        delays.void(by=by, now=now)
        journal.record(VOID, by=by.actor, now=now, facts={"void": len(left)}, records=database.digests(*left))
        for row in left:
            refusing.ended(row, by=by, now=now)
    return len(left)


def _accounts(idents: Collection[bytes]) -> list[UUID]:
    """Those at work here that were withdrawn, or whose newest keys here were replaced."""
    working = standing.at_work()
    gone = set(journal.gone_among(standing.ACCOUNT, rows=working, idents=idents))
    newest = {row.account_id: row.id for row in models.AccountKeys.objects.order_by("number")}
    accounts = {newest[account]: account for account in working if account in newest}
    replaced = journal.gone_among(standing.KEYS, rows=accounts, idents=idents)
    return sorted(gone | {accounts[keys] for keys in replaced})


def _roles(idents: Collection[bytes]) -> list[UUID]:
    held = dict(models.Role.objects.filter(held_to=None).values_list("id", "account"))
    return sorted({held[role] for role in journal.gone_among(standing.ROLE, rows=held, idents=idents)})


def _cosigners() -> dict[UUID, str]:
    return {each.statement: each.vkey for each in journal.witnesses()}


def _machines() -> list[UUID]:
    """Those that no statement has withdrawn yet."""
    withdrawn = models.Statement.objects.filter(kind=Kind.WITHDRAWAL).values("subject")
    return list(models.Machine.objects.exclude(statement__in=withdrawn).order_by("id").values_list("id", flat=True))


def _members(idents: Collection[bytes]) -> list[tuple[UUID, UUID]]:
    return _holders("account", idents)


def _admissions(idents: Collection[bytes]) -> list[tuple[UUID, UUID]]:
    return _holders("machine", idents)


def _holders(kind: str, idents: Collection[bytes]) -> list[tuple[UUID, UUID]]:
    wraps = models.Wrap.objects.exclude(**{kind: None}).annotate(place=F("generation__compartment"))
    holders = {id_: (place, holder) for id_, place, holder in wraps.values_list("id", "place", kind)}
    named = journal.gone_among(compartments.WRAP, rows=holders, idents=idents)
    return sorted({holders[wrap] for wrap in named})
