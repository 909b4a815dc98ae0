"""
A home is the folder of one collection: made once by the key ceremony, opened with a pass-phrase.

home.json            what it is, the pinned ceremony, one slot an account
pepper               mixed into every pass-phrase; never in a backup but sealed
keys/database.age    the database's key, sealed to this machine and to recovery
keys/pepper.age      the pepper, sealed to recovery
keys/log-1.age       the key that signs the journal, sealed to recovery; the next one has the next number
restoring            while a back-up comes back here: which one, and how far it is; nothing else opens the home
checkpoint           the newest signed head of the journal: a database put back to an older state is noticed by it
installation         where the home is used: one that was moved or copied is asked which; never in a back-up
register             random numbers for all that was destroyed, erased or revoked; never in a back-up
lock                 held while home.json, checkpoint or register is replaced; empty
store.lock           held while files go into an object store, or are swept there; empty
dokaz.db             the database (or where DOKAZ_DATABASE_URL says)
vault/ headers/      sealed files and their headers (or where DOKAZ_STORE and DOKAZ_HEADERS say)
passphrase           in a practice home only
people.json          in a practice home only: how to sign in as each of its invented people
made/                packages made in the office, each sealed to its reader, for a day; never in a back-up
"""

import os
import shutil
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from dokaz import config
from dokaz.kernel import files
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

config.set_up()

from dokaz.access import api as access  # noqa: E402 - Django must be ready before models are imported
from dokaz.backups import api as backups  # noqa: E402
from dokaz.config import environment, installations, memory, people, wiring  # noqa: E402
from dokaz.database import api as database  # noqa: E402
from dokaz.journal import api as journal  # noqa: E402

DATABASE_FILE = "dokaz.db"
PASSPHRASE_FILE = people.PASSPHRASE_FILE
RESTORING_FILE = "restoring"
MAKING = ".making-"
PRIVATE = 0o700
NO_KEY = bytes(32)  # nothing is opened with it: whether a server holds a collection is asked before there are keys


class HomeMissing(DokazError):
    """Raised when a folder named as a home is not one."""

    code = "home-missing"
    says = _("There is no collection in {home}. Make one with: dokaz --home {home} init")


class DatabaseMissing(DokazError):
    """Raised when a home is to be recovered and its database is not where it should be."""

    code = "database-missing"
    says = _(
        "The database is not there: {file}. Put the newest copy of it in its place, or name its place with "
        "DOKAZ_DATABASE_URL, and run the command again. Nothing was changed."
    )


class RestoreUnfinished(DokazError):
    """Raised when a home is opened into which a back-up was brought and not yet made the newest state again."""

    code = "restore-unfinished"
    says = _(
        "This collection comes from a back-up and is opened to nobody yet: what was destroyed or revoked since may "
        "stand in it, and its journal may be behind. Go on with: dokaz --home {home} restore --mirror PLACE"
    )


def exists(path: Path) -> bool:
    """Whether a ceremony has been held in this folder."""
    return (path / access.HOME_FILE).is_file()


def require(path: Path) -> None:
    """Return only if there is a home. Raises HomeMissing."""
    if not exists(path):
        raise HomeMissing(home=path)


def refuse_taken(path: Path) -> None:
    """Return only if a ceremony could be held for this folder.

    Raises AlreadyBegun, and of a database on a server DatabaseNotEmpty, DatabaseOutdated and what its opening refuses.
    """
    place = database_place(path)
    taken = isinstance(place, Path) and place.exists()
    if taken or (path.exists() and any(path.iterdir())):
        raise access.AlreadyBegun(home=path)
    if not isinstance(place, Path):
        database.open(place, key=NO_KEY)
        try:
            database.migrate()
            database.require_empty()
        finally:
            database.close()


