"""`dokaz checkpoint`: the signed head of the log, to be kept where nobody of this house can change it."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import publishing
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock, files
from dokaz.kernel.languages import _, said


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("checkpoint", parents=[shared], help=_("print the signed head of the log"))
    command.description = _(
        "Keep what this prints with somebody else: `dokaz verify --checkpoint FILE` holds the house to it."
    )
    command.add_argument("--to", type=Path, metavar="FILE", help=_("write it to a new file instead"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.SIGN_CHECKPOINT, now=clock.now())
        published = journal.publish(witnesses=access.trusted_witnesses(), now=clock.now())
        if arguments.to:
            files.write_new(arguments.to, [published.note])
        publishing.tell(published, voice)
        voice.result(_facts(published), words=_words(arguments.to, published))
    return voice.exit_code()


def _facts(published: journal.Published) -> dict[str, object]:
    return {"checkpoint": published.note.decode(), "size": published.size, **publishing.facts(published)}


def _words(to: Path | None, published: journal.Published) -> str:
    if to is None:
        return published.note.decode().rstrip("\n")
    wrote = said(_("Wrote {to}. Give it to somebody outside this house; it reveals nothing of what is held.")).format(
        to=to
    )
    return "\n".join([*publishing.words(published), wrote])
