"""What changes the people of a home: rows in its database, and slots in its home.json.

The two cannot change in one moment. Rows come first where somebody is let in or withdrawn, and the next opening brings
the file up to them (`settle_slots`). A pass-phrase changes with both slots in the file for the time.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from dokaz import config
from dokaz.kernel import files
from dokaz.kernel.faults import step

config.set_up()

from dokaz.access import api as access  # noqa: E402 - Django must be ready before models are imported
from dokaz.config import memory  # noqa: E402
from dokaz.journal import api as journal  # noqa: E402

PASSPHRASE_FILE = "passphrase"  # noqa: S105 - a file name


class Step(StrEnum):
    """The steps between rows and file, announced to `kernel.faults` so that a test can end the process at each."""

    ADMITTED = "people-admitted"
    WITHDRAWN = "people-withdrawn"
    START_KEY_ENTERED = "people-start-key-entered"
    START_KEY_GONE = "people-start-key-gone"
    BOTH_OPEN = "people-both-pass-phrases-open-the-machine"
    ROWS_KEPT = "people-rows-of-the-pass-phrase-kept"


def admit_alone(
    path: Path,
    *,
    passphrase: str,
    organisation: access.OrganisationId,
    role: str,
    by: access.Session,
    now: datetime,
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> access.AccountId:
    """Let the second person of a home in and give them their slot. Raises what `access.admit_alone` refuses.

    Rows first: a crash before the slot leaves an account whose slot the next opening puts in place, never a slot that
    opens the machine for somebody whom no entry names.
    """
    slot = access.admit_alone(
        passphrase, organisation=organisation, role=role, pepper=_pepper(path), by=by, now=now, cost=cost
    )
    step(Step.ADMITTED)
    _give_slot(path, slot)
    return access.AccountId(slot.account)


def propose_account(
    path: Path,
    *,
    passphrase: str,
    organisation: access.OrganisationId,
    role: str,
    by: access.Session,
    now: datetime,
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> access.AdmissionAsked:
    """`access.propose_account` with what this home mixes into pass-phrases."""
    return access.propose_account(
        passphrase, organisation=organisation, role=role, pepper=_pepper(path), by=by, now=now, cost=cost
    )


def propose_keys(
    path: Path,
    *,
    passphrase: str,
    account: UUID,
    by: access.Session,
    now: datetime,
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> access.AdmissionAsked:
    """`access.propose_keys` with what this home mixes into pass-phrases."""
    return access.propose_keys(passphrase, account=account, pepper=_pepper(path), by=by, now=now, cost=cost)


def admit(path: Path, *, approval: UUID, by: access.Session, now: datetime) -> access.Admitted:
    """Do what a second person approved about an account, and give its keys their slot in this home.

    Two at once both get theirs. After a crash between rows and slot the next opening puts the slot in place.
    Raises what `access.admit` refuses.
    """
    done = access.admit(approval, by=by, now=now)  # not under the lock: the register is kept under it
    step(Step.ADMITTED)
    if done.slot is not None:
        _give_slot(path, done.slot)
    return done


def withdraw(path: Path, *, account: UUID, by: access.Session, now: datetime) -> access.Withdrawn:
    """End an account and take its slot out of this home. After a crash in between the next opening takes it out.

    Raises what `access.withdraw` refuses.
    """
    done = access.withdraw(account, by=by, now=now)
    step(Step.WITHDRAWN)
    settle_slots(path)
    return done


def change_passphrase(
    path: Path,
    *,
    old: str,
    new: str,
    by: access.Session,
    now: datetime,
    cost: access.Argon2Cost = access.DEFAULT_COST,
) -> None:
    """Let another pass-phrase open the session's account, and the old one nothing in this home.

    While it runs home.json has both slots, so that after a crash anywhere exactly one of the two pass-phrases opens
    the home: the old one before the rows are written, the new one after.

    Raises WrongPassphrase, WeakPassphrase, TooManySignIns.
    """
    with files.exclusive(path / memory.LOCK_FILE):
        file = access.home_file(path)
        change = access.new_passphrase(old, new=new, pepper=_pepper(path), by=by, cost=cost)
        _write_slots(path, file.with_slot_beside(change.slot))
        step(Step.BOTH_OPEN)
        access.keep_passphrase(change, by=by, now=now)
        step(Step.ROWS_KEPT)
        _write_slots(path, file.with_slot(change.slot))
        if file.kind == "practice":
            files.replace(path / PASSPHRASE_FILE, new.encode() + b"\n")


def make_start_key(path: Path, *, by: access.Session, now: datetime) -> str:
    """Let this machine start without a person: the line that starts it, in the place of the one there was.

    Raises NotPermitted.
    """
    made = access.make_start_key(by=by, now=now)
    step(Step.START_KEY_ENTERED)
    with files.exclusive(path / memory.LOCK_FILE):
        _write_slots(path, access.home_file(path).with_start(made.slot))
    return made.line


def end_start_key(path: Path, *, by: access.Session, now: datetime) -> None:
    """Let this machine start by pass-phrases alone. Raises NotPermitted, NoStartKey."""

    def drop() -> bool:
        with files.exclusive(path / memory.LOCK_FILE):
            file = access.home_file(path)
            _write_slots(path, file.with_start(None))
        step(Step.START_KEY_GONE)
        return file.start is not None

    access.end_start_key(by=by, drop=drop, now=now)


def settle_slots(path: Path) -> None:
    """Bring home.json up to what the rows say: a crash, a restore or another machine came in between.

    Not by a database in which things stand that went since: it would give back the slot of who was withdrawn.
    """
    file = access.home_file(path)
    if journal.departure() or access.settled(file) is file:
        return
    with files.exclusive(path / memory.LOCK_FILE):
        _write_slots(path, access.settled(access.home_file(path)))


def _give_slot(path: Path, slot: access.Slot) -> None:
    with files.exclusive(path / memory.LOCK_FILE):
        _write_slots(path, access.home_file(path).with_slot(slot))


def _write_slots(path: Path, file: access.HomeFile) -> None:
    files.replace(path / access.HOME_FILE, file.written())


def _pepper(path: Path) -> bytes:
    return (path / access.PEPPER_FILE).read_bytes()
