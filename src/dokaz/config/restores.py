"""A back-up comes into an empty place, and is opened to nobody before it is the newest state again (SECURITY 3.5, 5.4).

HOME/restoring says which back-up and how far it is, so that the same command goes on after any crash:

rows      the database is being filled, in one transaction
files     rows are there; stored files and headers come
closed    the home is whole, and old: what went since must go again, and the log must be the one that was shown

The register and the checkpoint come from outside: mirrors, or the home that was lost. A home opens when they were
applied; where nobody has them, a custodian decides to go on under a new name, and the journal says so.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.adapters import api as adapters
from dokaz.backups import api as backups
from dokaz.config import homes, installations, memory, wiring
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import files
from dokaz.kernel.errors import DokazError
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _
from dokaz.verify import age, checkpoints
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import VerifierKey, parse

ROWS, FILES, CLOSED = "rows", "files", "closed"
RESTORED = "restored"
NEW_LOG, NO_REGISTER, SKIPPED = "new-log", "no-register", "mirror-skipped"
_HOME_FILE = re.compile(r"home\.json|pepper|keys/(database|pepper|log-[0-9]{1,6})\.age")


class RestoreError(DokazError):
    """The root of what bringing a back-up into a home refuses."""


class OtherRestore(RestoreError):
    """Raised when a home is half-way through the restore of another back-up."""

    code = "other-restore"
    says = _("{home} is half-way through the restore of {backup}. Go on with that one, or name an empty folder.")


class NotRestoring(RestoreError):
    """Raised when a restore is to go on in a home into which none is on its way."""

    code = "not-restoring"
    says = _("No restore is under way in {home}. Begin one with --from SHELF, into a folder that is empty.")


class StrangeHomeFile(RestoreError):
    """Raised when a back-up holds a file that no home has."""

    code = "strange-home-file"
    says = _("The back-up holds a file named {name}, which no home has. This program did not make it; restore another.")


class NobodyAsked(RestoreError):
    """Raised when a restored home would open without anything from outside that says how far the journal was."""

    code = "nobody-asked"
    says = _(
        "Nothing was named that knows how far this journal was. Name a mirror (--mirror), or if there is none, decide "
        "with --begin-anew that it goes on under a new name: whoever holds an old checkpoint will ask why."
    )


class NoRegister(RestoreError):
    """Raised when what was destroyed or revoked since the back-up cannot be told."""

    code = "no-register"
    says = _(
        "No register of what was destroyed or revoked was found on the mirrors. Name the file “register"
        "” of the lost "
        "home (--register), or decide with --no-register to go on without: what was destroyed after the back-up opens "
        "again, and who was removed is let in."
    )


class RegisterOlder(RestoreError):
    """Raised when no register that was found is complete up to the newest checkpoint that was shown."""

    code = "register-older"
    says = _(
        "The registers that were found name what went up to entry {complete}, and the journal was shown with {newest}: "
        "what was destroyed or revoked in between would come back. The mirror that holds that checkpoint has a newer "
        "one: ask it again, or name the file “register” of the lost home (--register). If nobody has it, decide with "
        "--no-register to go on without."
    )


class AnewNotNeeded(RestoreError):
    """Raised when a new log is asked for although somebody holds what the old one goes on from."""

    code = "anew-not-needed"
    says = _(
        "{place} holds all that was shown of this journal, so it can go on under its own name: leave --begin-anew out. "
        "If that place cannot be used, leave it out as well (--skip-mirror)."
    )


class CheckpointOfAnother(RestoreError):
    """Raised when a checkpoint from outside is not one of this journal."""

    code = "checkpoint-of-another"
    says = _("The checkpoint from {place} is not one of this journal: {why}")


class MirrorUnasked(RestoreError):
    """Raised when a mirror does not answer that could know more than the others."""

    code = "mirror-unasked"
    says = _(
        "{why} It could know what no other does, so the collection stays closed. Ask again later. One that is gone "
        "for good is left out with --skip-mirror and the place it was added under, and the journal says so."
    )


class HashesNowhere(RestoreError):
    """Raised when the journal is behind a checkpoint from outside and no mirror named holds the hashes up to it."""

    code = "hashes-nowhere"
    says = _(
        "The journal of this back-up has {size} entries, and {remembered} were signed before it was lost.{why} Name "
        "the mirror that holds the hashes of the rest (--mirror). Only if none does: --begin-anew."
    )


@dataclass(frozen=True, slots=True)
class State:
    """HOME/restoring."""

    backup: str
    size: int
    stage: str = ROWS
    missing: int = 0
    origin: str = ""  # of the new log that a custodian decided on, before it is begun
    decided: tuple[str, ...] = ()

    def keep(self, home: Path) -> "State":
        files.replace(home / homes.RESTORING_FILE, (json.dumps(asdict(self)) + "\n").encode())
        step(f"restores:{self.stage}")
        return self


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known outside of the home that was lost; mirrors of the collection itself are asked unless `skipped`."""

    mirrors: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    checkpoints: Mapping[str, bytes] | None = None
    registers: Sequence[bytes] = ()
    begin_anew: bool = False
    no_register: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A restored collection that works again."""

    session: access.Session
    backup: str
    lost: int
    gone: int
    void: int
    missing: int
    origin: str
    new_log: bool


def state(home: Path) -> State:
    """Raises NotRestoring."""
    try:
        told = json.loads((home / homes.RESTORING_FILE).read_bytes())
        return State(**told | {"decided": tuple(told["decided"])})
    except FileNotFoundError as why:
        raise NotRestoring(home=home) from why


def bring(
    home: Path, *, backup: backups.Backup, shelf: backups.Shelf, identities: Sequence[age.Identity]
) -> backups.Brought | None:
    """Bring rows, stored files, headers and the files of the home; None where an earlier run had brought them all.

    On a server the role must own the tables; afterwards they are prepared for the role of everyday work.
    Raises OtherRestore, AlreadyBegun of `access`, and what `backups` and `database` refuse.
    """
    now_at = _begun(home, backup)
    brought = None
    if now_at.stage == ROWS:
        _bring_rows(home, backup, shelf, identities)
        now_at = replace(now_at, stage=FILES).keep(home)
    if now_at.stage == FILES:
        _open_database(home, backup)
        wiring.wire_stores(home, owner=str(backup.home))
        brought = backups.restore_files(shelf)
        _write_files(home, backup)
        replace(now_at, stage=CLOSED, missing=len(brought.missing)).keep(home)
    database.close()
    return brought


def _begun(home: Path, backup: backups.Backup) -> State:
    if homes.restoring(home):
        held = state(home)
        if held.backup != backup.name:
            raise OtherRestore(home=home, backup=held.backup.rpartition("/")[2])
        return held
    for name in backup.files:
        if not _HOME_FILE.fullmatch(name):
            raise StrangeHomeFile(name=name)
    _refuse_taken(home, backup)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(homes.PRIVATE)
    return State(backup.name, backup.size).keep(home)


def _refuse_taken(home: Path, backup: backups.Backup) -> None:
    place = homes.database_place(home)
    if (home.exists() and any(home.iterdir())) or (isinstance(place, Path) and place.exists()):
        raise access.AlreadyBegun(home=home)
    if not isinstance(place, Path):
        _open_database(home, backup)
        try:
            database.require_empty()
        finally:
            database.close()


def _open_database(home: Path, backup: backups.Backup) -> None:
    place = homes.database_place(home)
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True)
    database.open(place, key=backup.database_key, owner=not isinstance(place, Path))


def _bring_rows(home: Path, backup: backups.Backup, shelf: backups.Shelf, identities: Sequence[age.Identity]) -> None:
    """It was empty when this restore began, so rows in it are those of a run that was cut off after its commit."""
    _open_database(home, backup)
    try:
        database.require_empty()
    except database.DatabaseNotEmpty:
        database.migrate()
    else:
        backups.restore_rows(backup, shelf=shelf, identities=identities)
    finally:
        database.close()


def _write_files(home: Path, backup: backups.Backup) -> None:
    """The checkpoint of the back-up stands for the newest until a newer one is known; home.json comes last.

    Without a start key, which may have been ended since: whoever finishes the restore makes another.
    """
    if backup.checkpoint is not None:
        memory.CheckpointFile(home).keep(backup.checkpoint.encode())
    for name in sorted(backup.files, key=lambda each: each == access.HOME_FILE):
        content = backup.files[name]
        files.replace(home / name, access.without_start(content) if name == access.HOME_FILE else content)


def finish(
    home: Path, *, passphrase: str, outside: Outside, now: datetime, terminal: access.Terminal | None = None
) -> Opened:
    """Make a home that was brought the newest state again, and open it. After a crash the same goes on.

    Raises NotRestoring, NobodyAsked, NoRegister, RegisterOlder, CheckpointOfAnother, HashesNowhere, NotPermitted, and
    what `journal.recover` refuses. The home stays closed then.
    """
    held = state(home)
    if held.stage != CLOSED:
        raise homes.RestoreUnfinished(home=home)
    session = homes.enter(home, passphrase=passphrase, now=now, terminal=terminal)
    access.require(session, access.Permission.MANAGE_LOG, now=now)
    lost = 0
    if not _renamed(held):
        held = replace(held, decided=_learn(home, outside, known=held.size)).keep(home)
        held, lost = _go_on(home, outside, held, by=session, now=now)
    backups.record_put_back(by=session, now=now)
    gone = _take_away(by=session, now=now)
    void = access.void_open_acts(by=session, now=now)
    backups.record_restore(
        held.backup, size=held.size, missing=held.missing, gone=gone, decided=held.decided, by=session, now=now
    )
    journal.keep_register()
    journal.checkpoint(now=now)
    installations.begin(home)
    (home / homes.RESTORING_FILE).unlink()
    files.fsync_directory(home)
    origin = journal.identity().origin
    return Opened(session, held.backup, lost, gone, void, held.missing, origin, _renamed(held))


def _learn(home: Path, outside: Outside, *, known: int) -> tuple[str, ...]:
    """Keep the newest checkpoint and the register that anybody outside has; what a custodian decided instead."""
    mirrors = _mirrors((*outside.mirrors, *_known(outside.skipped)))
    held = _shown(mirrors)
    notes = dict(outside.checkpoints or {}) | held
    registers = [*outside.registers, *(note for mirror in mirrors if (note := mirror.register()))]
    if not notes and not outside.begin_anew:
        raise NobodyAsked
    _remember(home, notes)
    complete = _take_registers(registers, notes=notes, known=known, no_register=outside.no_register)
    if outside.begin_anew:
        _refuse_no_need(notes, held)
    chosen = (
        (NEW_LOG, outside.begin_anew),
        (NO_REGISTER, not complete),
        (SKIPPED, bool(outside.skipped)),
    )
    return tuple(code for code, is_so in chosen if is_so)


def _take_registers(registers: Sequence[bytes], *, notes: Mapping[str, bytes], known: int, no_register: bool) -> bool:
    """Whether they name all that went up to the newest of these checkpoints; a custodian may decide to do without.

    What went before entry `known` this database knows itself. Raises NoRegister: a mirror that has been shown a
    checkpoint has one, if only to say that nothing is gone. Raises RegisterOlder: one that was signed long ago is as
    true as the newest, and hides what went since.
    """
    if not registers and not no_register:
        raise NoRegister
    for note in registers:
        journal.take_register(note)
    complete = max(journal.register_complete_to(), known)
    newest = max(map(_size, notes.values()), default=0)
    if registers and complete < newest and not no_register:
        raise RegisterOlder(complete=complete, newest=newest)
    return bool(registers) and complete >= newest


def _refuse_no_need(notes: Mapping[str, bytes], held: Mapping[str, bytes]) -> None:
    """A new log begins only where nobody holds the hashes of the old one (SECURITY 5.4). Raises AnewNotNeeded."""
    departed = journal.departure()
    if isinstance(departed, journal.LogBehind):
        enough = [place for place, note in held.items() if _size(note) >= int(str(departed.facts["remembered"]))]
    elif isinstance(departed, journal.LogForked):
        return
    else:
        enough = list(notes)
    if enough:
        raise AnewNotNeeded(place=enough[0])


def _size(note: bytes) -> int:
    return checkpoints.Checkpoint.parse(parse(note)[0]).size


def _known(skipped: Sequence[str]) -> tuple[str, ...]:
    """Where this collection sent its hashes when the back-up was made: folders, buckets, and beside its witnesses."""
    places = [*(each.place for each in journal.mirrors()), *(each.url for each in journal.witnesses())]
    return tuple(place for place in dict.fromkeys(places) if place not in skipped)


def _mirrors(places: Sequence[str]) -> list[journal.Mirror]:
    vkey = journal.identity().vkey
    return [adapters.mirror(place, vkey=vkey) for place in dict.fromkeys(places)]


def _shown(mirrors: Sequence[journal.Mirror]) -> dict[str, bytes]:
    """The newest checkpoint of each. Raises MirrorUnasked where one does not answer."""
    found = {}
    for mirror in mirrors:
        try:
            note = mirror.checkpoint()
        except journal.MirrorAway as why:
            raise MirrorUnasked(why=why) from why
        if note:
            found[mirror.name] = note
    return found


def _remember(home: Path, notes: Mapping[str, bytes]) -> None:
    for place, note in notes.items():
        _require_ours(place, note)
        memory.CheckpointFile(home).keep(note)


def _require_ours(place: str, note: bytes) -> None:
    try:
        checkpoints.open_checkpoint(note, log=VerifierKey.parse(journal.identity().vkey))
    except VerifyError as why:
        raise CheckpointOfAnother(place=place, why=why) from why


def _go_on(home: Path, outside: Outside, held: State, *, by: access.Session, now: datetime) -> tuple[State, int]:
    """The same log, from the hashes a mirror holds, or a new one; how many entries only their hashes are left of."""
    if outside.begin_anew:
        held = replace(held, origin=f"dokaz/{by.home}/{now:%Y%m%dT%H%M%SZ}").keep(home)
        _begin_anew(home, held.origin, by=by, now=now)
        return held, 0
    mirrors = _mirrors((*outside.mirrors, *_known(outside.skipped)))
    return held, _continue_log(mirrors, backup=held.backup, by=by, now=now)


def _continue_log(mirrors: Sequence[journal.Mirror], *, backup: str | None, by: access.Session, now: datetime) -> int:
    """Let a log that is behind what is remembered go on from the hashes of a mirror.

    Raises HashesNowhere, and MirrorUnasked where one that may have them does not answer.
    """
    departed = journal.departure()
    if departed is None or isinstance(departed, journal.RegisterAhead):
        return 0
    if not isinstance(departed, journal.LogBehind):
        raise departed
    why, away = "", False
    name = None if backup is None else backup.rpartition("/")[2]
    for mirror in mirrors:
        try:
            return journal.recover(mirror, reason=RESTORED, backup=name, by=by.actor, now=now).lost
        except (journal.MirrorBehind, journal.MirrorAway, journal.MirrorRefused) as fault:
            why, away = f"{why} {fault}", away or isinstance(fault, journal.MirrorAway)
        except journal.LogForked as forked:  # one mirror's word: it may hold other hashes than those that were signed
            why = f"{why} {mirror.name}: {forked}"
    if away:  # it may have them: nobody is to give the log up for a line that broke off
        raise MirrorUnasked(why=why.strip())
    raise HashesNowhere(**departed.facts | {"why": why})


def recover_log(home: Path, *, outside: Outside, by: access.Session, now: datetime) -> int | None:
    """Let the journal of a database that was put back by hand go on; None where it is not behind.

    As after a restore: what any register names goes again, and what was left open is void. Raises MirrorUnasked,
    NoRegister, RegisterOlder, CheckpointOfAnother, HashesNowhere, NotPermitted, and what `journal.recover` refuses.
    """
    asked = _mirrors((*outside.mirrors, *_known(outside.skipped)))
    notes = dict(outside.checkpoints or {}) | _shown(asked)
    _remember(home, notes)
    registers = [*outside.registers, *(note for mirror in asked if (note := mirror.register()))]
    if asked or registers:
        _take_registers(registers, notes=notes, known=journal.head().size, no_register=outside.no_register)
    lost = None
    if journal.departure() is not None:
        lost = _continue_log(asked, backup=None, by=by, now=now)
        backups.record_put_back(by=by, now=now)
        _take_away(by=by, now=now)
        access.void_open_acts(by=by, now=now)
    journal.checkpoint(now=now)
    return lost


def _begin_anew(home: Path, origin: str, *, by: access.Session, now: datetime) -> None:
    last = memory.CheckpointFile(home).newest()
    with access.acting(by, now=now):
        signer = access.next_log_key(origin=origin, by=by, now=now)
        journal.begin_anew(origin=origin, vkey=signer.vkey, last=last, reason=RESTORED, by=by.actor, now=now)
    wiring.wire(by, home=home)  # what is signed from here on is signed with the new key


def _renamed(held: State) -> bool:
    """Whether this restore began a new log, now or in a run that was cut off."""
    return bool(held.origin) and journal.identity().origin == held.origin


def _take_away(*, by: access.Session, now: datetime) -> int:
    """Whatever the register names goes again, each module its own; what is left was never known here."""
    idents = journal.register_ahead()
    if idents:
        access.replay_gone(idents, by=by, now=now)
        journal.replay_gone(idents, by=by.actor, now=now)
    custody.replay_gone(idents, by=by, now=now)  # finishes as well what was marked when a store was lost
    if idents:
        journal.adopt_register(by=by.actor, now=now)
    return len(idents)
