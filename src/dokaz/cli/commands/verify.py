"""`dokaz verify`: does the log hold, does every record and file still agree with it."""

import argparse
from pathlib import Path

from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class CheckpointFileUnreadable(DokazError):
    """Raised when the file named with --checkpoint cannot be read."""

    code = "checkpoint-file-unreadable"
    says = _("The checkpoint file {path} cannot be read: {why}.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("verify", parents=[shared], help="check the log, and with --all every record and file")
    command.add_argument("--all", action="store_true", help="also every record, key statement, custody chain and file")
    command.add_argument(
        "--checkpoint", type=Path, metavar="FILE", action="append", default=[],
        help="a checkpoint kept elsewhere that the log must agree with; may be given more than once",
    )  # fmt: skip
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    outside = [_read(path) for path in arguments.checkpoint]
    with opened(arguments, voice) as session:
        report = inspection.inspect(by=session, outside=outside, everything=arguments.all, now=clock.now())
        for problem in report.problems:
            voice.refuse_sentence(problem.says)
        voice.result(_facts(report), words=_words(report))
    return voice.exit_code()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise CheckpointFileUnreadable(path=path, why=why.strerror) from why


def _facts(report: inspection.Inspection) -> dict[str, object]:
    return {
        "sound": report.sound,
        "entries": report.entries,
        "records": report.records,
        "files": {str(finding): count for finding, count in report.fixity.counts.items()} if report.fixity else None,
        "problems": [{"code": each.code, "what": each.what, "says": each.says} for each in report.problems],
        "says": report.says,
    }


def _words(report: inspection.Inspection) -> str:
    lines = [f"The log of {report.entries} entries was recomputed from its first entry on."]
    if report.fixity:
        lines += [f"{report.records} records were compared with their entries.", _files(report.fixity)]
    lines.append(report.says if report.sound else f"{_failed(len(report.problems))} named above.")
    return "\n".join(lines)


def _failed(count: int) -> str:
    return "1 thing does not hold; it is" if count == 1 else f"{count} things do not hold; each is"


def _files(fixity: custody.FixityReport) -> str:
    total = sum(fixity.counts.values())
    rest = [
        f"{count} {finding!s}"
        for finding, count in fixity.counts.items()
        if count and finding != custody.Finding.UNCHANGED
    ]
    unchanged = f"{fixity.counts.get(custody.Finding.UNCHANGED, 0)} of {total} files unchanged since they were received"
    return f"{'; '.join([unchanged, *rest])}."
