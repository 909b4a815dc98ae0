"""`dokaz canary mark|list|lift`: items and persons that nobody has a reason to open, and that tell if somebody does."""

import argparse

from dokaz.cli import people as ids
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.people import api as people
from dokaz.safeguards import api as safeguards

MARKED = _("It is a canary now: whoever opens, copies or packages it is told nothing, and custodians are.")
LIFTED = _("It is like any other again.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "canary", parents=[shared], help=_("mark items and persons that alarm colleagues when they are opened")
    )
    command.description = _("To everybody else a canary is an item or a person like any other.")
    acts = command.add_subparsers(metavar="ACT", required=True)
    marking = acts.add_parser("mark", parents=[shared], help=_("make an item or a person a canary"))
    marking.add_argument("ref", metavar="REF", help=_("reference of an item (E-…) or a person (P-…)"))
    marking.set_defaults(command=run_mark)
    acts.add_parser("list", parents=[shared], help=_("list the canaries of your compartments")).set_defaults(
        command=run_list
    )
    lifting = acts.add_parser("lift", parents=[shared], help=_("let a canary be one like any other again"))
    lifting.add_argument("canary", type=ids.any_id, metavar="ID", help=_("as `dokaz canary list` shows it"))
    lifting.set_defaults(command=run_lift)


def run_mark(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        made = people.mark_canary(arguments.ref, by=session, now=clock.now())
        voice.result({"canary": str(made)}, words=said(MARKED))
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = safeguards.canaries(by=session, now=clock.now())
        for each in found:
            facts = {"id": str(each.id), "ref": each.ref, "marked_at": clock.timestamp(each.marked_at)}
            since = said(_("since {day:%Y-%m-%d}")).format(day=each.marked_at)
            voice.result(facts, words=f"{each.id}  {each.ref}, {since}")
        voice.say(counted("{count} canary.", "{count} canaries.", len(found)))
    return voice.exit_code()


def run_lift(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        safeguards.lift_canary(arguments.canary, by=session, now=clock.now())
        voice.result({"canary": str(arguments.canary), "lifted": True}, words=said(LIFTED))
    return voice.exit_code()
