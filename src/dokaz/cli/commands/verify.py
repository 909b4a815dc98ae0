"""`dokaz verify`: does the log hold, does every record and file still agree with it."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dokaz.cli import publishing, stamping
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, counted
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify import notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.showing import shown


class CheckpointFileUnreadable(DokazError):
    """Raised when the file named with --checkpoint cannot be read."""

    code = "checkpoint-file-unreadable"
    says = _("The checkpoint file {path} cannot be read: {why}. Check the name after --checkpoint.")


class NotACheckpointFile(DokazError):
    """Raised when the file named with --checkpoint is empty, or holds something else."""

    code = "not-a-checkpoint-file"
    says = _("The file {path} does not hold a checkpoint: {why} Name a file that `dokaz checkpoint --to` wrote.")


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
        found = inspection.inspect(by=session, outside=outside, everything=arguments.all, now=clock.now())
        report = replace(found, problems=tuple(_with_file(problem, arguments.checkpoint) for problem in found.problems))
        for problem in report.problems:
            voice.refuse_sentence(problem.says)
        for sentence in report.unseen:
            voice.note(sentence)
        voice.result(_facts(report), words=_words(report))
    return voice.exit_code()


def _read(path: Path) -> bytes:
    """A checkpoint kept elsewhere. Whether this log signed it is not asked here."""
    try:
        note = path.read_bytes()
        Checkpoint.parse(notes.parse(note)[0])
    except OSError as why:
        raise CheckpointFileUnreadable(path=shown(str(path)), why=why.strerror) from why
    except VerifyError as why:
        raise NotACheckpointFile(path=shown(str(path)), why=why) from why
    return note


def _with_file(problem: inspection.Problem, files: Sequence[Path]) -> inspection.Problem:
    """The journal counts the checkpoints it was given; the person knows each by the name of its file."""
    if problem.outside is None:
        return problem
    return replace(problem, says=f"{shown(str(files[problem.outside]))}: {problem.says}")


def _facts(report: inspection.Inspection) -> dict[str, object]:
    return {
        "sound": report.sound,
        "entries": report.entries,
        "records": report.records,
        "files": {str(finding): count for finding, count in report.fixity.counts.items()} if report.fixity else None,
        "destroyed": report.destroyed,
        "unseen": list(report.unseen),
        "problems": [{"code": each.code, "what": each.what, "says": each.says} for each in report.problems],
        "stamps": stamping.facts(report.stamps),
        "cosigned": publishing.told(report.witnessed),
        "says": report.says,
    }


def _words(report: inspection.Inspection) -> str:
    lines = [f"The log of {report.entries} entries was recomputed from its first entry on."]
    if report.fixity:
        lines += [f"{report.records} records were compared with their entries.", _files(report.fixity)]
    if report.destroyed:
        lines.append(f"{counted(report.destroyed, 'item was', 'items were')} destroyed, each under its entry.")
    lines += stamping.held(report.stamps)
    if report.witnessed:
        lines.append(publishing.standing(report.witnessed))
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
    keys = Counter(fault.header_fault for fault in fixity.faults if fault.header_fault)
    rest += [f"of {count} {said(fault.words)}" for fault, count in keys.items()]
    return f"{'; '.join([unchanged, *rest])}."
