"""`dokaz account list|admit`: who may work here, and letting another person in."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import questions, shares
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, where
from dokaz.cli.voice import Voice, counted
from dokaz.config import homes
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _

HAND_OVER = _("The new person sits down here now. What follows is theirs alone: look away.")
ROLES = ("custodian", "documenter", "analyst", "steering")


class WordsOnDisk(DokazError):
    """Raised when the new pass-phrase of a real collection lies where a seized disk would keep it."""

    code = "words-on-disk"
    says = _(
        "{path} lies on a disk, and a pass-phrase of a real collection may not. Let its owner type it, or put the file "
        "on a memory file system such as /dev/shm."
    )


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("account", parents=[shared], help="list accounts, or admit another person")
    acts = command.add_subparsers(title="acts", metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help="list accounts with organisation and role")
    listing.set_defaults(command=run_list)
    admitting = acts.add_parser("admit", parents=[shared], help="admit a person, who types a pass-phrase of their own")
    admitting.description = (
        "You sign in first; then the new person agrees on a pass-phrase that you do not see. The account belongs to no "
        "compartment until a member grants it (dokaz compartment grant)."
    )
    admitting.add_argument("--organisation", required=True, metavar="NAME", help="the organisation; new where unknown")
    admitting.add_argument("--role", required=True, choices=ROLES, help="what the account may do")
    admitting.add_argument(
        "--new-passphrase-file", metavar="FILE", help="read the new pass-phrase from FILE (default: its owner types it)"
    )
    admitting.set_defaults(command=run_admit)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = access.colleagues(by=session, now=clock.now())
        for each in found:
            mine = " (you)" if each.account == session.actor.account else ""
            voice.result(_facts(each), words=f"{each.account}  {', '.join(each.roles)}, {each.organisation}{mine}")
        voice.say(f"{counted(len(found), 'account')}.")
    return voice.exit_code()


def run_admit(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    with opened(arguments, voice) as session:
        words = _words(arguments.new_passphrase_file, session, voice)
        named = arguments.organisation
        organisation = access.organisation(named, by=session, now=clock.now()) or access.add_organisation(
            name=named, by=session, now=clock.now()
        )
        account = homes.admit(
            home,
            passphrase=words,
            organisation=access.OrganisationId(organisation),
            role=arguments.role,
            by=session,
            now=clock.now(),
        )
        voice.result(
            {"account": str(account), "organisation": named, "role": arguments.role},
            words=f"Admitted: {account}, {arguments.role} of {named}.\nIt belongs to no compartment yet. Next: "
            f"dokaz compartment grant NAME --to {account}",
        )
    return voice.exit_code()


def _words(file: str | None, session: access.Session, voice: Voice) -> str:
    if file is None:
        voice.say(HAND_OVER)
        return shares.agree_passphrase(voice)
    if session.home_kind == "real" and not questions.in_memory(Path(file)):
        raise WordsOnDisk(path=file)
    words = questions.passphrase(given=file)
    access.require_strong(words)  # before an organisation is written for nobody
    return words


def _facts(each: access.Colleague) -> dict[str, object]:
    return {
        "account": str(each.account),
        "organisation": each.organisation,
        "roles": list(each.roles),
        "admitted_at": clock.timestamp(each.admitted_at),
        "admitted_by": each.admitted_by and str(each.admitted_by),
    }
