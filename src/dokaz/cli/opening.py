"""Opening the home that a command works on, and giving every act its place in the log when the command ends."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from dokaz.access import api as access
from dokaz.config import environment, homes, machine
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _, said

from . import questions, working
from .terminal import AtTerminal
from .voice import Voice

TRIAL = _(
    "TRIAL COLLECTION: its recovery shares lay in one place. Make a real one for real evidence (docs/operating.md)."
)
SWAPS = _("This machine may write keys from memory to {swaps}. Switch swap off (swapoff -a), or encrypt it.")


SEIZED = _(
    "The pass-phrase lies on a disk of this machine: whoever seizes it opens the database, and everything that "
    "compartments which admit this machine hold."
)
ALONE = _(
    "This machine starts without a person: whoever seizes it running, or together with what releases its start key, "
    "opens the database, and everything that compartments which admit this machine hold. Work on other compartments "
    "waits for a member."
)
NO_FACTOR = _(
    "Your account has no second factor: whoever learns its pass-phrase is you. Add an app for codes in the office, "
    "under your own account; `dokaz serve office` starts it."
)
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


def terminal(arguments: argparse.Namespace) -> AtTerminal:
    """Where the second factor is proved (ADR 0028)."""
    return AtTerminal(partial(questions.code, getattr(arguments, "code", None)))


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

    With --as-machine the session is the machine's, as `as_machine` gives it. Nothing is signed and no index given where
    the database is not the one whose head was signed last (SECURITY 5.4).
    Raises RegisterAhead of `journal` where it is one in which things stand that were destroyed or revoked since.
    """
    if getattr(arguments, "as_machine", False):
        with as_machine(arguments, voice) as session:
            yield session
        return
    home = where(arguments)
    homes.require(home)
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    session = homes.open(home, passphrase=words, now=clock.now(), terminal=terminal(arguments))
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
        with _answering(session):
            yield session
    finally:
        if not departed:
            journal.checkpoint(now=clock.now())  # so that the memory outside the database is as fresh as the last act


@contextmanager
def as_machine(arguments: argparse.Namespace, voice: Voice, *, granted: bool = False) -> Iterator[access.Session]:
    """The machine's session for what may be done without anybody (SECURITY 1.15), and the journal signed at the end.

    With `granted`, members can grant it jobs (SECURITY 1.9); a command that runs none is no worker.
    """
    session = started(arguments, voice, partial(homes.work, granted=granted))
    try:
        with working.announced(session), _answering(session):
            yield session
    finally:
        journal.checkpoint(now=clock.now())


@contextmanager
def _answering(session: access.Session) -> Iterator[None]:
    """What is not there for this account is a refusal, and journalled before it is said."""
    try:
        yield
    except NotThere as why:
        access.note_absent(why, by=session, now=clock.now())
        raise


def started(arguments: argparse.Namespace, voice: Voice, start: Callable[..., access.Session]) -> access.Session:
    """The machine's session, by `homes.serve` or `homes.work`, once what is particular here was said.

    Raises HomeMissing, what `start` raises, and of `journal` RegisterAhead and what `departure` gives: nothing is
    served from an older database.
    """
    home = where(arguments)
    homes.require(home)
    named = questions.named_file(passphrase_file(arguments))
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    on_disk = named is not None and not questions.in_memory(named)
    session = start(home, passphrase=words, now=clock.now())
    try:
        if access.is_start_key(words):
            voice.note(said(ALONE))
        elif on_disk:
            voice.note(said(SEIZED))
        introduce(session, voice)
        _refuse_older()
    except BaseException:
        working.ended(session)
        raise
    return session


def _refuse_older() -> None:
    if ahead := journal.register_ahead():
        raise journal.RegisterAhead(count=len(ahead))
    if departed := journal.departure():
        raise departed
    journal.keep_register()


def introduce(session: access.Session, voice: Voice) -> None:
    """Say what is particular about this home and this machine before anything else is said."""
    if session.home_kind != "practice" and (swaps := machine.swaps()):
        voice.note(said(SWAPS).format(swaps=", ".join(swaps)))
    if session.home_kind == "practice":
        voice.name_practice()
    elif session.home_kind == "trial":
        voice.note(said(TRIAL))
    elif not session.of_a_machine and not access.factors(by=session):
        voice.note(said(NO_FACTOR))