def create(
    path: Path,
    *,
    name: str,
    shares: access.Shares,
    passphrase: str,
    home_kind: str,
    now: datetime,
    hand_out: Callable[[access.Ceremony], None],
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> access.Ceremony:
    """Hold the ceremony in a folder beside `path` and give it its name only when it is whole; it is open then.

    `hand_out` gives the recovery shares to their holders; the home does not exist before it returns, so that no
    collection can begin whose shares nobody has. Raises AlreadyBegun, WeakPassphrase.
    """
    refuse_taken(path)
    place = database_place(path)
    prepared = access.prepare(name=name, shares=shares, passphrase=passphrase, home_kind=home_kind, now=now, cost=cost)
    making = path.with_name(f"{path.name}{MAKING}{prepared.home}")
    _write_files(making, prepared, passphrase)
    try:
        begun = _hold(prepared, place if isinstance(place, database.Server) else making / DATABASE_FILE, now, hand_out)
    except BaseException:
        shutil.rmtree(making)  # nobody was told of these keys, and nothing was sealed to them
        raise
    installations.begin(making)
    _settle(making, path, place)
    database.open(place, key=prepared.database_key)
    wiring.wire(begun.session, home=path)
    return begun


def open(  # noqa: A001 - read as `homes.open`
    path: Path, *, passphrase: str, now: datetime, terminal: access.Terminal | None = None
) -> access.Session:
    """Open the machine, the database and the account, and wire every port.

    Raises HomeMissing, RestoreUnfinished, UsedElsewhere of `installations`, WrongPassphrase, and what the database, the
    statements and the second factor refuse.
    """
    require(path)
    if restoring(path):
        raise RestoreUnfinished(home=path)
    installations.require_here(path)
    session = enter(path, passphrase=passphrase, now=now, terminal=terminal)
    people.settle_slots(path)
    installations.settle(path)
    return session


def serve(path: Path, *, passphrase: str, now: datetime, granted: bool = False) -> access.Session:
    """Open machine and database for a process that serves a site, wire every port, and keep no account.

    The pass-phrase of somebody, or the start key of this machine. Raises what `open` raises, NotPermitted where the
    account may not start sites, and what `access.unlock_machine` refuses.
    """
    return _as_machine(path, passphrase, partial(access.serve, now=now, granted=granted))


def work(path: Path, *, passphrase: str, now: datetime, granted: bool = False) -> access.Session:
    """Open machine and database for a process that runs background work, wire every port, and keep no account.

    As `serve`, with NotPermitted where the account may not run background work.
    """
    return _as_machine(path, passphrase, partial(access.begin_work, now=now, granted=granted))


def _as_machine(path: Path, given: str, begin: Callable[[access.UnlockedMachine], access.Session]) -> access.Session:
    require(path)
    if restoring(path):
        raise RestoreUnfinished(home=path)
    installations.require_here(path)
    unlocked = access.unlock_machine(path, given=given)
    _open_unlocked(path, unlocked)
    machine = begin(unlocked)
    wiring.wire(machine, home=path)
    people.settle_slots(path)
    installations.settle(path)
    return machine


def _open_unlocked(path: Path, unlocked: access.UnlockedMachine) -> None:
    database.open(database_place(path), key=unlocked.database_key)
    database.migrate()
    access.pin(unlocked.fingerprint)


def restoring(path: Path) -> bool:
    """Whether a back-up is on its way into this home; then only the restore itself may open it."""
    return (path / RESTORING_FILE).is_file()


def enter(path: Path, *, passphrase: str, now: datetime, terminal: access.Terminal | None = None) -> access.Session:
    """`open`, also of a home into which a back-up is brought."""
    unlocked = access.unlock(path, passphrase=passphrase)
    _open_unlocked(path, unlocked)
    session = access.sign_in(unlocked, now=now, terminal=terminal)
    wiring.wire(session, home=path)
    for name, content in access.missing_log_escrow(path, by=session).items():
        files.replace(path / name, content)
    return session


def recover(
    path: Path,
    *,
    slips: Sequence[str],
    passphrase: str,
    organisation: str,
    only: Collection[str] = (),
    now: datetime,
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> access.Recovery:
    """Let a new account into a home that no pass-phrase opens, by enough recovery shares; the vault is not needed.

    Rows first, then the files, home.json last. Before it is in place the old files stand, or recovery opens the new
    ones: after a crash the same shares do it again. The journal is wired; the home is opened with `open`.
    Raises HomeMissing, DatabaseMissing, WrongDatabaseKey of `database`, and what `access.open_escrow` and
    `access.recover` refuse.
    """
    require(path)
    escrow = access.open_escrow(path, slips=slips)
    access.require_strong(passphrase)
    _open_by_recovery(path, escrow)
    beside = memory.CheckpointFile(path)

    def wire(signer: journal.Signer) -> None:
        journal.wire(signer=signer, sealer=access.compartment_sealer(), memory=beside)

    recovered = access.recover(
        escrow,
        passphrase=passphrase,
        organisation=organisation,
        only=only,
        newest_checkpoint=beside.newest() or journal.latest_checkpoint(),
        wire=wire,
        now=now,
        cost=cost,
    )
    with files.exclusive(path / memory.LOCK_FILE):
        if escrow.file.kind == "practice":
            files.replace(path / PASSPHRASE_FILE, passphrase.encode() + b"\n")
        for name, content in recovered.files.items():
            files.replace(path / name, content)
    return recovered


def try_shares(path: Path, *, slips: Sequence[str]) -> access.Tried:
    """Say whether these shares would recover the home. No account is admitted, no entry written; the database is open.

    Raises HomeMissing, DatabaseMissing, WrongDatabaseKey of `database`, and what `access.open_escrow` and
    `access.try_shares` refuse.
    """
    require(path)
    escrow = access.open_escrow(path, slips=slips)
    _open_by_recovery(path, escrow)
    return access.try_shares(escrow)


def back_up(path: Path, *, by: access.Session) -> backups.HomeFiles:
    """What a back-up takes from the folder: all that opens it again, and neither register nor newest checkpoint."""
    return wiring.taken_from(path, by)


def on_server(path: Path) -> bool:
    """Whether the database of a home is on a server."""
    return isinstance(database_place(path), database.Server)


def owned(path: Path) -> bool:
    """Whether DOKAZ_DATABASE_URL names the role that owns a server's tables: with it a restore fills them."""
    try:
        database.open(database_place(path), key=NO_KEY)
    except database.RoleTooStrong:
        return True
    finally:
        database.close()
    return False


def _open_by_recovery(path: Path, escrow: access.Escrow) -> None:
    place = database_place(path)
    if isinstance(place, Path) and not place.is_file():  # one that is opened is made
        raise DatabaseMissing(file=place)
    database.open(place, key=escrow.database_key)
    database.migrate()
    access.pin(escrow.file.fingerprint)


def database_place(path: Path) -> database.Place:
    named = environment.DATABASE.read()
    return named if isinstance(named, Path | database.Server) else path / DATABASE_FILE


def _write_files(making: Path, prepared: access.Prepared, passphrase: str) -> None:
    making.parent.mkdir(parents=True, exist_ok=True)
    making.mkdir(mode=PRIVATE)
    for name, content in prepared.files.items():
        files.write_new(making / name, [content])
    if prepared.kind == "practice":
        files.write_new(making / PASSPHRASE_FILE, [passphrase.encode() + b"\n"])


def _hold(
    prepared: access.Prepared, place: database.Place, now: datetime, hand_out: Callable[[access.Ceremony], None]
) -> access.Ceremony:
    """One transaction until the last share is handed out: a ceremony broken off leaves nothing on a server either."""
    access.pin(prepared.fingerprint)
    database.open(place, key=prepared.database_key)
    try:
        database.migrate()
        with transaction.atomic():
            begun = access.ceremony(prepared, now=now)
            hand_out(begun)
        return begun
    finally:
        database.close()  # folds the write-ahead log into the file, so that it can be given its name


def _settle(making: Path, path: Path, place: database.Place) -> None:
    """The database first, where it is to lie elsewhere; then the whole folder gets its name at once."""
    if isinstance(place, Path):
        _settle_file(making, path, place)
    os.rename(making, path)  # noqa: PTH104 - over an empty folder, and only over an empty one (rename(2))
    files.fsync_directory(path.parent)


def _settle_file(making: Path, path: Path, file: Path) -> None:
    place = making / file.relative_to(path) if file.is_relative_to(path) else file
    if place != making / DATABASE_FILE:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(making / DATABASE_FILE, place)
        files.sync_many([place])
