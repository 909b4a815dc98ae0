"""`dokaz compartment list|add|grant|admit-machine`: who may know what."""

import argparse
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "compartment", parents=[shared], help=_("list compartments, add one, or let an account in")
    )
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list the compartments this account holds a key of"))
    listing.set_defaults(command=run_list)
    adding = acts.add_parser("add", parents=[shared], help=_("make a compartment with a key of its own"))
    adding.add_argument("name", metavar="NAME")
    adding.add_argument(
        "--protected", action="store_true", help=_("no machine may ever hold its key; cannot be changed later")
    )
    adding.set_defaults(command=run_add)
    granting = acts.add_parser("grant", parents=[shared], help=_("give an account the keys of a compartment"))
    granting.description = _("You must hold its keys yourself. What the account reads then, nobody can take back.")
    granting.add_argument("name", metavar="NAME")
    granting.add_argument(
        "--to", required=True, type=_account, metavar="ACCOUNT", help=_("as `dokaz account list` shows it")
    )
    granting.set_defaults(command=run_grant)
    admitting = acts.add_parser(
        "admit-machine", parents=[shared], help=_("give this machine the keys, so that background work can run")
    )
    admitting.description = _(
        "Whoever seizes the machine while it runs, or with a pass-phrase, opens what the compartment holds."
    )
    admitting.add_argument("name", metavar="NAME")
    admitting.set_defaults(command=run_admit_machine)


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
            {"name": one.name, "account": str(arguments.to)},
            words=said(_("{to} now holds the keys of {name}.")).format(to=arguments.to, name=one.name),
        )
    return voice.exit_code()


def run_admit_machine(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        one = access.compartment(arguments.name, by=session)
        access.admit_machine(compartment=one.id, machine=session.machine, by=session, now=clock.now())
        told = said(_("This machine now holds the keys of {name}. `dokaz jobs retry` runs what waited for a member."))
        voice.result({"name": one.name, "machine": str(session.machine)}, words=told.format(name=one.name))
    return voice.exit_code()


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(said(_("“{text}” is not the id of an account")).format(text=text)) from None


def _tell(one: access.Compartment, voice: Voice) -> None:
    guarded = said(_("protected: no machine holds its key")) if one.protected else said(_("machines may hold its key"))
    voice.result({"name": one.name, "id": str(one.id), "protected": one.protected}, words=f"{one.name} ({guarded})")
