"""`dokaz witness init|key|serves|list`: the log witness this house runs for other houses' logs."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import passphrase_file
from dokaz.cli.voice import Voice
from dokaz.cosigning import api as cosigning
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import parse

GIVE = _("Give these keys to each log that asks you to witness it, and read both fingerprints to each other by voice.")
ONE_COPY = _("Never restore this folder from a copy: it would have forgotten what it signed. It is in no back-up.")


class PassphrasesDiffer(DokazError):
    """Raised when a new pass-phrase was not typed the same twice."""

    code = "passphrases-differ"
    says = _("The two pass-phrases differ. Nothing was made; begin again.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("witness", parents=[shared], help=_("run a log witness for other houses"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    making = acts.add_parser("init", parents=[shared], help=_("make a log witness with keys of its own"))
    making.add_argument(
        "--name", required=True, help=_("its name for ever, like an address: witness.example.org/house")
    )
    making.set_defaults(command=run_init)
    showing = acts.add_parser("key", parents=[shared], help=_("show the keys a log must admit"))
    showing.set_defaults(command=run_key)
    serving = acts.add_parser("serves", parents=[shared], help=_("cosign the checkpoints of a log from now on"))
    serving.add_argument("vkey", metavar="VKEY", help=_("the log's verifier key"))
    serving.add_argument("--operator", required=True, help=_("who runs that log"))
    serving.set_defaults(command=run_serves)
    listing = acts.add_parser("list", parents=[shared], help=_("list the logs it serves, and how far it has seen each"))
    listing.set_defaults(command=run_list)
    for act in (making, showing, serving, listing):
        witness_folder(act)


def witness_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--home-of-witness", type=Path, metavar="DIR", required=True, help=_("the folder of the log witness")
    )


def run_init(arguments: argparse.Namespace, voice: Voice) -> int:
    passphrase = _new_passphrase(arguments, voice)
    access.require_strong(passphrase)
    made = cosigning.make(arguments.home_of_witness, name=arguments.name, passphrase=passphrase)
    _tell_keys(made, voice)
    voice.say(said(GIVE))
    voice.say(said(ONE_COPY))
    return voice.exit_code()


def run_key(arguments: argparse.Namespace, voice: Voice) -> int:
    _tell_keys(cosigning.published(arguments.home_of_witness), voice)
    return voice.exit_code()


def run_serves(arguments: argparse.Namespace, voice: Voice) -> int:
    home = arguments.home_of_witness
    log = cosigning.serve(home, vkey=arguments.vkey, operator=arguments.operator, now=clock.now())
    mirrors = cosigning.mirror_folder(home)
    mirrors.mkdir(mode=0o700, exist_ok=True)
    journal.FolderMirror.begin(mirrors, vkey=log.vkey)
    words = said(_("This witness cosigns {origin} of {operator}, and mirrors its leaf hashes.")).format(
        origin=log.origin, operator=log.operator
    )
    voice.result({"origin": log.origin, "operator": log.operator, "since": log.since}, words=words)
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    home = arguments.home_of_witness
    for log in cosigning.served(home):
        newest = cosigning.newest(home, log=log)
        size = None if newest is None else Checkpoint.parse(parse(newest)[0]).size
        seen = (
            said(_("no checkpoint cosigned yet"))
            if size is None
            else said(_("cosigned up to {size} entries")).format(size=size)
        )
        facts = {"origin": log.origin, "operator": log.operator, "since": log.since, "size": size}
        voice.result(
            facts,
            words=said(_("{origin}  {operator}, since {since}: {seen}")).format(
                origin=log.origin, operator=log.operator, since=log.since, seen=seen
            ),
        )
    return voice.exit_code()


def _new_passphrase(arguments: argparse.Namespace, voice: Voice) -> str:
    if named := questions.named_file(passphrase_file(arguments)):
        return questions.passphrase(given=str(named))
    voice.say(said(_("A proposal for its pass-phrase: {passphrase}")).format(passphrase=access.propose_passphrase()))
    typed = questions.secret(said(_("Pass-phrase of the witness:")))
    if questions.secret(said(_("Once more:"))) != typed:
        raise PassphrasesDiffer
    return typed


def _tell_keys(told: cosigning.WitnessKeys, voice: Voice) -> None:
    words = "\n".join([said(_("Log witness {name}")).format(name=told.name), *told.vkeys])
    voice.result({"name": told.name, "vkeys": list(told.vkeys)}, words=words)
