"""`dokaz release show REF`: one release, what went and under which decision."""

import argparse

from dokaz.cli import registering
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _
from dokaz.releases import api as releases


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("release", parents=[shared], help=_("see what went to somebody, and what became of it"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    showing = acts.add_parser("show", parents=[shared], help=_("one release with its items"))
    showing.add_argument("ref", metavar="REF", help=_("reference of a release (R-…)"))
    showing.set_defaults(command=run_show)


def run_show(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = releases.release(arguments.ref, by=session, now=clock.now())
        went = releases.items_of(found, by=session, now=clock.now())
        after = [
            held
            for kind in releases.OF_RELEASES
            for held in releases.written_under(found.id, kind=kind.code, by=session, now=clock.now())
        ]
        facts, told = registering.whole(found, went, after)
        voice.result(facts, words="\n".join(told))
    return voice.exit_code()
