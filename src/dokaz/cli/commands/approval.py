"""`dokaz approval list|show|give`: the second person's yes to exactly one thing, after reading it."""

import argparse
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli import destroying, packaging, people, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.disclosure import api as disclosure
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


class NotShownWhole(DokazError):
    """Raised when all of what is asked for cannot be shown to whoever is to approve it."""

    code = "not-shown-whole"
    says = _(
        "All of it cannot be shown to you: it is of a compartment you do not belong to, or of something that has no "
        "words here, as what an older version kept. Approve nothing that you have not read, and let it be asked for "
        "anew."
    )


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "approval", parents=[shared], help=_("see what waits for a second person, or approve it")
    )
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list what is asked for and was not used yet"))
    listing.set_defaults(command=run_list)
    showing = acts.add_parser("show", parents=[shared], help=_("read exactly what would be done"))
    _add_approval(showing)
    showing.set_defaults(command=run_show)
    giving = acts.add_parser("give", parents=[shared], help=_("approve exactly what is shown, as the second person"))
    _add_approval(giving)
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


def _add_approval(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "approval", type=people.approval_id, metavar="ID", help=_("the approval, as `dokaz approval list` shows it")
    )


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = access.approvals(by=session, now=clock.now())
        for each in found:
            voice.result(_facts(each), words=_words(each))
        voice.say(counted("{count} approval.", "{count} approvals.", len(found)))
    return voice.exit_code()


def run_show(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        asked = _asked(arguments.approval, session)
        if asked.verb == disclosure.MAKE:
            proposed = _package(asked, session)
            facts, told = packaging.facts(proposed), packaging.lines(proposed, by=session, now=clock.now())
        else:
            facts, told = {}, _told(asked, session) or _told_of_destruction(asked, session)
        voice.result(_facts(asked) | facts, words="\n".join([_words(asked), *told]))
    return voice.exit_code()


def run_give(arguments: argparse.Namespace, voice: Voice) -> int:
    receipt = destroying.read(arguments.receipt) if arguments.receipt else None
    with opened(arguments, voice) as session:
        asked = _asked(arguments.approval, session)
        voice.say("\n".join(_told(asked, session) or _told_of_receipt(asked, receipt)))
        access.approve(asked.id, by=session, now=clock.now(), fingerprint=_fingerprint(asked, arguments))
        voice.result(
            {"approval": str(asked.id), "sha256": asked.sha256},
            words=said(_("Approved. It holds for this alone, once, until {expires_at:%Y-%m-%d %H:%M} UTC.")).format(
                expires_at=asked.expires_at
            ),
        )
    return voice.exit_code()


def _fingerprint(asked: access.Approval, arguments: argparse.Namespace) -> str | None:
    """Of new keys, what their owner reads out, as it was given or is typed now."""
    waiting = access.admitting(asked.id)
    if waiting is None:
        return None
    given: str | None = arguments.fingerprint
    if waiting.has_keys and given is None:
        question = said(_("Type the fingerprint that the person reads to you:"))
        return questions.ask(question, flag="--fingerprint")
    return given


def _told(asked: access.Approval, session: access.Session) -> list[str]:
    """What would be done, in words; nothing where only a receipt tells it. Raises NotShownWhole."""
    if asked.verb == disclosure.MAKE:
        return packaging.lines(_package(asked, session), by=session, now=clock.now())
    limits, apps, waiting = access.limits_asked(asked.id), access.apps_asked(asked.id), access.admitting(asked.id)
    if limits is not None:
        return [people.limits(limits)]
    if apps is not None:
        return [said(APPS).format(name=apps)]
    return [] if waiting is None else people.lines(waiting)


def _package(asked: access.Approval, session: access.Session) -> disclosure.PackageProposed:
    proposed = disclosure.proposed_package(asked.sha256, by=session, now=clock.now())
    if proposed is None:
        raise NotShownWhole
    return proposed


def _told_of_destruction(asked: access.Approval, session: access.Session) -> list[str]:
    proposed = custody.proposed_destruction(asked.sha256, by=session, now=clock.now())
    if proposed is None:
        raise NotShownWhole
    return destroying.lines(proposed.receipt)


def _told_of_receipt(asked: access.Approval, receipt: custody.DestructionReceipt | None) -> list[str]:
    if asked.verb != custody.DESTROY:
        raise NotShownWhole
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
        said(_("approved by {approved_by}")).format(approved_by=access.name_of(each.approved_by))
        if each.approved_by
        else said(_("waits for a second person"))
    )
    return said(_("{id}  {verb}, asked by {asked_by}, until {expires_at:%Y-%m-%d %H:%M} UTC, {given}")).format(
        id=each.id, verb=each.verb, asked_by=access.name_of(each.asked_by), expires_at=each.expires_at, given=given
    )
