"""Who belongs to the house: organisations, and accounts with their roles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import lines, models, permissions, standing
from dokaz.access.errors import AccountUnknown, StatementError
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.journal import api as journal

LIST, SHOW = "access:accounts:list", "access:account:show"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account as a list shows it. It has no name here: papers outside say who is who."""

    account: UUID
    organisation: str
    roles: tuple[str, ...]
    admitted_at: datetime
    admitted_by: UUID | None  # None: the key ceremony, or recovery
    lines: tuple[UUID, ...]  # who stands in another line can be the second person (ADR 0023)
    withdrawn: bool
    fault: str = ""  # why nothing that stands here of roles and lines is to be believed; empty where all holds


def colleagues(*, by: Session, now: datetime) -> tuple[Colleague, ...]:
    """Every account, oldest first. One whose statements or rows were tampered with is named with its fault, and the
    others are listed all the same. Raises NotPermitted.
    """
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        rows = list(models.Account.objects.select_related("organisation").order_by("admitted_at", "id"))
        working = standing.at_work()
        found = tuple(_colleague(row, now, withdrawn=row.id not in working) for row in rows)
        journal.record(LIST, by=by.actor, now=now, facts={"shown": len(found)})
    return found


def colleague(account: UUID, /, *, by: Session, now: datetime) -> Colleague:
    """One of `colleagues`; an entry says about whom. Raises NotPermitted, AccountUnknown."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    with permissions.acting(by, now=now):
        row = models.Account.objects.select_related("organisation").filter(pk=account).first()
        if row is None:
            raise AccountUnknown(account=account)
        found = _colleague(row, now, withdrawn=account not in standing.at_work())
        journal.record(SHOW, by=by.actor, now=now, about=[str(account)])
    return found


def collection() -> str:
    """What the collection that is open is called."""
    return models.Home.objects.values_list("name", flat=True).get()


def organisation(name: str, /, *, by: Session, now: datetime) -> UUID | None:
    """The organisation of this name; None where there is none yet. Raises NotPermitted."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    return models.Organisation.objects.filter(name=name).values_list("id", flat=True).first()


def _colleague(row: models.Account, now: datetime, *, withdrawn: bool) -> Colleague:
    told = (row.admitted_at, row.admitted_by_id)
    try:
        roles = tuple(sorted(role.value for role in permissions.roles_held(row.id, now=now)))
        heads = tuple(sorted(lines.lines(row.id)))
    except (StatementError, journal.RecordUnvouched) as why:
        return Colleague(row.id, row.organisation.name, (), *told, (), withdrawn, str(why))
    return Colleague(row.id, row.organisation.name, roles, *told, heads, withdrawn)


def organisations(*, by: Session, now: datetime) -> tuple[str, ...]:
    """The names of all organisations there are. Raises NotPermitted."""
    permissions.require(by, Permission.MANAGE_ACCOUNTS, now=now)
    return tuple(models.Organisation.objects.order_by("name").values_list("name", flat=True))
