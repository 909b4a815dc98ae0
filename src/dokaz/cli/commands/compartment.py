"""`dokaz compartment list|add`: who may know what."""

import argparse

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("compartment", parents=[shared], help="list compartments, or add one")
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help="list the compartments this account holds a key of")
    listing.set_defaults(command=run_list)
    adding = acts.add_parser("add", parents=[shared], help="make a compartment with a key of its own")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument(
        "--protected", action="store_true", help="no machine may ever hold its key; cannot be changed later"
    )
    adding.set_defaults(command=run_add)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for one in access.compartments(by=session):
            _tell(one, voice)
    return voice.exit_code()


def run_add(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        _tell(
            access.add_compartment(name=arguments.name, protected=arguments.protected, by=session, now=clock.now()),
            voice,
        )
    return voice.exit_code()


def _tell(one: access.Compartment, voice: Voice) -> None:
    guarded = "protected: no machine holds its key" if one.protected else "machines may hold its key"
    voice.result({"name": one.name, "id": str(one.id), "protected": one.protected}, words=f"{one.name} ({guarded})")
