"""A no to what was asked for: a second person's, of which the asker is told, or the asker's own who takes it back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import factors, models, permissions
from dokaz.access.errors import ApprovalNotYours, ApprovalUnknown
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.access.waiting import Declined
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id

Ending = Callable[..., None]  # ending(approval, /, *, by, now), in the transaction of the no
_endings: dict[str, Ending] = {}


def declare_ending(verb: str, /, *, ending: Ending) -> None:
    """Be told of each request of this verb that ends by a no, a stop, a taking back or a restore, to let go what
    it held.

    In `AppConfig.ready` of the module whose verb it is.
    """
    _endings[verb] = ending


def ended(row: models.Approval, *, by: Session, now: datetime) -> None:
    """Tell the module whose request this was that it was ended before it was used."""
    if ending := _endings.get(row.verb):
        ending(row.id, by=by, now=now)


def decline(approval: UUID, /, *, by: Session, now: datetime) -> None:
    """Say no as one who could have said yes, or take one's own yes back while it was not used. It ends the request.

    Raises NotPermitted, ApprovalUnknown, and ApprovalNotYours where another person said yes, or one asked oneself.
    """
    permissions.require(by, Permission.APPROVE, now=now)
    with permissions.acting(by, now=now):
        row = _open(now, pk=approval)
        if row.asked_by_id == by.actor.account or row.approved_by_id not in (None, by.actor.account):
            raise ApprovalNotYours
        _end("access:approval:decline", row, by, now)


def take_back(approval: UUID, /, *, by: Session, now: datetime) -> None:
    """End what one asked for oneself, approved or not, while it was not done.

    Raises ApprovalUnknown, and DatabaseBusy of `database`.
    """
    factors.refuse_locked(by)
    with permissions.acting(by, now=now):
        row = _open(now, pk=approval, asked_by=by.actor.account)
        _end("access:approval:take-back", row, by, now)


def _open(now: datetime, **which: UUID) -> models.Approval:
    row = models.Approval.objects.filter(**which, consumed_at=None, expires_at__gt=now).first()
    if row is None:
        raise ApprovalUnknown
    journal.vouch(database.digest(row))
    return row


def _end(verb: str, row: models.Approval, by: Session, now: datetime) -> None:
    """It expires now, so that whatever asks for an approval need not know of this; the row says whose no it was."""
    said = Declined.objects.create(id=ordered_id(now), approval=row, by_id=by.actor.account, at=now)
    row.expires_at = max(now, row.asked_at + timedelta(microseconds=1))  # CHECK approval_expires_later
    row.save(update_fields=["expires_at"])
    journal.record(
        verb,
        by=by.actor,
        now=now,
        about=[str(row.id)],
        facts={"verb": row.verb, "sha256": bytes(row.digest).hex()},
        records=database.digests(row, said),
    )
    ended(row, by=by, now=now)
