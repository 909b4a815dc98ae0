"""`dokaz delay list|stop|limits|set`: bulk acts that wait, stopping one, and from how much on acts wait."""

import argparse

from dokaz.access import api as access
from dokaz.cli import people
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said

STOPPED = _("Stopped. Speak to the person who asked for it.")
ASKED = _(
    "Asked for: {limits} Another person approves it (dokaz approval give {approval}), and you put it in force: dokaz "
    "delay set --items {items} --accounts {accounts} --hours {hours}"
)
ACT = _("{id}  {verb}, {size} within a day, asked by {name}, {state}")
STOPPED_BY = _("stopped by {name}")
UNTIL = _("waits until {until:%Y-%m-%d %H:%M} UTC")
UNAPPROVED = _("waits for a second person")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("delay", parents=[shared], help=_("see and stop bulk acts that wait; set the limits"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    acts.add_parser("list", parents=[shared], help=_("list bulk acts that wait")).set_defaults(command=run_list)
    stopping = acts.add_parser("stop", parents=[shared], help=_("stop a bulk act before it is done"))
    stopping.add_argument("act", type=people.any_id, metavar="ID", help=_("as `dokaz delay list` shows it"))
    stopping.set_defaults(command=run_stop)
    limits = acts.add_parser("limits", parents=[shared], help=_("show the limits, or ask a second person for others"))
    _add_limits(limits)
    limits.set_defaults(command=run_limits)
    setting = acts.add_parser("set", parents=[shared], help=_("put limits in force that a second person approved"))
    _add_limits(setting)
    setting.set_defaults(command=run_set)


def _add_limits(act: argparse.ArgumentParser) -> None:
    act.add_argument("--items", type=int, metavar="N", help=_("more items than this within a day wait"))
    act.add_argument("--accounts", type=int, metavar="N", help=_("more decisions about accounts on one day wait"))
    act.add_argument("--hours", type=int, metavar="N", help=_("for so many hours (0: nothing waits)"))


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        found = access.waiting_acts(by=session, now=clock.now())
        for each in found:
            voice.result(_facts(each), words=_words(each))
        voice.say(counted("{count} act.", "{count} acts.", len(found)))
    return voice.exit_code()


def run_stop(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        access.stop_act(arguments.act, by=session, now=clock.now())
        voice.result({"act": str(arguments.act), "stopped": True}, words=said(STOPPED))
    return voice.exit_code()


def run_limits(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        standing = access.limits()
        wanted = _wanted(arguments, standing)
        if wanted == standing:
            voice.result(_told(standing), words=people.limits(standing))
            return voice.exit_code()
        approval = access.propose_limits(wanted, by=session, now=clock.now())
        voice.result(
            {"approval": str(approval), **_told(wanted)},
            words=said(ASKED).format(limits=people.limits(wanted), approval=approval, **_told(wanted)),
        )
    return voice.exit_code()


def run_set(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        wanted = _wanted(arguments, access.limits())
        access.set_limits(wanted, by=session, now=clock.now())
        voice.result(_told(wanted), words=people.limits(wanted))
    return voice.exit_code()


def _wanted(arguments: argparse.Namespace, standing: access.Limits) -> access.Limits:
    given = (arguments.items, arguments.accounts, arguments.hours)
    kept = (standing.items, standing.accounts, standing.hours)
    items, accounts, hours = (old if new is None else new for new, old in zip(given, kept, strict=True))
    return access.Limits(items=items, accounts=accounts, hours=hours)


def _told(limits: access.Limits) -> dict[str, object]:
    return {"items": limits.items, "accounts": limits.accounts, "hours": limits.hours}


def _facts(each: access.WaitingAct) -> dict[str, object]:
    return {
        "id": str(each.id),
        "verb": each.verb,
        "size": each.size,
        "asked_by": str(each.asked_by),
        "asked_at": clock.timestamp(each.asked_at),
        "until": each.until and clock.timestamp(each.until),
        "stopped_by": each.stopped_by and str(each.stopped_by),
    }


def _words(each: access.WaitingAct) -> str:
    return said(ACT).format(
        id=each.id, verb=each.verb, size=each.size, name=access.name_of(each.asked_by), state=_state(each)
    )


def _state(each: access.WaitingAct) -> str:
    if each.stopped_by:
        return said(STOPPED_BY).format(name=access.name_of(each.stopped_by))
    return said(UNTIL).format(until=each.until) if each.until else said(UNAPPROVED)
