"""`dokaz authority add|list|withdraw`: which outside authorities stamp the time on our checkpoints."""

import argparse
from pathlib import Path

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice, reason
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _, said
from dokaz.verify.showing import shown

COMPARE = _("Compare the fingerprint of its root with what the authority publishes, by another way than this network.")
PRACTICE = _("This is a practice authority: it vouches for nothing.")


class CertificateFileUnreadable(DokazError):
    """Raised when a file named with --root or --chain cannot be read."""

    code = "certificate-file-unreadable"
    says = _("The certificate file {path} cannot be read: {why}. Check the name after --root and --chain.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("authority", parents=[shared], help=_("say which authorities stamp our checkpoints"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list the time-stamp authorities"))
    listing.set_defaults(command=run_list)
    adding = acts.add_parser("add", parents=[shared], help=_("admit a time-stamp authority (RFC 3161)"))
    adding.add_argument("name", metavar="NAME", help=_("a short name of yours: small letters, digits, hyphens"))
    adding.add_argument("--url", required=True, metavar="URL", help=_("where it is asked: https://…"))
    adding.add_argument("--root", required=True, type=Path, metavar="FILE", help=_("its root certificate, in PEM form"))
    adding.add_argument("--chain", type=Path, metavar="FILE", help=_("those between root and signer, if it sends none"))
    adding.add_argument(
        "--policy", default="", metavar="OID", help=_("the policy it must stamp under; without it, any")
    )
    adding.set_defaults(command=run_add)
    ending = acts.add_parser("withdraw", parents=[shared], help=_("ask an authority no more; what it stamped stays"))
    ending.add_argument("name", metavar="NAME")
    ending.set_defaults(command=run_withdraw)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice):
        found = journal.authorities(withdrawn=True)
        for each in found:
            _tell(each, voice)
        if not found:
            voice.say(said(_("No time-stamp authority is admitted. docs/operating.md says how to choose two.")))
    return voice.exit_code()


def run_add(arguments: argparse.Namespace, voice: Voice) -> int:
    root, chain = _read(arguments.root), _read(arguments.chain) if arguments.chain else b""
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_AUTHORITIES, now=clock.now())
        admitted = journal.admit_authority(
            arguments.name,
            url=arguments.url,
            roots=root,
            chain=chain,
            policy=arguments.policy,
            by=session.actor,
            now=clock.now(),
        )
        _tell(admitted, voice)
        voice.note(said(PRACTICE) if admitted.practice else said(COMPARE))
    return voice.exit_code()


def run_withdraw(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_AUTHORITIES, now=clock.now())
        journal.withdraw_authority(arguments.name, by=session.actor, now=clock.now())
        voice.result(
            {"name": arguments.name, "withdrawn": True},
            words=said(_("{name} is not asked any more. What it stamped stays, and still holds.")).format(
                name=arguments.name
            ),
        )
    return voice.exit_code()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise CertificateFileUnreadable(path=shown(str(path)), why=reason(why)) from why


def _tell(one: journal.Authority, voice: Voice) -> None:
    facts = {
        "name": one.name,
        "url": one.url,
        "roots": list(one.fingerprints),
        "policy": one.policy or None,
        "practice": one.practice,
        "withdrawn_at": one.withdrawn_at,
    }
    state = (
        said(_(", withdrawn {withdrawn_at:%Y-%m-%d}")).format(withdrawn_at=one.withdrawn_at) if one.withdrawn_at else ""
    )
    kind = f"{said(_('PRACTICE AUTHORITY'))}, " if one.practice else ""
    roots = "\n".join(
        said(_("  root {fingerprint}")).format(fingerprint=fingerprint) for fingerprint in one.fingerprints
    )
    voice.result(facts, words=f"{one.name} ({kind}{one.url}{state})\n{roots}")
