"""`dokaz package REF… --to DIR`: exhibits with everything a court needs to check them without us."""

import argparse
from pathlib import Path

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, where
from dokaz.cli.voice import Voice
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said

from .extract import NO_CONSENT_GATE, name_unfinished


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("package", parents=[shared], help=_("make a package that anyone can verify"))
    command.add_argument("refs", nargs="+", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="DIR",
        help=_("the new folder (with --for: the folder the sealed file goes to)"),
    )
    command.add_argument(
        "--for",
        dest="recipient",
        metavar="RECIPIENT",
        help=_("age public key (age1…) of the reader: seal the package to it"),
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        outside(arguments.to, where(arguments))
        made = disclosure.package(
            arguments.refs, to=arguments.to, recipient=arguments.recipient, by=session, now=clock.now()
        )
        voice.result(
            {"path": str(made.path), "exhibits": made.exhibits, "log_size": made.log_size, "sealed": made.sealed},
            words=said(_("Package of {exhibits} at {path}. To check it: dokaz-verify {path}")).format(
                exhibits=counted("{count} exhibit", "{count} exhibits", made.exhibits), path=made.path
            ),
        )
        voice.note(said(NO_CONSENT_GATE))
        name_unfinished(arguments.to, voice)
    return voice.exit_code()
