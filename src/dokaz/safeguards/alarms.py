"""Alarms: sounded by the house itself, seen by a colleague, and never shown to whom they are about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.ids import ordered_id
from dokaz.safeguards import models
from dokaz.safeguards.errors import AlarmUnknown
from dokaz.safeguards.models import AlarmKind

SOUND, SEE, LIST = "safeguards:alarm:sound", "safeguards:alarm:see", "safeguards:alarms:list"
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as a colleague sees it; `count` says how much was read, `canary` which one was opened."""

    id: UUID
    kind: AlarmKind
    account: UUID
    canary: UUID | None
    count: int
    sounded_at: datetime
    seen_by: UUID | None
    seen_at: datetime | None


def house(by: access.Session) -> Actor:
    """In whose name an alarm stands: the machine's, since nobody decided it."""
    return Actor.of_machine(by.machine)


def sound(
    kind: AlarmKind, *, about: UUID, by: Actor, now: datetime, canary: UUID | None = None, count: int = 0
) -> UUID:
    """Write the alarm in the running transaction; who caused it is told nothing."""
    row = models.Alarm.objects.create(
        id=ordered_id(now), kind=kind, account_id=about, canary_id=canary, count=count, sounded_at=now
    )
    journal.record(
        SOUND, by=by, now=now, about=[str(row.id), str(about)], facts={"kind": kind.value, "count": count},
        records=[database.digest(row)],
    )  # fmt: skip
    return row.id


def alarms(*, unseen: bool = False, by: access.Session, now: datetime) -> tuple[Alarm, ...]:
    """Alarms about others, newest first, the last 200. Raises NotPermitted, RecordUnvouched of `journal`."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        rows = models.Alarm.objects.exclude(account=by.actor.account).order_by("-id")
        shown = list((rows.filter(seen_at=None) if unseen else rows)[:SHOWN])
        journal.vouch(*database.digests(*shown))
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id) for row in shown], facts={"shown": len(shown)})
    return tuple(_told(row) for row in shown)


def waiting_alarms(*, by: access.Session, now: datetime) -> int:
    """How many alarms about others nobody has looked at, for a page that leads to them: a count, and not journalled."""
    if not access.may(by, permission=access.Permission.GUARD, now=now):
        return 0
    return models.Alarm.objects.filter(seen_at=None).exclude(account=by.actor.account).count()


def see(alarm: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Say that one has looked into an alarm. Raises NotPermitted, AlarmUnknown, also for one about oneself."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        row = models.Alarm.objects.filter(pk=alarm, seen_at=None).exclude(account=by.actor.account).first()
        if row is None:
            raise AlarmUnknown
        journal.vouch(database.digest(row))
        row.seen_by_id, row.seen_at = by.actor.account, now
        row.save(update_fields=["seen_by", "seen_at"])
        journal.record(SEE, by=by.actor, now=now, about=[str(alarm)], records=[database.digest(row)])


def sounded_since(kind: AlarmKind, *, about: UUID, since: datetime, canary: UUID | None = None) -> bool:
    """Whether the same was said already, so that one act after another does not drown the rest."""
    return models.Alarm.objects.filter(kind=kind, account=about, canary=canary, sounded_at__gte=since).exists()


def _told(row: models.Alarm) -> Alarm:
    return Alarm(
        row.id, AlarmKind(row.kind), row.account_id, row.canary_id, row.count, row.sounded_at, row.seen_by_id,
        row.seen_at,
    )  # fmt: skip
