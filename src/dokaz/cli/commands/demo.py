"""`dokaz demo [PATH…]`: the main job on the invented world and on any files named, in a practice home."""

import argparse
from pathlib import Path

from dokaz.cli import stamping
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import introduce
from dokaz.cli.voice import Voice
from dokaz.config import environment
from dokaz.custody import api as custody
from dokaz.demo import api as demo
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said

COPIED = _(
    "The files you named are now copied into a practice collection that anyone at this machine can open.\n"
    "If they are about real people, stop here (Ctrl-C) and delete {home}."
)


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("demo", parents=[shared], help=_("show the whole job on an invented world"))
    command.description = _(
        "Makes or opens a practice home, receives the invented world and any PATH, and packages what may go."
    )
    command.add_argument("paths", nargs="*", metavar="PATH", type=Path, help=_("copies of harmless files"))
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    home = _where(arguments)
    if arguments.paths:
        voice.note(said(COPIED).format(home=home))
    session = demo.practise(home, now=clock.now)
    introduce(session, voice)
    shown = demo.show(home, paths=arguments.paths, by=session, now=clock.now, say=voice.say)
    demo.bring_list(by=session, now=clock.now)
    request = demo.enter_requests(home, by=session, now=clock.now)
    journal.checkpoint(now=clock.now())
    for answer in shown.copied:
        if isinstance(answer, custody.Refusal):
            voice.refuse_sentence(answer.says)
    for missing in shown.loaded.missing:
        voice.note(missing)
    voice.result(_facts(shown), words="\n".join(_lines(shown, request)))
    return voice.exit_code() if shown.whole and shown.inspection.sound else 1


def _where(arguments: argparse.Namespace) -> Path:
    named = getattr(arguments, "home", None) or environment.HOME.read() or Path("practice-home")
    return Path(str(named)).absolute()


def _facts(shown: demo.Shown) -> dict[str, object]:
    return {
        "path": str(shown.home),
        "items": len(shown.loaded.files) + len(shown.loaded.objects),
        "copied": sum(isinstance(answer, custody.Receipt) for answer in shown.copied),
        "sound": shown.inspection.sound,
        "checkpoint": str(shown.checkpoint),
        "package": str(shown.package.path),
        "package_whole": shown.whole,
        "exhibits": shown.package.exhibits,
        "kept_back": len(shown.stays),
    }


def _lines(shown: demo.Shown, request: str) -> list[str]:
    files = len({*shown.loaded.files, *(each.ref for each in shown.copied if isinstance(each, custody.Receipt))})
    return [
        "",
        said(_("What this run showed:")),
        said(_("  {files} files and {objects} physical objects are held, each acknowledged when sealed.")).format(
            files=files, objects=len(shown.loaded.objects)
        ),
        said(_("  The log had {entries} entries when it was checked. {says}")).format(
            entries=shown.inspection.entries, says=shown.inspection.says
        ),
        f"  {_held(shown)}",
        *(f"  {line}" for line in stamping.held(shown.inspection.stamps)),
        *([f"  {shown.unstamped}"] if shown.unstamped else []),
        "",
        said(_("What sha256sum says of the package:")),
        f"  {shown.hashes}",
        "",
        said(_("What the package's own verifier says:")),
        *(f"  {line}" for line in shown.verdict.splitlines()),
        *_stays(shown),
        "",
        said(_("The package:    {path}  (open index.html; VERIFY.md says how to check it by hand)")).format(
            path=shown.package.path
        ),
        said(_("The checkpoint: {checkpoint}  (in real use, kept by somebody else)")).format(
            checkpoint=shown.checkpoint
        ),
        said(_("The home:       {home}")).format(home=shown.home),
        "",
        *_to_try(shown, request),
    ]


def _to_try(shown: demo.Shown, request: str) -> list[str]:
    """What somebody types and opens first."""
    return [
        said(_("Try it yourself:")),
        f"  .venv/bin/dokaz --home {shown.home} items",
        f"  .venv/bin/dokaz --home {shown.home} show {shown.loaded.files[0]}",
        f"  .venv/bin/dokaz --home {shown.home} verify --all --checkpoint {shown.checkpoint}",
        f"  .venv/bin/dokaz-verify {shown.package.path}",
        f"  .venv/bin/dokaz --home {shown.home} compromise drill",
        said(
            _(
                "  In the office, under Persons, look up {other} or {third}: he was entered as {man}. To see who he is,"
                " the documenter asks, and the custodian of the partner house passes the other half on."
            )
        ).format(other=demo.SPELLINGS[0], third=demo.SPELLINGS[1], man=demo.MAN),
        said(
            _(
                "  Open the person {ref} there, and a photograph that comes from them: its page says where it may go."
                " Take the consent back as the person would, and look at the photograph again."
            )
        ).format(ref=shown.agreed),
        said(
            _(
                "  Under Requests, open {request}: who asks, whether they may get anything, what was searched, and what"
                " was found to matter. Say how it goes, and look at what would go."
            )
        ).format(request=request),
        said(
            _(
                "  Under Releases stands the package of this run, with its receipt. After that withdrawal the first"
                " page asks to look whether something has to be called back."
            )
        ),
        f"  .venv/bin/dokaz --home {shown.home} serve office    {said(_('(it says how to sign in as each role)'))}",
    ]


def _stays(shown: demo.Shown) -> list[str]:
    """What may not go to this recipient, the first item of each reason."""
    first = {each.says: each.ref for each in reversed(shown.stays)}
    if not first:
        return []
    stays = counted(
        "{count} item stays in the house. One of each reason:",
        "{count} items stay in the house. One of each reason:",
        len(shown.stays),
    )
    return ["", stays, *(f"  {ref}: {' '.join(says)}" for says, ref in first.items())]


def _held(shown: demo.Shown) -> str:
    counts = shown.inspection.fixity.counts if shown.inspection.fixity else {}
    unchanged, total = counts.get(custody.Finding.UNCHANGED, 0), sum(counts.values())
    return said(_("{unchanged} of {total} sealed files are unchanged since they were received.")).format(
        unchanged=unchanged, total=total
    )
