"""`dokaz journal recover`: a database that was put back by hand goes on with the journal that was shown."""

import argparse

from dokaz.access import api as access
from dokaz.cli import questions
from dokaz.cli.commands import restore
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import introduce, passphrase_file, terminal, where
from dokaz.cli.voice import Voice
from dokaz.config import homes, restores
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

NO_NEED = _("The journal holds all that was signed: there is nothing to recover.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("journal", parents=[shared], help=_("let a journal that is behind go on"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    going_on = acts.add_parser("recover", parents=[shared], help=_("fill what is missing from the hashes of a mirror"))
    restore.add_outside(going_on)
    going_on.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.require(home)
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    session = homes.open(home, passphrase=words, now=clock.now(), terminal=terminal(arguments))
    introduce(session, voice)
    access.require(session, access.Permission.MANAGE_LOG, now=clock.now())
    lost = restores.recover_log(home, outside=restore.outside(arguments), by=session, now=clock.now())
    size = journal.head().size
    voice.result(
        {"size": size, "lost_entries": lost},
        words=said(NO_NEED)
        if lost is None
        else said(_("The same journal goes on; of {lost} entries only the hash is left.")).format(lost=lost),
    )
    return voice.exit_code()
