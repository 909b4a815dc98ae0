"""From a pass-phrase to an opened account: first this machine and its database, then the account inside."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from dokaz.access import (
    accounts,
    escrows,
    granting,
    keyrings,
    locks,
    models,
    passphrases,
    permissions,
    slots,
    start_keys,
    statements,
    terminals,
)
from dokaz.access.duress_errors import AccountLocked
from dokaz.access.errors import (
    WITHOUT_ROLE,
    HomeUnreadable,
    NotPermitted,
    PublicKeySwapped,
    StartKeyOpensNobody,
    StatementMissing,
    WrongPassphrase,
)
from dokaz.access.passphrases import Stretched
from dokaz.access.permissions import Permission
from dokaz.access.roles import named_role
from dokaz.access.sessions import Keys, Session
from dokaz.access.terminals import Terminal
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor
from dokaz.kernel.sealing import BoxPair
from dokaz.verify import age


@dataclass(frozen=True, slots=True)
class UnlockedMachine:
    """What a start key opened: this machine and its database's key, and no account."""

    home: UUID
    home_kind: str
    fingerprint: str
    machine_id: UUID
    database_key: bytes = field(repr=False)
    machine: BoxPair = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlocked(UnlockedMachine):
    """What the pass-phrase opened on this machine; the account itself opens in `sign_in`."""

    account: UUID
    stretched: Stretched = field(repr=False)


def unlock(home: Path, /, *, passphrase: str, account: UUID | None = None) -> Unlocked:
    """Open the machine's key and with it the database's, without touching the database.

    Where no account is named, each slot is tried; every try costs one Argon2id run.
    Raises WrongPassphrase, StartKeyOpensNobody, HomeUnreadable, TooManySignIns where many unlock at once in this
    process.
    """
    if start_keys.is_start_key(passphrase):
        raise StartKeyOpensNobody
    file = slots.read(home)
    pepper = slots.read_bytes(home, slots.PEPPER_FILE)
    for slot in file.slots:
        if account in (None, slot.account):
            stretched = passphrases.stretch(passphrase, salt=slot.salt, pepper=pepper, cost=slot.cost)
            machine = slot.open(stretched.machine)
            if machine:
                key = _database_key(home, machine)
                return Unlocked(
                    file.home, file.kind, file.fingerprint, file.machine, key, machine, slot.account, stretched
                )
    raise WrongPassphrase


def unlock_machine(home: Path, /, *, given: str) -> UnlockedMachine:
    """Open the machine's key and the database's with a start key, or with a pass-phrase as `unlock` does.

    Raises StartKeyDamaged, WrongStartKey, and what `unlock` raises.
    """
    if not start_keys.is_start_key(given):
        return unlock(home, passphrase=given)
    file = slots.read(home)
    machine = start_keys.opened_by(file.start, given)
    return UnlockedMachine(file.home, file.kind, file.fingerprint, file.machine, _database_key(home, machine), machine)


def sign_in(unlocked: Unlocked, /, *, now: datetime, terminal: Terminal | None = None) -> Session:
    """Open the account's keys, have its second factor proved at the terminal, and journal the sign-in.

    The database must be open and the ceremony pinned. Raises WrongPassphrase, StatementError, NotPermitted,
    AccountLocked, and what `terminals.begin` refuses.
    """
    session = opened_account(unlocked, now=now)
    terminals.begin(session, terminal, now=now)
    return session


def opened_account(unlocked: Unlocked, /, *, now: datetime) -> Session:
    """The account behind a pass-phrase alone, once its keys are those its statement names; nothing is entered."""
    keys = keyrings.trusted_account(unlocked.account)
    if not hmac.compare_digest(bytes(keys.verifier), unlocked.stretched.verifier):
        raise WrongPassphrase
    box, sign = accounts.opened(keys, unlocked.stretched)
    if (box.public, sign.public) != (bytes(keys.box_public), bytes(keys.sign_public)):
        raise PublicKeySwapped(subject=unlocked.account)
    actor = _actor(unlocked.account, now)
    if locks.is_locked(unlocked.account):
        refusal = AccountLocked()
        permissions.record_refusal(refusal, by=actor, now=now)
        raise refusal
    return Session(
        actor=actor,
        home=unlocked.home,
        home_kind=_home(unlocked).kind,
        machine=unlocked.machine_id,
        keys=Keys(box, sign, unlocked.machine),
    )


