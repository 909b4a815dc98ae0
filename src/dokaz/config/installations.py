"""HOME/installation: the place where a home is used, so that a folder that was moved or copied is asked which it is.

It holds a random id and its HMAC over what binds it here: the machine's own id and the number of the home's folder on
its disk. Both copies of a home hold the key of one journal; two that went on with it would sign it differently
(SECURITY 3.6, 5.4). Never in a back-up. A machine cloned as a whole has both numbers and is not noticed.
"""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from dokaz.kernel import files
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

INSTALLATION_FILE = "installation"
COPYING_FILE = "installation.copying"
MACHINE_ID = Path("/etc/machine-id")
ID_BYTES = 16


class UsedElsewhere(DokazError):
    """Raised when a home is opened at another place than the one where it was last used."""

    code = "used-elsewhere"
    says = _(
        "This collection was last used at another place: another machine, or another folder. Two copies would sign one "
        "journal differently, so say which it is. The old one is gone or will never be used again: dokaz --home {home} "
        "home moved. The old one goes on being used: dokaz --home {home} home copied"
    )


class InstallationUnreadable(DokazError):
    """Raised when the file that says where a home is used is not one this program wrote."""

    code = "installation-unreadable"
    says = _(
        "The file {path} is damaged: it cannot be told whether this collection was moved or copied. Say it: "
        "dokaz --home {home} home moved, or dokaz --home {home} home copied"
    )


@dataclass(frozen=True, slots=True)
class Installation:
    """One place of one home. `machine` is False where the machine has no id: then the folder alone binds."""

    id: str
    bound: str
    machine: bool

    @classmethod
    def new(cls, home: Path) -> "Installation":
        drawn, machine = secrets.token_hex(ID_BYTES), _machine_id()
        return cls(drawn, _bound(drawn, home, machine), machine is not None)

    def is_at(self, home: Path) -> bool:
        machine = _machine_id() if self.machine else None
        if self.machine and machine is None:
            return False
        return hmac.compare_digest(self.bound, _bound(self.id, home, machine))

    def keep(self, path: Path) -> None:
        files.replace(path, (json.dumps(asdict(self)) + "\n").encode())


def read(path: Path) -> Installation | None:
    """What a file says; None where there is none. Raises InstallationUnreadable."""
    try:
        held = json.loads(path.read_bytes())
        found = Installation(**held)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as why:
        raise InstallationUnreadable(path=path, home=path.parent) from why
    if [type(each) for each in (found.id, found.bound, found.machine)] != [str, str, bool] or not found.bound.isascii():
        raise InstallationUnreadable(path=path, home=path.parent)
    return found


def require_here(home: Path) -> None:
    """Return only if the home was last used here, or never. Raises UsedElsewhere, InstallationUnreadable."""
    found = read(home / INSTALLATION_FILE)
    if found is not None and not found.is_at(home):
        raise UsedElsewhere(home=home)


def settle(home: Path) -> Installation:
    """The installation of a home that is used here; one of an older version, or one brought back, gets it now."""
    found = read(home / INSTALLATION_FILE)
    return found or begin(home)


def begin(home: Path) -> Installation:
    """Make the home one that is used here, under a new id."""
    made = Installation.new(home)
    settle_as(home, made)
    return made


def copying(home: Path) -> Installation:
    """The id under which a copy goes on. The same after a crash at this place; another one in a copy of the copy."""
    try:
        begun = read(home / COPYING_FILE)
    except InstallationUnreadable:
        begun = None
    if begun is None or not begun.is_at(home):
        begun = Installation.new(home)
        begun.keep(home / COPYING_FILE)
    return begun


def settle_as(home: Path, made: Installation) -> None:
    """The question is answered: from here on the home is used here."""
    made.keep(home / INSTALLATION_FILE)
    (home / COPYING_FILE).unlink(missing_ok=True)
    files.fsync_directory(home)


def _machine_id() -> str | None:
    """What machine-id(5) holds; None where there is none, or the system is still at its first start."""
    try:
        held = MACHINE_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return held if held not in ("", "uninitialized") else None


def _bound(drawn: str, home: Path, machine: str | None) -> str:
    """The folder's inode number, and not the number of its disk, which changes from start to start."""
    place = json.dumps(["dokaz/v1/installation", machine, home.stat().st_ino])
    return hmac.digest(drawn.encode(), place.encode(), "sha256").hex()
