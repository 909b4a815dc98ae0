"""`dokaz examine [REF…]`: identifies formats (PRONOM) and reads embedded metadata of items not yet examined."""

import argparse
from collections.abc import Iterable
from functools import partial

from dokaz.access import api as access
from dokaz.cli import later
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Progress, Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("examine", parents=[shared], help=_("identify formats and read embedded metadata"))
    command.description = _(
        "Reads each named item, or every item not yet examined, in a closed sandbox; the item is not changed."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…)"))
    later.add_options(command)
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        refs = arguments.refs or list(custody.unexamined(by=session, now=clock.now()))
        if arguments.later or arguments.grant:
            verb = custody.examine_granted if arguments.grant else custody.examine_later
            asked = later.asked(refs, partial(verb, by=session), session, voice)
            items = counted("{count} item", "{count} items", asked)
            words = said(_("Asked for: {items}. The office or `dokaz work` examines them.")).format(items=items)
            voice.result({"asked": asked}, words=words)
            return voice.exit_code()
        examine_each(refs, session, voice, aloud=True)
        voice.say(said(_("Examined: {items}.")).format(items=counted("{count} item", "{count} items", len(refs))))
    return voice.exit_code()


def examine_each(refs: Iterable[str], session: access.Session, voice: Voice, *, aloud: bool = False) -> None:
    """This will examine each item; one that a reader fails on stays safely held, and the reason is recorded with it.

    One whose bytes are missing or altered is named, and the others are examined all the same.
    """
    progress = Progress(what=said(_("items examined")), quiet=voice.as_json)
    for count, ref in enumerate(refs, 1):
        progress.at(count=count)
        try:
            found = custody.examine(ref, by=session, now=clock.now())
        except custody.CustodyError as error:
            access.note_absent(error, by=session, now=clock.now())
            progress.done()
            voice.refuse(error)
            continue
        if aloud:
            progress.done()
            voice.result(
                {"ref": ref, "puid": found.puid, "format": found.format_name, "trouble": found.trouble},
                words=shown(f"{ref}: {found.format_name or said(_('format not recognised'))} {found.trouble}".rstrip()),
            )
    progress.done()
