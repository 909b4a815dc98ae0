"""`dokaz home moved`, `dokaz home copied`: what a person answers where a collection is found at another place."""

import argparse

from dokaz.cli import questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import introduce, passphrase_file, terminal, where
from dokaz.cli.voice import Voice
from dokaz.config import homes, moves
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

GOES_ON = _("The collection goes on here with the same journal. Never use the old one again.")
ANEW = _(
    "This copy has a journal of its own from now on: {origin}. Give its checkpoint to everyone who gets a package."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("home", parents=[shared], help=_("say whether a collection was moved or copied"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    gone = acts.add_parser("moved", parents=[shared], help=_("the old one is gone, or will never be used again"))
    gone.set_defaults(command=run, answer=moves.moved)
    stays = acts.add_parser("copied", parents=[shared], help=_("the old one stays in use: this one gets a new journal"))
    stays.set_defaults(command=run, answer=moves.copied)


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
