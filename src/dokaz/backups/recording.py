"""What the journal says of back-ups after they were made: that one came back, or was tried, and with what result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.backups import models, parts
from dokaz.backups.lists import Backup
from dokaz.backups.until import DAYS, counted_from
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.ids import random_id

DRILL, RESTORE, PUT_BACK = "backups:backup:drill", "backups:backup:restore", "backups:home:put-back"


@dataclass(frozen=True, slots=True)
class Begun:
    """One back-up as the collection remembers it; `ended_at` is None where it was cut off."""

    id: UUID
    begun_at: datetime
    ended_at: datetime | None
    keys_until: datetime


@dataclass(frozen=True, slots=True)
class Drilled:
    """A back-up was restored elsewhere and compared: how much of it, and how many things did not hold."""

    at: datetime
    backup: UUID
    sound: bool
    faults: int
    rows: int
    payloads: int


@dataclass(frozen=True, slots=True)
class EarlierState:
    """What is not known of back-ups made between a state that was put back and that moment."""

    put_back_at: datetime
    keys_until: datetime


def made(*, by: access.Session, now: datetime) -> tuple[Begun, ...]:
    access.require(by, access.Permission.BACK_UP, now=now)
    rows = models.Backup.objects.order_by("-begun_at", "-id")
    return tuple(Begun(row.id, row.begun_at, row.ended_at, row.keys_until) for row in rows)


def drills(*, limit: int, by: access.Session, now: datetime) -> tuple[Drilled, ...]:
    access.require(by, access.Permission.BACK_UP, now=now)
    found = journal.search(
        journal.Question(verbs=frozenset({DRILL})), before=None, limit=limit, compartments=(),
        unseal=lambda _compartment, _sealed: None,
    )  # fmt: skip
    return tuple(_drilled(entry.event) for entry in found.entries if entry.event)


def _drilled(event: Mapping[str, Any]) -> Drilled:
    facts = event["facts"]
    return Drilled(
        at=clock.parse_timestamp(event["at"]),
        backup=UUID(event["about"][0]),
        sound=facts["sound"],
        faults=facts["faults"],
        rows=facts["rows"],
        payloads=facts["payloads"],
    )


def earlier_states(*, by: access.Session, now: datetime) -> tuple[EarlierState, ...]:
    access.require(by, access.Permission.BACK_UP, now=now)
    rows = models.EarlierState.objects.order_by("-put_back_at", "-id")
    return tuple(EarlierState(row.put_back_at, row.keys_until) for row in rows)


def put_back(*, by: access.Session, now: datetime) -> None:
    access.require(by, access.Permission.MANAGE_BACKUPS, now=now)
    with access.acting(by, now=now):
        known = models.Backup.objects.order_by("-begun_at").first()
        kept = max([timedelta(days=DAYS), *([known.keys_until - counted_from(known.begun_at)] if known else [])])
        until = counted_from(now) + kept
        row = models.EarlierState.objects.create(id=random_id(), put_back_at=now, keys_until=until)
        facts = {"keys_until": until.date().isoformat()}
        journal.record(PUT_BACK, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=[database.digest(row)])


def drill(backup: Backup, *, sound: bool, faults: int, by: access.Session, now: datetime) -> None:
    access.require(by, access.Permission.BACK_UP, now=now)
    with access.acting(by, now=now):
        facts = {"sound": sound, "faults": faults, "rows": backup.rows, "payloads": backup.payloads}
        journal.record(DRILL, by=by.actor, now=now, about=[str(backup.id)], facts=facts)


def restore(
    name: str, *, size: int, missing: int, gone: int, decided: Sequence[str], by: access.Session, now: datetime
) -> None:
    access.require(by, access.Permission.MANAGE_BACKUPS, now=now)
    with access.acting(by, now=now):
        about = [name.removeprefix(parts.LISTS)]
        counted = {"size": size, "missing": missing, "gone": gone}
        journal.record(RESTORE, by=by.actor, now=now, about=about, facts={**counted, "decided": list(decided)})
