"""Letting a person in, and giving new keys or a role: asked for by one, approved by another, done once (SECURITY 1.6).

The second person approves the SHA-256 of which account, keys, organisation and role (`proposals`); the one who asked
then does it. Only a founder lets one person in alone (ADR 0023).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from dokaz.access import (
    accounts,
    approvals,
    asked,
    compartments,
    factors,
    keyrings,
    lines,
    models,
    permissions,
    proposals,
    slots,
    standing,
)
from dokaz.access.accounts import Locked
from dokaz.access.errors import (
    AdmissionOutdated,
    ApprovalMissing,
    CompanionCannotApprove,
    SecondPersonNeeded,
)
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost
from dokaz.access.permissions import Permission
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Session
from dokaz.access.statements import ALONE
from dokaz.access.waiting import Admission, Companion
from dokaz.access.waiting import AdmissionAct as Act
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

APPROVAL = "approval"  # the fact by which a statement names the approval it rests on


@dataclass(frozen=True, slots=True)
class Admitting:
    """What waits for a second person's yes, as that person has to know it."""

    approval: UUID
    act: str
    account: UUID
    organisation: str
    role: str

    @property
    def has_keys(self) -> bool:
        """Whether new keys are among it, whose fingerprint the owner reads out."""
        return self.act in (Act.ADMIT, Act.RENEW)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What two people decided and what is now so; the slot goes into the home's file."""

    act: str
    account: UUID
    role: str
    lost: tuple[str, ...]  # compartments whose keys went with the old ones: members grant them again
    left_to_recovery: tuple[str, ...]  # those of them where no member is left to do it
    slot: slots.Slot | None


def admitting(approval: UUID, /) -> Admitting | None:
    """What an approval is asked for, where it is about an account. Raises RecordUnvouched of `journal`."""
    row = Admission.objects.select_related("organisation").filter(approval=approval).first()
    if row is None:
        return None
    journal.vouch(database.digest(row))
    name = row.organisation.name if row.organisation else ""
    return Admitting(approval, str(row.act), row.account, name, str(row.role))


def admit(approval: UUID, /, *, by: Session, now: datetime) -> Admitted:
    """Do what was asked for and approved; the approval is used up in the same transaction.

    Raises NotPermitted, AdmissionOutdated, and what `approvals.consume` refuses.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        row = Admission.objects.filter(approval=approval).first()
        if row is None:
            raise ApprovalMissing
        journal.vouch(database.digest(row))
        used = approvals.consume(asked.verb_of(row), digest=asked.digest_of(row), compartment=None, by=by, now=now)
        return _ACTS[Act(row.act)](row, used, by, now)


def may_admit_alone(*, by: Session) -> bool:
    """Whether this is a founder who has let nobody in, and nobody else holds a role who could be the second person."""
    me = by.actor.account
    founder = models.Account.objects.filter(pk=me, admitted_by=None).exists() and lines.lines(me) == {me}
    others = models.Role.objects.filter(held_to=None).exclude(account=me)
    return founder and not others.exists() and not Companion.objects.filter(founder=me).exists()


def require_approver(role: str, /) -> RoleName:
    """Whom a founder lets in alone must be able to approve. Raises CompanionCannotApprove, RoleUnknown."""
    given = proposals.role_named(role)
    if Permission.APPROVE not in permissions.ALLOWED[given]:
        raise CompanionCannotApprove
    return given


def admit_alone(
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
    """Let in the second person of a home, once for each founder: whom the ceremony or recovery let in (ADR 0023).

    Nobody can say here that these are two people. Raises NotPermitted, WeakPassphrase, SecondPersonNeeded,
    CompanionCannotApprove, OrganisationUnknown, RoleUnknown.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    accounts.require_organisation(organisation)
    given = require_approver(role)
    new = accounts.newcomer(passphrase, pepper=pepper, cost=cost)
    slot = accounts.slot_of(new, by.keys.machine)
    with permissions.acting(by, now=now):
        if not may_admit_alone(by=by):
            raise SecondPersonNeeded
        written = _entered(accounts.locked(new), organisation, given, slot.machine, {ALONE: True}, by, now)
        written.append(
            Companion.objects.create(
                id=ordered_id(now), founder_id=by.actor.account, account_id=new.account, admitted_at=now
            )
        )
        _record(
            "access:account:admit", new.account, written, by=by, now=now, facts={"role": given.value, "alone": True}
        )
    return slot


def _let_in(row: Admission, used: UUID, by: Session, now: datetime) -> Admitted:
    keys, facts = _waiting(row), {APPROVAL: str(used)}
    assert row.organisation_id is not None  # CHECK admission_to_an_organisation
    written = _entered(keys, row.organisation_id, RoleName(row.role), bytes(row.slot or b""), facts, by, now)
    said = {"role": str(row.role), APPROVAL: str(used)}
    _record("access:account:admit", row.account, written, by=by, now=now, facts=said)
    return Admitted(str(row.act), row.account, str(row.role), (), (), _slot(row))


