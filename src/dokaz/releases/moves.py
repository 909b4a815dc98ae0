"""The states of a release, and the steps between them. What a step demands is asked when it is taken."""

from dokaz.kernel.languages import _
from dokaz.records.api import Move, State, States
from dokaz.releases import chains
from dokaz.releases.words import ENDED, GIVEN_OUT, NOT_MADE, OUT, RECALLED, THERE

STRIKE = "withdraw"

RELEASED = States(
    (
        State(GIVEN_OUT, _("Given out")),
        State(THERE, _("They have it")),
        State(ENDED, _("Ended"), locked=True),
        State(RECALLED, _("Recalled")),
        State(NOT_MADE, _("No package came about"), locked=True),
    ),
    (
        Move(
            "end", _("The time is over, or they gave it back or destroyed it"), frozenset({*OUT, RECALLED}), ENDED,
            reason=True,
        ),
        Move("go-on", _("It has not ended"), frozenset({ENDED}), GIVEN_OUT, reason=True),
        Move(
            STRIKE, _("No package came about"), frozenset({GIVEN_OUT}), NOT_MADE, reason=True,
            asks=chains.require_nothing_went,
        ),
    ),
)  # fmt: skip
