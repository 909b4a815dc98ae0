"""`dokaz alarm list|seen`: what the house noticed about others, and that a colleague looked into it."""

import argparse

from dokaz.access import api as access
from dokaz.cli import people
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.safeguards import api as safeguards

SEEN = _("seen by {name}")
UNSEEN = _("nobody looked yet")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("alarm", parents=[shared], help=_("see alarms about others, and say that you looked"))
    command.description = _("Nobody is shown an alarm about themselves.")
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list alarms, newest first"))
    listing.add_argument("--unseen", action="store_true", help=_("only those that nobody has looked into"))
    listing.set_defaults(command=run_list)
    seeing = acts.add_parser("seen", parents=[shared], help=_("say that you looked into an alarm"))
    seeing.add_argument("alarm", type=people.any_id, metavar="ID", help=_("as `dokaz alarm list` shows it"))
    seeing.set_defaults(command=run_seen)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = safeguards.alarms(unseen=arguments.unseen, by=session, now=clock.now())
        for each in found:
            voice.result(_facts(each), words=_words(each))
        voice.say(counted("{count} alarm.", "{count} alarms.", len(found)))
    return voice.exit_code()


def run_seen(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        safeguards.see(arguments.alarm, by=session, now=clock.now())
        voice.result({"alarm": str(arguments.alarm), "seen": True}, words=said(_("Noted: you looked into it.")))
    return voice.exit_code()


def _facts(each: safeguards.Alarm) -> dict[str, object]:
    return {
        "id": str(each.id),
        "kind": each.kind.value,
        "account": str(each.account),
        "canary": each.canary and str(each.canary),
        "count": each.count,
        "at": clock.timestamp(each.sounded_at),
        "seen_by": each.seen_by and str(each.seen_by),
    }


def _words(each: safeguards.Alarm) -> str:
    by = each.seen_by and access.name_of(each.seen_by)
    told = [f"{access.name_of(each.account)}", said(SEEN).format(name=by) if by else said(UNSEEN)]
    if each.count:
        told.insert(1, counted("{count} item that day", "{count} items that day", each.count))
    at = f"{each.sounded_at:%Y-%m-%d %H:%M} UTC"
    return f"{each.id}  {at}  {said(str(each.kind.label))}: {', '.join(told)}"
