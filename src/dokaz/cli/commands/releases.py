"""`dokaz releases`: the register of what left the house, newest first."""

import argparse
from collections.abc import Iterator

from dokaz.access import api as access
from dokaz.cli import registering
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted
from dokaz.releases import api as releases

PAGE = 200


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "releases", parents=[shared], help=_("list what left the house in packages, and to whom")
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        count = 0
        for each in _every(session):
            voice.result(registering.facts(each), words=registering.line(each))
            count += 1
        voice.say(counted("{count} release.", "{count} releases.", count))
    return voice.exit_code()


def _every(session: access.Session) -> Iterator[releases.Release]:
    last = None
    while page := releases.register(by=session, now=clock.now(), before=last, limit=PAGE):
        yield from page
        last = page[-1].id
