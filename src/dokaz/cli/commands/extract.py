"""`dokaz extract REF --to FILE`: a readable copy of one item, outside the vault."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, where
from dokaz.cli.voice import Voice, in_units
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said

IN_YOUR_HANDS = _(
    "This copy is for work in the house. It asked nobody whether it may go out: to hand something over, make a package."
)
UNFINISHED = _(
    "What was being written out when a command was cut off lies at {path}, perhaps in clear. No command is writing it "
    "any more: delete it."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("extract", parents=[shared], help=_("write a readable copy of one item"))
    command.add_argument("ref", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="FILE",
        help=_("where the copy goes; an existing file is not replaced"),
    )
    command.add_argument(
        "--although",
        metavar="REASON",
        help=_("open what is to stay shut after somebody took their consent back; kept with your name, for today"),
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        outside(arguments.to, where(arguments))
        _open(arguments, session)
        copy = custody.extract(arguments.ref, to=arguments.to, by=session, now=clock.now())
        voice.result(
            {"ref": copy.ref, "path": str(copy.path), "sha256": copy.sha256, "size": copy.size},
            words=said(
                _("Wrote {path} ({size}, SHA-256 {sha256}).\nIt lies there in clear: guard it or destroy it.")
            ).format(path=copy.path, size=in_units(copy.size), sha256=copy.sha256),
        )
        voice.note(said(IN_YOUR_HANDS))
        name_unfinished(arguments.to, voice)
    return voice.exit_code()


def _open(arguments: argparse.Namespace, by: access.Session) -> None:
    """Refuse what is to stay shut, unless it is decided anew here. Raises StaysShut of `consent`."""
    if arguments.although is not None and consent.kept_shut(arguments.ref, by=by, now=clock.now()):
        consent.decide_to_open(arguments.ref, reason=arguments.although, by=by, now=clock.now())
    consent.require_open(arguments.ref, by=by, now=clock.now())


def name_unfinished(target: Path, voice: Voice) -> None:
    """Name what an earlier command that was killed left beside the target, so that no plaintext lies there unknown."""
    for left in disclosure.unfinished(target.absolute().parent):
        voice.note(said(UNFINISHED).format(path=left))
