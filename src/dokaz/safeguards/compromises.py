"""Something may be in other hands: mark it, and the house says who is concerned, stops what leaves, and renews keys."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.languages import _
from dokaz.safeguards import providers, reaching, steps
from dokaz.safeguards.errors import CompromiseUnknown, Frozen, KeysFromBefore, SinceLater, StepUnknown
from dokaz.safeguards.models import Compromise as Row
from dokaz.safeguards.models import CompromiseKind, Freeze
from dokaz.safeguards.ports import OutsideService
from dokaz.safeguards.reaching import Reach
from dokaz.safeguards.steps import Step

MODEL, FIELD = "safeguards.compromise", "words"
MARK, END, LIST, SHOW = (
    "safeguards:compromise:mark", "safeguards:compromise:end", "safeguards:compromises:list",
    "safeguards:compromise:show",
)  # fmt: skip
THAW = "safeguards:freeze:lift"
HOURS = timedelta(hours=72)  # GDPR art. 33(1)
WARN, PERSON, FREEZES = "warn:", "person:", "freezes"
_WARN = _("Warn {about} through the channel that is safe for them, not through this office.")
# done says that it is settled, not that anybody was reached: whether there is a way to reach them is sealed (S-11)
_PERSON = _(
    "Settle with those who know how {about} is reached: a warning through the channel that is safe for this person, or "
    "none, where none is safe."
)
_BY_HAND = {
    "notice": _("Send the notice to the supervisory authority, or write down why none is owed."),
    "concerned": _(
        "Ask whether those whose records lie there must be told (GDPR art. 34), through their safe channels."
    ),
    "partners": _("Tell partners who share these compartments, and those who got packages from them."),
}
ACCOUNT = "account"
_ACCOUNT = _("Withdraw the account or give its person new keys; check their devices first. Until then it is locked.")
_OWN = _(
    "Have a colleague withdraw your account or give you new keys. If you are the only custodian, it is not locked, "
    "since nobody could let you in again: change your pass-phrase at once, and let in a second custodian who does this."
)
_OF_AN_ACCOUNT = (CompromiseKind.ACCOUNT, CompromiseKind.DEVICE)
_MACHINE = {"machine": _("Bring the collection to another machine (dokaz restore), and withdraw this one.")}
_FREEZES = _("Let packages and copies leave these compartments again.")


@dataclass(frozen=True, slots=True)
class Compromise:
    """One compromise with what is within its reach, and what is still to be done."""

    id: UUID
    kind: CompromiseKind
    subject: str
    since: datetime
    known_at: datetime
    marked_by: UUID
    ended_at: datetime | None
    reach: Reach
    steps: tuple[Step, ...]

    @property
    def deadline(self) -> datetime:
        """Until when the supervisory authority is told."""
        return self.known_at + HOURS


def mark_compromised(
    kind: CompromiseKind, /, *, subject: str, since: datetime, by: access.Session, now: datetime
) -> Compromise:
    """From this time on others may hold it. What is in its reach is listed by the journal; compartments within reach
    get new keys and nothing leaves them, nor those in which persons within reach are recorded or appear; sessions end,
    and an account, or one of whose devices it is, is locked.
    What was read or copied before, this cannot take back.

    `subject` is the id of an account (also for a device of it), a compartment or this machine, a package's code, or a
    provider's name, address or code. What lay with a provider opens with nothing it had: no key is renewed for it and
    nothing is stopped, since neither would take anything from it.

    Raises NotPermitted, SinceLater, SuspectUnknown.
    """
    for permission in (
        access.Permission.GUARD,
        access.Permission.MANAGE_ACCOUNTS,
        access.Permission.MANAGE_COMPARTMENTS,
    ):
        access.require(by, permission, now=now)
    if since > now:
        raise SinceLater
    if kind == CompromiseKind.PROVIDER:
        subject = providers.named(subject).code
    journal.settle(now=now)
    found = reaching.reach(kind, subject, since=since, by=by, now=now)
    with access.acting(by, now=now):
        _stop(kind, subject, found, by, now)
        row = _kept(kind, subject, since, found, by, now)
        frozen = [
            Freeze.objects.create(id=ordered_id(now), compromise=row, compartment_id=place)
            for place in (*found.compartments, *found.stopped)
        ]
        journal.record(
            MARK, by=by.actor, now=now, about=[str(row.id), subject],
            facts={
                "kind": kind.value, "accounts": len(found.accounts), "refs": len(found.refs), "entries": found.entries,
                "persons": len(found.persons),
            },
            records=database.digests(row, *frozen),
        )  # fmt: skip
        return _told(row, found)


def compromises(*, by: access.Session, now: datetime) -> tuple[Compromise, ...]:
    """Those whose report one can open, newest first. Raises NotPermitted."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        with access.scope(by):
            rows = list(Row.objects.order_by("-id")[:100])
        journal.record(LIST, by=by.actor, now=now, about=[str(row.id) for row in rows])
        return tuple(_told(row, _reach(row, by)) for row in rows)


