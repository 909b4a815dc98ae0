"""The shelf of back-ups, and the keys that open what lies there: from a file, or from recovery shares."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.adapters.api import Bucket
from dokaz.backups import api as backups
from dokaz.cli import gathering, shares
from dokaz.cli.voice import Voice, reason
from dokaz.config import environment, wiring
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify import age
from dokaz.verify.showing import shown


class ShelfNotNamed(DokazError):
    """Raised when nothing says where back-ups lie."""

    code = "shelf-not-named"
    says = _("Where do the back-ups lie? Name a folder or s3://… with {flag}, or set DOKAZ_BACKUPS.")


class IdentityFileUnreadable(DokazError):
    """Raised when the file named with --identity cannot be read, or holds no age identity."""

    code = "identity-file-unreadable"
    says = _("The key file {path} cannot be used: {why}. It is the file that age-keygen wrote for the back-ups.")


class ShelfUnusable(DokazError):
    """Raised when a place named for back-ups cannot be one."""

    code = "shelf-unusable"
    says = _("“{place}” cannot be the place of back-ups: {why}.")


def add_shelf(command: argparse.ArgumentParser, flag: str) -> None:
    command.add_argument(
        flag, dest="shelf", metavar="SHELF", help=_("a folder, or a bucket: s3://… (default: DOKAZ_BACKUPS)")
    )


def add_keys(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--identity",
        type=Path,
        metavar="FILE",
        help=_("the secret half of the back-up key; without it, shares are typed"),
    )
    command.add_argument(
        "--share-file", action="append", type=Path, default=[], metavar="FILE",
        help=_("read a recovery share from FILE, once for each; trial and practice homes only"),
    )  # fmt: skip
    command.add_argument("--backup", metavar="NAME", help=_("which back-up (default: the newest)"))


def place(given: str | None, flag: str) -> Path | Bucket:
    """Raises ShelfNotNamed, ShelfUnusable."""
    try:
        found = environment.store_place(given) if given else environment.BACKUPS.read()
    except ValueError as why:
        raise ShelfUnusable(place=shown(given or ""), why=why) from why
    if not isinstance(found, Path | Bucket):
        raise ShelfNotNamed(flag=flag)
    return found


def shelf(given: str | None, flag: str) -> backups.Shelf:
    """Raises ShelfNotNamed, ShelfUnusable, ShelfAway."""
    return wiring.shelf(place(given, flag))


def identities(arguments: argparse.Namespace, voice: Voice) -> tuple[age.Identity, ...]:
    """The keys in the file, or the one that enough recovery shares give. Typed shares need a machine without network.

    Raises IdentityFileUnreadable, NetworkUp, and what `access.combine` refuses.
    """
    if arguments.identity:
        return _from_file(arguments.identity)
    if arguments.share_file:
        return (access.combine(gathering.from_files(arguments.share_file)).identity,)
    gathering.require_offline("real", voice)  # of which kind the collection is, stands inside what they open
    return (access.combine(shares.take_one_by_one(voice)).identity,)


def _from_file(path: Path) -> tuple[age.Identity, ...]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        found = tuple(age.parse_identity(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
    except OSError as why:
        raise IdentityFileUnreadable(path=shown(str(path)), why=reason(why)) from why
    except (ValueError, age.AgeError) as why:
        raise IdentityFileUnreadable(path=shown(str(path)), why=why) from why
    if not found:
        raise IdentityFileUnreadable(path=shown(str(path)), why=said(_("no key is in it")))
    return found
