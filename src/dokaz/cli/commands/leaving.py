"""`dokaz leaving begin|list|step`: what has to be done when somebody leaves, until all of it is done."""

import argparse

from dokaz.access import api as access
from dokaz.cli import people
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened, where
from dokaz.cli.voice import Voice
from dokaz.config import people as house
from dokaz.kernel import clock
from dokaz.kernel.languages import _, said
from dokaz.safeguards import api as safeguards

BEGUN = _("{id}  {name} leaves, begun {day:%Y-%m-%d}")
ENDED = _("{id}  {name} leaves, ended {day:%Y-%m-%d}")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("leaving", parents=[shared], help=_("the list of what ends when somebody leaves"))
    acts = command.add_subparsers(metavar="ACT", required=True)
    beginning = acts.add_parser("begin", parents=[shared], help=_("begin the list for a colleague; nothing ends yet"))
    people.add_account(beginning)
    beginning.set_defaults(command=run_begin)
    acts.add_parser("list", parents=[shared], help=_("every list and its steps")).set_defaults(command=run_list)
    doing = acts.add_parser("step", parents=[shared], help=_("do a step, or say that one was done"))
    doing.add_argument("leaving", type=people.any_id, metavar="ID", help=_("as `dokaz leaving list` shows it"))
    doing.add_argument("step", metavar="STEP", help=_("as `dokaz leaving list` shows it"))
    doing.set_defaults(command=run_step)


def run_begin(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        begun = safeguards.begin_leaving(account=arguments.account, by=session, now=clock.now())
        _tell(safeguards.leaving_list(begun, by=session, now=clock.now()), voice)
    return voice.exit_code()


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for each in safeguards.leavings(by=session, now=clock.now()):
            _tell(each, voice)
    return voice.exit_code()


def run_step(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        done = safeguards.do_leaving_step(arguments.leaving, step=arguments.step, by=session, now=clock.now())
        house.settle_slots(where(arguments))  # where the account was withdrawn, its slot goes too
        _tell(done, voice)
    return voice.exit_code()


def _tell(each: safeguards.LeavingList, voice: Voice) -> None:
    sentence, day = (ENDED, each.ended_at) if each.ended_at else (BEGUN, each.begun_at)
    told = {
        "id": str(each.id),
        "account": str(each.account),
        "ended_at": each.ended_at and clock.timestamp(each.ended_at),
    }
    head = said(sentence).format(id=each.id, name=access.name_of(each.account), day=day)
    voice.result({**told, "steps": people.step_facts(each.steps)}, words="\n".join([head, *people.steps(each.steps)]))
