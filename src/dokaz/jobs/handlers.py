"""Which function does which work. `config/wiring.py` says which there are; a job of another waits."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dokaz.jobs import ending, leasing
from dokaz.jobs.arguments import Argument, Arguments
from dokaz.jobs.enqueuing import ATTEMPTS, DEFAULT, enqueue
from dokaz.jobs.results import Job, Lease
from dokaz.kernel.errors import DokazError

__all__ = ["Handler", "Work", "handler", "known", "of", "wire"]

Refusals: TypeAlias = tuple[type[DokazError], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt, as its handler sees it. `by` is whoever the worker works as; it is passed on to verbs."""

    lease: Lease
    by: Any = field(repr=False)
    clock: Callable[[], datetime] = field(repr=False)

    @property
    def arguments(self) -> dict[str, Argument]:
        return self.lease.arguments

    def now(self) -> datetime:
        return self.clock()

    def progress(self, done: int, *, of: int | None = None) -> None:
        """Say how far it is. Raises LeaseLost: somebody else is at it, or it was cancelled, so stop."""
        leasing.tell_progress(self.lease, done=done, of=of)

    def finishing(self, outcome: str = "") -> AbstractContextManager[None]:
        """A block whose writing and the job's end are in one transaction: once in effect."""
        return ending.finishing(self.lease, now=self.now(), outcome=outcome)


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that does one kind of work, by the name that stands in the rows.

    An error of `gives_up_on` is final. One of `waits_for_member_on` says that the worker lacks a key: the job is left
    for a member. Any other is tried again, `max_attempts` times in all.
    """

    name: str
    run: Callable[[Work], None]
    queue: str = DEFAULT
    max_attempts: int = ATTEMPTS
    gives_up_on: Refusals = ()
    waits_for_member_on: Refusals = ()

    def enqueue(
        self,
        *,
        arguments: Arguments,
        now: datetime,
        key: str | None = None,
        run_after: datetime | None = None,
        priority: int = 0,
    ) -> Job:
        """`jobs.enqueue` for this handler."""
        return enqueue(
            self.name,
            arguments=arguments,
            now=now,
            key=key,
            run_after=run_after,
            priority=priority,
            queue=self.queue,
            max_attempts=self.max_attempts,
        )


def handler(
    name: str,
    *,
    queue: str = DEFAULT,
    max_attempts: int = ATTEMPTS,
    gives_up_on: Refusals = (),
    waits_for_member_on: Refusals = (),
) -> Callable[[Callable[[Work], None]], Handler]:
    """Make a function of a module's jobs.py the handler of this name. Nothing runs it before `wire` was told of it."""

    def made(run: Callable[[Work], None]) -> Handler:
        return Handler(name, run, queue, max_attempts, gives_up_on, waits_for_member_on)

    return made


_known: dict[str, Handler] = {}


def wire(handlers: Iterable[Handler] = ()) -> None:
    """Say which handlers this process has; those named before are forgotten. A name given twice is an error."""
    named = list(handlers)
    found = {each.name: each for each in named}
    if len(found) != len(named):
        raise ValueError("Two handlers have one name.")
    _known.clear()
    _known.update(found)


def known() -> frozenset[str]:
    """The names of the handlers this process has. A job of another name waits for a process that has it."""
    return frozenset(_known)


def of(name: str) -> Handler:
    return _known[name]
