"""`dokaz recover`: the holders of enough shares let a new account into a home that no pass-phrase opens any more."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import questions, shares
from dokaz.cli.gathering import SharesInFiles, from_files, require_offline
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import passphrase_file, where
from dokaz.cli.voice import REFUSED, Voice
from dokaz.config import homes
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said


class ScriptNeedsShares(DokazError):
    """Raised when --yes is given without what it would have asked."""

    code = "script-needs-shares"
    says = _("--yes asks nothing, so it needs --share-file for each share, --organisation and a pass-phrase file.")


NEW_LOG = _(
    "Nobody holds the key that signed the journal so far, so it goes on under a new name: {origin}. Its first entry "
    "quotes the last checkpoint. Give the new checkpoint to everyone who held one of the old journal."
)
RESTORING = _("This home comes from a back-up: go on with `dokaz restore --mirror PLACE` and the new pass-phrase.")
NOTHING_CHANGED = _("Stopped. Run the same command again to begin anew.")

OPENING = _("""\
This lets a new account into a collection that no pass-phrase opens any more. Enough holders of recovery shares must be
here. Each types their own share; it is kept in memory only, and the screen is cleared after each.

It makes:
  - one new account, a custodian, with a new pass-phrase. No old pass-phrase opens the collection afterwards;
  - a new key of this machine. The key of the lost machine is withdrawn.

The new account is given the keys of {which}. The journal names the numbers of the shares used.
Key ceremony of this collection: {fingerprint}
Compare it with the one on your papers. If it is another one, stop here with Ctrl-C.
""")
ALL = _("every compartment, protected ones too")


TRY_OPENING = _("""\
This tries whether the recovery shares would recover the collection. Enough holders must be here. Each types their own
share; it is kept in memory only, and the screen is cleared after each. Nobody is let in, and no entry is written.
Key ceremony of this collection: {fingerprint}
Compare it with the one on your papers. If it is another one, stop here with Ctrl-C.
""")
LACKS = _(
    "These shares do not open every key of the compartment {name}: rows of the database are missing. Run `dokaz verify "
    "--all` where the collection is at work."
)
OLD_LOG = _(
    "The key that signs the journal is not among what the shares open, so a new journal would begin. Open the home "
    "once with a pass-phrase, and it is."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "recover", parents=[shared], help=_("let a new account in with recovery shares, when no pass-phrase opens")
    )
    command.add_argument("--organisation", metavar="NAME", help=_("the organisation of the new account's holder"))
    command.add_argument(
        "--compartment",
        action="append",
        default=[],
        metavar="NAME",
        help=_("give the new account the keys of this one only; may be repeated (default: all)"),
    )
    command.add_argument(
        "--share-file",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help=_("read a share from FILE, once for each; trial and practice homes only"),
    )
    command.add_argument(
        "--try",
        dest="only_try",
        action="store_true",
        help=_("only say whether the shares would recover it; change nothing"),
    )
    command.add_argument("--yes", action="store_true", help=_("ask nothing; trial and practice homes only"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    homes.require(home)
    file = access.home_file(home)
    if file.kind == "real" and (arguments.share_file or arguments.yes):
        raise SharesInFiles
    require_offline(file.kind, voice)
    if arguments.only_try:
        return _tried(home, file.fingerprint, arguments, voice)
    if arguments.yes and not (arguments.share_file and arguments.organisation and _words_file(arguments)):
        raise ScriptNeedsShares
    voice.say(said(OPENING).format(which=", ".join(arguments.compartment) or said(ALL), fingerprint=file.fingerprint))
    try:
        return _recovered(home, arguments, voice)
    except (KeyboardInterrupt, EOFError):
        voice.note(said(NOTHING_CHANGED))
        return REFUSED


def _tried(home: Path, fingerprint: str, arguments: argparse.Namespace, voice: Voice) -> int:
    voice.say(said(TRY_OPENING).format(fingerprint=fingerprint))
    try:
        tried = homes.try_shares(home, slips=_slips(arguments, voice))
    except (KeyboardInterrupt, EOFError):
        voice.note(said(NOTHING_CHANGED))
        return REFUSED
    for name in tried.lacking:
        voice.refuse_sentence(said(LACKS).format(name=name))
    if not tried.log_goes_on:
        voice.note(said(OLD_LOG))
    numbers = ", ".join(str(number) for number in tried.shares)
    voice.result(
        {
            "shares": list(tried.shares),
            "generation": tried.generation,
            "compartments": list(tried.compartments),
            "lacking": list(tried.lacking),
            "log_goes_on": tried.log_goes_on,
        },
        words=said(
            _(
                "Shares {numbers} belong together. They open: {names}.\n"
                "The shares have met: whoever saw them together can open any copy of this collection."
            )
        ).format(numbers=numbers, names=", ".join(tried.compartments) or said(_("no compartment"))),
    )
    return voice.exit_code()


def _slips(arguments: argparse.Namespace, voice: Voice) -> tuple[str, ...]:
    return from_files(arguments.share_file) if arguments.share_file else shares.take_one_by_one(voice)


def _recovered(home: Path, arguments: argparse.Namespace, voice: Voice) -> int:
    slips = _slips(arguments, voice)
    access.open_escrow(home, slips=slips)  # before more is asked: whether these shares open this home
    organisation = arguments.organisation or _asked_organisation()
    named = _words_file(arguments)
    words = questions.passphrase(given=str(named), home=home) if named else shares.agree_passphrase(voice)
    recovered = homes.recover(
        home, slips=slips, passphrase=words, organisation=organisation, only=arguments.compartment, now=clock.now()
    )
    if not recovered.log_goes_on:
        voice.note(said(NEW_LOG).format(origin=journal.identity().origin))
    if homes.restoring(home):
        voice.note(said(RESTORING))  # nothing is signed before the newest checkpoint that anybody knows was asked for
    elif departed := journal.departure():
        voice.refuse(departed)
    else:
        journal.checkpoint(now=clock.now())
    voice.result(
        {
            "home": str(home),
            "account": str(recovered.session.actor.account),
            "compartments": list(recovered.compartments),
            "log_goes_on": recovered.log_goes_on,
        },
        words=_closing(recovered.compartments),
    )
    return voice.exit_code()


def _words_file(arguments: argparse.Namespace) -> Path | None:
    return questions.named_file(passphrase_file(arguments))


def _asked_organisation() -> str:
    while not (name := questions.ask(said(_("Which organisation is the new account of?")), flag="--organisation")):
        pass
    return name


def _closing(names: Sequence[str]) -> str:
    return "\n".join(
        [
            said(_("The collection opens with the new pass-phrase. Compartments given: {names}")).format(
                names=", ".join(names)
            ),
            said(
                _(
                    "The shares have met: whoever saw them together can open any copy of this collection. "
                    "Keep copies apart."
                )
            ),
            said(_("Next: dokaz verify --all, beside the vault")),
        ]
    )
