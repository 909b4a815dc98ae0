"""`dokaz mirror add|list|remove`: places outside that hold what a restored journal goes on from."""

import argparse

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.verify.showing import shown

NEXT = "It gets the leaf hashes with the next `dokaz checkpoint`. They reveal nothing but how many acts there were."


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("mirror", parents=[shared], help="say where else the hashes of our journal go")
    acts = command.add_subparsers(metavar="ACT", required=True)
    adding = acts.add_parser("add", parents=[shared], help="send them to a folder or a bucket as well")
    adding.add_argument("place", metavar="PLACE", help="a folder on another disk, or s3://bucket/prefix?endpoint=…")
    adding.set_defaults(command=run_add)
    listing = acts.add_parser("list", parents=[shared], help="list the mirrors, and what each holds now")
    listing.set_defaults(command=run_list)
    ending = acts.add_parser("remove", parents=[shared], help="send nothing more there; what lies there stays")
    ending.add_argument("place", metavar="PLACE")
    ending.set_defaults(command=run_remove)


def run_add(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_WITNESSES, now=clock.now())
        added = journal.add_mirror(arguments.place, by=session.actor, now=clock.now())
        voice.result({"place": added.place}, words=f"{shown(added.place)} is a mirror of the journal now.")
        voice.note(NEXT)
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice):
        found = journal.mirrors(removed=True)
        for each in found:
            state = f"  removed {each.removed_at:%Y-%m-%d}" if each.removed_at else ""
            voice.result({"place": each.place, "removed_at": each.removed_at}, words=f"{shown(each.place)}{state}")
        if not found:
            voice.say("No mirror was added. Beside each log witness of `dokaz log-witness list` there is one.")
    return voice.exit_code()


def run_remove(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_WITNESSES, now=clock.now())
        journal.remove_mirror(arguments.place, by=session.actor, now=clock.now())
        words = f"Nothing more goes to {shown(arguments.place)}. What lies there stays."
        voice.result({"place": arguments.place, "removed": True}, words=words)
    return voice.exit_code()
