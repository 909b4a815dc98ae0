"""Which lists are still open, for a page that leads those to them who work on them. Nothing sealed is opened for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.safeguards.compromises import HOURS
from dokaz.safeguards.models import Compromise, CompromiseKind, Leaving


@dataclass(frozen=True, slots=True)
class OpenCompromise:
    """A compromise with something still to do, and until when the supervisory authority is told."""

    id: UUID
    kind: CompromiseKind
    deadline: datetime


@dataclass(frozen=True, slots=True)
class OpenLeaving:
    """A list of one who leaves with something still to do."""

    id: UUID
    account: UUID


def open_compromises(*, by: access.Session, now: datetime) -> tuple[OpenCompromise, ...]:
    """Those whose report the account can open, the nearest deadline first; none for who may not work on them."""
    if not access.may(by, permission=access.Permission.GUARD, now=now):
        return ()
    with access.scope(by):
        rows = list(Compromise.objects.filter(ended_at=None).order_by("known_at"))
    return tuple(OpenCompromise(row.id, CompromiseKind(row.kind), row.known_at + HOURS) for row in rows)


def open_leavings(*, by: access.Session, now: datetime) -> tuple[OpenLeaving, ...]:
    """Lists of others who leave, oldest first; none for who may not work on them."""
    if not access.may(by, permission=access.Permission.MANAGE_ACCOUNTS, now=now):
        return ()
    rows = Leaving.objects.filter(ended_at=None).exclude(account=by.actor.account).order_by("id")
    return tuple(OpenLeaving(row.id, row.account_id) for row in rows)
