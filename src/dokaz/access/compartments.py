"""Compartments: made, joined and left. To belong is to hold a wrap of the key."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from dokaz.access import belonging, following, keyrings, models, permissions, statements
from dokaz.access.errors import (
    CompartmentExists,
    CompartmentUnknown,
    CompartmentUnnamed,
    HalvesMeet,
    KeyNotHeld,
    MachineRefused,
    MachineUnknown,
    ProtectedInTrial,
)
from dokaz.access.models import GenerationPurpose as Use
from dokaz.access.models import HomeKind
from dokaz.access.models import StatementKind as Kind
from dokaz.access.permissions import Permission
from dokaz.access.sessions import Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, seal_to

DEFAULT = "archive"
FOUNDING = (Use.BOX, Use.INDEX, Use.EQUALITY)  # the key of names is made when somebody asks for it
WRAP, MACHINE = "access.wrap", "access.machine"  # as the register of what is gone knows them


@dataclass(frozen=True, slots=True)
class Compartment:
    """A circle of people who may know."""

    id: UUID
    name: str
    protected: bool
    generation: int


@dataclass(frozen=True, slots=True)
class Founder:
    """Who makes a compartment's keys: the account signs, and is the first to hold them."""

    actor: Actor
    box_public: bytes
    pen: statements.Pen


def compartment(name_or_id: str | UUID, /, *, by: Session) -> Compartment:
    """Find a compartment the account belongs to. Raises CompartmentUnknown, also for one it may not see."""
    for each in compartments(by=by):
        if name_or_id in (each.name, each.id, str(each.id)):
            return each
    raise CompartmentUnknown(name=name_or_id)


def compartments(*, by: Session) -> tuple[Compartment, ...]:
    """List the compartments whose key the account holds, by name. Raises RecordUnvouched of `journal`."""
    rows = database.select(models.Compartment, sql="WHERE id IN %s ORDER BY name", values=[belonging.held(by)])
    newest = _newest_box_numbers([row.id for row in rows])
    return tuple(Compartment(row.id, row.name, row.protected, newest[row.id]) for row in rows)


def protected_compartments() -> frozenset[UUID]:
    """Which compartments admit no machine: what lies in them is done in a member's own session."""
    return frozenset(models.Compartment.objects.filter(protected=True).values_list("id", flat=True))


def newest_generations(of: Collection[UUID] | None = None, /) -> dict[UUID, int]:
    """The number of the newest key of these compartments, or of all. It says nothing of who belongs to them."""
    every = models.Compartment.objects.values_list("id", flat=True) if of is None else of
    return _newest_box_numbers(list(every))


def add_compartment(*, name: str, protected: bool = False, by: Session, now: datetime) -> Compartment:
    """Make a compartment with its keys, wrapped to the maker and to recovery.

    Whether it is protected is signed and never changes.

    Raises NotPermitted, CompartmentExists, CompartmentUnnamed, ProtectedInTrial.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    if protected and by.home_kind == HomeKind.TRIAL:
        raise ProtectedInTrial
    if not name.strip():
        raise CompartmentUnnamed
    if models.Compartment.objects.filter(name=name).exists():
        raise CompartmentExists(name=name)
    with transaction.atomic():
        return found(name, protected=protected, founder=founder(by), now=now)


def found(name: str, *, protected: bool, founder: Founder, now: datetime) -> Compartment:
    """The rows and the entry of a new compartment; the ceremony makes the first one with it."""
    compartment_id = ordered_id(now)
    statement = statements.write(
        Kind.COMPARTMENT, compartment_id, public_key=None, pen=founder.pen, now=now, facts={"protected": protected}
    )
    row = models.Compartment.objects.create(
        id=compartment_id, name=name, protected=protected, statement=statement, began_at=now
    )
    recovery = keyrings.trusted_recovery()
    holders = [Holder(founder.box_public, account=founder.actor.account), recovering(recovery)]
    written = [statement, row]
    for use in FOUNDING:
        written += new_generation(row, use, number=1, holders=holders, pen=founder.pen, now=now)
    journal.record(
        "access:compartment:begin",
        by=founder.actor,
        now=now,
        about=[str(row.id)],
        facts={"protected": protected},
        records=database.digests(*written),
    )
    return Compartment(row.id, name, protected, generation=1)


def grant_membership(*, compartment: UUID, account: UUID, by: Session, now: datetime) -> None:
    """Wrap every generation the giver holds to the account's signed public key.

    Raises NotPermitted, KeyNotHeld, HalvesMeet, StatementError.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, compartment=compartment, now=now)
    with permissions.acting(by, now=now):
        keyrings.trusted_compartment(compartment)
        to = member(account)
        written: list[Model] = take_half(compartment, account, now)
        written += rewrapped(_own_wraps(compartment, by), to, pair=by.keys.box, now=now)
        _record("access:member:grant", compartment, account, written, by=by, now=now)


