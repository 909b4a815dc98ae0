"""Seeing who a person is: one asks, one of the other half and another house passes their half on, and it is shown once.

Held by keys: the asker holds one half, and the other one only once it was passed to them for this use (SECURITY 1.10).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.people import identities, jobs, openings
from dokaz.people.emptying import LASTS
from dokaz.people.errors import (
    UnmaskingNotYet,
    UnmaskingOutdated,
    UnmaskingReasonMissing,
    UnmaskingSpent,
    UnmaskingUnknown,
)
from dokaz.people.identities import IdentityShown
from dokaz.people.models import Identity, Unmasking
from dokaz.people.openings import Side
from dokaz.records import api as records

ASK, PASS, UNMASK = "people:unmasking:ask", "people:unmasking:pass", "people:unmasking:show"
READ = "people:unmasking:read"
UNMASKING = "people.unmasking"
HALF = 32


@dataclass(frozen=True, slots=True)
class UnmaskingAsked:
    """A request to see one identity. `reason` and `ref` are told to members of the other half, who decide by them.

    `holds`: the half that was passed is there. It is emptied by use, by a no, and when the day is over.
    """

    id: UUID
    approval: UUID
    half: UUID
    asked_by: UUID
    asked_at: datetime
    passed_by: UUID | None
    used_at: datetime | None
    expires_at: datetime
    passed_at: datetime | None = None
    ended_by: UUID | None = None  # whose no, or taking back, ended it
    holds: bool = False
    ref: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)

    def ready(self, now: datetime) -> bool:
        return self.holds and now < self.expires_at

    def waits(self, now: datetime) -> bool:
        return self.passed_by is None and now < self.expires_at


def ask_unmask(person: UUID, /, *, reason: str, by: access.Session, now: datetime) -> UnmaskingAsked:
    """Ask a member of the other half, of another organisation, to open this identity together, within a day; and where
    it is one of so many that they wait, within as long after its wait.

    The reason is sealed to the other half. Raises NotPermitted, HalfNotHeld of `access`, UnmaskingReasonMissing,
    RecordNotFound of `records`.
    """
    if not reason.strip():
        raise UnmaskingReasonMissing
    with access.acting(by, now=now):
        held = records.held(person, by=by, now=now)
        written = identities.written(person)
        identities.vouch(written, by=by)
        pair = access.halves(written[-1].pair_id)
        own = access.own_half(pair, by=by)
        access.require(by, access.Permission.UNMASK, compartment=own, now=now)
        other, row_id = pair.other(own), ordered_id(now)
        digest = identities.fingerprint(written)
        approval = access.ask(UNMASK, digest=digest, by=by, now=now, compartment=other, lasts=LASTS)
        words = access.seal_words(
            access.seal_records(other), model=UNMASKING, row=row_id, field="words",
            words={"ref": held.ref, "reason": reason.strip()},
        )  # fmt: skip
        row = Unmasking(
            id=row_id, identity=written[-1], half_id=other, generation=words.generation, record_key=words.record_key,
            words=words.words, approval=approval, asked_by_id=by.actor.account, asked_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
        _record(ASK, row, by, now)
        return _told([row])[0]


def unmaskings(*, by: access.Session, now: datetime) -> tuple[UnmaskingAsked, ...]:
    """What one asked for oneself, and what waits for a member of one's half, with its reason; newest first.

    Raises NotPermitted.
    """
    return _seen(_recent(now).order_by("-id"), by, now)


def unmasking(which: UUID, /, *, by: access.Session, now: datetime) -> UnmaskingAsked:
    """One of `unmaskings`. Raises UnmaskingUnknown alike for what is not there and what is not for one to see."""
    for each in _seen(_recent(now).filter(pk=which), by, now, one=True):
        return each
    raise UnmaskingUnknown


def unmaskings_of(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[UnmaskingAsked, ...]:
    """Every request there ever was to see who a person is, newest first, for whoever sees the person.

    Who asked and who passed their half on is told; the reason to members of the half it is sealed to alone. Raises
    RecordNotFound of `records`, RecordUnvouched of `journal`.
    """
    if by.locked:
        return ()
    with access.acting(by, now=now):
        records.held(person, by=by, now=now)
        rows = list(Unmasking.objects.filter(identity__person=person).order_by("-id"))
        decides = access.may(by, permission=access.Permission.UNMASK, now=now)
        return _shown(rows, {each.id for each in access.compartments(by=by)} if decides else set(), by, now)


def _recent(now: datetime) -> QuerySet[Unmasking]:
    return Unmasking.objects.filter(asked_at__gt=now - 2 * LASTS - access.LONGEST_WAIT)


def _seen(
    recent: Iterable[Unmasking], by: access.Session, now: datetime, *, one: bool = False
) -> tuple[UnmaskingAsked, ...]:
    """Those of these that are for the account to see; an entry names them. One that is not there was not looked at."""
    access.require(by, access.Permission.UNMASK, now=now)
    if by.locked:
        return ()
    with access.acting(by, now=now):
        mine = {each.id for each in access.compartments(by=by)}
        rows = [row for row in recent if row.asked_by_id == by.actor.account or row.half_id in mine]
        return _shown(rows, mine, by, now, told=bool(rows) or not one)


def _shown(
    rows: Sequence[Unmasking], mine: AbstractSet[UUID], by: access.Session, now: datetime, *, told: bool = True
) -> tuple[UnmaskingAsked, ...]:
    journal.vouch(*database.digests(*rows))
    if told:
        journal.record(READ, by=by.actor, now=now, about=[str(row.id) for row in rows])
    return _told(rows, {row.id: _words(row, by) for row in rows if row.half_id in mine})


def approve_unmask(which: UUID, /, *, by: access.Session, now: datetime) -> None:
    """Say yes as the second person: this session opens its half of this one identity and seals it to the asker.

    It holds while the approval lasts; what was not used by then is emptied, as after a no. Raises
    NotPermitted, UnmaskingUnknown, UnmaskingSpent, UnmaskingOutdated, and what `access.approve` refuses.
    """
    with access.acting(by, now=now):
        row = _row(which)
        access.require(by, access.Permission.UNMASK, compartment=row.half_id, now=now)
        until = _until(row)
        if row.passed_by_id is not None or now >= until:
            raise UnmaskingSpent
        written = _rows_of(row)
        asked = access.approval(row.approval, by=by, now=now)
        if asked.sha256 != identities.fingerprint(written).hex():
            raise UnmaskingOutdated
        if asked.approved_by != by.actor.account:  # unless they said yes already and passed nothing on yet
            access.approve(row.approval, by=by, now=now)
        halves = b"".join(_half(each, row.half_id, by) for each in written)
        row.passed = access.pass_half(halves, row=row.identity_id, use=row.id, to=row.asked_by_id)
        row.passed_by_id, row.passed_at = by.actor.account, now
        row.save(update_fields=["passed", "passed_by", "passed_at"])
        jobs.emptying_halves.enqueue(
            arguments={}, key=f"{jobs.emptying_halves.name}:{row.id}", run_after=until, now=now
        )
        _record(PASS, row, by, now)


def unmask(which: UUID, /, *, by: access.Session, now: datetime) -> tuple[IdentityShown, ...]:
    """Show the asker the identity, once: every writing of it that was there when they asked, newest first.

    Raises UnmaskingUnknown for whoever did not ask, UnmaskingNotYet, UnmaskingSpent, UnmaskingOutdated, KeyNotHeld of
    `access`, ReadingFast of `safeguards`, and what `access.consume` refuses.
    """
    with access.acting(by, now=now):
        row = _row(which)
        if row.asked_by_id != by.actor.account:
            raise UnmaskingUnknown
        if row.passed_by_id is None:
            raise UnmaskingNotYet
        if row.used_at is not None or not row.passed or now >= _until(row):
            raise UnmaskingSpent
        written = _rows_of(row, by=by)
        pair = access.halves(row.identity.pair_id)
        own = pair.other(row.half_id)
        access.require(by, access.Permission.UNMASK, compartment=own, now=now)
        digest = identities.fingerprint(written)
        access.consume(UNMASK, digest=digest, compartment=row.half_id, by=by, now=now)
        passed = access.take_half_passed(bytes(row.passed), row=row.identity_id, use=row.id, by=by)
        mine = [_half(each, own, by) for each in written]
        shown = _opened(written, mine, passed, first=own == pair.first)
        openings.count(Side.IDENTITY, row.identity.person_id, by=by, now=now)
        row.passed, row.used_at = None, now
        row.save(update_fields=["passed", "used_at"])
        _record(UNMASK, row, by, now)
    return shown


def _opened(
    written: Sequence[Identity], mine: Sequence[bytes], passed: bytes, *, first: bool
) -> tuple[IdentityShown, ...]:
    begins = max((place for place, row in enumerate(written) if not row.adds), default=0)
    shown = []
    for place, (row, own) in enumerate(zip(written, mine, strict=True)):
        theirs = passed[place * HALF : (place + 1) * HALF]
        halves = (own, theirs) if first else (theirs, own)
        shown.append(identities.opened(row, *halves, superseded=place < begins))
    return tuple(each for each in reversed(shown) if not each.cover)


def _half(row: Identity, compartment: UUID, by: access.Session) -> bytes:
    pair = access.halves(row.pair_id)
    wrapped = row.first_half if compartment == pair.first else row.second_half
    return access.open_half(bytes(wrapped), compartment=compartment, row=row.id, by=by)


def _row(which: UUID) -> Unmasking:
    row = Unmasking.objects.select_related("identity").filter(pk=which).first()
    if row is None:
        raise UnmaskingUnknown
    journal.vouch(database.digest(row))
    return row


def _rows_of(row: Unmasking, *, by: access.Session | None = None) -> tuple[Identity, ...]:
    """The rows it was asked for, while none of them was begun anew; what was added since is not among them.

    Rows are added by every change of the person, whatever changed. Whoever may not see the person cannot vouch for
    them: the approval names the hash of exactly these, so that others in their place open nothing.
    """
    written, last = identities.written(row.identity.person_id), row.identity.number
    if any(each.number > last and not each.adds for each in written):
        raise UnmaskingOutdated
    rows = tuple(each for each in written if each.number <= last)
    if by is not None:
        identities.vouch(rows, by=by)
    return rows


def _words(row: Unmasking, by: access.Session) -> dict[str, str]:
    told: dict[str, str] = access.open_words(
        access.open_records(row.half_id, by=by), record_key=row.record_key, sealed=row.words, model=UNMASKING,
        row=row.id, field="words",
    )  # fmt: skip
    return told


def _until(row: Unmasking) -> datetime:
    return access.standing_of([row.approval])[row.approval].expires_at


def _told(rows: Sequence[Unmasking], words: Mapping[UUID, dict[str, str]] | None = None) -> tuple[UnmaskingAsked, ...]:
    asked = access.standing_of(row.approval for row in rows)
    return tuple(_one(row, asked[row.approval], (words or {}).get(row.id, {})) for row in rows)


def _one(row: Unmasking, asked: access.Approval, words: Mapping[str, str]) -> UnmaskingAsked:
    return UnmaskingAsked(
        id=row.id,
        approval=row.approval,
        half=row.half_id,
        asked_by=row.asked_by_id,
        asked_at=row.asked_at,
        passed_by=row.passed_by_id,
        passed_at=row.passed_at,
        used_at=row.used_at,
        expires_at=asked.expires_at,
        ended_by=asked.declined_by,
        holds=bool(row.passed),
        **words,
    )


def _record(verb: str, row: Unmasking, by: access.Session, now: datetime) -> None:
    """What staff did: it names the request and no person, so that it stands open for the whole house to see."""
    journal.record(verb, by=by.actor, now=now, about=[str(row.id)], records=[database.digest(row)])
