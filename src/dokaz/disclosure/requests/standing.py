"""How far a request is: each step with who took it when and why, and what is missing for the next one."""

from dataclasses import dataclass, field
from datetime import datetime

from dokaz.access import api as access
from dokaz.disclosure.requests import advancing
from dokaz.disclosure.requests.errors import StepHeldUp
from dokaz.disclosure.requests.facts import Facts, needs_of
from dokaz.disclosure.requests.recording import Request
from dokaz.disclosure.requests.words import WORKING
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class StepOnTheWay:
    """A step of a request: taken, by whom and when, or, for the `following` one, what is missing for it."""

    state: str
    taken: records.StepTaken | None
    missing: tuple[StepHeldUp, ...] = field(default=())
    following: bool = False  # the next one


@dataclass(frozen=True, slots=True)
class Progress:
    """A request with the facts by which it goes further."""

    request: Request
    facts: Facts
    steps: tuple[StepOnTheWay, ...]
    all_taken: tuple[records.StepTaken, ...] = field(repr=False)


def progress(request: Request, /, *, by: access.Session, now: datetime) -> Progress:
    """How far a request is. Nothing here decides: each step asks again when it is taken. Raises NotPermitted."""
    with access.acting(by, now=now):
        taken = records.steps(request.id, by=by, now=now)
        here = request.held.state if request.held.state in WORKING else advancing.state_before_asking(taken)
        reached = WORKING.index(here)
        following = WORKING[min(reached + 1, len(WORKING) - 1)]
        facts = advancing.facts_of(request.held, following, by=by, now=now)
    steps = tuple(_step(state, place, reached, facts, taken) for place, state in enumerate(WORKING) if place)
    return Progress(request, facts, steps, taken)


def _step(state: str, place: int, reached: int, facts: Facts, taken: tuple[records.StepTaken, ...]) -> StepOnTheWay:
    last = next((each for each in reversed(taken) if each.state == state), None)
    return StepOnTheWay(
        state=state,
        taken=last if place <= reached else None,
        missing=needs_of(facts, state) if place == reached + 1 else (),
        following=place == reached + 1,
    )
