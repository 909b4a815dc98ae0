"""`dokaz mirror add|list|remove`: places outside that hold what a restored journal goes on from."""

import argparse

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.verify.showing import shown

NEXT = _("It gets the leaf hashes with the next `dokaz checkpoint`. They reveal nothing but how many acts there were.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("mirror", parents=[shared], help=_("say where else the hashes of our journal go"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    adding = acts.add_parser("add", parents=[shared], help=_("send them to a folder or a bucket as well"))
    adding.add_argument("place", metavar="PLACE", help=_("a folder on another disk, or s3://bucket/prefix?endpoint=…"))
    adding.set_defaults(command=run_add)
    listing = acts.add_parser("list", parents=[shared], help=_("list the mirrors, and what each holds now"))
    listing.set_defaults(command=run_list)
    ending = acts.add_parser("remove", parents=[shared], help=_("send nothing more there; what lies there stays"))
    ending.add_argument("place", metavar="PLACE")
    ending.set_defaults(command=run_remove)


def run_add(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_WITNESSES, now=clock.now())
        added = journal.add_mirror(arguments.place, by=session.actor, now=clock.now())
        voice.result(
            {"place": added.place},
            words=said(_("{place} is a mirror of the journal now.")).format(place=shown(added.place)),
        )
        voice.note(said(NEXT))
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice):
        found = journal.mirrors(removed=True)
        for each in found:
            state = (
                said(_("  removed {removed_at:%Y-%m-%d}")).format(removed_at=each.removed_at) if each.removed_at else ""
            )
            voice.result({"place": each.place, "removed_at": each.removed_at}, words=f"{shown(each.place)}{state}")
        if not found:
            voice.say(said(_("No mirror was added. Beside each log witness of `dokaz log-witness list` there is one.")))
    return voice.exit_code()


def run_remove(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_WITNESSES, now=clock.now())
        journal.remove_mirror(arguments.place, by=session.actor, now=clock.now())
        words = said(_("Nothing more goes to {place}. What lies there stays.")).format(place=shown(arguments.place))
        voice.result({"place": arguments.place, "removed": True}, words=words)
    return voice.exit_code()
