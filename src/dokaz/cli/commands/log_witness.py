"""`dokaz log-witness add|list|withdraw|quorum`: who outside cosigns our checkpoints. (`dokaz witness` runs one.)"""

import argparse

from dokaz.access import api as access
from dokaz.cli import publishing
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import parse
from dokaz.verify.showing import shown

COMPARE = _("Compare the keys with its people by voice, and give them yours: {vkey}")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("log-witness", parents=[shared], help=_("say who outside cosigns our checkpoints"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    adding = acts.add_parser("add", parents=[shared], help=_("admit the log witness of another house"))
    adding.add_argument("vkeys", metavar="VKEY", nargs="+", help=_("its keys, as `dokaz witness key` shows them there"))
    adding.add_argument("--operator", required=True, help=_("who runs it: the quorum counts operators"))
    adding.add_argument("--country", required=True, metavar="CC", help=_("where: two capital letters, as LT or PL"))
    adding.add_argument("--url", required=True, metavar="URL", help=_("where it is asked: https://…"))
    adding.set_defaults(command=run_add)
    listing = acts.add_parser("list", parents=[shared], help=_("list the log witnesses, and what they have cosigned"))
    listing.set_defaults(command=run_list)
    ending = acts.add_parser("withdraw", parents=[shared], help=_("ask a key no more; what it cosigned stays"))
    ending.add_argument("vkey", metavar="VKEY")
    ending.set_defaults(command=run_withdraw)
    rule = acts.add_parser("quorum", parents=[shared], help=_("say how many operators must cosign"))
    rule.add_argument("needed", metavar="N", type=int)
    rule.set_defaults(command=run_quorum)


def run_add(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        admitted = access.admit_witness(
            arguments.vkeys,
            operator=arguments.operator,
            country=arguments.country,
            url=arguments.url,
            by=session,
            now=clock.now(),
        )
        for each in admitted:
            _tell(each, voice)
        voice.note(said(COMPARE).format(vkey=journal.identity().vkey))
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice):
        found = journal.witnesses(withdrawn=True)
        for each in found:
            _tell(each, voice)
        if not found:
            voice.say(said(_("No log witness is admitted. docs/operating.md says how partners witness each other.")))
        elif note := journal.cosigned_checkpoint():
            told = journal.witnessed(Checkpoint.parse(parse(note)[0]).size)
            voice.say(
                said(_("Newest checkpoint shown, of {size} entries: {enough}")).format(
                    size=told.size, enough=publishing.enough(told)
                )
            )
    return voice.exit_code()


def run_withdraw(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.withdraw_witness(arguments.vkey, by=session, now=clock.now())
        words = said(_("{name} is not asked any more. What it cosigned stays.")).format(
            name=shown(arguments.vkey.partition("+")[0])
        )
        voice.result({"vkey": arguments.vkey, "withdrawn": True}, words=words)
    return voice.exit_code()


def run_quorum(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.require(session, access.Permission.MANAGE_WITNESSES, now=clock.now())
        journal.set_quorum(arguments.needed, by=session.actor, now=clock.now())
        words = said(_("A checkpoint counts as witnessed when {needed} operator(s) have cosigned it.")).format(
            needed=arguments.needed
        )
        voice.result({"needed": arguments.needed}, words=words)
    return voice.exit_code()


def _tell(one: journal.AdmittedWitness, voice: Voice) -> None:
    facts = {
        "vkey": one.vkey,
        "operator": one.operator,
        "country": one.country,
        "url": one.url,
        "withdrawn_at": one.withdrawn_at,
    }
    state = (
        said(_(", withdrawn {withdrawn_at:%Y-%m-%d}")).format(withdrawn_at=one.withdrawn_at) if one.withdrawn_at else ""
    )
    voice.result(
        facts,
        words=shown(
            said(_("{name} of {operator}, {country} ({url}{state})")).format(
                name=one.key.name, operator=one.operator, country=one.country, url=one.url, state=state
            )
        )
        + f"\n  {one.vkey}",
    )