def remove_member(*, compartment: UUID, account: UUID, by: Session, now: datetime) -> Compartment:
    """Make the next generation for those who remain, and delete all wraps of the one who leaves.

    It needs no key of the compartment. What the member has read or copied, this cannot take back; nor, with a copied
    equality key and the database, the test whether a file they hold is there, also one received later (ADR 0008).
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        row = keyrings.trusted_compartment(compartment)
        gone = deleted(models.Wrap.objects.filter(account=account, generation__compartment=row))
        written = _next(row, by, now)
        entry = _record("access:member:remove", compartment, account, written, by=by, now=now, gone=gone)
        journal.list_gone(WRAP, rows=[each.id for each in gone], entry=entry)
        return Compartment(row.id, row.name, row.protected, newest_number(row, Use.BOX))


def rekey(*, compartment: UUID, by: Session, now: datetime, without: UUID | None = None) -> Compartment:
    """Make the next generation for everybody who belongs to it: after a key may have been seen (SECURITY 1.6).

    A machine that it is made `without` is given none, and loses the keys it had. It needs no key of the compartment.
    What was sealed before stays open to who has the old key.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        row = keyrings.trusted_compartment(compartment)
        gone = deleted(models.Wrap.objects.filter(machine=without, generation__compartment=row)) if without else []
        written, subject = _next(row, by, now), without or by.actor.account
        entry = _record("access:compartment:rekey", compartment, subject, written, by=by, now=now, gone=gone)
        journal.list_gone(WRAP, rows=[each.id for each in gone], entry=entry)
        return Compartment(row.id, row.name, row.protected, newest_number(row, Use.BOX))


def admit_machine(*, compartment: UUID, machine: UUID, by: Session, now: datetime) -> None:
    """Wrap the compartment's keys to a machine. Raises MachineRefused where it is protected, KeyNotHeld."""
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, compartment=compartment, now=now)
    with permissions.acting(by, now=now):
        row = keyrings.trusted_compartment(compartment)
        if row.protected:
            raise MachineRefused(name=row.name)
        admitted = statements.trusted_machine(models.Machine.objects.get(pk=machine))
        holder = Holder(bytes(admitted.public_key), machine=machine)
        written = rewrapped(_own_wraps(compartment, by), holder, pair=by.keys.box, now=now)
        _record("access:machine:grant", compartment, machine, written, by=by, now=now)
        following.tell(compartment, now=now)


