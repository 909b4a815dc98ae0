"""Who belongs to which compartment, for those who say so and for the members themselves."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokaz.access import belonging, compartments, models, permissions
from dokaz.access.errors import CompartmentUnknown
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal

SEE = "access:compartments:see"


@dataclass(frozen=True, slots=True)
class Member:
    """Who holds keys of a compartment, an account or a machine, and since when."""

    id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Circle:
    """A compartment with its members, machines, the number of its key and the other half, where it is one of two.

    `recovered` is False where recovery holds no key of the newest generation: if its members were lost, so would be
    what is in it. `names` are those who hold its key of names, None where it has none. `mine` says that one belongs to
    it oneself.
    """

    id: UUID
    name: str
    protected: bool
    began_at: datetime
    generation: int
    members: tuple[Member, ...]
    machines: tuple[Member, ...]
    other_half: UUID | None
    names: tuple[Member, ...] | None
    recovered: bool
    mine: bool


def circles(*, by: Session, now: datetime) -> tuple[Circle, ...]:
    """Every compartment for those who say who belongs, and for others their own; by name. One entry names them.

    Membership is held against its entries (SECURITY 5.6; raises RecordUnvouched of `journal`).
    """
    return _seen(models.Compartment.objects.order_by("name"), by, now)


def circle(compartment: UUID, /, *, by: Session, now: datetime) -> Circle:
    """One of `circles`. Raises CompartmentUnknown alike whether it is not there or not for one to see."""
    with permissions.acting(by, now=now):
        for found in _seen(models.Compartment.objects.filter(pk=compartment), by, now):
            return found
        raise CompartmentUnknown(name=compartment)


def _seen(rows: QuerySet[models.Compartment], by: Session, now: datetime) -> tuple[Circle, ...]:
    every = permissions.may(by, permission=Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        found = tuple(_circle(row, by) for row in (rows if every else rows.filter(id__in=belonging.held(by))))
        journal.record(SEE, by=by.actor, now=now, about=[str(each.id) for each in found])
    return found


def _circle(row: models.Compartment, by: Session) -> Circle:
    wraps = list(models.Wrap.objects.filter(generation__compartment=row).select_related("generation"))
    journal.vouch(*database.digests(*wraps, row))
    newest = compartments.newest_number(row, Use.BOX)
    members = _since(wraps, "account_id")
    recovering = [each for each in wraps if each.recovery_id and each.generation.purpose == Use.BOX]
    return Circle(
        id=row.id,
        name=row.name,
        protected=row.protected,
        began_at=row.began_at,
        generation=newest,
        members=members,
        machines=_since(wraps, "machine_id"),
        other_half=_other_half(row.id),
        names=_of_names(wraps),
        recovered=any(each.generation.number == newest for each in recovering),
        mine=any(each.id == by.actor.account for each in members),
    )


def _of_names(wraps: list[models.Wrap]) -> tuple[Member, ...] | None:
    keys = [each for each in wraps if each.generation.purpose == Use.NAME]
    return _since(keys, "account_id") if keys else None


def _since(wraps: list[models.Wrap], holder: str) -> tuple[Member, ...]:
    """The oldest key each holds tells since when they belong."""
    first: dict[UUID, list[datetime]] = defaultdict(list)
    for wrap in wraps:
        if (who := getattr(wrap, holder)) is not None:
            first[who].append(wrap.made_at)
    return tuple(Member(who, min(times)) for who, times in sorted(first.items(), key=lambda each: min(each[1])))


def _other_half(compartment: UUID) -> UUID | None:
    for pair in models.HalfPair.objects.all():
        halves = (pair.first_id, pair.second_id)
        if compartment in halves:
            return halves[1 - halves.index(compartment)]
    return None
