"""`dokaz init`: the key ceremony that makes a home. Asks, explains, hands out recovery shares one by one, once."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import questions, shares
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import passphrase_file, where
from dokaz.cli.voice import REFUSED, Voice
from dokaz.config import homes
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said


class SharesMalformed(DokazError):
    """Raised when K/N cannot be read."""

    code = "shares-malformed"
    says = _("“{text}” does not say how many shares there are. Write K/N: 3/5 means that any three of five open.")


class ScriptNeedsAll(DokazError):
    """Raised when --yes is given without what it would have asked."""

    code = "script-needs-all"
    says = _("--yes asks nothing, so it needs --name, --shares K/N, --shares-to DIR and a pass-phrase file.")


class FolderTaken(DokazError):
    """Raised when the folder for the shares holds something already."""

    code = "folder-taken"
    says = _("{path} is not empty. Name a new folder for the shares.")


NOTHING_MADE = _("Stopped. No collection was made, and its keys are gone. Run the command again to begin anew.")

OPENING = _("""\
This is the key ceremony of a new collection. It happens once and takes about a quarter of an hour.

It makes:
  - a pass-phrase, which opens this collection day by day. Nobody can reset it;
  - recovery shares: words on paper for several people. Some of them together (you choose how many) open the
    collection if the pass-phrase or this machine is lost. No one person, and no one organisation, should
    ever hold enough of them;
  - the keys of the vault, the journal and the database. You will never see these.

Do it with the holders of the shares in the room, on a machine without network if you can.
""")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("init", parents=[shared], help=_("hold the key ceremony that makes a home"))
    command.add_argument("--name", help=_("what this collection is called"))
    command.add_argument(
        "--shares", metavar="K/N", help=_("how many recovery shares open, and of how many (3/5: any three of five)")
    )
    command.add_argument(
        "--shares-to", type=Path, metavar="DIR", help=_("write the shares into one folder; makes a trial home")
    )
    command.add_argument("--yes", action="store_true", help=_("ask nothing; makes a trial home"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.refuse_taken(home)
    try:
        return _scripted(home, arguments, voice) if arguments.yes else _held(home, arguments, voice)
    except (KeyboardInterrupt, EOFError):
        voice.note(said(NOTHING_MADE))
        return REFUSED


def _scripted(home: Path, arguments: argparse.Namespace, voice: Voice) -> int:
    if not (arguments.name and arguments.shares and arguments.shares_to):
        raise ScriptNeedsAll
    passphrase = questions.passphrase(given=passphrase_file(arguments))
    return _create(home, arguments.name, split_of(arguments.shares), passphrase, "trial", arguments.shares_to, voice)


def _held(home: Path, arguments: argparse.Namespace, voice: Voice) -> int:
    voice.say(said(OPENING))
    name = arguments.name or _asked_name()
    split = split_of(arguments.shares) if arguments.shares else _asked_shares(voice)
    named = questions.named_file(passphrase_file(arguments))
    passphrase = questions.passphrase(given=str(named)) if named else shares.agree_passphrase(voice)
    lasting = named is not None and not questions.in_memory(named)
    kind = "trial" if arguments.shares_to or lasting else "real"
    return _create(home, name, split, passphrase, kind, arguments.shares_to, voice)


def _asked_name() -> str:
    while not (name := questions.ask(said(_("What is this collection called?")), flag="--name")):
        pass
    return name


def _asked_shares(voice: Voice) -> access.Shares:
    question = said(_("How many recovery shares open the collection, and of how many? (3/5: any three of five)"))
    while True:
        try:
            return split_of(questions.ask(question, flag="--shares"))
        except (SharesMalformed, access.SharesRefused) as refusal:
            voice.refuse_softly(refusal)


def _create(
    home: Path, name: str, split: access.Shares, passphrase: str, kind: str, shares_to: Path | None, voice: Voice
) -> int:
    if shares_to is not None and shares_to.exists() and any(shares_to.iterdir()):
        raise FolderTaken(path=shares_to)

    def hand_out(begun: access.Ceremony) -> None:
        if shares_to is None:
            shares.hand_out_one_by_one(begun, voice, home=home)
        else:
            shares.write_all(begun, shares_to)

    begun = homes.create(
        home, name=name, shares=split, passphrase=passphrase, home_kind=kind, now=clock.now(), hand_out=hand_out
    )
    voice.result(
        {"home": str(home), "kind": kind, "fingerprint": begun.fingerprint, "shares": f"{split.k}/{split.n}"},
        words=_closing(home, kind, begun.fingerprint, shares_to),
    )
    return voice.exit_code()


def split_of(text: str) -> access.Shares:
    needed, _slash, count = text.partition("/")
    if not (needed.strip().isdigit() and count.strip().isdigit()):
        raise SharesMalformed(text=text)
    return access.Shares(int(needed), int(count))


def _closing(home: Path, kind: str, fingerprint: str, shares_to: Path | None) -> str:
    lines = [
        said(_("The collection is made: {home}")).format(home=home),
        said(_("Fingerprint of the ceremony: {fingerprint}")).format(fingerprint=fingerprint),
        said(_("Write the fingerprint down and give it to your partners: it is how they know your keys.")),
    ]
    if kind == "trial":
        lines.append(
            said(_("This is a TRIAL collection, because its shares lie together in {shares_to}.")).format(
                shares_to=shares_to
            )
            if shares_to
            else said(_("This is a TRIAL collection."))
        )
    return "\n".join([*lines, said(_("Next: dokaz receive PATH"))])
