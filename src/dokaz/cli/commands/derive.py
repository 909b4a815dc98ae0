"""`dokaz derive [REF…]`: text, recognised text, previews, stills and waveforms of items, made by programs."""

import argparse
from collections.abc import Iterable, Sequence
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
    command = verbs.add_parser("derive", parents=[shared], help=_("let programs make text, previews and more of items"))
    command.description = _(
        "Makes of each named item, or of every file not tried yet, what the programs of this machine can, each in a "
        "closed sandbox. The item is not changed; what is made is an item of its own."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--making",
        action="append",
        choices=[each.value for each in custody.BY_PROGRAMS],
        help=_("only this; may be repeated"),
    )
    later.add_options(command)
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        refs = arguments.refs or list(custody.underived(by=session, now=clock.now()))
        named = [custody.Making(each) for each in arguments.making or ()]
        if arguments.later or arguments.grant:
            verb = custody.derive_granted if arguments.grant else custody.derive_later
            asked = later.asked(refs, partial(verb, makings=named or None, by=session), session, voice)
            words = said(_("Asked for: {made}. The office or `dokaz work` makes them.")).format(
                made=_derivatives(asked)
            )
            voice.result({"asked": asked}, words=words)
        else:
            made = _make_each(refs, named, session, voice)
            voice.say(said(_("Made: {made}.")).format(made=_derivatives(made)))
    return voice.exit_code()


def _derivatives(count: int) -> str:
    return counted("{count} derivative", "{count} derivatives", count)


def _make_each(refs: Iterable[str], named: Sequence[custody.Making], session: access.Session, voice: Voice) -> int:
    progress, made = Progress(what=said(_("items read")), quiet=voice.as_json), 0
    for count, ref in enumerate(refs, 1):
        progress.at(count=count)
        for making in _makings(ref, named, session, voice):
            progress.done()
            made += _made(ref, making, session, voice)
    progress.done()
    return made


def _makings(
    ref: str, named: Sequence[custody.Making], session: access.Session, voice: Voice
) -> Sequence[custody.Making]:
    try:
        return named or custody.makings(ref, by=session, now=clock.now())
    except custody.CustodyError as error:
        access.note_absent(error, by=session, now=clock.now())
        voice.refuse(error)
        return ()


def _made(ref: str, making: custody.Making, session: access.Session, voice: Voice) -> bool:
    """One that a program fails on stays safely held; that is said, and the others are made all the same."""
    try:
        done = custody.make(ref, making=making, by=session, now=clock.now())
    except custody.CustodyError as error:
        access.note_absent(error, by=session, now=clock.now())
        voice.refuse(error, about=f"{ref} {making.value}")
        return False
    new = done.receipt.ref if done.receipt else None
    voice.result(
        {"ref": ref, "making": making.value, "outcome": done.outcome.value, "derivative": new},
        words=shown(f"{ref} {making.value}: {new or said(done.outcome.words)}"),
    )
    return new is not None