def compromise(which: UUID, /, *, by: access.Session, now: datetime) -> Compromise:
    """Raises NotPermitted, CompromiseUnknown."""
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        row = _row(which, by)
        journal.record(SHOW, by=by.actor, now=now, about=[str(which)])
        return _told(row, _reach(row, by))


def do_compromise_step(which: UUID, /, *, step: str, by: access.Session, now: datetime) -> Compromise:
    """Do a step, or say that one was done; after the last one the compromise is ended.

    Raises NotPermitted, CompromiseUnknown, StepUnknown, FilesBehind, KeysFromBefore.
    """
    access.require(by, access.Permission.GUARD, now=now)
    with access.acting(by, now=now):
        row = _row(which, by)
        found = _reach(row, by)
        if row.ended_at is not None or step not in {each.code for each in _steps(row, found)}:
            raise StepUnknown
        if step == FREEZES:
            _thaw(row, by, now)
        elif step == steps.SEALED:
            steps.require_sealed(found.compartments)
            steps.tick(row, step, by=by, now=now)
        elif step == ACCOUNT:
            _require_renewed(row)
            steps.tick(row, step, by=by, now=now)
        elif step == providers.WITHDRAW:
            providers.withdraw(row.subject, by=by, now=now)
        else:
            steps.tick(row, step, by=by, now=now)
        if all(each.done for each in _steps(row, found)):
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            journal.record(END, by=by.actor, now=now, about=[str(row.id)], records=[database.digest(row)])
        return _told(row, found)


def require_thawed(compartments: Iterable[UUID], /) -> None:
    """Return only if copies may leave these compartments now. Raises Frozen, RecordUnvouched of `journal`."""
    rows = list(Freeze.objects.filter(compartment__in=set(compartments), lifted_at=None))
    journal.vouch(*database.digests(*rows))
    if rows:
        raise Frozen


def _stop(kind: CompromiseKind, subject: str, found: Reach, by: access.Session, now: datetime) -> None:
    """Sessions end, no device counts as known, its account is locked, and every compartment gets keys that whoever it
    is never had. What one's own account had open keeps the keys of its compartments: it works on, once let in again.
    """
    account = UUID(subject) if kind in _OF_AN_ACCOUNT else None
    if account is not None:
        access.revoke(account=account, by=by, now=now)
        access.disown_devices(account=account, by=by, now=now)
        access.lock_account(account, by=by, now=now)
    machine = UUID(subject) if kind == CompromiseKind.MACHINE else None
    for place in found.compartments:
        if account is not None and account != by.actor.account:
            access.remove_member(compartment=place, account=account, by=by, now=now)
        elif kind != CompromiseKind.PACKAGE:  # of a package no key of ours was ever in it
            access.rekey(compartment=place, without=machine, by=by, now=now)


def _require_renewed(row: Row) -> None:
    """Raises KeysFromBefore."""
    if not access.is_renewed_since(UUID(row.subject), when=row.known_at):
        raise KeysFromBefore


def _thaw(row: Row, by: access.Session, now: datetime) -> None:
    rows = list(Freeze.objects.filter(compromise=row, lifted_at=None).order_by("id"))
    journal.vouch(*database.digests(*rows))
    for freeze in rows:
        freeze.lifted_by_id, freeze.lifted_at = by.actor.account, now
        freeze.save(update_fields=["lifted_by", "lifted_at"])
    journal.record(THAW, by=by.actor, now=now, about=[str(row.id)], records=database.digests(*rows))


