"""`dokaz compromise mark|list|show|step|notice|providers|drill`: what may be in other hands, and all that follows."""

import argparse
from datetime import UTC, datetime

from dokaz.cli import people, questions
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, passphrase_file, where
from dokaz.cli.voice import Voice
from dokaz.config import compromises
from dokaz.kernel import clock
from dokaz.kernel.languages import Language, _, counted, said
from dokaz.safeguards import api as safeguards
from dokaz.verify.showing import shown

DRILLED = _(
    "Marked as compromised in a copy of {home}, one after the other. Keys were renewed, nothing could leave, the "
    "notices were written in three languages, every step was done, and the copy is gone."
)
NOT_DRILLED = _(
    "Marked as compromised in a copy of {home}, one after the other. Not everything held: see above. The copy is gone."
)
WITHIN = _("  Within reach: {what}")
DUE = _("{id}  {kind}: {name}, since {since:%Y-%m-%d}, notice due by {at:%Y-%m-%d %H:%M} UTC")
ENDED = _("{id}  {kind}: {name}, since {since:%Y-%m-%d}, ended {at:%Y-%m-%d}")
FORMER = _("(no longer used)")
NO_KEYS = _("No key of ours was there: none is renewed, and copies may leave compartments as before.")
NO_DAY = _("“{text}” is not a day such as 2026-03-04")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser(
        "compromise", parents=[shared], help=_("mark what may be in other hands, and what follows")
    )
    acts = command.add_subparsers(metavar="ACT", required=True)
    marking = acts.add_parser("mark", parents=[shared], help=_("mark it: sessions end, keys are new, nothing leaves"))
    marking.add_argument("kind", choices=safeguards.CompromiseKind.values)
    marking.add_argument(
        "subject",
        metavar="WHAT",
        help=_("id of the account, compartment or machine; code of the package; address of the provider"),
    )
    marking.add_argument("--since", required=True, type=_day, metavar="DAY", help=_("the earliest day, as 2026-03-04"))
    marking.set_defaults(command=run_mark)
    acts.add_parser("list", parents=[shared], help=_("every one you may open")).set_defaults(command=run_list)
    outside = acts.add_parser("providers", parents=[shared], help=_("who does something for this home outside it"))
    outside.set_defaults(command=run_providers)
    for name, does, run in (
        ("show", _("the report: who and what is within reach, and the steps"), run_show),
        ("notice", _("a draft of the notice to the supervisory authority (GDPR art. 33)"), run_notice),
        ("step", _("do a step, or say that one was done"), run_step),
    ):
        act = acts.add_parser(name, parents=[shared], help=does)
        act.add_argument("compromise", type=people.any_id, metavar="ID", help=_("as `dokaz compromise list` shows it"))
        act.set_defaults(command=run)
        if name == "step":
            act.add_argument("step", metavar="STEP", help=_("as `dokaz compromise show` shows it"))
        if name == "notice":
            act.add_argument("--language", choices=[each.value for each in Language], default=Language.ENGLISH.value)
    drilling = acts.add_parser(
        "drill", parents=[shared], help=_("do all of it on a copy of a practice home, and remove it")
    )
    drilling.set_defaults(command=run_drill)


