"""Canary records: items and persons that nobody has a reason to open (S-51). Opening one alarms colleagues and shows
nothing.

Which they are says a keyed hash of the id, under a key derived from the compartment's equality key: who opens one
holds that key, so the act itself recognises it; who has the database alone does not (ADR 0026).
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import Purpose, derive
from dokaz.safeguards import alarms, models
from dokaz.safeguards.errors import CanaryAlready, CanaryUnknown
from dokaz.safeguards.models import AlarmKind

MODEL, FIELD = "safeguards.canary", "words"
MARK, LIFT, LIST = "safeguards:canary:mark", "safeguards:canary:lift", "safeguards:canaries:list"
ONCE_IN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Canary:
    """A canary as its custodians see it: which item or person it is, and since when."""

    id: UUID
    ref: str
    compartment: UUID
    marked_by: UUID
    marked_at: datetime


def mark_canary(*, item: UUID, ref: str, compartment: UUID, by: access.Session, now: datetime) -> UUID:
    """Make an item or a record a canary. To everybody else it stays one like any other; no entry names it.

    Raises NotPermitted, CanaryAlready, KeyNotHeld of `access`.
    """
    access.require(by, access.Permission.GUARD, compartment=compartment, now=now)
    with access.acting(by, now=now), access.whole_house("canary"):
        mark = _mark(_key(compartment, by), item)
        if models.Canary.objects.filter(mark=mark, lifted_at=None).exists():
            raise CanaryAlready
        row_id, sealer = ordered_id(now), access.seal_records(compartment)
        key = sealer.new(row_id)
        row = models.Canary.objects.create(
            id=row_id, compartment_id=compartment, generation=key.generation, mark=mark, marked_at=now,
            marked_by_id=by.actor.account, record_key=key.wrapped,
            words=sealer.seal(key, model=MODEL, row=row_id, field=FIELD, value=ref),
        )  # fmt: skip
        journal.record(MARK, by=by.actor, now=now, about=[str(row_id)], records=[database.digest(row)])
    return row_id


def lift_canary(canary: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Let a canary be one like any other again. Raises NotPermitted, CanaryUnknown."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now), access.scope(by):
        row = models.Canary.objects.filter(pk=canary, lifted_at=None).first()
        if row is None:
            raise CanaryUnknown
        journal.vouch(database.digest(row))
        row.lifted_by_id, row.lifted_at = by.actor.account, now
        row.save(update_fields=["lifted_by", "lifted_at"])
        journal.record(LIFT, by=by.actor, now=now, about=[str(canary)], records=[database.digest(row)])


def canaries(*, by: access.Session, now: datetime) -> tuple[Canary, ...]:
    """The canaries of one's own compartments, newest first. Raises NotPermitted."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        with access.scope(by):
            rows = list(models.Canary.objects.filter(lifted_at=None).order_by("-id"))
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id) for row in rows], facts={"shown": len(rows)})
    return tuple(Canary(row.id, _ref(row, by), row.compartment_id, row.marked_by_id, row.marked_at) for row in rows)


def touch(items: Iterable[tuple[UUID, UUID]], /, *, by: access.Session, now: datetime) -> None:
    """Tell which items or records (compartment, id) are opened now, in that transaction; a canary among them alarms.

    Whoever opens them is told nothing. Once an hour for each canary and person.
    """
    by_compartment: dict[UUID, list[UUID]] = {}
    for compartment, item in items:
        by_compartment.setdefault(compartment, []).append(item)
    with access.whole_house("canary"):
        standing = {
            (row.compartment_id, bytes(row.mark)): row.id
            for row in models.Canary.objects.filter(compartment__in=by_compartment, lifted_at=None)
        }
    for compartment in {place for place, _mark_ in standing}:
        key = _key(compartment, by)
        for item in by_compartment[compartment]:
            if canary := standing.get((compartment, _mark(key, item))):
                _sing(canary, by, now)


def _sing(canary: UUID, by: access.Session, now: datetime) -> None:
    about = by.actor.account
    if not alarms.sounded_since(AlarmKind.CANARY, about=about, since=now - ONCE_IN, canary=canary):
        alarms.sound(AlarmKind.CANARY, about=about, by=alarms.house(by), now=now, canary=canary)


def _key(compartment: UUID, by: access.Session) -> bytes:
    return derive(access.equality_key(compartment, by=by), Purpose.CANARY, info=compartment.bytes)


def _mark(key: bytes, item: UUID) -> bytes:
    return hmac.digest(key, item.bytes, "sha256")


def _ref(row: models.Canary, by: access.Session) -> str:
    key = access.open_record(bytes(row.record_key), compartment=row.compartment_id, row=row.id, by=by)
    return access.open_text(key, sealed=bytes(row.words), model=MODEL, row=row.id, field=FIELD)