def withdraw_machine(*, machine: UUID, by: Session, now: datetime) -> None:
    """Say, signed, that a machine's key holds no longer, and delete its wraps; nothing more is sealed to it.

    What the machine has opened, this cannot take back: remove and re-key where it was seized. Raises NotPermitted,
    MachineUnknown.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        admitted = models.Machine.objects.filter(pk=machine).first()
        if admitted is None:
            raise MachineUnknown(machine=machine)
        gone = deleted(models.Wrap.objects.filter(machine=machine))
        withdrawal = statements.write(
            Kind.WITHDRAWAL, admitted.statement_id, public_key=None, pen=founder(by).pen, now=now
        )
        entry = journal.record(
            "access:machine:withdraw",
            by=by.actor,
            now=now,
            about=[str(machine)],
            records=[*gone, database.digest(withdrawal)],
        )
        journal.list_gone(MACHINE, rows=[machine], entry=entry)


def pair_halves(*, first: UUID, second: UUID, by: Session, now: datetime) -> UUID:
    """Make two compartments the two halves of identities: from now on nobody may belong to both.

    Raises HalvesMeet when somebody already does.
    """
    permissions.require(by, Permission.MANAGE_COMPARTMENTS, now=now)
    with permissions.acting(by, now=now):
        belonging = {compartment: members(compartment) for compartment in (first, second)}
        if belonging[first] & belonging[second]:
            raise HalvesMeet
        pair = models.HalfPair.objects.create(id=ordered_id(now), first_id=first, second_id=second, made_at=now)
        written: list[Model] = [pair]
        for half, compartment in enumerate((first, second), start=1):
            written += [_half(pair, account, half, now) for account in sorted(belonging[compartment])]
        journal.record(
            "access:halves:pair",
            by=by.actor,
            now=now,
            about=[str(first), str(second)],
            records=database.digests(*written),
        )
    return pair.id


@dataclass(frozen=True, slots=True)
class Holder:
    """A public key that a generation is wrapped to, and whose it is."""

    public_key: bytes
    account: UUID | None = None
    machine: UUID | None = None
    recovery: UUID | None = None


def founder(by: Session) -> Founder:
    return Founder(by.actor, by.keys.box.public, keyrings.pen(by))


def _next(row: models.Compartment, by: Session, now: datetime) -> list[Model]:
    """The next keys for everybody who belongs to it now."""
    holders, pen = _remaining(row), founder(by).pen
    written: list[Model] = []
    for use in (Use.BOX, Use.INDEX):
        number = newest_number(row, use) + 1
        written += new_generation(row, use, number=number, holders=holders, pen=pen, now=now)
    following.tell(row.id, now=now)
    return written


def new_generation(
    row: models.Compartment, use: Use, *, number: int, holders: Iterable[Holder], pen: statements.Pen, now: datetime
) -> list[Model]:
    pair = BoxPair.new() if use == Use.BOX else None
    secret = pair.secret if pair else os.urandom(KEY_SIZE)
    public_key = pair.public if pair else None
    generation_id = ordered_id(now)
    facts = {
        "compartment": str(row.id),
        "purpose": use.value,
        "number": number,
        "commitment": keyrings.commitment(secret),
    }
    statement = statements.write(Kind.GENERATION, generation_id, public_key=public_key, pen=pen, now=now, facts=facts)
    made = models.KeyGeneration.objects.create(
        id=generation_id,
        compartment=row,
        purpose=use,
        number=number,
        public_key=public_key,
        statement=statement,
        made_at=now,
    )
    return [statement, made, *(wrap(generation_id, secret, holder, now) for holder in holders)]


def wrap(generation: UUID, secret: bytes, holder: Holder, now: datetime) -> models.Wrap:
    try:
        return models.Wrap.objects.create(
            id=ordered_id(now),
            generation_id=generation,
            account_id=holder.account,
            machine_id=holder.machine,
            recovery_id=holder.recovery,
            sealed=seal_to(holder.public_key, secret, aad=keyrings.wrap_label(generation)),
            made_at=now,
        )
    except IntegrityError as why:
        if "one half an account" in str(why):
            raise HalvesMeet from why
        raise


def member(account: UUID) -> Holder:
    """The account under its newest keys, as their statement and their entry tell them (SECURITY 1.2, 5.6)."""
    keys = keyrings.trusted_account(account)
    journal.vouch(database.digest(keys))
    return Holder(bytes(keys.box_public), account=account)


def recovering(row: models.RecoveryGeneration) -> Holder:
    return Holder(bytes(row.box_public), recovery=row.id)


def _own_wraps(compartment: UUID, by: Session) -> list[models.Wrap]:
    """What membership is: the key of names is given by itself (SECURITY 4.4)."""
    wraps = models.Wrap.objects.select_related("generation").filter(
        account=by.actor.account, generation__compartment=compartment, generation__purpose__in=FOUNDING
    )
    if not wraps:
        raise KeyNotHeld
    return list(wraps)


def rewrapped(wraps: Iterable[models.Wrap], to: Holder, *, pair: BoxPair, now: datetime) -> list[Model]:
    """The same secrets for another holder; what they hold already stays."""
    mine = {"account": to.account} if to.account else {"machine": to.machine}
    there = set(models.Wrap.objects.filter(**mine).values_list("generation", flat=True))
    missing = [wrap for wrap in wraps if wrap.generation_id not in there]
    secrets = keyrings.unwrapped(missing, pair)
    return [wrap(each.generation_id, secret, to, now) for each, secret in zip(missing, secrets, strict=True)]


def _remaining(row: models.Compartment) -> list[Holder]:
    wraps = models.Wrap.objects.filter(generation__compartment=row, machine__isnull=False)
    machines = models.Machine.objects.filter(pk__in=_vouched(wraps).values("machine"))
    people = [member(account) for account in sorted(members(row.id))]
    servers = [Holder(bytes(each.public_key), machine=each.id) for each in map(statements.trusted_machine, machines)]
    return [*people, *servers, recovering(keyrings.trusted_recovery())]


def of_account(account: UUID) -> list[models.Compartment]:
    """The compartments of which an account holds any key, by name."""
    wraps = models.Wrap.objects.filter(account=account).values("generation__compartment")
    return list(models.Compartment.objects.filter(pk__in=wraps).order_by("name"))


def let_go(account: UUID, compartment: UUID | None = None) -> list[database.RecordDigest]:
    """Delete every wrap an account holds, or those of one compartment, and give what the entry says is gone."""
    wraps = models.Wrap.objects.filter(account=account)
    return deleted(wraps if compartment is None else wraps.filter(generation__compartment=compartment))


def members(compartment: UUID) -> set[UUID]:
    """The accounts that hold a key of a compartment, as the entries tell it. Raises RecordUnvouched of `journal`."""
    wraps = models.Wrap.objects.filter(account__isnull=False, generation__compartment=compartment)
    return set(_vouched(wraps).values_list("account", flat=True))


def _vouched(wraps: QuerySet[models.Wrap]) -> QuerySet[models.Wrap]:
    """Membership as its entries tell it: a row put there by hand would be given the next key (SECURITY 5.6)."""
    journal.vouch(*database.digests(*wraps))
    return wraps


def take_half(compartment: UUID, account: UUID, now: datetime) -> list[Model]:
    """Where the compartment is one half of identities, the account becomes a holder of this half and no other."""
    pair = models.HalfPair.objects.filter(Q(first=compartment) | Q(second=compartment)).first()
    if pair is None:
        return []
    half = 1 if pair.first_id == compartment else 2
    held = models.HalfHolder.objects.filter(pair=pair, account=account).first()
    if held is None:
        return [_half(pair, account, half, now)]
    if held.half != half:
        raise HalvesMeet
    return []


def _half(pair: models.HalfPair, account: UUID, half: int, now: datetime) -> models.HalfHolder:
    return models.HalfHolder.objects.create(id=ordered_id(now), pair=pair, account_id=account, half=half, since=now)


def deleted(wraps: QuerySet[models.Wrap]) -> list[database.RecordDigest]:
    gone = [database.gone(WRAP, id=wrap.id) for wrap in wraps]
    wraps.delete()
    return gone


def _newest_box_numbers(compartments: list[UUID]) -> dict[UUID, int]:
    sql = "WHERE compartment_id IN %s AND purpose = 'box' ORDER BY number"
    generations = database.select(models.KeyGeneration, sql=sql, values=[compartments])
    return {row.compartment_id: row.number for row in generations}


def newest_number(row: models.Compartment, use: Use) -> int:
    numbers = models.KeyGeneration.objects.filter(compartment=row, purpose=use).values_list("number", flat=True)
    return max(numbers, default=0)


def _record(
    verb: str,
    compartment: UUID,
    subject: UUID,
    written: Iterable[Model],
    *,
    by: Session,
    now: datetime,
    gone: Iterable[database.RecordDigest] = (),
) -> int:
    return journal.record(
        verb,
        by=by.actor,
        now=now,
        about=[str(compartment), str(subject)],
        records=[*gone, *database.digests(*written)],
    )
