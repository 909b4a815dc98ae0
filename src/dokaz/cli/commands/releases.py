"""`dokaz releases`: the register of what left the house, newest first."""

import argparse
from collections.abc import Iterator

from dokaz.access import api as access
from dokaz.cli import registering
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said
from dokaz.releases import api as releases

PAGE = 200


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "releases", parents=[shared], help=_("list what left the house in packages, and to whom")
    )
    command.add_argument(
        "--counts", action="store_true", help=_("how much, by quarter and by the State or mechanism it went to")
    )
    command.add_argument("--year", type=_year, metavar="YEAR", help=_("of this year alone"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        if arguments.counts:
            _count(session, arguments.year, voice)
        else:
            _list(session, arguments.year, voice)
    return voice.exit_code()


def _count(session: access.Session, year: int | None, voice: Voice) -> None:
    for each in releases.counts(by=session, now=clock.now(), year=year):
        facts, words = registering.count(each)
        voice.result(facts, words=words)


def _list(session: access.Session, year: int | None, voice: Voice) -> None:
    count = 0
    for each in _every(session, year):
        voice.result(registering.facts(each), words=registering.line(each))
        count += 1
    voice.say(counted("{count} release.", "{count} releases.", count))


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == len("2026")):
        raise argparse.ArgumentTypeError(said(_("“{text}” is not a year")).format(text=text))
    return int(text)


def _every(session: access.Session, year: int | None) -> Iterator[releases.Release]:
    last = None
    while page := releases.register(by=session, now=clock.now(), before=last, limit=PAGE, year=year):
        yield from page
        last = page[-1].id
