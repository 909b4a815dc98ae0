"""Bulk acts wait (S-54): what takes much at once is done hours after it was decided, and any colleague can stop it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from dokaz.access import asked, models, permissions, refusing
from dokaz.access.duress_errors import ActStopped, ActWaits, DelayUnknown, LimitsUnfit
from dokaz.access.duress_rows import AskedSize, Delay, HouseLimits
from dokaz.access.errors import ApprovalMissing
from dokaz.access.models import HomeKind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.verify import canonical

BEGIN, STOP, LIST = "access:delay:begin", "access:delay:stop", "access:delays:list"
SET_LIMITS = "access:limits:set"
SHOWN_FOR = timedelta(days=2)  # once the wait of an act is over, colleagues still see it for so long
DAY = timedelta(days=1)
_OF_THE_HOUSE = "access:"
MOST_HOURS = 96
LONGEST_WAIT = timedelta(hours=MOST_HOURS)


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many items or decisions about accounts, asked for by one person within a day, an act is a bulk act, and
    how long it waits.
    """

    items: int = 50
    accounts: int = 10
    hours: int = 24

    @property
    def digest(self) -> bytes:
        told = {"v": 1, "items": self.items, "accounts": self.accounts, "hours": self.hours}
        return sha256(canonical.event_bytes(told)).digest()


@dataclass(frozen=True, slots=True)
class WaitingAct:
    """A bulk act that is not done yet: which, how much, who asked, until when it waits, and who stopped it."""

    id: UUID
    verb: str
    size: int
    asked_by: UUID
    asked_at: datetime
    until: datetime | None
    stopped_by: UUID | None


def limits() -> Limits:
    """What is in force. A practice home does not wait, so that a drill can be done in an hour."""
    row = HouseLimits.objects.exclude(in_force_at=None).order_by("-in_force_at").first()
    if row is not None:
        journal.vouch(database.digest(row))
        return _read(row)
    practice = models.Home.objects.filter(kind=HomeKind.PRACTICE).exists()
    return Limits(hours=0) if practice else Limits()


def limits_asked(approval: UUID, /) -> Limits | None:
    """The limits that wait for this approval; None where it is about something else."""
    row = HouseLimits.objects.filter(approval=approval).first()
    return None if row is None else _read(row)


def propose(wanted: Limits, /, *, approval: UUID, by: Session, now: datetime) -> None:
    """Keep what an approval is asked for, in its transaction. Raises LimitsUnfit."""
    if wanted.items < 1 or wanted.accounts < 1 or not 0 <= wanted.hours <= MOST_HOURS:
        raise LimitsUnfit(most=MOST_HOURS)
    row = HouseLimits.objects.create(
        id=ordered_id(now), approval_id=approval, items=wanted.items, accounts=wanted.accounts, hours=wanted.hours
    )
    _record("access:limits:propose", row, by, now)


def put_in_force(approval: UUID, by: Session, now: datetime) -> None:
    row = HouseLimits.objects.get(approval=approval)
    journal.vouch(database.digest(row))
    row.in_force_at = now
    row.save(update_fields=["in_force_at"])
    _record(SET_LIMITS, row, by, now)


def refuse_other_limits(row: models.Approval) -> None:
    """An approval of limits is worth something only with the row that says which. Raises ApprovalMissing."""
    if row.verb != SET_LIMITS:
        return
    kept = HouseLimits.objects.filter(approval=row).first()
    if kept is None or _read(kept).digest != bytes(row.digest):
        raise ApprovalMissing
    journal.vouch(database.digest(kept))


def sized(row: models.Approval, *, size: int, now: datetime) -> AskedSize:
    """How much is asked for, kept beside the approval; its entry vouches for both."""
    return AskedSize.objects.create(id=ordered_id(now), approval=row, size=size)


def counted(verb: str, *, size: int, by: Session, now: datetime) -> int:
    """How much it is with what the same person asked for of the same kind within a day: portions are no way around."""
    return 1 + _decided(by, now) if asked.is_about_an_account(verb) else size + _together(verb, by, now)


def wait_of(verb: str, much: int) -> timedelta:
    """How long an act of so much waits once it is approved; nothing where it is no bulk act."""
    house = limits()
    most = house.accounts if asked.is_about_an_account(verb) else house.items
    return timedelta(hours=house.hours if much > most else 0)


def begin(asked_for: models.Approval, much: int, by: Session, now: datetime) -> None:
    """Begin the delay of a bulk act: it ends some hours after the approval."""
    row = Delay.objects.create(
        id=ordered_id(now), verb=asked_for.verb, digest=bytes(asked_for.digest), size=much, approval=asked_for,
        asked_by_id=by.actor.account, asked_at=now,
    )  # fmt: skip
    _record(BEGIN, row, by, now)


