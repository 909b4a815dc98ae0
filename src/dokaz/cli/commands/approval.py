"""`dokaz approval list|give`: the second person's yes to exactly one thing."""

import argparse
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli import destroying, people, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, counted, said

APPS = _("Asked for: codes from apps count again for all people of {name}, also from apps that were added before.")


class ReceiptOfAnother(DokazError):
    """Raised when the receipt shown is not what the approval is asked for."""

    code = "receipt-of-another"
    says = _(
        "This receipt is not what approval {approval} was asked for: its SHA-256 is {found}, not {asked}. Approve "
        "nothing, and ask the person who asks for the right file."
    )


class ReceiptNotNamed(DokazError):
    """Raised when something is to be approved whose receipt was not shown."""

    code = "receipt-not-named"
    says = _("Read the receipt of what you approve first, and name its file with --receipt.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "approval", parents=[shared], help=_("see what waits for a second person, or approve it")
    )
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list what is asked for and was not used yet"))
    listing.set_defaults(command=run_list)
    giving = acts.add_parser("give", parents=[shared], help=_("approve exactly what is shown, as the second person"))
    giving.add_argument(
        "approval", type=people.approval_id, metavar="ID", help=_("the approval, as `dokaz approval list` shows it")
    )
    giving.add_argument(
        "--receipt",
        type=Path,
        metavar="FILE",
        help=_("of a destruction: the receipt of what is asked for; read it first"),
    )
    giving.add_argument(
        "--fingerprint", metavar="WORDS", help=_("of new keys: their fingerprint as their owner reads it to you")
    )
    giving.set_defaults(command=run_give)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = access.approvals(by=session, now=clock.now())
        for each in found:
            voice.result(_facts(each), words=_words(each))
        voice.say(counted("{count} approval.", "{count} approvals.", len(found)))
    return voice.exit_code()


def run_give(arguments: argparse.Namespace, voice: Voice) -> int:
    receipt = destroying.read(arguments.receipt) if arguments.receipt else None
    with opened(arguments, voice) as session:
        asked = _asked(arguments.approval, session)
        waiting = access.admitting(asked.id)
        limits = access.limits_asked(asked.id)
        apps = access.apps_asked(asked.id)
        if limits is not None:
            told, fingerprint = [people.limits(limits)], None
        elif apps is not None:
            told, fingerprint = [said(APPS).format(name=apps)], None
        elif waiting is None:
            told, fingerprint = _told_of_receipt(asked, receipt), None
        else:
            told, fingerprint = people.lines(waiting), arguments.fingerprint
        voice.say("\n".join(told))
        if waiting is not None and waiting.has_keys and fingerprint is None:
            fingerprint = questions.ask(
                said(_("Type the fingerprint that the person reads to you:")), flag="--fingerprint"
            )
        access.approve(asked.id, by=session, now=clock.now(), fingerprint=fingerprint)
        voice.result(
            {"approval": str(asked.id), "sha256": asked.sha256},
            words=said(_("Approved. It holds for this alone, once, until {expires_at:%Y-%m-%d %H:%M} UTC.")).format(
                expires_at=asked.expires_at
            ),
        )
    return voice.exit_code()


def _told_of_receipt(asked: access.Approval, receipt: custody.DestructionReceipt | None) -> list[str]:
    if receipt is None:
        raise ReceiptNotNamed
    if asked.sha256 != receipt.sha256:
        raise ReceiptOfAnother(approval=asked.id, found=receipt.sha256, asked=asked.sha256)
    return destroying.lines(receipt)


def _asked(approval: UUID, session: access.Session) -> access.Approval:
    for each in access.approvals(by=session, now=clock.now()):
        if each.id == approval:
            return each
    raise access.ApprovalMissing


def _facts(each: access.Approval) -> dict[str, object]:
    return {
        "id": str(each.id),
        "verb": each.verb,
        "sha256": each.sha256,
        "asked_by": str(each.asked_by),
        "asked_at": clock.timestamp(each.asked_at),
        "expires_at": clock.timestamp(each.expires_at),
        "approved_by": each.approved_by and str(each.approved_by),
    }


def _words(each: access.Approval) -> str:
    given = (
        said(_("approved by {approved_by}")).format(approved_by=each.approved_by)
        if each.approved_by
        else said(_("waits for a second person"))
    )
    return said(_("{id}  {verb}, asked by {asked_by}, until {expires_at:%Y-%m-%d %H:%M} UTC, {given}")).format(
        id=each.id, verb=each.verb, asked_by=each.asked_by, expires_at=each.expires_at, given=given
    )
