"""`dokaz sweep`: removes files in the vault that nobody was ever told are held (left by a crash)."""

import argparse

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

LOCKED = _(
    "{count} files that no record names are locked by the store, the last of them until {day}. They have no header and "
    "open for nobody; sweep again after that day."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "sweep", parents=[shared], help=_("remove what a crash left unacknowledged in the vault")
    )
    command.description = _(
        "Waits until nobody is receiving, then removes files that no record names. Nothing held is touched."
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        swept = custody.sweep(by=session, now=clock.now())
        voice.result(
            {
                "blobs": swept.blobs,
                "headers": swept.headers,
                "temporary": swept.temporary,
                "locked": swept.locked,
                "locked_until": swept.locked_until and swept.locked_until.date().isoformat(),
            },
            words=said(_("Removed {blobs} files, {headers} headers and {temporary} unfinished writings.")).format(
                blobs=swept.blobs, headers=swept.headers, temporary=swept.temporary
            ),
        )
        if swept.locked_until:
            voice.note(said(LOCKED).format(count=swept.locked, day=swept.locked_until.date().isoformat()))
    return voice.exit_code()
