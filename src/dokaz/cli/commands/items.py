"""`dokaz items`: what is held, newest first."""

import argparse
from collections.abc import Iterator
from itertools import islice

from dokaz.access import api as access
from dokaz.cli import destroying
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, in_units
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.verify.showing import shown

PAGE = 500
NOTHING = _("Nothing is held yet. Begin with: dokaz receive PATH")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("items", parents=[shared], help=_("list what is held, newest first"))
    command.add_argument("--limit", type=_count, metavar="N", help=_("only the newest N"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        count = 0
        for line in islice(_pages(session), arguments.limit):
            voice.result(_facts(line), words=_words(line))
            count += 1
        voice.say(counted("{count} item.", "{count} items.", count) if count else said(NOTHING))
    return voice.exit_code()


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(said(_("“{text}” is not a number from 1 on")).format(text=text))
    return int(text)


def _pages(session: access.Session) -> Iterator[custody.Line]:
    last = None
    while page := custody.items(by=session, now=clock.now(), after=last, limit=PAGE):
        yield from page
        last = page[-1].ref


def _facts(line: custody.Line) -> dict[str, object]:
    return {
        "ref": line.ref,
        "kind": str(line.kind),
        "name": line.name,
        "mime": line.mime,
        "size": line.size,
        "sha256": line.sha256,
        "received_at": clock.timestamp(line.received_at),
        "destroyed_at": line.destroyed and clock.timestamp(line.destroyed.begun_at),
    }


def _words(line: custody.Line) -> str:
    size = in_units(line.size) if line.size is not None else said(_("object"))
    name = f"({destroying.state(line.destroyed)})" if line.destroyed else shown(line.name)
    return f"{line.ref}  {line.received_at:%Y-%m-%d %H:%M} UTC  {size:>10}  {name}"
