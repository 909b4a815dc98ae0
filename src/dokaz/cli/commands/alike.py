"""`dokaz alike REF`: items that look, or say, nearly the same as another."""

import argparse

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("alike", parents=[shared], help=_("items that look, or say, nearly the same as another"))
    command.description = _(
        "Compares previews, stills and texts within the item's compartment. That two are the same, people decide."
    )
    command.add_argument("ref", metavar="REF", help=_("reference of an item (E-…)"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = custody.alike(arguments.ref, by=session, now=clock.now())
        for each in found:
            facts = {"ref": each.ref, "resemblance": each.resemblance.value, "shared": each.shared, "of": each.of}
            voice.result(facts, words=_words(each))
        voice.say(said(_("Alike: {items}.")).format(items=counted("{count} item", "{count} items", len(found))))
    return voice.exit_code()


def _words(each: custody.Alike) -> str:
    told = said(_("{ref}  {resemblance}: {shared} of {of} marks."))
    return told.format(ref=each.ref, resemblance=said(each.resemblance.words), shared=each.shared, of=each.of)
