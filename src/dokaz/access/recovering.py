"""
A home that no pass-phrase opens any more goes on: the holders of enough shares admit one account (SECURITY 1.12).

"Wraps in, wraps to named public keys out": the one new account is given the keys of compartments that recovery holds,
and nothing else is opened. The machine is a new one; the accounts of the lost one have no way in and hold no role.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from dokaz.access import accounts, compartments, escrows, keyrings, models, signing, slots, statements
from dokaz.access.accounts import Newcomer
from dokaz.access.compartments import Holder
from dokaz.access.errors import (
    NOT_ONE_HOME,
    CompartmentUnknown,
    HomeUnreadable,
    RecoveryWrapMissing,
    SharesOfAnother,
)
from dokaz.access.escrows import Escrow
from dokaz.access.models import StatementKind as Kind
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Keys, Session
from dokaz.access.signing import LogSigner
from dokaz.access.statements import Pen
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor, ActorKind
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.sealing import BoxPair, SignPair
from dokaz.verify import age

LOST = "log-key-lost"


@dataclass(frozen=True, slots=True)
class Recovery:
    """A home recovered: the new account's session, and the files that let it in, the last of which is home.json.

    `log_goes_on` is False where nobody holds the key that signed the journal so far: then a new log has begun.
    """

    session: Session
    compartments: tuple[str, ...]
    log_goes_on: bool
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Act:
    """One recovery as it runs: who, by which recovery keys, for whom; `log` is the key of the journal, if held."""

    escrow: Escrow
    new: Newcomer
    machine: BoxPair
    machine_id: UUID
    generation: models.RecoveryGeneration
    actor: Actor
    now: datetime
    log: SignPair | None = field(repr=False)

    @property
    def pen(self) -> Pen:
        return Pen(self.escrow.recovered.sign, self.generation.statement_id)


def recover(
    escrow: Escrow,
    /,
    *,
    passphrase: str,
    organisation: str,
    only: Collection[str] = (),
    newest_checkpoint: bytes | None,
    wire: Callable[[LogSigner], None],
    now: datetime,
    cost: Argon2Cost = DEFAULT_COST,
) -> Recovery:
    """Admit a custodian with a new pass-phrase, on a new machine, and wrap the compartments' keys to this account.

    `only` names compartments; without it the account gets all, also protected ones. Every other account loses its
    role, and every other machine is withdrawn. The journal goes on with its key where recovery holds it, or else as a
    new log that quotes `newest_checkpoint`; `wire` is given its signer. The database must be open, the ceremony pinned.
    Raises WeakPassphrase, SharesOfAnother, StatementError, CompartmentUnknown, RecoveryWrapMissing, HalvesMeet.
    """
    new = accounts.newcomer(passphrase, pepper=escrow.pepper, cost=cost)
    with transaction.atomic():
        act = _begun(escrow, new, organisation, now)
        _admit(act)
        wire(_log(act, newest_checkpoint))
        _withdraw_machines(act)
        names = _grant(act, only)
    session = Session(
        actor=Actor(new.account, act.actor.organisation, RoleName.CUSTODIAN.value),
        home=escrow.file.home,
        home_kind=escrow.file.kind,
        machine=act.machine_id,
        keys=Keys(new.box, new.sign, act.machine),
    )
    return Recovery(session, names, act.log is not None, _files(act))


def _begun(escrow: Escrow, new: Newcomer, organisation: str, now: datetime) -> _Act:
    home = models.Home.objects.filter(pk=escrow.file.home).first()
    if home is None or home.kind != escrow.file.kind:
        raise HomeUnreadable(home=escrow.home, what=NOT_ONE_HOME)
    generation = keyrings.trusted_recovery()
    if escrow.recovered.box.public != bytes(generation.box_public):
        raise SharesOfAnother
    house, entered = _organisation(organisation, now)
    actor = Actor(new.account, str(house), RoleName.CUSTODIAN.value, ActorKind.RECOVERY)
    journal.record(
        "access:home:recover",
        by=actor,
        now=now,
        about=[str(home.id), str(new.account)],
        facts={"generation": generation.number, "shares": list(escrow.shares)},
        records=database.digests(*entered, *_ended_roles(now)),
    )
    return _Act(escrow, new, BoxPair.new(), ordered_id(now), generation, actor, now, escrows.escrowed_log_key(escrow))


def _organisation(name: str, now: datetime) -> tuple[UUID, list[Model]]:
    known = models.Organisation.objects.filter(name=name).first()
    if known is not None:
        return known.id, []
    row = models.Organisation.objects.create(id=ordered_id(now), name=name, admitted_at=now)
    return row.id, [row]


def _ended_roles(now: datetime) -> list[Model]:
    """Nobody signs in with an account of the lost machine any more, so no role of theirs stays open."""
    ended: list[Model] = []
    for role in models.Role.objects.filter(held_to=None).order_by("id"):
        role.held_to = max(now, role.held_from + timedelta(microseconds=1))  # CHECK: half-open
        role.save(update_fields=["held_to"])
        ended.append(role)
    return ended


def _admit(act: _Act) -> None:
    """The account and its machine, vouched for by recovery."""
    written = accounts.enter(
        accounts.locked(act.new),
        organisation=UUID(act.actor.organisation),
        role=RoleName.CUSTODIAN,
        pen=act.pen,
        by=None,
        now=act.now,
    )
    _record("access:account:admit", act, [act.new.account], written, facts={"role": RoleName.CUSTODIAN.value})
    admitted = statements.write(Kind.MACHINE, act.machine_id, public_key=act.machine.public, pen=act.pen, now=act.now)
    machine = models.Machine.objects.create(
        id=act.machine_id, statement=admitted, public_key=act.machine.public, admitted_at=act.now
    )
    _record("access:machine:admit", act, [machine.id], [admitted, machine])


def _log(act: _Act, newest_checkpoint: bytes | None) -> LogSigner:
    """The log key sealed to the new machine: the same one, or where it is lost another one, of a log that begins."""
    before = signing.newest()
    number, pair = before.number + 1, act.log or SignPair.new()
    origin = before.origin if act.log else f"dokaz/{act.escrow.file.home}/{number}"
    machine = models.Machine.objects.get(pk=act.machine_id)
    row = signing.enter(pair, number=number, origin=origin, machine=machine, pen=act.pen, now=act.now)
    signing.believe(row)
    signer = LogSigner(signing.signer_key(origin, pair))
    facts: dict[str, str | int] = {"number": number, "origin": origin, "vkey": signer.vkey}
    _record("access:log:succeed", act, [before.id, row.id], [row.statement, row], facts=facts)
    if act.log is None:
        journal.begin_anew(
            origin=origin, vkey=signer.vkey, last=newest_checkpoint, reason=LOST, by=act.actor, now=act.now
        )
    return signer


def _withdraw_machines(act: _Act) -> None:
    """Their secrets are lost, or in hands that nobody knows."""
    own = Pen(act.new.sign, keyrings.trusted_account(act.new.account).statement_id)
    withdrawn = models.Statement.objects.filter(kind=Kind.WITHDRAWAL).values("subject")
    standing = models.Machine.objects.exclude(statement__in=withdrawn).exclude(pk=act.machine_id)
    for machine in standing.order_by("id"):
        gone = compartments.deleted(models.Wrap.objects.filter(machine=machine))
        withdrawal = statements.write(Kind.WITHDRAWAL, machine.statement_id, public_key=None, pen=own, now=act.now)
        entry = journal.record(
            "access:machine:withdraw",
            by=act.actor,
            now=act.now,
            about=[str(machine.id)],
            records=[*gone, database.digest(withdrawal)],
        )
        journal.list_gone(compartments.MACHINE, rows=[machine.id], entry=entry)


def _grant(act: _Act, only: Collection[str]) -> tuple[str, ...]:
    rows = list(models.Compartment.objects.order_by("name"))
    unknown = set(only) - {row.name for row in rows}
    if unknown:
        raise CompartmentUnknown(name=min(unknown))
    chosen = [row for row in rows if row.name in only or not only]
    for row in chosen:
        _grant_one(act, row)
    return tuple(row.name for row in chosen)


def _grant_one(act: _Act, row: models.Compartment) -> None:
    """Every generation's secret from recovery's wrap to the account, each held against its signed statement."""
    keyrings.trusted_compartment(row.id)
    wraps = list(
        models.Wrap.objects.select_related("generation").filter(generation__compartment=row, recovery=act.generation)
    )
    if len(wraps) != models.KeyGeneration.objects.filter(compartment=row).count():
        raise RecoveryWrapMissing(name=row.name)
    written: list[Model] = compartments.take_half(row.id, act.new.account, act.now)
    to = Holder(act.new.box.public, account=act.new.account)
    for wrap, secret in zip(wraps, keyrings.unwrapped(wraps, act.escrow.recovered.box), strict=True):
        written.append(compartments.wrap(wrap.generation_id, secret, to, act.now))
    _record("access:member:grant", act, [row.id, act.new.account], written)


def _record(
    verb: str,
    act: _Act,
    about: Collection[UUID],
    written: Collection[Model],
    *,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    journal.record(
        verb,
        by=act.actor,
        now=act.now,
        about=[str(each) for each in about],
        facts=facts,
        records=database.digests(*written),
    )


def _files(act: _Act) -> dict[str, bytes]:
    """In the order in which they are replaced. Recovery opens each, old or new, so that it can be done again."""
    to_recovery = act.escrow.recovered.identity.recipient
    to_machine = age.X25519Recipient(act.machine.public)
    before = act.escrow.file
    slot = accounts.slot_of(act.new, act.machine)
    return {
        slots.PEPPER_FILE: act.escrow.pepper,
        **_log_file(act),
        slots.DATABASE_KEY_FILE: escrows.sealed(act.escrow.database_key, [to_machine, to_recovery]),
        slots.HOME_FILE: slots.HomeFile(
            before.home, before.kind, before.fingerprint, act.machine_id, (slot,)
        ).written(),
    }


def _log_file(act: _Act) -> dict[str, bytes]:
    row = signing.newest()
    secret = signing.secret_with(row, act.machine)
    return {slots.LOG_ESCROW_FILE.format(number=row.number): escrows.log_escrow(secret)}
