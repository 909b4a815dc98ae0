"""`dokaz recovery renew|give`: new recovery shares where one was lost, and keys given back where no member is left."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import people, shares
from dokaz.cli.commands import init
from dokaz.cli.gathering import SharesInFiles, from_files, require_offline
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, where
from dokaz.cli.voice import REFUSED, Voice
from dokaz.config import homes, renewals
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, counted, said


class SharesTogether(DokazError):
    """Raised when all shares of a real collection would be written into one folder."""

    code = "shares-together"
    says = _("Shares of a real collection never lie together. Leave out --shares-to: each holder is asked in turn.")


OPENING = _(
    "This makes new recovery shares. Enough holders of the shares in force type theirs; then each new share is shown "
    "to its holder alone, and typed back. Nothing is written before the last one is confirmed. "
    "Key ceremony: {fingerprint}"
)
STOPPED = _(
    "Stopped. If the last new share was confirmed already, run the command again with the old shares, without --shares."
)
LEFT = _(
    "The key of {name} was not moved: its second copy is another one, and the stored file does not show which is "
    "right. The old shares still open it. Run `dokaz verify --all`, then this command again without --shares."
)
OLD_COPIES = _(
    "Old shares still open every copy and back-up made before now. Make a back-up, delete older ones when you may, and "
    "destroy the old shares."
)
GIVEN_BACK = _("{account} now holds the keys of {name}. What it reads then, nobody can take back.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("recovery", parents=[shared], help=_("give the collection new recovery shares"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    renewing = acts.add_parser("renew", parents=[shared], help=_("replace the recovery shares, with enough of the old"))
    renewing.description = _("Without --shares it finishes a renewal that was cut off, with the old shares.")
    renewing.add_argument("--shares", metavar="K/N", help=_("how many new shares there are (N), and how many open (K)"))
    renewing.add_argument(
        "--share-file",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help=_("read an old share from FILE, once for each; trial and practice homes only"),
    )
    renewing.add_argument(
        "--shares-to",
        type=Path,
        metavar="DIR",
        help=_("write the new shares into one folder; trial and practice homes only"),
    )
    renewing.set_defaults(command=run)
    _add_give(acts, shared)


def _add_give(acts: Verbs, shared: Shared) -> None:
    giving = acts.add_parser(
        "give", parents=[shared], help=_("give an account the keys of a compartment from recovery")
    )
    giving.description = _(
        "Where nobody is left who could (dokaz compartment grant). You sign in; then holders of enough shares type "
        "theirs."
    )
    giving.add_argument("name", metavar="NAME", help=_("the compartment"))
    giving.add_argument(
        "--to", required=True, type=people.account_id, metavar="ACCOUNT", help=_("as `dokaz account list` shows it")
    )
    giving.add_argument(
        "--share-file",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help=_("read a share from FILE, once for each; trial and practice homes only"),
    )
    giving.set_defaults(command=run_give)


def run_give(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.require(home)
    file = access.home_file(home)
    if file.kind == "real" and arguments.share_file:
        raise SharesInFiles
    require_offline(file.kind, voice)
    with opened(arguments, voice) as session:
        slips = from_files(arguments.share_file) if arguments.share_file else shares.take_one_by_one(voice)
        given = access.give_back(
            access.open_escrow(home, slips=slips),
            compartment=arguments.name,
            account=arguments.to,
            by=session,
            now=clock.now(),
        )
    voice.result(
        {"name": arguments.name, "account": str(arguments.to), "keys": given},
        words=said(GIVEN_BACK).format(account=arguments.to, name=arguments.name),
    )
    return voice.exit_code()


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.require(home)
    file = access.home_file(home)
    to = arguments.shares_to
    if file.kind == "real" and arguments.share_file:
        raise SharesInFiles
    if file.kind == "real" and to is not None:
        raise SharesTogether
    if to is not None and to.exists() and any(to.iterdir()):
        raise init.FolderTaken(path=to)
    require_offline(file.kind, voice)
    split = init.split_of(arguments.shares) if arguments.shares else None
    voice.say(said(OPENING).format(fingerprint=file.fingerprint))
    try:
        return _renewed(home, split, arguments, voice)
    except (KeyboardInterrupt, EOFError):
        voice.note(said(STOPPED))
        return REFUSED


def _renewed(home: Path, split: access.Shares | None, arguments: argparse.Namespace, voice: Voice) -> int:
    def hand_out(made: access.NewShares) -> None:
        if arguments.shares_to is None:
            shares.hand_out_one_by_one(made, voice, home=home)
        else:
            shares.write_all(made, arguments.shares_to)

    with opened(arguments, voice) as session:
        old = from_files(arguments.share_file) if arguments.share_file else shares.take_one_by_one(voice)
        done = renewals.renew(home, slips=old, shares=split, by=session, now=clock.now(), hand_out=hand_out)
    for name in done.headers.left:
        voice.refuse_sentence(said(LEFT).format(name=name))
    voice.note(said(OLD_COPIES))
    voice.result(
        {
            "begun": done.begun,
            "files": list(done.files),
            "headers": done.headers.moved,
            "headers_left": list(done.headers.left),
        },
        words=_words(done),
    )
    return voice.exit_code()


def _words(done: renewals.Renewal) -> str:
    moved = said(_("Moved to them: {files}, {keys}.")).format(
        files=counted("{count} file of the home", "{count} files of the home", len(done.files)),
        keys=counted("{count} key of a stored file", "{count} keys of stored files", done.headers.moved),
    )
    return f"{said(_('New recovery shares are in force.'))} {moved}" if done.begun else moved
