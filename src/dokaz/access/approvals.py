"""Approvals: a second person's yes to exactly one thing, used once (SECURITY 1.11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from dokaz.access import app_rules, asked, delays, keyrings, lines, locks, models, permissions
from dokaz.access.errors import (
    ApprovalExpired,
    ApprovalMissing,
    ApprovalUnknown,
    ApprovedByAsker,
    ApprovedBySubject,
    ApproverDependent,
    ApproverGone,
    ApproverOfSameHouse,
    FingerprintDiffers,
)
from dokaz.access.permissions import Permission
from dokaz.access.roles import named_role
from dokaz.access.sessions import Session
from dokaz.access.waiting import Admission, AdmissionAct, Declined
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.ids import ordered_id

LASTS = timedelta(days=7)
LIST = "access:approvals:list"
PAST = timedelta(days=30)  # how long a page still shows what was used, refused or expired


@dataclass(frozen=True, slots=True)
class Approval:
    """A yes that is asked for: to what, by its SHA-256; by whom and until when; who gave it, and who said no."""

    id: UUID
    verb: str
    sha256: str
    compartment: UUID | None
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    approved_by: UUID | None
    used_at: datetime | None = None
    declined_by: UUID | None = None  # the asker: it was taken back

    def open(self, now: datetime) -> bool:
        """Whether it can still be approved or used."""
        return self.used_at is None and self.declined_by is None and now < self.expires_at


def ask(
    verb: str,
    /,
    *,
    digest: bytes,
    by: Session,
    now: datetime,
    compartment: UUID | None = None,
    lasts: timedelta = LASTS,
    size: int = 1,
) -> UUID:
    """Ask a second person to approve what has this SHA-256, and nothing else; `size` says how many items it takes.

    With what the same person asked for by this verb within a day it may be a bulk act, which waits; the approval lasts
    as much longer as the wait is, since it is never prolonged.
    """
    with transaction.atomic():
        much = delays.counted(verb, size=size, by=by, now=now)
        wait = delays.wait_of(verb, much)
        row = models.Approval.objects.create(
            id=ordered_id(now),
            verb=verb,
            digest=digest,
            compartment_id=compartment,
            asked_by_id=by.actor.account,
            asked_at=now,
            expires_at=now + lasts + wait,
        )
        _record("access:approval:ask", row, by, now, delays.sized(row, size=size, now=now))
        if wait:
            delays.begin(row, much, by, now)
    return row.id


def approve(approval: UUID, /, *, by: Session, now: datetime, fingerprint: str | None = None) -> None:
    """Say yes as the second person. Of new keys, `fingerprint` is what their owner read out, not what a screen shows.

    Raises ApprovedByAsker, ApprovedBySubject, ApproverDependent, ApproverOfSameHouse, FingerprintDiffers,
    ApprovalExpired, ApprovalMissing, ApprovalUnknown where it was given already, NotPermitted, RecordUnvouched of
    `journal`.
    """
    permissions.require(by, Permission.APPROVE, now=now)
    with permissions.acting(by, now=now):
        row = models.Approval.objects.filter(pk=approval, consumed_at__isnull=True).first()
        if row is None:
            raise ApprovalMissing
        if row.approved_by_id is not None:  # pressed twice, or by two people: the first yes stands
            raise ApprovalUnknown
        _refuse_expired(row, now)
        journal.vouch(database.digest(row))
        _refuse_dependent(row, second=by.actor.account)
        _refuse_other_keys(row, fingerprint, second=by.actor.account)
        delays.refuse_other_limits(row)
        app_rules.refuse_another(row)
        row.approved_by_id, row.approved_at = by.actor.account, now
        row.save(update_fields=["approved_by", "approved_at"])
        _record("access:approval:approve", row, by, now)
        delays.count_from(row, by, now)


def consume(
    verb: str, /, *, digest: bytes, compartment: UUID | None, by: Session, now: datetime, size: int = 1
) -> UUID:
    """Use up the approval of exactly this in exactly this compartment; call it in the transaction that does the thing.

    What takes more than the house's limit at once is refused until it has waited, or where a colleague stopped it.

    An approval asked for without the compartment, and so without its rule on the second person's house, does not count;
    nor one of a person who meanwhile may approve no more, or is no longer independent.

    Raises ApprovalMissing, ApprovalExpired, ApproverGone, ApproverDependent, ApproverOfSameHouse, ActWaits, ActStopped,
    RecordUnvouched of `journal`.
    """
    with permissions.acting(by, now=now):
        row = (
            models.Approval.objects.filter(
                verb=verb,
                digest=digest,
                compartment=compartment,
                asked_by=by.actor.account,
                approved_by__isnull=False,
                consumed_at__isnull=True,
            )
            .order_by("-expires_at")
            .first()
        )
        if row is None or row.approved_by_id is None:
            raise ApprovalMissing
        _refuse_expired(row, now)
        journal.vouch(database.digest(row))
        # asked again: statements, not columns, say what is protected and whose line is whose
        _refuse_gone(row.approved_by_id, now)
        _refuse_dependent(row, second=row.approved_by_id)
        delays.refuse_waiting(row, size=size, now=now)
        row.consumed_at = now
        row.save(update_fields=["consumed_at"])
        _record("access:approval:consume", row, by, now)
    return row.id


def propose_limits(wanted: delays.Limits, /, *, by: Session, now: datetime) -> UUID:
    """Ask a second person for other limits of bulk acts. Raises NotPermitted, LimitsUnfit."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        approval = ask(delays.SET_LIMITS, digest=wanted.digest, by=by, now=now)
        delays.propose(wanted, approval=approval, by=by, now=now)
    return approval