def serve(unlocked: UnlockedMachine, /, *, now: datetime, granted: bool = False) -> Session:
    """What a serving process keeps of a pass-phrase that started it: the machine's key, and none of the account's.

    The account must be able to sign in; that a site was started is an entry of its own. With a start key there is no
    account, so nobody signs for a key that jobs could be granted to. Raises as `sign_in`.
    """
    return _let_go(unlocked, Permission.SERVE, "access:site:start", granted=granted, now=now)


def begin_work(unlocked: UnlockedMachine, /, *, now: datetime, granted: bool = False) -> Session:
    """What a worker keeps of a pass-phrase that started it: as `serve`, by an account that may run jobs.

    With `granted` the account signs for a key in this process's memory that jobs can be granted to, until `end_worker`.
    """
    return _let_go(unlocked, Permission.RUN_JOBS, "access:work:start", granted=granted, now=now)


def _let_go(unlocked: UnlockedMachine, permission: Permission, verb: str, *, granted: bool, now: datetime) -> Session:
    """The machine's session, once the account behind the pass-phrase was seen to be allowed this much.

    No second factor is asked for: nothing of the account stays open. Before it is let go it signs for the key that jobs
    are granted to in this process, where it is to run any.
    """
    if not isinstance(unlocked, Unlocked):
        return _alone(unlocked, verb, now)
    by = opened_account(unlocked, now=now)
    permissions.require(by, permission, now=now)
    worker = granting.begin_worker(by=by, now=now).keys.worker if granted else None
    machine = Session.of_machine(
        home=by.home, home_kind=by.home_kind, machine=by.machine, pair=by.keys.machine, worker=worker
    )
    with transaction.atomic():
        journal.record(verb, by=by.actor, now=now, about=[str(by.machine)])
    return machine


def _alone(unlocked: UnlockedMachine, verb: str, now: datetime) -> Session:
    """The machine's session without anybody, once its statement stands; the entry says that nobody was there."""
    row = models.Machine.objects.filter(pk=unlocked.machine_id).first()
    if row is None:
        raise StatementMissing(subject=unlocked.machine_id)
    statements.trusted_machine(row, public_key=unlocked.machine.public)
    session = Session.of_machine(
        home=unlocked.home, home_kind=unlocked.home_kind, machine=unlocked.machine_id, pair=unlocked.machine
    )
    with transaction.atomic():
        journal.record(verb, by=session.actor, now=now, about=[str(session.machine)], facts={"alone": True})
    return session


def _actor(account: UUID, now: datetime) -> Actor:
    held = permissions.roles_held(account, now=now)
    row = models.Account.objects.filter(pk=account).first()
    if row is None:
        raise StatementMissing(subject=account)
    actor = Actor(account, str(row.organisation_id), named_role(held))
    if not held:
        refusal = NotPermitted(sentence=WITHOUT_ROLE, permission="sign-in")
        permissions.record_refusal(refusal, by=actor, now=now)
        raise refusal
    return actor


def _home(unlocked: Unlocked) -> models.Home:
    row = models.Home.objects.filter(pk=unlocked.home).first()
    if row is None:
        raise StatementMissing(subject=unlocked.home)
    return row


def database_key(home: Path, /, *, by: Session) -> bytes:
    """The key of the database of a home that is open, for a back-up, which holds it inside its seal."""
    return _database_key(home, by.keys.machine)


def _database_key(home: Path, machine: BoxPair) -> bytes:
    try:
        return escrows.opened(home, slots.DATABASE_KEY_FILE, age.X25519Identity(machine.secret))
    except age.AgeError as why:
        raise HomeUnreadable(home=home, what=why) from why
