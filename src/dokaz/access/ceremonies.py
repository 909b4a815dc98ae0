"""
The key ceremony: every key of a home made once, and the chain of statements begun (SECURITY 1.2, 1.12).

It has two halves, because the key of the database must exist before the database. `prepare` makes the keys in memory
and the few files of the home; `ceremony` writes the rows and the first entries. The ceremony's own signing key signs
recovery, the first account, the machine and the log key, and is then thrown away: nothing can ever sign with it again.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dokaz.access import accounts, compartments, escrows, models, recovery, signing, slots, statements
from dokaz.access.errors import OTHER_SLIP, AlreadyBegun, ShareWrong
from dokaz.access.models import HomeKind
from dokaz.access.models import StatementKind as Kind
from dokaz.access.passphrases import DEFAULT_COST, Argon2Cost
from dokaz.access.recovery import Recovered, Shares
from dokaz.access.roles import RoleName
from dokaz.access.sessions import Keys, Session
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.actors import Actor, ActorKind
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.kernel.sealing import KEY_SIZE, BoxPair, SignPair
from dokaz.verify import age

PEPPER_SIZE = 32


@dataclass(frozen=True, slots=True)
class Prepared:
    """All keys of a new home, in memory only, and the files it begins with. Use it once, in `ceremony`."""

    home: UUID
    name: str
    kind: HomeKind
    shares: Shares
    fingerprint: str
    slips: tuple[str, ...] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    database_key: bytes = field(repr=False)
    signing: SignPair = field(repr=False)
    recovery: Recovered = field(repr=False)
    custodian: accounts.Newcomer = field(repr=False)
    machine_id: UUID
    machine: BoxPair = field(repr=False)
    log: SignPair = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A home that has begun: the first custodian's session, and the slips to hand out one by one."""

    session: Session
    fingerprint: str
    slips: tuple[str, ...] = field(repr=False)


def prepare(
    *,
    name: str,
    shares: Shares,
    passphrase: str,
    home_kind: str,
    now: datetime,
    cost: Argon2Cost = DEFAULT_COST,
) -> Prepared:
    """Make every key of a home in memory. `Prepared.files` are to be written durably before anything is shown.

    Raises WeakPassphrase.
    """
    kind, pepper, root = HomeKind(home_kind), os.urandom(PEPPER_SIZE), os.urandom(KEY_SIZE)
    custodian = accounts.newcomer(passphrase, pepper=pepper, cost=cost)
    ceremony_key, machine, machine_id, log = SignPair.new(), BoxPair.new(), ordered_id(now), SignPair.new()
    recovered, database_key, home = recovery.keys_of(root), os.urandom(KEY_SIZE), random_id()
    fingerprint = statements.fingerprint_of(ceremony_key.public)
    slot = accounts.slot_of(custodian, machine)
    home_file = slots.HomeFile(home, kind.value, fingerprint, machine_id, (slot,))
    return Prepared(
        home=home,
        name=name,
        kind=kind,
        shares=shares,
        fingerprint=fingerprint,
        slips=recovery.split(root, shares),
        files=_files(
            home_file, pepper=pepper, database_key=database_key, log=log, machine=machine, recovered=recovered
        ),
        database_key=database_key,
        signing=ceremony_key,
        recovery=recovered,
        custodian=custodian,
        machine_id=machine_id,
        machine=machine,
        log=log,
    )


def ceremony(prepared: Prepared, /, *, now: datetime) -> Ceremony:
    """Write the rows, the statements and the first entries into the empty, migrated, open database.

    The ceremony must be pinned (`pin(prepared.fingerprint)`). Raises AlreadyBegun.
    """
    with transaction.atomic():
        if models.Home.objects.exists():
            raise AlreadyBegun(home=prepared.name)
        actor = _begin_home(prepared, now)
        _begin_recovery(prepared, actor, now)
        account = _admit_custodian(prepared, actor, now)
        _admit_machine(prepared, actor, now)
        _begin_compartment(prepared, account, now)
    custodian = prepared.custodian
    session = Session(
        actor=Actor(custodian.account, actor.organisation, RoleName.CUSTODIAN.value),
        home=prepared.home,
        home_kind=prepared.kind.value,
        machine=prepared.machine_id,
        keys=Keys(custodian.box, custodian.sign, prepared.machine),
    )
    return Ceremony(session=session, fingerprint=prepared.fingerprint, slips=prepared.slips)


def confirm_share(ceremony: Ceremony, *, number: int, slip: str, now: datetime) -> None:
    """Note that the holder wrote share `number` down, shown by typing it again. Raises ShareWrong."""
    typed = " ".join(slip.split()).lower().encode(errors="surrogatepass")  # whatever a keyboard gives is compared
    if not hmac.compare_digest(typed, ceremony.slips[number - 1].encode()):
        raise ShareWrong(number=number, what=OTHER_SLIP)
    with transaction.atomic():
        share = models.RecoveryShare.objects.get(number=number, generation__number=1)
        share.confirmed_at = now
        share.save(update_fields=["confirmed_at"])
        journal.record(
            "access:share:confirm",
            by=ceremony.session.actor,
            now=now,
            facts={"generation": 1, "number": number},
            records=[database.digest(share)],
        )


