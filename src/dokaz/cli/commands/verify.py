"""`dokaz verify`: does the log hold, does every record and file still agree with it."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dokaz.cli import publishing, stamping
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, reason
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, counted, said
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


FINDINGS = {
    custody.Finding.ALTERED: _("{count} altered"),
    custody.Finding.MISSING: _("{count} missing"),
    custody.Finding.UNREADABLE: _("{count} unreadable"),
}


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "verify", parents=[shared], help=_("check the log, and with --all every record and file")
    )
    command.add_argument(
        "--all", action="store_true", help=_("also every record, key statement, custody chain and file")
    )
    command.add_argument(
        "--checkpoint", type=Path, metavar="FILE", action="append", default=[],
        help=_("a checkpoint kept elsewhere that the log must agree with; may be given more than once"),
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
        raise CheckpointFileUnreadable(path=shown(str(path)), why=reason(why)) from why
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
    lines = [
        said(_("The log of {entries} entries was recomputed from its first entry on.")).format(entries=report.entries)
    ]
    if report.fixity:
        lines += [
            said(_("{records} records were compared with their entries.")).format(records=report.records),
            _files(report.fixity),
        ]
    if report.destroyed:
        lines.append(
            counted(
                "{count} item was destroyed, each under its entry.",
                "{count} items were destroyed, each under its entry.",
                report.destroyed,
            )
        )
    lines += stamping.held(report.stamps)
    if report.witnessed:
        lines.append(publishing.standing(report.witnessed))
    lines.append(report.says if report.sound else _failed(len(report.problems)))
    return "\n".join(lines)


def _failed(count: int) -> str:
    return counted(
        "{count} thing does not hold; it is named above.", "{count} things do not hold; each is named above.", count
    )


def _files(fixity: custody.FixityReport) -> str:
    total = sum(fixity.counts.values())
    rest = [
        said(FINDINGS[finding]).format(count=count)
        for finding, count in fixity.counts.items()
        if count and finding != custody.Finding.UNCHANGED
    ]
    unchanged = said(_("{unchanged} of {total} files unchanged since they were received")).format(
        unchanged=fixity.counts.get(custody.Finding.UNCHANGED, 0), total=total
    )
    keys = Counter(fault.header_fault for fault in fixity.faults if fault.header_fault)
    rest += [
        said(_("of {count} {words}")).format(count=count, words=said(fault.words)) for fault, count in keys.items()
    ]
    return f"{'; '.join([unchanged, *rest])}."
