"""`dokaz alike REF`: items that look, or say, nearly the same as another."""

import argparse

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, counted
from dokaz.custody import api as custody
from dokaz.kernel import clock


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("alike", parents=[shared], help="items that look, or say, nearly the same as another")
    command.description = (
        "Compares previews, stills and texts within the item's compartment. That two are the same, people decide."
    )
    command.add_argument("ref", metavar="REF", help="reference of an item (E-…)")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = custody.alike(arguments.ref, by=session, now=clock.now())
        for each in found:
            facts = {"ref": each.ref, "resemblance": each.resemblance.value, "shared": each.shared, "of": each.of}
            voice.result(facts, words=f"{each.ref}  {each.resemblance.words}: {each.shared} of {each.of} marks.")
        voice.say(f"Alike: {counted(len(found), 'item')}.")
    return voice.exit_code()