def _renew(row: Admission, used: UUID, by: Session, now: datetime) -> Admitted:
    """The old keys hold no longer: their statements are withdrawn, and what was wrapped to them is gone."""
    before = standing.keys_of(row.account)
    if before.number + 1 != row.number:
        raise AdmissionOutdated
    role = standing.role_said(row.account, now=now)
    withdrawn = standing.withdrawn(row.account, by=by, now=now)
    pen, keys = keyrings.pen(by), _waiting(row)
    said = accounts.vouch(row.account, keys.public_key, role=role, pen=pen, now=now, facts={APPROVAL: str(used)})
    put = accounts.put(keys, said.id, by=by.actor.account, now=now)
    kept = accounts.keep_slot(put, bytes(row.slot or b""), machine=by.machine, now=now)
    concerned, gone = compartments.of_account(row.account), compartments.let_go(row.account)
    written: list[Model] = [*withdrawn, said, put, kept, *factors.ended(row.account, now=now)]
    entry = _record(
        "access:account:renew", row.account, written, by=by, now=now, gone=gone,
        facts={APPROVAL: str(used)},
    )  # fmt: skip
    journal.list_gone(compartments.WRAP, rows=[each.id for each in gone], entry=entry)
    journal.list_gone(standing.KEYS, rows=[before.id], entry=entry)
    lost = tuple(each.name for each in concerned)
    alone = tuple(each.name for each in concerned if not compartments.members(each.id))
    return Admitted(str(row.act), row.account, role, lost, alone, _slot(row))


def _give_role(row: Admission, used: UUID, by: Session, now: datetime) -> Admitted:
    keys = standing.keys_of(row.account)
    if (keys.number, standing.public_key(keys)) != (row.number, bytes(row.public_key)):
        raise AdmissionOutdated
    ended = standing.ended_roles(row.account, now=now)
    withdrawn = standing.withdrawn(row.account, by=by, now=now)
    pen, public_key = keyrings.pen(by), bytes(row.public_key)
    said = accounts.vouch(row.account, public_key, role=row.role, pen=pen, now=now, facts={APPROVAL: str(used)})
    given = accounts.give_role(row.account, RoleName(row.role), by=by.actor.account, now=now)
    entry = _record(
        "access:role:grant", row.account, [*ended, *withdrawn, said, given], by=by, now=now,
        facts={"role": str(row.role), APPROVAL: str(used)},
    )  # fmt: skip
    journal.list_gone(standing.ROLE, rows=[each.id for each in ended], entry=entry)
    return Admitted(str(row.act), row.account, str(row.role), (), (), None)


_ACTS: dict[Act, Callable[[Admission, UUID, Session, datetime], Admitted]] = {
    Act.ADMIT: _let_in,
    Act.RENEW: _renew,
    Act.ROLE: _give_role,
}


def _entered(
    keys: Locked,
    organisation: UUID,
    role: RoleName,
    slot: bytes,
    facts: Mapping[str, object],
    by: Session,
    now: datetime,
) -> list[Model]:
    pen = keyrings.pen(by)
    written = accounts.enter(
        keys, organisation=organisation, role=role, pen=pen, by=by.actor.account, now=now, facts=facts
    )
    put = models.AccountKeys.objects.get(account=keys.account, number=keys.number)
    return [*written, accounts.keep_slot(put, slot, machine=by.machine, now=now)]


def _waiting(row: Admission) -> Locked:
    """The keys that wait in the row. CHECK admission_has_its_keys: none of it is missing."""
    return Locked(
        account=row.account,
        number=row.number,
        public_key=bytes(row.public_key),
        salt=bytes(row.salt or b""),
        cost=Argon2Cost(memory_kib=row.memory_kib or 0, passes=row.passes or 0, lanes=row.lanes or 0),
        verifier=bytes(row.verifier or b""),
        sealed=bytes(row.sealed or b""),
    )


def _slot(row: Admission) -> slots.Slot:
    keys = _waiting(row)
    return slots.Slot(row.account, keys.salt, keys.cost, bytes(row.slot or b""))


def _record(
    verb: str,
    account: UUID,
    written: list[Model],
    *,
    by: Session,
    now: datetime,
    facts: Mapping[str, str | bool],
    gone: list[database.RecordDigest] | None = None,
) -> int:
    records = [*(gone or ()), *database.digests(*written)]
    return journal.record(verb, by=by.actor, now=now, about=[str(account)], facts=facts, records=records)
