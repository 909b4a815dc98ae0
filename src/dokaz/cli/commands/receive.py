"""`dokaz receive PATH…`: takes files and folders into the vault."""

import argparse
from collections import Counter
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Progress, Voice, in_units
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel import clock, codes
from dokaz.kernel.errors import CodeError
from dokaz.kernel.languages import _, said
from dokaz.verify.showing import shown

from .examine import examine_each

NO_CODE = _(
    "“{source}” is not a reference code (P-…). It is kept, sealed, in the house and does not appear in packages. "
    "Never write a person's name here."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("receive", parents=[shared], help=_("take files and folders into the vault"))
    command.description = _(
        "Seals each file, logs it, and answers only when it is durable. Safe to interrupt and run again."
    )
    command.add_argument("paths", nargs="+", metavar="PATH", type=Path, help=_("a file, or a folder with all in it"))
    command.add_argument(
        "--source", metavar="REF", help=_("reference of the person or body it came from (P-…), never a name")
    )
    command.add_argument(
        "--channel",
        metavar="HOW",
        choices=[channel.value for channel in custody.Channel],
        default=custody.Channel.COMMAND_LINE.value,
        help=_("how it came: %(choices)s (default: %(default)s)"),
    )
    command.add_argument("--compartment", metavar="NAME", help=_("who may open it (default: archive)"))
    command.add_argument(
        "--later", action="store_true", help=_("leave formats and embedded metadata to `dokaz examine`")
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    if arguments.source and not _is_code(arguments.source):
        voice.note(said(NO_CODE).format(source=shown(arguments.source)))
    with opened(arguments, voice) as session:
        received = _receive(arguments, voice, session)
        if not journal.departure():
            journal.sequence(now=clock.now())
        if not arguments.later:
            examine_each(received, session, voice)
    return voice.exit_code()


def _is_code(source: str) -> bool:
    try:
        codes.parse(source, kind=codes.Kind.PERSON)
    except CodeError:
        return False
    return True


def _receive(arguments: argparse.Namespace, voice: Voice, session: access.Session) -> list[str]:
    compartment = access.compartment(arguments.compartment, by=session).id if arguments.compartment else None
    arrivals = custody.walk(
        arguments.paths,
        source=arguments.source,
        compartment=compartment,
        channel=custody.Channel(arguments.channel),
    )
    progress, tally, size, fresh = Progress(what=said(_("files")), quiet=voice.as_json), Counter[str](), 0, []
    for answer in custody.receive_many(arrivals, by=session, now=clock.now):
        progress.done()
        tally[_tell(answer, voice)] += 1
        if isinstance(answer, custody.Receipt):
            size += answer.size
            fresh += [answer.ref] if answer.outcome is not custody.Outcome.ALREADY_HELD else []
        progress.at(count=tally.total(), size=size)
    progress.done()
    voice.say(_summary(tally, size))
    return fresh


def _tell(answer: custody.Receipt | custody.Refusal, voice: Voice) -> str:
    if isinstance(answer, custody.Refusal):
        voice.result(
            {
                "path": _path(answer),
                "ref": None,
                "sha256": None,
                "outcome": "refused",
                "code": answer.code,
                "says": answer.says,
            }
        )
        voice.refuse_sentence(answer.says)
        return "refused"
    voice.result(
        {
            "path": _path(answer),
            "ref": answer.ref,
            "sha256": answer.sha256,
            "outcome": str(answer.outcome),
            "size": answer.size,
            "same_as": answer.same_as,
        },
        words=f"{_in_words(answer)}: {shown(answer.name)} ({in_units(answer.size)})",
    )
    return str(answer.outcome)


def _path(answer: custody.Receipt | custody.Refusal) -> str:
    return str(answer.found_at) if answer.found_at is not None else answer.path or answer.name


def _in_words(receipt: custody.Receipt) -> str:
    changed = (
        said(_(", and it changed while it was read: what was read once is what is held")) if receipt.changed else ""
    )
    match receipt.outcome:
        case custody.Outcome.ALREADY_HELD:
            return said(_("Already held as {ref}")).format(ref=receipt.ref)
        case custody.Outcome.SAME_BYTES:
            return said(_("Recorded as {ref}, the same bytes as {same_as}{changed}")).format(
                ref=receipt.ref, same_as=receipt.same_as, changed=changed
            )
        case _:
            return said(_("Sealed as {ref}{changed}")).format(ref=receipt.ref, changed=changed)


def _summary(tally: Counter[str], size: int) -> str:
    parts = [
        (tally["received"], _("{count} sealed")),
        (tally["same-bytes"], _("{count} recorded whose bytes were held before")),
        (tally["already-held"], _("{count} already held")),
        (tally["refused"], _("{count} refused")),
    ]
    told = ", ".join(said(sentence).format(count=count) for count, sentence in parts if count)
    return said(_("Done: {told}; {size} read.")).format(told=told or said(_("nothing to receive")), size=in_units(size))
