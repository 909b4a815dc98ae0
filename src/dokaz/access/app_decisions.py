"""An organisation ends codes from apps for its people: one custodian does it, and two people take it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import app_rules, approvals, models, names, permissions, standing
from dokaz.access.app_rules import ACCEPT
from dokaz.access.errors import ApprovalMissing, OrganisationUnknown
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.access.sign_in_errors import AppsAlreadySo, PasskeysMissing
from dokaz.access.sign_in_rows import AppDecision, FactorKind, SecondFactor
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

REFUSE, ASK, LIST = "access:apps:refuse", "access:apps:ask", "access:apps:list"


@dataclass(frozen=True, slots=True)
class AppRule:
    """Whether an organisation accepts codes from apps, who decided it last, and whom it would shut out to end them.

    `asked` is the open request to accept them again, and `asked_by` whose it is.
    """

    organisation: UUID
    name: str
    accepted: bool
    decided_by: UUID | None
    decided_at: datetime | None
    without_passkey: tuple[UUID, ...]
    asked: UUID | None
    asked_by: UUID | None
    approved: bool


def list_app_rules(*, by: Session, now: datetime) -> tuple[AppRule, ...]:
    """Of every organisation, by name. Raises NotPermitted, RecordUnvouched of `journal`."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        rows, organisations = app_rules.decisions(), list(models.Organisation.objects.order_by("name", "id"))
        journal.vouch(*database.digests(*organisations))
        journal.record(LIST, by=by.actor, now=now, facts={"shown": len(organisations)})
        return tuple(_rule(each, rows, now) for each in organisations)


def refuse_apps(organisation: UUID, /, *, by: Session, now: datetime) -> None:
    """From now on no code from an app counts for these accounts. Codes on paper still do, and who is signed in stays.

    Raises NotPermitted, OrganisationUnknown, AppsAlreadySo, and PasskeysMissing, which names who has no passkey.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        rule = _rule(_found(organisation), app_rules.decisions(), now)
        if not rule.accepted:
            raise AppsAlreadySo
        if rule.without_passkey:
            raise PasskeysMissing(names=", ".join(str(names.name_of(each)) for each in rule.without_passkey))
        row = AppDecision.objects.create(
            id=ordered_id(now), organisation_id=organisation, accepted=False, decided_by_id=by.actor.account,
            decided_at=now, in_force_at=now,
        )  # fmt: skip
        _record(REFUSE, row, by, now)


def ask_to_accept_apps(organisation: UUID, /, *, by: Session, now: datetime) -> UUID:
    """Ask a second person that codes from apps count again. Raises NotPermitted, OrganisationUnknown, AppsAlreadySo."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        digest = _against(_found(organisation).id)
        approval = approvals.ask(ACCEPT, digest=digest, by=by, now=now)
        row = AppDecision.objects.create(
            id=ordered_id(now), organisation_id=organisation, accepted=True, approval_id=approval,
            decided_by_id=by.actor.account, decided_at=now,
        )  # fmt: skip
        _record(ASK, row, by, now)
    return approval


def accept_apps(organisation: UUID, /, *, by: Session, now: datetime) -> None:
    """Let codes from apps count again, as a second person approved. What the account had added counts again as well.

    Raises NotPermitted, OrganisationUnknown, AppsAlreadySo, and what `consume` refuses.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        digest = _against(_found(organisation).id)
        approval = approvals.consume(ACCEPT, digest=digest, compartment=None, by=by, now=now)
        row = next((each for each in app_rules.decisions() if each.approval_id == approval), None)
        if row is None or row.organisation_id != organisation:
            raise ApprovalMissing
        row.in_force_at = now
        row.save(update_fields=["in_force_at"])
        _record(ACCEPT, row, by, now)


def apps_asked(approval: UUID, /) -> str | None:
    """The name of the organisation for which this approval lets apps count again; None where it is about others."""
    row = next((each for each in app_rules.decisions() if each.approval_id == approval), None)
    return None if row is None else _found(row.organisation_id).name


def _rule(organisation: models.Organisation, rows: tuple[AppDecision, ...], now: datetime) -> AppRule:
    newest = app_rules.in_force(rows, organisation.id)
    asked = _open_request([row for row in rows if row.organisation_id == organisation.id], now)
    return AppRule(
        organisation=organisation.id,
        name=organisation.name,
        accepted=newest is None or newest.accepted,
        decided_by=newest.decided_by_id if newest else None,
        decided_at=newest.in_force_at if newest else None,
        without_passkey=_without_passkey(organisation.id),
        asked=asked.id if asked else None,
        asked_by=asked.asked_by_id if asked else None,
        approved=asked is not None and asked.approved_by_id is not None,
    )


def _open_request(rows: list[AppDecision], now: datetime) -> models.Approval | None:
    waiting = [row.approval_id for row in rows if row.approval_id and row.in_force_at is None]
    found = models.Approval.objects.filter(pk__in=waiting, consumed_at=None, expires_at__gt=now).order_by("-id").first()
    if found is not None:
        journal.vouch(database.digest(found))
    return found


def _without_passkey(organisation: UUID) -> tuple[UUID, ...]:
    """Accounts at work that have no passkey, whether they have an app or never signed in to the office."""
    at_work = standing.at_work()
    theirs = list(
        models.Account.objects.filter(organisation=organisation, pk__in=at_work).order_by("admitted_at", "id")
    )
    factors = list(SecondFactor.objects.filter(account__in=theirs, kind=FactorKind.PASSKEY, withdrawn_at=None))
    journal.vouch(*database.digests(*theirs, *factors))
    held = {factor.account_id for factor in factors}
    return tuple(account.id for account in theirs if account.id not in held)


def _against(organisation: UUID) -> bytes:
    newest = app_rules.in_force(app_rules.decisions(), organisation)
    if newest is None or newest.accepted:
        raise AppsAlreadySo
    return app_rules.digest_of(organisation, newest.id)


def _found(organisation: UUID) -> models.Organisation:
    row = models.Organisation.objects.filter(pk=organisation).first()
    if row is None:
        raise OrganisationUnknown(organisation=organisation)
    journal.vouch(database.digest(row))
    return row


def _record(verb: str, row: AppDecision, by: Session, now: datetime) -> None:
    about, facts = [str(row.id), str(row.organisation_id)], {"accepted": row.accepted}
    journal.record(verb, by=by.actor, now=now, about=about, facts=facts, records=[database.digest(row)])
