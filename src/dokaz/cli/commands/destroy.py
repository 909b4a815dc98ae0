"""`dokaz destroy`: first the receipt of what will go, then, with a second person's approval, it goes."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli import destroying, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, where
from dokaz.cli.voice import Voice
from dokaz.custody import api as custody
from dokaz.kernel import clock, files
from dokaz.kernel.errors import AlreadyThere, DokazError
from dokaz.kernel.languages import _, counted, said

NEXT = _("""
Nothing is destroyed yet. The receipt is {file}. Another person, whose account does not come from you, signs in here:
  dokaz approval give {approval} --receipt {file}
and then you:
  dokaz destroy --receipt {file}""")


class GroundMissing(DokazError):
    """Raised when items are named and no reason is."""

    code = "ground-missing"
    says = _("Say why they are to be destroyed, with --reason and one of: {grounds}.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("destroy", parents=[shared], help=_("destroy items, in two acts and by two people"))
    command.description = _(
        "With references: writes the receipt of exactly what would go, and asks for an approval. With the receipt "
        "alone, once another person has approved it: destroys. Cut off, the same command goes on."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…); none in the second act"))
    command.add_argument(
        "--receipt", type=Path, metavar="FILE", required=True, help=_("the receipt: written, then read")
    )
    command.add_argument("--reason", choices=[str(each) for each in custody.Ground], help=_("why, as a code"))
    command.add_argument(
        "--why", metavar="WORDS", help=_("why, in your words; sealed. Asked for where it is not given")
    )
    command.add_argument("--authority", metavar="WORDS", default="", help=_("the rule or order it rests on; sealed"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    if not arguments.refs:
        receipt = destroying.read(arguments.receipt)
        with opened(arguments, voice) as session:
            return _destroyed(receipt, session, voice)
    if not arguments.reason:
        raise GroundMissing(grounds=", ".join(custody.Ground))
    outside(arguments.receipt, where(arguments))
    if arguments.receipt.exists():  # before anything is asked for
        raise AlreadyThere(path=arguments.receipt)
    why = arguments.why or questions.ask(said(_("Why, in your words? (kept sealed)")), flag="--why")
    with opened(arguments, voice) as session:
        return _asked(arguments, why, session, voice)


def _asked(arguments: argparse.Namespace, why: str, session: access.Session, voice: Voice) -> int:
    with files.Arriving(arguments.receipt) as arriving:
        asked = custody.propose_destruction(
            arguments.refs,
            ground=custody.Ground(arguments.reason),
            reason=why,
            authority=arguments.authority,
            by=session,
            now=clock.now(),
        )
        arriving.write(asked.receipt.written + b"\n")
        arriving.keep()
    voice.result(
        {
            "receipt": str(arguments.receipt),
            "sha256": asked.receipt.sha256,
            "approval": str(asked.approval),
            "items": list(asked.receipt.refs),
        },
        words="\n".join(
            [*destroying.lines(asked.receipt), said(NEXT).format(file=arguments.receipt, approval=asked.approval)]
        ),
    )
    return voice.exit_code()


def _destroyed(receipt: custody.DestructionReceipt, session: access.Session, voice: Voice) -> int:
    report = custody.destroy(receipt, by=session, now=clock.now())
    for gone in report.items:
        voice.result(destroying.facts(gone), words="\n".join([gone.ref, *destroying.told(gone)]))
    for sentence in report.left:
        voice.note(sentence)
    voice.say(said(_("Destroyed: {items}.")).format(items=counted("{count} item", "{count} items", len(report.items))))
    return voice.exit_code()
