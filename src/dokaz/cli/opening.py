"""Opening the home that a command works on, and giving every act its place in the log when the command ends."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import environment, homes, machine
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said

from . import questions
from .voice import Voice

TRIAL = _(
    "TRIAL COLLECTION: its recovery shares lay in one place. Make a real one for real evidence (docs/operating.md)."
)
SWAPS = _("This machine may write keys from memory to {swaps}. Switch swap off (swapoff -a), or encrypt it.")


OLD_RECOVERY = _(
    "The recovery shares in force here were replaced after this back-up was made: the old ones open it again, the new "
    "ones do not. With the old shares, run `dokaz recovery renew --shares K/N` at once."
)


class HomeNotNamed(DokazError):
    """Raised when neither --home nor DOKAZ_HOME says which collection is meant."""

    code = "home-not-named"
    says = _("Which collection? Name its folder with --home FOLDER or set DOKAZ_HOME.")


def where(arguments: argparse.Namespace) -> Path:
    """The home that --home or DOKAZ_HOME names. Raises HomeNotNamed."""
    named = getattr(arguments, "home", None) or environment.HOME.read()
    if not isinstance(named, Path):
        raise HomeNotNamed
    return Path(os.path.abspath(named))  # noqa: PTH100  a link stays a link: resolve() would follow it


def passphrase_file(arguments: argparse.Namespace) -> str | None:
    return getattr(arguments, "passphrase_file", None)


class InsideHome(DokazError):
    """Raised when something that leaves the collection would be written into its own folder."""

    code = "inside-home"
    says = _("{path} lies inside the collection itself. Name a place outside {home}.")


def outside(path: Path, home: Path) -> None:
    """Return only if the path is not within the home. Raises InsideHome."""
    if path.resolve().is_relative_to(home.resolve()):
        raise InsideHome(path=path, home=home)


@contextmanager
def opened(arguments: argparse.Namespace, voice: Voice) -> Iterator[access.Session]:
    """This will sign in, name the kind of home where it matters, and sign the journal at the end in any case.

    Nothing is signed and no index given where the database is not the one whose head was signed last (SECURITY 5.4).
    Raises RegisterAhead of `journal` where it is one in which things stand that were destroyed or revoked since.
    """
    home = where(arguments)
    homes.require(home)
    session = homes.open(
        home, passphrase=questions.passphrase(given=passphrase_file(arguments), home=home), now=clock.now()
    )
    introduce(session, voice)
    if ahead := journal.register_ahead():  # it holds what was destroyed, or lets in who was removed (SECURITY 3.5)
        raise journal.RegisterAhead(count=len(ahead))
    departed = journal.departure()
    if departed:
        voice.refuse(departed)
    else:
        journal.keep_register()  # a crash may have come between an act and its line there
    if access.outdated():
        voice.refuse_sentence(said(OLD_RECOVERY))
    try:
        yield session
    finally:
        if not departed:
            journal.checkpoint(now=clock.now())  # so that the memory outside the database is as fresh as the last act


def introduce(session: access.Session, voice: Voice) -> None:
    """Say what is particular about this home and this machine before anything else is said."""
    if session.home_kind != "practice" and (swaps := machine.swaps()):
        voice.note(said(SWAPS).format(swaps=", ".join(swaps)))
    if session.home_kind == "practice":
        voice.name_practice()
    elif session.home_kind == "trial":
        voice.note(said(TRIAL))
