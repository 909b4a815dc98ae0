"""`dokaz work`: runs the background work that waits, as the machine, or as the account that signs in."""

import argparse
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from dokaz.access import api as access
from dokaz.cli import serve
from dokaz.cli.grammar import Shared, Verbs
from dokaz.cli.opening import as_machine, opened
from dokaz.cli.stopping import asked_to_stop
from dokaz.cli.voice import REFUSED, Voice
from dokaz.cli.working import IDLE, announced, owner
from dokaz.config import logs
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.languages import _, counted, said

_log = logging.getLogger("dokaz.work")
_STOPPED = (jobs.JobState.FOR_MEMBER, jobs.JobState.FAILED)
STAYS = _("Waiting for work. SIGTERM or Ctrl-C lets the job at work end first.")


def add(verbs: Verbs, shared: Shared) -> None:
    command = verbs.add_parser("work", parents=[shared], help=_("run the background work that waits"))
    command.description = _(
        "Runs jobs one after another until it is told to stop. Several may run at once, on any machine."
    )
    command.add_argument("--once", action="store_true", help=_("end when nothing is due"))
    command.add_argument(
        "--as-member",
        action="store_true",
        help=_("work as the account that signs in, with the keys it holds: for what waits for a member"),
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace, voice: Voice) -> int:
    session_for = opened if arguments.as_member else _at_work
    with (
        session_for(arguments, voice) as session,
        asked_to_stop() as stop,
        _working(session, arguments) as worker,
    ):
        _require(session)
        if not arguments.once:
            voice.note(said(STAYS))
        serve.tell_ready()
        ended = jobs.work(
            by=worker,
            owner=owner(session),
            clock=clock.now,
            stop=partial(_ends, stop, session),
            wait=_rest,
            once=arguments.once,
        )
        told = _tell(ended, voice)
        return told if arguments.once else voice.exit_code()  # who was told to stop has done what it was told


@contextmanager
def _at_work(arguments: argparse.Namespace, voice: Voice) -> Iterator[access.Session]:
    """The account is let go before the first job (SECURITY 1.15); what is told of jobs are lines of JSON."""
    with logs.begun():
        with as_machine(arguments, voice, granted=not arguments.once) as session:
            _log.info("begins")
            yield session
        _log.info("ended")


@contextmanager
def _working(session: access.Session, arguments: argparse.Namespace) -> Iterator[access.Session]:
    """Who stays can be granted jobs, to a key whose end is said. A machine has had one since it started, unless nobody
    was there to sign for it.
    """
    if arguments.once or session.of_a_machine:
        yield session
        return
    with announced(access.begin_worker(by=session, now=clock.now())) as worker:
        yield worker


def _require(session: access.Session) -> None:
    access.require(session, access.Permission.RUN_JOBS, now=clock.now())


def _ends(asked: Callable[[], bool], session: access.Session) -> bool:
    """Asked before each job: who may not run jobs any more takes none. Raises NotPermitted."""
    with suppress(database.DatabaseBusy, database.DatabaseAway):  # then no job is taken either
        _require(session)
    return asked()


def _rest() -> None:
    """While nothing is due, what was done gets its place in the log, as at the end of any command."""
    with suppress(database.DatabaseBusy, database.DatabaseAway):  # the next rest does it
        if journal.unplaced() and journal.departure() is None:
            journal.checkpoint(now=clock.now())
    time.sleep(IDLE)


def _tell(ended: dict[jobs.JobState, int], voice: Voice) -> int:
    waiting = jobs.counts()
    facts = {
        "done": ended.get(jobs.JobState.DONE, 0),
        "not_done": sum(ended.values()) - ended.get(jobs.JobState.DONE, 0),
    }
    standing = {state.value.replace("-", "_"): waiting[state] for state in (jobs.JobState.WAITING, *_STOPPED)}
    voice.result({**facts, **standing}, words=_words(facts, waiting))
    return REFUSED if facts["not_done"] else voice.exit_code()


def _words(facts: dict[str, int], waiting: dict[jobs.JobState, int]) -> str:
    told = [said(_("Done: {jobs}.")).format(jobs=counted("{count} job", "{count} jobs", facts["done"]))]
    if facts["not_done"]:
        told.append(
            said(_("Not done: {attempts}; `dokaz jobs list` says why.")).format(
                attempts=counted("{count} attempt", "{count} attempts", facts["not_done"])
            )
        )
    if later := waiting[jobs.JobState.WAITING]:
        told.append(
            said(_("{jobs} not due yet, or of a kind this program does not know.")).format(
                jobs=counted("{count} job", "{count} jobs", later)
            )
        )
    if stopped := sum(waiting[state] for state in _STOPPED):
        told.append(
            said(_("Stopped until `dokaz jobs retry`: {jobs}.")).format(
                jobs=counted("{count} job", "{count} jobs", stopped)
            )
        )
    return " ".join(told)