def set_limits(wanted: delays.Limits, /, *, by: Session, now: datetime) -> None:
    """Put limits in force that a second person approved. Raises NotPermitted, and what `consume` refuses."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        approval = consume(delays.SET_LIMITS, digest=wanted.digest, compartment=None, by=by, now=now)
        delays.put_in_force(approval, by, now)


def approver(approval: UUID, /) -> Actor:
    """Who gave this approval, as entries name them. Raises ApprovalMissing."""
    row = models.Approval.objects.filter(pk=approval, approved_by__isnull=False).first()
    if row is None or row.approved_by_id is None or row.approved_at is None:
        raise ApprovalMissing
    account = models.Account.objects.get(pk=row.approved_by_id)
    held = permissions.roles_held(account.id, now=row.approved_at)
    return Actor(account.id, str(account.organisation_id), named_role(held))


def approvals(*, by: Session, now: datetime) -> tuple[Approval, ...]:
    """What waits for a second person, and what was approved and not used yet; oldest first. Raises NotPermitted."""
    permissions.require(by, Permission.APPROVE, now=now)
    with permissions.acting(by, now=now):
        rows = models.Approval.objects.filter(consumed_at=None, expires_at__gt=now).order_by("id")
        found = _told(rows)
        journal.record(LIST, by=by.actor, now=now, about=[str(each.id) for each in found])
    return found


def approval(approval: UUID, /, *, by: Session, now: datetime) -> Approval:
    """One that was asked for, for whoever asked and for those who may approve. Raises ApprovalUnknown, alike for what
    is not there and what is not for one to see.
    """
    with permissions.acting(by, now=now):
        every = permissions.may(by, permission=Permission.APPROVE, now=now)
        rows = models.Approval.objects.filter(pk=approval)
        row = (rows if every else rows.filter(asked_by=None if by.locked else by.actor.account)).first()
        if row is None:
            raise ApprovalUnknown
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id)])
        return _told([row])[0]


def standing_of(several: Iterable[UUID], /) -> dict[UUID, Approval]:
    """How these stand, for the module whose verb they are of: what was asked for under one ends with it.

    It asks for no permission and is no entry. Raises RecordUnvouched of `journal`.
    """
    return {each.id: each for each in _told(models.Approval.objects.filter(pk__in=list(several)))}


def past_approvals(*, by: Session, now: datetime) -> tuple[Approval, ...]:
    """What was asked for and is closed, by use, a no or time, in the last thirty days: of all for those who may
    approve, and of others their own; newest first. Under duress there was nothing.
    """
    if by.locked:
        return ()
    with permissions.acting(by, now=now):
        rows = models.Approval.objects.filter(asked_at__gt=now - LASTS - delays.LONGEST_WAIT - PAST).order_by("-id")
        if not permissions.may(by, permission=Permission.APPROVE, now=now):
            rows = rows.filter(asked_by=by.actor.account)
        found = tuple(each for each in _told(rows) if not each.open(now))
        journal.record(LIST, by=by.actor, now=now, about=[str(each.id) for each in found])
    return found


def own_requests(*, by: Session, now: datetime) -> tuple[Approval, ...]:
    """What one asked for oneself and was not done yet, oldest first. Under duress there is nothing."""
    if by.locked:
        return ()
    rows = models.Approval.objects.filter(asked_by=by.actor.account, consumed_at=None, expires_at__gt=now)
    return _told(rows.order_by("id"))


def _told(rows: Iterable[models.Approval]) -> tuple[Approval, ...]:
    """As their entries tell them. Raises RecordUnvouched of `journal`."""
    asked = list(rows)
    declined = {each.approval_id: each for each in Declined.objects.filter(approval__in=asked)}
    journal.vouch(*database.digests(*asked, *declined.values()))
    return tuple(_one(row, declined.get(row.id)) for row in asked)


def _one(row: models.Approval, declined: Declined | None) -> Approval:
    return Approval(
        id=row.id,
        verb=row.verb,
        sha256=bytes(row.digest).hex(),
        compartment=row.compartment_id,
        asked_by=row.asked_by_id,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        approved_by=row.approved_by_id,
        used_at=row.consumed_at,
        declined_by=declined.by_id if declined else None,
    )


def _refuse_expired(row: models.Approval, now: datetime) -> None:
    if row.expires_at <= now:
        raise ApprovalExpired


def _refuse_dependent(row: models.Approval, *, second: UUID) -> None:
    if row.asked_by_id == second:
        raise ApprovedByAsker
    if not lines.independent(second, of=row.asked_by_id):
        raise ApproverDependent
    _refuse_same_house(row, second=second)


def _refuse_gone(second: UUID, now: datetime) -> None:
    held = () if locks.is_locked(second) else permissions.roles_held(second, now=now)
    if not any(Permission.APPROVE in permissions.ALLOWED[role] for role in held):
        raise ApproverGone


def _refuse_other_keys(row: models.Approval, fingerprint: str | None, *, second: UUID) -> None:
    """What waits for this approval is what it was asked for, and its keys are those that their owner told of."""
    admission = Admission.objects.filter(approval=row).first()
    if admission is None:
        if asked.is_about_an_account(row.verb):
            raise ApprovalMissing
        return
    journal.vouch(database.digest(admission))
    if asked.digest_of(admission) != bytes(row.digest):
        raise ApprovalMissing
    if admission.account == second:
        raise ApprovedBySubject
    has_keys = admission.act != AdmissionAct.ROLE
    if has_keys and not asked.same_fingerprint(fingerprint or "", bytes(admission.public_key)):
        raise FingerprintDiffers


def _refuse_same_house(row: models.Approval, *, second: UUID) -> None:
    if row.compartment_id is None:
        return
    if keyrings.trusted_compartment(row.compartment_id).protected and _same_house(row.asked_by_id, second):
        raise ApproverOfSameHouse


def _same_house(one: UUID, other: UUID) -> bool:
    accounts = models.Account.objects.filter(pk__in=(one, other))
    journal.vouch(*database.digests(*accounts))
    return len({account.organisation_id for account in accounts}) == 1


def _record(verb: str, row: models.Approval, by: Session, now: datetime, *also: Model) -> None:
    journal.record(
        verb,
        by=by.actor,
        now=now,
        about=[str(row.id)],
        facts={"verb": row.verb, "sha256": bytes(row.digest).hex()},
        records=database.digests(row, *also),
    )
