"""`dokaz home moved`, `copied`: a collection is found at another place. `start-key`: it starts without a person."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import introduce, opened, passphrase_file, terminal, where
from dokaz.cli.voice import Voice
from dokaz.config import homes, moves
from dokaz.config import people as house
from dokaz.kernel import clock, files
from dokaz.kernel.errors import AlreadyThere, DokazError
from dokaz.kernel.languages import _, said

STARTS = _(
    "The start key is in {path}. Seal it to a TPM or a token now, and delete the file. Whoever has it and this machine "
    "opens the database, and everything that compartments which admit this machine hold."
)
ENDED = _(
    "The start key opens nothing here any more. Somebody who kept it together with a copy of the home still opens that "
    "copy."
)
GOES_ON = _("The collection goes on here with the same journal. Never use the old one again.")
ANEW = _(
    "This copy has a journal of its own from now on: {origin}. Give its checkpoint to everyone who gets a package."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "home",
        parents=[shared],
        help=_("say whether a collection was moved or copied, and whether it starts without a person"),
    )
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    gone = acts.add_parser("moved", parents=[shared], help=_("the old one is gone, or will never be used again"))
    gone.set_defaults(command=run, answer=moves.moved)
    stays = acts.add_parser("copied", parents=[shared], help=_("the old one stays in use: this one gets a new journal"))
    stays.set_defaults(command=run, answer=moves.copied)
    _add_start_key(acts, shared)


def _add_start_key(acts: Verbs, shared: Shared) -> None:
    act = acts.add_parser("start-key", parents=[shared], help=_("let this machine start without a person, or end that"))
    act.description = _(
        "A start key opens this machine and its database and no account. Seal it to a TPM or a token, and give it "
        "where a pass-phrase file is asked for: to serve office, to work, and with --as-machine. Another one takes its "
        "place."
    )
    choice = act.add_mutually_exclusive_group(required=True)
    choice.add_argument("--to", type=Path, metavar="FILE", help=_("write a new one into FILE, which lies in memory"))
    choice.add_argument("--end", action="store_true", help=_("start with pass-phrases alone from now on"))
    act.set_defaults(command=run_start_key)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.require(home)
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    done: moves.Answered = arguments.answer(home, passphrase=words, now=clock.now(), terminal=terminal(arguments))
    introduce(done.session, voice)
    voice.result(
        {"home": str(home), "origin": done.origin, "new_log": done.new_log},
        words=said(ANEW).format(origin=done.origin) if done.new_log else said(GOES_ON),
    )
    return voice.exit_code()


class StartKeyOnDisk(DokazError):
    """Raised when the start key of a real collection would be written where a seized disk would keep it."""

    code = "start-key-on-disk"
    says = _("{path} lies on a disk, and a start key may not. Name a file of a memory file system such as /dev/shm.")


def run_start_key(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        if arguments.end:
            house.end_start_key(where(arguments), by=session, now=clock.now())
            voice.result({"start_key": None}, words=said(ENDED))
            return voice.exit_code()
        _write_start_key(arguments.to, where(arguments), session)
        voice.result({"start_key": str(arguments.to)}, words=said(STARTS).format(path=arguments.to))
    return voice.exit_code()


def _write_start_key(path: Path, home: Path, session: access.Session) -> None:
    """Into a new file that nobody else reads; where there can be none no key is made, and the one there was holds.

    Raises StartKeyOnDisk, AlreadyThere.
    """
    if session.home_kind == "real" and not questions.in_memory(path.parent):
        raise StartKeyOnDisk(path=path)
    if path.exists():
        raise AlreadyThere(path=path)
    files.write_new(path, _made(home, session))


def _made(home: Path, session: access.Session) -> Iterator[bytes]:
    """The line of a new key, which is made when the file that takes it is open."""
    yield house.make_start_key(home, by=session, now=clock.now()).encode() + b"\n"
