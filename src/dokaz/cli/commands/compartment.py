"""`dokaz compartment list|add|grant`: who may know what."""

import argparse
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("compartment", parents=[shared], help="list compartments, add one, or let an account in")
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help="list the compartments this account holds a key of")
    listing.set_defaults(command=run_list)
    adding = acts.add_parser("add", parents=[shared], help="make a compartment with a key of its own")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument(
        "--protected", action="store_true", help="no machine may ever hold its key; cannot be changed later"
    )
    adding.set_defaults(command=run_add)
    granting = acts.add_parser("grant", parents=[shared], help="give an account the keys of a compartment")
    granting.description = "You must hold its keys yourself. What the account reads then, nobody can take back."
    granting.add_argument("name", metavar="NAME")
    granting.add_argument(
        "--to", required=True, type=_account, metavar="ACCOUNT", help="as `dokaz account list` shows it"
    )
    granting.set_defaults(command=run_grant)


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


def run_grant(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        one = access.compartment(arguments.name, by=session)
        access.grant_membership(compartment=one.id, account=arguments.to, by=session, now=clock.now())
        voice.result(
            {"name": one.name, "account": str(arguments.to)}, words=f"{arguments.to} now holds the keys of {one.name}."
        )
    return voice.exit_code()


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not the id of an account") from None


def _tell(one: access.Compartment, voice: Voice) -> None:
    guarded = "protected: no machine holds its key" if one.protected else "machines may hold its key"
    voice.result({"name": one.name, "id": str(one.id), "protected": one.protected}, words=f"{one.name} ({guarded})")
