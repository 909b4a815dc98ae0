"""What a command asks for as background work: its options, and asking of many items at once."""

import argparse
from collections.abc import Callable, Sequence

from dokaz.access import api as access
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _

AT_ONCE = 200  # asked for in one transaction


def add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--later", action="store_true", help=_("ask for it as background work, which the office or `dokaz work` runs")
    )
    command.add_argument(
        "--grant", action="store_true", help=_("give a running `dokaz work` the keys of these files alone, for an hour")
    )


def asked(refs: Sequence[str], verb: Callable[..., int], session: access.Session, voice: Voice) -> int:
    """How much was asked for. What cannot be asked of an item is said, and the others are asked for all the same."""
    groups = (refs[start : start + AT_ONCE] for start in range(0, len(refs), AT_ONCE))
    return sum(_asked(group, verb, session, voice) for group in groups)


def _asked(refs: Sequence[str], verb: Callable[..., int], session: access.Session, voice: Voice) -> int:
    try:
        return verb(refs, now=clock.now())
    except custody.CustodyError as error:
        if len(refs) == 1:
            access.note_absent(error, by=session, now=clock.now())
            voice.refuse(error)
            return 0
    return sum(_asked([ref], verb, session, voice) for ref in refs)
