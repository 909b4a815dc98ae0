"""`dokaz stamp`: have the newest checkpoint stamped by each time-stamp authority."""

import argparse

from dokaz.access import api as access
from dokaz.cli import stamping
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import parse


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("stamp", parents=[shared], help="have the newest checkpoint stamped from outside")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.SIGN_CHECKPOINT, now=clock.now())
        size = Checkpoint.parse(parse(journal.checkpoint(now=clock.now()))[0]).size
        stamping.tell(journal.stamp(size, by=session.actor, now=clock.now()), voice)
    return voice.exit_code()