def run_mark(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        kind = safeguards.CompromiseKind(arguments.kind)
        made = safeguards.mark_compromised(
            kind, subject=arguments.subject, since=arguments.since, by=session, now=clock.now()
        )
        _tell(made, voice)
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for each in safeguards.compromises(by=session, now=clock.now()):
            voice.result(_facts(each), words=_head(each))
    return voice.exit_code()


def run_providers(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for each in safeguards.providers(by=session, now=clock.now()):
            facts = {"provider": each.code, "service": each.service.value, "name": each.name, "former": each.former}
            words = f"{shown(each.name)}  {said(each.service.words)}"
            voice.result(facts, words=f"{words} {said(FORMER)}" if each.former else words)
    return voice.exit_code()


def run_show(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        _tell(safeguards.compromise(arguments.compromise, by=session, now=clock.now()), voice)
    return voice.exit_code()


def run_step(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        _tell(
            safeguards.do_compromise_step(arguments.compromise, step=arguments.step, by=session, now=clock.now()),
            voice,
        )
    return voice.exit_code()


def run_notice(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = safeguards.compromise(arguments.compromise, by=session, now=clock.now())
        text = safeguards.notice(found, language=Language(arguments.language))
        voice.result({"id": str(found.id), "notice": text}, words=text)
    return voice.exit_code()


def run_drill(arguments: argparse.Namespace, voice: Voice) -> int:
    home = where(arguments)
    words = questions.passphrase(given=passphrase_file(arguments), home=home)
    done = compromises.drill(home, passphrase=words, now=clock.now())
    for each in done.drilled:
        facts = {"kind": each.kind.value, "accounts": each.accounts, "persons": each.persons, "items": each.items}
        voice.result(facts, words=_drilled(each))
    for fault in done.faults:
        voice.refuse_sentence(fault)
    words = said(NOT_DRILLED if done.faults else DRILLED).format(home=home)
    voice.result({"drilled": len(done.drilled), "faults": len(done.faults)}, words=words)
    return voice.exit_code()


def _drilled(each: compromises.CompromiseDrilled) -> str:
    told = (
        counted("{count} account", "{count} accounts", each.accounts),
        counted("{count} person", "{count} persons", each.persons),
        counted("{count} item", "{count} items", each.items),
    )
    return f"{said(str(each.kind.label))}\n{said(WITHIN).format(what=', '.join(told))}"


def _tell(each: safeguards.Compromise, voice: Voice) -> None:
    reach = each.reach
    lines = [
        _head(each),
        *(_outside(reach) if reach.service else _within(reach)),
        *(f"  {ref}" for ref in reach.refs),
        *people.steps(each.steps),
    ]
    voice.result(
        {
            **_facts(each),
            "refs": list(reach.refs),
            "persons": list(reach.persons),
            "steps": people.step_facts(each.steps),
        },
        words="\n".join(lines),
    )


def _within(reach: safeguards.Reach) -> list[str]:
    told = [
        counted("{count} account", "{count} accounts", len(reach.accounts)),
        counted("{count} compartment", "{count} compartments", len(reach.compartments)),
        counted("{count} person", "{count} persons", len(reach.persons)),
        counted("{count} reference", "{count} references", len(reach.refs)),
        counted("{count} entry of the journal", "{count} entries of the journal", reach.entries),
    ]
    lines = [said(WITHIN).format(what=", ".join(told))]
    if reach.unread:
        lines.append(
            counted("  {count} entry you hold no key of", "  {count} entries you hold no key of", reach.unread)
        )
    return lines


def _outside(reach: safeguards.Reach) -> list[str]:
    lines = [f"  {said(safeguards.HELD[safeguards.OutsideService(reach.service)])}"]
    if "files-held" in reach.counts:
        told = [
            counted("{count} sealed file", "{count} sealed files", reach.counts["files-held"]),
            counted("{count} compartment", "{count} compartments", len(reach.sealed_of)),
        ]
        lines.append(said(WITHIN).format(what=", ".join(told)))
    return [*lines, f"  {said(NO_KEYS)}"]


def _facts(each: safeguards.Compromise) -> dict[str, object]:
    return {
        "id": str(each.id),
        "kind": each.kind.value,
        "subject": each.subject,
        "since": clock.timestamp(each.since),
        "deadline": clock.timestamp(each.deadline),
        "ended_at": each.ended_at and clock.timestamp(each.ended_at),
        "accounts": [str(account) for account in each.reach.accounts],
        "counts": each.reach.counts,
        **({"provider": each.reach.provider} if each.reach.provider else {}),
    }


def _head(each: safeguards.Compromise) -> str:
    sentence, at = (ENDED, each.ended_at) if each.ended_at else (DUE, each.deadline)
    kind = said(str(each.kind.label))
    name = shown(each.reach.provider) or each.subject
    return said(sentence).format(id=each.id, kind=kind, name=name, since=each.since, at=at)


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(said(NO_DAY).format(text=text)) from None
