"""The states of a record and the steps between them: what a kind declares, and what most kinds take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dokaz.kernel.languages import Sentence, _, said
from dokaz.records.errors import MoveUnknown


@dataclass(frozen=True, slots=True)
class State:
    """Where a record stands. A locked one takes no revision."""

    code: str
    label: Sentence
    locked: bool = field(default=False, kw_only=True)
    waits: bool = field(default=False, kw_only=True)  # for somebody to review it

    @property
    def says(self) -> str:
        return said(self.label)


@dataclass(frozen=True, slots=True)
class Move:
    """A step from some states to another. `second`: by somebody who wrote nothing of what is reviewed.

    `back`: it becomes the turn of whoever asked for the review, or wrote last. `asks` is what the module demands of the
    record before the step is taken, whoever takes it and on whichever page: `asks(held, by=, now=)`, which raises a
    StateError of the module. Not `offered`: no page names it, its module alone takes it.
    """

    code: str
    label: Sentence
    of: frozenset[str]
    to: str
    second: bool = field(default=False, kw_only=True)
    reason: bool = field(default=False, kw_only=True)
    back: bool = field(default=False, kw_only=True)
    asks: Callable[..., Any] | None = field(default=None, kw_only=True, repr=False)
    offered: bool = field(default=True, kw_only=True)

    @property
    def says(self) -> str:
        return said(self.label)


@dataclass(frozen=True, slots=True)
class States:
    """What a kind declares. The first one is where a record begins; `withdrawn` is there for every kind."""

    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        known = {state.code for state in self.states}
        assert all({move.to, *move.of} <= known for move in self.moves)
        assert WITHDRAWN in known
        assert self.move(WITHDRAW).to == WITHDRAWN

    @property
    def first(self) -> State:
        return self.states[0]

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def move(self, code: str) -> Move:
        """Raises MoveUnknown."""
        for move in self.moves:
            if move.code == code:
                return move
        raise MoveUnknown

    def possible(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.of)


OPEN, ASKED, RETURNED, REVIEWED, WITHDRAWN = "open", "review-asked", "returned", "reviewed", "withdrawn"
ASK, ACCEPT, RETURN, REOPEN, WITHDRAW, BRING_BACK = "ask", "accept", "return", "reopen", "withdraw", "bring-back"

USUAL = States(
    (
        State(OPEN, _("Being worked on")),
        State(ASKED, _("Waits for a review"), waits=True),
        State(RETURNED, _("Returned with a comment")),
        State(REVIEWED, _("Reviewed"), locked=True),
        State(WITHDRAWN, _("Taken back"), locked=True),
    ),
    (
        Move(ASK, _("Ask for a review"), frozenset({OPEN, RETURNED}), ASKED),
        Move(ACCEPT, _("Accept it as reviewed"), frozenset({ASKED}), REVIEWED, second=True),
        Move(RETURN, _("Return it with a comment"), frozenset({ASKED}), RETURNED, second=True, reason=True, back=True),
        Move(REOPEN, _("Open it again"), frozenset({REVIEWED}), OPEN, reason=True),
        Move(WITHDRAW, _("Take it back"), frozenset({OPEN, ASKED, RETURNED}), WITHDRAWN, reason=True),
        Move(BRING_BACK, _("Bring it back"), frozenset({WITHDRAWN}), OPEN, reason=True),
    ),
)

COUNTS = OPEN  # the state of what is written down once, while nobody took it back
KEPT = States(  # what is written down once and counts, until somebody takes it back
    (State(COUNTS, _("Counts")), State(WITHDRAWN, _("Taken back"), locked=True)),
    (
        Move(WITHDRAW, _("Take it back"), frozenset({COUNTS}), WITHDRAWN, reason=True),
        Move(BRING_BACK, _("Bring it back"), frozenset({WITHDRAWN}), COUNTS, reason=True),
    ),
)