def _kept(kind: CompromiseKind, subject: str, since: datetime, found: Reach, by: access.Session, now: datetime) -> Row:
    """Sealed to a compartment within reach that the one who marks it belongs to, or to another of theirs."""
    mine = [each.id for each in access.compartments(by=by)]
    if not mine:
        raise access.KeyNotHeld
    place = next((each for each in found.compartments if each in mine), mine[0])
    row_id, sealer = ordered_id(now), access.seal_records(place)
    key = sealer.new(row_id)
    words = sealer.seal(key, model=MODEL, row=row_id, field=FIELD, value=json.dumps(asdict(found), default=str))
    return Row.objects.create(
        id=row_id, compartment_id=place, generation=key.generation, kind=kind, subject=subject, since=since,
        known_at=now, marked_by_id=by.actor.account, record_key=key.wrapped, words=words,
    )  # fmt: skip


def _row(which: UUID, by: access.Session) -> Row:
    with access.scope(by):
        row = Row.objects.filter(pk=which).first()
    if row is None:
        raise CompromiseUnknown
    journal.vouch(database.digest(row))
    return row


def _told(row: Row, found: Reach) -> Compromise:
    return Compromise(
        row.id, CompromiseKind(row.kind), row.subject, row.since, row.known_at, row.marked_by_id, row.ended_at, found,
        _steps(row, found),
    )  # fmt: skip


def _reach(row: Row, by: access.Session) -> Reach:
    key = access.open_record(bytes(row.record_key), compartment=row.compartment_id, row=row.id, by=by)
    kept = json.loads(access.open_text(key, sealed=bytes(row.words), model=MODEL, row=row.id, field=FIELD))
    people, places, held, stopped = (
        tuple(map(UUID, kept.get(name, ()))) for name in ("accounts", "compartments", "sealed_of", "stopped")
    )
    return Reach(
        people, places, tuple(kept["refs"]), kept["counts"], kept["entries"], kept["unread"],
        kept.get("provider", ""), kept.get("service", ""), held, tuple(kept.get("persons", ())), stopped,
    )  # fmt: skip


def _steps(row: Row, found: Reach) -> tuple[Step, ...]:
    done = steps.ticked(row)
    kind = CompromiseKind(row.kind)
    if kind == CompromiseKind.PROVIDER:
        return _steps_outside(row, found, done)
    more = {ACCOUNT: _of_account(row)} if kind in _OF_AN_ACCOUNT else {}
    more |= _MACHINE if kind == CompromiseKind.MACHINE else {}
    warned = [(f"{WARN}{account}", _WARN, str(access.name_of(account))) for account in found.accounts]
    by_hand = [(code, sentence, "") for code, sentence in (more | _BY_HAND).items()]
    listed = [Step(code, sentence, about, code in done, acts=False) for code, sentence, about in [*warned, *by_hand]]
    if found.compartments and kind != CompromiseKind.PACKAGE and (row.ended_at is None or steps.SEALED in done):
        listed.append(steps.sealed_step(done, found.compartments))
    listed += _steps_of_persons(found, done)
    if found.compartments or found.stopped:
        standing = Freeze.objects.filter(compromise=row, lifted_at=None).exists()
        listed.append(Step(FREEZES, _FREEZES, "", not standing, acts=True))
    return tuple(listed)


def _of_account(row: Row) -> str:
    return _OWN if UUID(row.subject) == row.marked_by_id else _ACCOUNT


def _steps_of_persons(found: Reach, done: frozenset[str]) -> list[Step]:
    """One for each, known by its place in the sealed report: no open row and no entry says who was warned."""
    coded = [(f"{PERSON}{place}", ref) for place, ref in enumerate(found.persons, start=1)]
    return [Step(code, _PERSON, ref, code in done, acts=False, person=ref) for code, ref in coded]


def _steps_outside(row: Row, found: Reach, done: frozenset[str]) -> tuple[Step, ...]:
    by_hand = {**providers.BY_HAND[OutsideService(found.service)], "notice": _BY_HAND["notice"]}
    listed = [Step(code, sentence, "", code in done, acts=False) for code, sentence in by_hand.items()]
    withdrawing = providers.withdraw_step(row.subject)
    if withdrawing is not None:
        listed.insert(0, Step(providers.WITHDRAW, withdrawing[0], "", withdrawing[1], acts=True))
    return tuple(listed)
