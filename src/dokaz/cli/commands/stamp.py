"""`dokaz stamp`: have the newest checkpoint stamped by each time-stamp authority."""

import argparse

from dokaz.access import api as access
from dokaz.cli import publishing, stamping
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("stamp", parents=[shared], help=_("have the newest checkpoint stamped from outside"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.SIGN_CHECKPOINT, now=clock.now())
        published = journal.publish(witnesses=access.trusted_witnesses(), now=clock.now())
        publishing.tell(published, voice)
        stamping.tell(journal.stamp(published.size, by=session.actor, now=clock.now()), voice)
    return voice.exit_code()
