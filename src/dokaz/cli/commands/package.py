"""`dokaz package`: exhibits with everything a court needs to check them without us, once two people have said so."""

import argparse
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli import packaging, people
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, outside, where
from dokaz.cli.voice import Voice
from dokaz.consent import api as consent
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
        "Name references and --ask, to ask a second person for a package; references and --may, to see what may go; or "
        "--approval and --to, to make what was approved. In the place of references, --request names a request: it "
        "says all else itself."
    )


class NotAskedFor(DokazError):
    """Raised when items are to be packaged at once, without a second person."""

    code = "not-asked-for"
    says = _(
        "Every package takes two people. Nothing was packaged. Ask for it first: the same command with --ask in the "
        "place of --to. Once another person has approved exactly that, make it with --approval and --to."
    )


class GoingUnclear(DokazError):
    """Raised when the words of the command do not say where the items go. Silence is no answer to that."""

    code = "going-unclear"
    says = _(
        "Say for what, to whom and how openly these items go: --purpose, --recipient and --form, all three. People "
        "agreed to each of these by itself, so none of them is guessed. Example: --purpose justice --recipient "
        "partner --form named"
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
        "Approval {approval} is of no package that you may see whole, or an older version kept it and did not ask "
        "where it goes. Belong to each compartment it takes items from, or ask anew."
    )


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("package", parents=[shared], help=_("make a package that anyone can verify"))
    command.description = _(
        "Every package takes two people. With references and --ask: asks a second person for exactly these items and "
        "this reader. --purpose, --recipient and --form say where they go, and each item needs a permit for exactly "
        "that; without them nothing is asked for. To an authority or a mechanism things go on its request alone: "
        "--request in the place of all this. With --approval and --to: makes what was approved, once."
    )
    command.add_argument("refs", nargs="*", metavar="REF", help=_("reference of an item (E-…)"))
    command.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help=_("with --approval: the new folder (of a sealed package: the folder its file goes to)"),
    )
    command.add_argument(
        "--request", metavar="REF", help=_("what goes on this request (Q-…), as it was judged and written down there")
    )
    _add_going(command)
    command.add_argument(
        "--for",
        dest="key",
        metavar="KEY",
        help=_("age public key (age1…) of the reader: seal the package to it"),
    )
    command.add_argument(
        "--may", action="store_true", help=_("say of each item whether it may go, and why; nothing is packaged")
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


def _add_going(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--purpose", choices=[each.value for each in consent.Purpose], help=_("for what it goes (required with REF)")
    )
    command.add_argument(
        "--recipient",
        metavar="WHOM",
        help=_(
            "to whom it goes, as consent names them: partner, helper, public (required with REF); authorities and "
            "mechanisms ask by a request"
        ),
    )
    command.add_argument(
        "--form",
        choices=[each.value for each in consent.Form],
        help=_(
            "how openly (required with REF): in a form less than named, no word that anybody wrote about an item that "
            "comes from a person goes along, and no original of theirs"
        ),
    )
    command.add_argument(
        "--occasion",
        metavar="REF",
        default="",
        help=_("the reference of the request, where somebody wants to be asked first"),
    )


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    act = _act(arguments)
    with opened(arguments, voice) as session:
        if arguments.to:
            outside(arguments.to, where(arguments))
        return act(arguments, session, voice)


def _act(arguments: argparse.Namespace) -> Run:
    """Which of the acts is meant. Raises PackageUnclear, NotAskedFor, GoingUnclear."""
    acts = (arguments.may, arguments.ask, arguments.approval is not None, arguments.to is not None)
    beside = arguments.refs or arguments.request or _said_beside(arguments)
    if acts == (False, False, True, True) and not beside:
        return _made
    if acts == (False, False, False, True) and (arguments.refs or arguments.request):
        raise NotAskedFor
    act = {
        (True, False, False, False): (_may, _may_on_request),
        (False, True, False, False): (_asked, _asked_on_request),
    }
    if arguments.request and acts in act and not (arguments.refs or _said_beside(arguments)):
        return act[acts][1]
    if acts not in act or not arguments.refs or arguments.request:
        raise PackageUnclear
    if not (arguments.purpose and arguments.recipient and arguments.form):
        raise GoingUnclear
    return act[acts][0]


def _going(arguments: argparse.Namespace) -> disclosure.Going:
    """Raises RecipientUnreadable and OccasionUnreadable of `consent`, GoingNowhere."""
    recipient = consent.Recipient.parse(arguments.recipient)
    return disclosure.Going(
        consent.Purpose(arguments.purpose), recipient, consent.Form(arguments.form), arguments.occasion
    )


def _may(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    found = disclosure.candidates(arguments.refs, going=_going(arguments), by=session, now=clock.now())
    for each in found:
        facts = {"ref": each.ref, "standing": each.standing.value, "goes": each.goes, "because": list(each.says)}
        voice.result(facts, words=packaging.candidate(each))
    going = sum(each.goes for each in found)
    under = sum(each.goes and bool(each.conditions) for each in found)
    told = _("{going} of {all} may go, {under} of them under conditions that two people give their word on.")
    sentence = told if under else _("{going} of {all} may go as they are.")
    voice.say(said(sentence).format(going=going, all=len(found), under=under))
    return voice.exit_code()


def _said_beside(arguments: argparse.Namespace) -> bool:
    """Whether something is said that an approval has decided already."""
    where = (arguments.purpose, arguments.recipient, arguments.form, arguments.occasion)
    named = (arguments.key, arguments.series, arguments.cover)
    return any([*where, arguments.language is not Language.ENGLISH, *(each is not None for each in named)])


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
        going=_going(arguments),
        recipient=arguments.key,
        series=arguments.series,
        language=arguments.language,
        cover=_cover(arguments.cover),
        by=session,
        now=clock.now(),
    )
    return _told_asked(asked, session, voice)


def _may_on_request(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    asked = disclosure.request(arguments.request, by=session, now=clock.now())
    known = disclosure.what_goes(asked, by=session, now=clock.now())
    if known.leaving.terms is None and known.relevant:
        raise disclosure.TermsMissing
    for each in known.leaving.prepared:
        goes = each.goes.ref if each.goes else None
        voice.result({"ref": each.ref, "goes": goes, "because": list(each.says)}, words=packaging.prepared(each))
    going = sum(each.goes is not None for each in known.leaving.prepared)
    sentence = said(_("{going} of {all} relevant items may go on {request}."))
    voice.say(sentence.format(going=going, all=len(known.relevant), request=asked.ref))
    return voice.exit_code()


def _asked_on_request(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    asked = disclosure.request(arguments.request, by=session, now=clock.now())
    return _told_asked(disclosure.propose_release(asked, by=session, now=clock.now()), session, voice)


def _told_asked(asked: disclosure.PackageAsked, session: access.Session, voice: Voice) -> int:
    voice.result(
        {"approval": str(asked.approval), **packaging.facts(asked.proposed)},
        words="\n".join(
            [
                *packaging.lines(asked.proposed, by=session, now=clock.now()),
                said(packaging.NEXT).format(approval=asked.approval),
            ]
        ),
    )
    return voice.exit_code()


def _made(arguments: argparse.Namespace, session: access.Session, voice: Voice) -> int:
    proposed = approved(arguments.approval, session)
    made = disclosure.package(proposed, to=arguments.to, by=session, now=clock.now())
    voice.result(
        {"path": str(made.path), "exhibits": made.exhibits, "log_size": made.log_size, "sealed": made.sealed},
        words=said(_("Package of {exhibits} at {path}. To check it: dokaz-verify {path}")).format(
            exhibits=counted("{count} exhibit", "{count} exhibits", made.exhibits), path=made.path
        ),
    )
    name_unfinished(arguments.to, voice)
    return voice.exit_code()


def approved(approval: UUID, session: access.Session) -> disclosure.PackageProposed:
    """What was asked for under this id. Raises ApprovalUnknown, PackageBegun, PackageNotShown."""
    asked = access.approval(approval, by=session, now=clock.now())
    if asked.verb == disclosure.MAKE and asked.used_at:
        raise PackageBegun(at=asked.used_at)
    proposed = disclosure.proposed_package(asked.sha256, by=session, now=clock.now())
    if proposed is None:
        raise PackageNotShown(approval=approval)
    return proposed
