"""`dokaz examine [REF…]`: identifies formats (PRONOM) and reads embedded metadata of items not yet examined."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Progress, Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown

AT_ONCE = 200  # asked for in one transaction


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("examine", parents=[shared], help=_("identify formats and read embedded metadata"))
    command.description = _(
        "Reads each named item, or every item not yet examined, in a closed sandbox; the item is not changed."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--later", action="store_true", help=_("ask for it as background work, which the office or `dokaz work` runs")
    )
    command.add_argument(
        "--grant", action="store_true", help=_("give a running `dokaz work` the keys of these files alone, for an hour")
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        refs = arguments.refs or list(custody.unexamined(by=session, now=clock.now()))
        if arguments.later or arguments.grant:
            verb = custody.examine_granted if arguments.grant else custody.examine_later
            _ask(refs, partial(verb, by=session), session, voice)
            return voice.exit_code()
        examine_each(refs, session, voice, aloud=True)
        voice.say(said(_("Examined: {items}.")).format(items=counted("{count} item", "{count} items", len(refs))))
    return voice.exit_code()


def _ask(refs: Sequence[str], verb: Callable[..., int], session: access.Session, voice: Voice) -> None:
    """One that cannot be examined so is named, and the others are asked for all the same."""
    groups = (refs[start : start + AT_ONCE] for start in range(0, len(refs), AT_ONCE))
    asked = sum(_asked(group, verb, session, voice) for group in groups)
    voice.result(
        {"asked": asked},
        words=said(_("Asked for: {items}. The office or `dokaz work` examines them.")).format(
            items=counted("{count} item", "{count} items", asked)
        ),
    )


def _asked(refs: Sequence[str], verb: Callable[..., int], session: access.Session, voice: Voice) -> int:
    try:
        return verb(refs, now=clock.now())
    except custody.CustodyError as error:
        if len(refs) == 1:
            access.note_absent(error, by=session, now=clock.now())
            voice.refuse(error)
            return 0
    return sum(_asked([ref], verb, session, voice) for ref in refs)


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
