"""`dokaz jobs list|retry|cancel`: the background work there is, and what became of it."""

import argparse
from collections.abc import Callable, Iterator
from uuid import UUID

from dokaz.access import api as access
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import opened
from dokaz.cli.voice import Voice
from dokaz.jobs import api as jobs
from dokaz.kernel import clock
from dokaz.kernel.errors import sentence
from dokaz.kernel.languages import _, counted, said

PAGE = 500
STOPPED = (jobs.JobState.FAILED, jobs.JobState.FOR_MEMBER)
STATES = {
    jobs.JobState.WAITING: _("waiting"),
    jobs.JobState.RUNNING: _("running"),
    jobs.JobState.FOR_MEMBER: _("waiting-for-member"),
    jobs.JobState.FAILED: _("failed"),
    jobs.JobState.DONE: _("done"),
    jobs.JobState.CANCELLED: _("cancelled"),
}


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("jobs", parents=[shared], help=_("see background work, try it again, cancel it"))
    acts = command.add_subparsers(title=_("acts"), metavar="ACT", required=True)
    listing = acts.add_parser("list", parents=[shared], help=_("list jobs, newest first, and how many stand how"))
    listing.add_argument(
        "--state", choices=[state.value for state in jobs.JobState], help=_("only those that stand so")
    )
    listing.set_defaults(command=run_list)
    again = acts.add_parser("retry", parents=[shared], help=_("let jobs that failed, or wait for a member, run again"))
    again.add_argument(
        "jobs", nargs="*", type=_id, metavar="ID", help=_("as the list shows it; all of them if none is named")
    )
    again.set_defaults(command=run_retry)
    ending = acts.add_parser("cancel", parents=[shared], help=_("let jobs never run again"))
    ending.add_argument("jobs", nargs="+", type=_id, metavar="ID", help=_("as the list shows it"))
    ending.set_defaults(command=run_cancel)


def run_list(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        states = [jobs.JobState(arguments.state)] if arguments.state else []
        for each in _each(session, *states):
            voice.result(_facts(each), words=_words(each))
        told = [f"{count} {said(STATES[state])}" for state, count in jobs.counts().items() if count]
        voice.say(said(_("Jobs: {told}.")).format(told=", ".join(told) or said(_("none"))))
    return voice.exit_code()


def run_retry(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        named = arguments.jobs or [each.id for each in _each(session, *STOPPED)]
        for job in named:
            _change(access.retry_job, job, session, voice)
        voice.say(
            said(_("Named: {jobs}. `dokaz work` runs them.")).format(
                jobs=counted("{count} job", "{count} jobs", len(named))
            )
        )
    return voice.exit_code()


def run_cancel(arguments: argparse.Namespace, voice: Voice) -> int:
    with opened(arguments, voice) as session:
        for job in arguments.jobs:
            _change(access.cancel_job, job, session, voice)
    return voice.exit_code()


def _change(verb: Callable[..., jobs.Job], job: UUID, session: access.Session, voice: Voice) -> None:
    """One that cannot be changed so is named, and the others are all the same."""
    try:
        changed = verb(job, by=session, now=clock.now())
    except jobs.JobError as error:
        voice.refuse(error)
    else:
        voice.result(_facts(changed), words=f"{changed.id}: {said(STATES[changed.state])}.")


def _each(session: access.Session, *states: jobs.JobState) -> Iterator[jobs.Job]:
    last: UUID | None = None
    while page := access.listed_jobs(by=session, now=clock.now(), states=states, after=last, limit=PAGE):
        yield from page
        last = page[-1].id


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(said(_("“{text}” is not the id of a job")).format(text=text)) from None


def _facts(each: jobs.Job) -> dict[str, object]:
    return {
        "id": str(each.id),
        "handler": each.handler,
        "known": each.handler in jobs.known(),
        "arguments": each.arguments,
        "state": each.state.value,
        "attempts": each.attempts,
        "max_attempts": each.max_attempts,
        "outcome": each.outcome,
        "trouble": each.trouble,
        "progress": each.progress,
        "progress_of": each.progress_of,
        "enqueued_at": clock.timestamp(each.enqueued_at),
        "run_after": clock.timestamp(each.run_after),
        "ended_at": each.ended_at and clock.timestamp(each.ended_at),
    }


def _words(each: jobs.Job) -> str:
    about = " ".join(str(value) for value in each.arguments.values())
    told = [f"{each.id}  {each.handler} {about}: {said(STATES[each.state])}"]
    if each.state == jobs.JobState.RUNNING and each.progress:
        told.append(said(_("{progress} of {total}")).format(progress=each.progress, total=each.progress_of or "?"))
    if each.state == jobs.JobState.WAITING:
        told.append(_waiting(each))
    if each.outcome:
        told.append(f"{each.outcome} {each.trouble}".rstrip())
    if each.attempts > 1 or each.state == jobs.JobState.FAILED:
        told.append(
            said(_("attempt {attempts} of {max_attempts}")).format(
                attempts=each.attempts, max_attempts=each.max_attempts
            )
        )
    reason = sentence(each.outcome)
    return ", ".join(filter(None, told)) + (f"\n    {reason}" if reason else "")


def _waiting(each: jobs.Job) -> str:
    if each.handler not in jobs.known():
        return said(_("for a version of this program that knows such work"))
    return (
        said(_("until {run_after:%Y-%m-%d %H:%M} UTC")).format(run_after=each.run_after)
        if each.run_after > clock.now()
        else ""
    )
