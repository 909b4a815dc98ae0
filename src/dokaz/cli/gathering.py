"""Where recovery shares may meet: typed on a machine without network, or in files where nothing real is at stake."""

from collections.abc import Sequence
from pathlib import Path

from dokaz.cli.voice import Voice, reason
from dokaz.config import machine
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said


class NetworkUp(DokazError):
    """Raised when shares of a real collection would be typed on a machine that can reach others."""

    code = "network-up"
    says = _(
        "This machine is on a network ({names}), and shares of a real collection are never typed on one. Copy the home "
        "to a machine without network, or switch each of these off (ip link set NAME down), and run the command again."
    )


class SharesInFiles(DokazError):
    """Raised when shares of a real collection would be read from files."""

    code = "shares-in-files"
    says = _("Shares of a real collection are typed by their holders, one after another, and never read from files.")


class ShareFileUnreadable(DokazError):
    """Raised when a file with a share cannot be read."""

    code = "share-file-unreadable"
    says = _("The share in {path} cannot be read: {why}.")


NETWORK = _("This machine is on a network ({names}). Never type shares of a real collection here.")


def require_offline(kind: str, voice: Voice, *, networks: Path = machine.NETWORKS) -> None:
    """Return only if shares may be typed here; a home that is none for real evidence gets a note. Raises NetworkUp."""
    names = ", ".join(machine.networks(networks))
    if names and kind == "real":
        raise NetworkUp(names=names)
    if names:
        voice.note(said(NETWORK).format(names=names))


def from_files(paths: Sequence[Path]) -> tuple[str, ...]:
    """The first line of each is the share, as `dokaz init` writes it."""
    return tuple(_first_line(path) for path in paths)


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0]
    except OSError as why:
        raise ShareFileUnreadable(path=path, why=reason(why)) from why
    except UnicodeDecodeError as why:
        raise ShareFileUnreadable(path=path, why=said(_("it is not text"))) from why
