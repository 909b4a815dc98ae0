"""`dokaz serve witness`: start a site of this machine."""

import argparse

from dokaz.cli import questions, serve
from dokaz.cli.commands.witness import witness_folder
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import SWAPS, passphrase_file
from dokaz.cli.voice import Voice
from dokaz.config import machine
from dokaz.cosigning import api as cosigning
from dokaz.web.witness.site import Site

DEFAULT_BIND = "127.0.0.1:8443"
UNATTENDED = (
    "The pass-phrase lies on a disk of this machine: whoever seizes it can sign in the name of this log witness."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("serve", parents=[shared], help="start a site on this machine")
    sites = command.add_subparsers(metavar="SITE", required=True)
    witness = sites.add_parser("witness", parents=[shared], help="the log witness, for other houses' logs")
    witness_folder(witness)
    witness.add_argument(
        "--bind", default=DEFAULT_BIND, metavar="ADDRESS", help=f"loopback address and port (default: {DEFAULT_BIND})"
    )
    witness.set_defaults(command=run_witness)


def run_witness(arguments: argparse.Namespace, voice: Voice) -> int:
    address = serve.loopback(arguments.bind)
    told = cosigning.published(arguments.home_of_witness)
    named = questions.named_file(passphrase_file(arguments))
    opened = cosigning.opened(
        arguments.home_of_witness, passphrase=questions.passphrase(given=passphrase_file(arguments))
    )
    if named and not questions.in_memory(named):
        voice.note(UNATTENDED)
    if swaps := machine.swaps():
        voice.note(SWAPS.format(swaps=", ".join(swaps)))
    count = len(cosigning.served(arguments.home_of_witness))
    words = f"Log witness {told.name} listens on http://{address} for {count} log(s). Ctrl-C ends it."
    voice.result({"name": told.name, "address": f"http://{address}", "logs": count}, words=words)
    serve.start(Site(opened), bind=address)
    return voice.exit_code()