def _files(
    home_file: slots.HomeFile,
    *,
    pepper: bytes,
    database_key: bytes,
    log: SignPair,
    machine: BoxPair,
    recovered: Recovered,
) -> dict[str, bytes]:
    to_recovery = recovered.identity.recipient
    to_machine = age.X25519Recipient(machine.public)
    return {
        slots.PEPPER_FILE: pepper,
        slots.PEPPER_ESCROW_FILE: escrows.sealed(pepper, [to_recovery]),
        slots.LOG_ESCROW_FILE.format(number=1): escrows.sealed(log.secret, [to_recovery]),
        slots.DATABASE_KEY_FILE: escrows.sealed(database_key, [to_machine, to_recovery]),
        slots.HOME_FILE: home_file.written(),
    }


def _pen(prepared: Prepared) -> statements.Pen:
    return statements.Pen(prepared.signing, None)


def _begin_home(prepared: Prepared, now: datetime) -> Actor:
    home = models.Home.objects.create(
        id=prepared.home,
        kind=prepared.kind,
        name=prepared.name,
        ceremony_key=prepared.signing.public,
        began_at=now,
    )
    organisation = models.Organisation.objects.create(id=ordered_id(now), name=prepared.name, admitted_at=now)
    actor = Actor(prepared.custodian.account, str(organisation.id), "ceremony", ActorKind.CEREMONY)
    journal.begin(
        origin=_origin(prepared), vkey=str(signing.signer_key(_origin(prepared), prepared.log).verifier), now=now
    )
    journal.record(
        "access:home:begin",
        by=actor,
        now=now,
        about=[str(home.id)],
        facts={"home": prepared.kind.value, "ceremony": prepared.fingerprint},
        records=database.digests(home, organisation),
    )
    return actor


def _begin_recovery(prepared: Prepared, actor: Actor, now: datetime) -> None:
    box, sign, shares = prepared.recovery.box, prepared.recovery.sign, prepared.shares
    generation_id = ordered_id(now)
    facts = {"number": 1, "needed": shares.k, "shares": shares.n}
    statement = statements.write(
        Kind.RECOVERY, generation_id, public_key=box.public + sign.public, pen=_pen(prepared), now=now, facts=facts
    )
    generation = models.RecoveryGeneration.objects.create(
        id=generation_id,
        number=1,
        needed=shares.k,
        shares=shares.n,
        box_public=box.public,
        sign_public=sign.public,
        statement=statement,
        made_at=now,
    )
    rows = [
        models.RecoveryShare.objects.create(id=ordered_id(now), generation=generation, number=number)
        for number in range(1, shares.n + 1)
    ]
    records = database.digests(statement, generation, *rows)
    journal.record("access:recovery:begin", by=actor, now=now, about=[str(generation_id)], facts=facts, records=records)


def _admit_custodian(prepared: Prepared, actor: Actor, now: datetime) -> models.AccountKeys:
    written = accounts.enter(
        accounts.locked(prepared.custodian),
        organisation=UUID(actor.organisation),
        role=RoleName.CUSTODIAN,
        pen=_pen(prepared),
        by=None,
        now=now,
    )
    journal.record(
        "access:account:admit",
        by=actor,
        now=now,
        about=[str(prepared.custodian.account)],
        facts={"role": RoleName.CUSTODIAN.value},
        records=database.digests(*written),
    )
    return models.AccountKeys.objects.get(account=prepared.custodian.account)


def _admit_machine(prepared: Prepared, actor: Actor, now: datetime) -> None:
    machine_id, public_key = prepared.machine_id, prepared.machine.public
    admitted = statements.write(Kind.MACHINE, machine_id, public_key=public_key, pen=_pen(prepared), now=now)
    machine = models.Machine.objects.create(id=machine_id, statement=admitted, public_key=public_key, admitted_at=now)
    log = signing.enter(prepared.log, number=1, origin=_origin(prepared), machine=machine, pen=_pen(prepared), now=now)
    journal.record(
        "access:machine:admit",
        by=actor,
        now=now,
        about=[str(machine_id), str(log.id)],
        records=database.digests(admitted, machine, log.statement, log),
    )


def _begin_compartment(prepared: Prepared, keys: models.AccountKeys, now: datetime) -> None:
    custodian = prepared.custodian
    actor = Actor(custodian.account, str(keys.account.organisation_id), RoleName.CUSTODIAN.value)
    founder = compartments.Founder(actor, custodian.box.public, statements.Pen(custodian.sign, keys.statement_id))
    compartments.found(compartments.DEFAULT, protected=False, founder=founder, now=now)


def _origin(prepared: Prepared) -> str:
    return f"dokaz/{prepared.home}"