def count_from(row: models.Approval, by: Session, now: datetime) -> None:
    """The approval is given: the hours begin."""
    delay = Delay.objects.filter(approval=row).first()
    if delay is not None:
        journal.vouch(database.digest(delay))
        delay.until = now + timedelta(hours=limits().hours)
        delay.save(update_fields=["until"])
        _record(BEGIN, delay, by, now)


def refuse_waiting(row: models.Approval, *, size: int, now: datetime) -> None:
    """Raises ActWaits, ActStopped; and ApprovalMissing where a bulk act was asked for as if it were none."""
    delay = Delay.objects.filter(approval=row).first()
    if delay is not None:
        _refuse(delay, now)
    elif wait_of(row.verb, size):
        raise ApprovalMissing


def waiting_acts(*, by: Session, now: datetime) -> tuple[WaitingAct, ...]:
    """Bulk acts that wait, or whose time has come lately, newest first. Raises NotPermitted."""
    permissions.require(by, Permission.GUARD, now=now)
    with permissions.acting(by, now=now):
        standing = Delay.objects.filter(asked_at__gt=now - timedelta(days=14)).order_by("-id")
        rows = [row for row in standing if row.until is None or row.until > now - SHOWN_FOR]
        journal.vouch(*database.digests(*rows))
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id) for row in rows])
    return tuple(
        WaitingAct(row.id, row.verb, row.size, row.asked_by_id, row.asked_at, row.until, row.stopped_by_id)
        for row in rows
    )


def stop_act(delay: UUID, /, *, by: Session, now: datetime) -> None:
    """Stop a bulk act before it is done, and let go what was held for it; it can be asked for anew.

    Raises NotPermitted, DelayUnknown.
    """
    permissions.require(by, Permission.GUARD, now=now)
    with permissions.acting(by, now=now):
        row = Delay.objects.filter(pk=delay, stopped_at=None).first()
        if row is None:
            raise DelayUnknown
        _stopped(row, by, now)
        if row.approval is not None:
            refusing.ended(row.approval, by=by, now=now)


def void(*, by: Session, now: datetime) -> int:
    """After a restore no wait of before counts: stop them all, and say how many."""
    rows = list(Delay.objects.filter(stopped_at=None, asked_at__gt=now - timedelta(days=14)).order_by("id"))
    for row in rows:
        _stopped(row, by, now)
    return len(rows)


def _stopped(row: Delay, by: Session, now: datetime) -> None:
    journal.vouch(database.digest(row))
    row.stopped_by_id, row.stopped_at = by.actor.account, now
    row.save(update_fields=["stopped_by", "stopped_at"])
    _record(STOP, row, by, now)


def _refuse(row: Delay, now: datetime) -> None:
    """By what its entry says (SECURITY 5.6): an `until` moved by hand is believed by nobody."""
    journal.vouch(database.digest(row))
    if row.stopped_at is not None:
        raise ActStopped(at=_shown(row.stopped_at))
    if row.until is None:
        raise ApprovalMissing
    if now < row.until:
        raise ActWaits(until=_shown(row.until))


def _decided(by: Session, now: datetime) -> int:
    """What this person asked for about accounts within a day."""
    lately = models.Approval.objects.filter(asked_by=by.actor.account, asked_at__gt=now - DAY)
    return sum(asked.is_about_an_account(verb) for verb in lately.values_list("verb", flat=True))


def _together(verb: str, by: Session, now: datetime) -> int:
    """How much this person asked for by this verb within a day; what was taken back, refused, stopped or expired unused
    does not count. Rules of the house are not counted: they take nothing.
    """
    if verb.startswith(_OF_THE_HOUSE):
        return 0
    lately = models.Approval.objects.filter(asked_by=by.actor.account, verb=verb, asked_at__gt=now - DAY)
    stopped = Delay.objects.filter(stopped_at__isnull=False).values("approval")
    counted = lately.filter(Q(consumed_at__isnull=False) | Q(expires_at__gt=now)).exclude(id__in=stopped)
    rows = list(AskedSize.objects.filter(approval__in=counted))
    journal.vouch(*database.digests(*rows))
    return sum(row.size for row in rows)


def _read(row: HouseLimits) -> Limits:
    return Limits(row.items, row.accounts, row.hours)


def _shown(when: datetime | None) -> str:
    return "" if when is None else f"{when:%Y-%m-%d %H:%M} UTC"


def _record(verb: str, row: Delay | HouseLimits, by: Session, now: datetime) -> None:
    if isinstance(row, Delay):
        facts: dict[str, canonical.Value] = {"verb": row.verb, "size": row.size}
    else:
        facts = {"items": row.items, "accounts": row.accounts, "hours": row.hours}
    journal.record(verb, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=[database.digest(row)])
