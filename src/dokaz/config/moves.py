"""What a custodian answers where a home is found at another place: it was moved, or this is a copy (SECURITY 3.6).

A home that was moved goes on with its journal. A copy begins a journal of its own, which quotes the last checkpoint;
from then on the old name is signed by the original alone. Killed anywhere, the same command does it again.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import environment, homes, installations, memory, wiring
from dokaz.journal import api as journal
from dokaz.kernel.errors import DokazError
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said

COPIED = "copied"
MOVE = "access:home:move"


class NotMoved(DokazError):
    """Raised when a home is to be called moved or copied that is where it was last used."""

    code = "not-moved"
    says = _("This collection is where it was last used: there is nothing to answer. Nothing was changed.")


class SharedWithOriginal(DokazError):
    """Raised when a copy would work on the database or the files of the home it was copied from."""

    code = "shared-with-original"
    says = _(
        "{what} of this copy does not lie in {home} alone: {setting}. Two collections must not share one. Put a copy "
        "of its own into the folder, without links, and take the setting away. A collection on a server is copied with "
        "`dokaz backup` and `dokaz restore --begin-anew`, into an empty database and an empty store."
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A home that is used here from now on, and the journal it goes on with."""

    session: access.Session
    origin: str
    new_log: bool


def moved(home: Path, *, passphrase: str, now: datetime, terminal: access.Terminal | None = None) -> Answered:
    """Let the home go on here with the same journal: the one it came from is gone, or is never used again.

    Raises NotMoved, RestoreUnfinished of `homes`, NotPermitted, and what opening a home raises.
    """
    session = _entered(home, passphrase=passphrase, now=now, terminal=terminal)
    with access.acting(session, now=now):
        journal.record(MOVE, by=session.actor, now=now)
    step("moves:recorded")
    if not journal.departure():  # where the database is older than what was signed, every command says so
        journal.checkpoint(now=now)
    installations.begin(home)
    return Answered(session, journal.identity().origin, new_log=False)


def copied(home: Path, *, passphrase: str, now: datetime, terminal: access.Terminal | None = None) -> Answered:
    """Let this copy go on under a journal of its own, whose first entry quotes the last checkpoint of the original.

    Raises NotMoved, SharedWithOriginal, RestoreUnfinished of `homes`, LogDeparted of `journal` where the copy is
    older than its own memory, NotPermitted, and what opening a home raises.
    """
    _require_moved(home)
    refuse_shared(home)
    session = _entered(home, passphrase=passphrase, now=now, terminal=terminal)
    copy = installations.copying(home)
    origin = f"dokaz/{session.home}/{copy.id}"
    step("moves:named")
    if journal.identity().origin != origin:
        if departed := journal.departure():
            raise departed
        _begin_log(home, origin, by=session, now=now)
    step("moves:begun")
    journal.checkpoint(now=now)
    step("moves:signed")
    installations.settle_as(home, copy)
    return Answered(session, origin, new_log=True)


def refuse_shared(home: Path) -> None:
    """Return only if all that a copy works on lies in its own folder. Raises SharedWithOriginal."""
    parts = (
        (_("The database"), environment.DATABASE, homes.database_place(home)),
        (_("The store of files"), environment.STORE, environment.STORE.read() or home / wiring.VAULT),
        (_("The store of headers"), environment.HEADERS, environment.HEADERS.read() or home / wiring.HEADERS),
    )
    for what, setting, place in parts:
        if not isinstance(place, Path) or not _alone(place, home):
            raise SharedWithOriginal(what=said(what), setting=setting.name, home=home)


def _alone(place: Path, home: Path) -> bool:
    linked = place.is_file() and place.stat().st_nlink > 1  # cp -l: two names of one file
    return place.resolve().is_relative_to(home.resolve()) and not linked


def _require_moved(home: Path) -> None:
    homes.require(home)
    if homes.restoring(home):
        raise homes.RestoreUnfinished(home=home)
    try:
        installations.require_here(home)
    except (installations.UsedElsewhere, installations.InstallationUnreadable):
        return
    raise NotMoved


def _entered(home: Path, *, passphrase: str, now: datetime, terminal: access.Terminal | None = None) -> access.Session:
    _require_moved(home)
    session = homes.enter(home, passphrase=passphrase, now=now, terminal=terminal)
    access.require(session, access.Permission.MANAGE_LOG, now=now)
    return session


def _begin_log(home: Path, origin: str, *, by: access.Session, now: datetime) -> None:
    last = memory.CheckpointFile(home).newest()
    with access.acting(by, now=now):
        signer = access.next_log_key(origin=origin, by=by, now=now)
        journal.begin_anew(origin=origin, vkey=signer.vkey, last=last, reason=COPIED, by=by.actor, now=now)
    wiring.wire(by, home=home)  # what is signed from here on is signed with the new key
