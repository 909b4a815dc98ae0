"""`dokaz package REF… --to DIR`: exhibits with everything a court needs to check them without us."""

import argparse
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli import packaging, people
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, where
from dokaz.cli.voice import Voice
from dokaz.disclosure import api as disclosure
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import Language, _, counted, said

from .extract import name_unfinished

Run = Callable[[argparse.Namespace, access.Session, Voice], int]


class PackageUnclear(DokazError):
    """Raised when the words of the command do not say which of its three acts is meant."""

    code = "package-unclear"
    says = _(
        "Name references and --to, to make a package; references and --ask, to ask a second person for it; or "
        "--approval and --to, to make what was approved."
    )


class CoverUnreadable(DokazError):
    """Raised when the file of the cover note cannot be read as text."""

    code = "cover-unreadable"
    says = _("{path} cannot be read as a text in UTF-8. Check the name, and save it as plain text.")


class PackageBegun(DokazError):
    """Raised when the approval was used: one package was begun with it."""

    code = "package-begun"
    says = _(
        "This approval was used at {at:%Y-%m-%d %H:%M} UTC, when its package was begun. If that one did not come "
        "about, ask anew: parts of it may have lain in clear."
    )


class PackageNotShown(DokazError):
    """Raised when an approval is of no package, or of one that cannot be shown whole."""

    code = "package-not-shown"
    says = _(
        "Approval {approval} is of no package that you may see whole. Belong to each compartment it takes items from, "
        "or ask anew."
    )


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("package", parents=[shared], help=_("make a package that anyone can verify"))
    command.description = _(
        "With references and --to: makes a package. Many items at once take two people: --ask asks a second person for "
        "exactly these items and this reader, and --approval makes what was approved, once."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--to", type=Path, metavar="DIR", help=_("the new folder (with --for: the folder the sealed file goes to)")
    )
    command.add_argument(
        "--for",
        dest="recipient",
        metavar="RECIPIENT",
        help=_("age public key (age1…) of the reader: seal the package to it"),
    )
    command.add_argument(
        "--series",
        metavar="TEXT",
        help=_("what the exhibits are numbered with: the reference of a request; else all packages for this reader"),
    )
    command.add_argument(
        "--language",
        type=Language,
        choices=list(Language),
        default=Language.ENGLISH,
        metavar="LANG",
        help=_("language of what the reader reads in it: be, en or ru (en)"),
    )
    command.add_argument(
        "--cover",
        type=Path,
        metavar="FILE",
        help=_(
            "text of the cover note: lines Title:, To:, Matter:, an empty line, paragraphs with marks as [E-7K3F-9QXM4]"
        ),
    )
    command.add_argument("--ask", action="store_true", help=_("ask a second person for it; nothing is packaged"))
    command.add_argument(
        "--approval",
        type=people.approval_id,
        metavar="ID",
        help=_("make what was asked for and approved under this id"),
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    act = _act(arguments)
    with opened(arguments, voice) as session:
        if arguments.to:
            outside(arguments.to, where(arguments))
        return act(arguments, session, voice)


def _act(arguments: argparse.Namespace) -> Run:
    """Which of the three acts is meant. Raises PackageUnclear."""
    given = (bool(arguments.refs), arguments.ask, arguments.approval is not None, arguments.to is not None)
    if given == (True, True, False, False):
        return _asked
    if given == (True, False, False, True):
        return _made
    if given == (False, False, True, True) and not _said_beside(arguments):
        return _made_by_two
    raise PackageUnclear


def _said_beside(arguments: argparse.Namespace) -> bool:
    """Whether something is said that an approval has decided already."""
    named = (arguments.recipient, arguments.series, arguments.cover)
    return any(each is not None for each in named) or arguments.language is not Language.ENGLISH


def _cover(file: Path | None) -> disclosure.CoverNote | None:
    """Raises CoverUnreadable, CoverUnclear."""
    if file is None:
        return None
    try:
        return disclosure.read_cover(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CoverUnreadable(path=file) from None


def _asked(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    asked = disclosure.propose_package(
        arguments.refs,
        recipient=arguments.recipient,
        series=arguments.series,
        language=arguments.language,
        cover=_cover(arguments.cover),
        by=session,
        now=clock.now(),
    )
    voice.result(
        {"approval": str(asked.approval), **packaging.facts(asked.proposed)},
        words="\n".join(
            [*packaging.lines(asked.proposed, by=session), said(packaging.NEXT).format(approval=asked.approval)]
        ),
    )
    return voice.exit_code()


def _made(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    made = disclosure.package(
        arguments.refs,
        to=arguments.to,
        recipient=arguments.recipient,
        series=arguments.series,
        language=arguments.language,
        cover=_cover(arguments.cover),
        by=session,
        now=clock.now(),
    )
    return _told(made, arguments.to, voice)


def _made_by_two(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    proposed = approved(arguments.approval, session)
    return _told(disclosure.package_by_two(proposed, to=arguments.to, by=session, now=clock.now()), arguments.to, voice)


def approved(approval: UUID, session: access.Session) -> disclosure.PackageProposed:
    """What was asked for under this id. Raises ApprovalUnknown, PackageBegun, PackageNotShown."""
    asked = access.approval(approval, by=session, now=clock.now())
    if asked.verb == disclosure.MAKE and asked.used_at:
        raise PackageBegun(at=asked.used_at)
    proposed = disclosure.proposed_package(asked.sha256, by=session, now=clock.now())
    if proposed is None:
        raise PackageNotShown(approval=approval)
    return proposed


def _told(made: disclosure.Package, to: Path, voice: Voice) -> int:
    voice.result(
        {"path": str(made.path), "exhibits": made.exhibits, "log_size": made.log_size, "sealed": made.sealed},
        words=said(_("Package of {exhibits} at {path}. To check it: dokaz-verify {path}")).format(
            exhibits=counted("{count} exhibit", "{count} exhibits", made.exhibits), path=made.path
        ),
    )
    voice.note(said(packaging.NO_CONSENT_GATE))
    name_unfinished(to, voice)
    return voice.exit_code()
