"""The states of a release, and the steps between them. What a step demands is asked when it is taken."""

from dokaz.kernel.languages import _
from dokaz.records.api import Move, State, States
from dokaz.releases import chains, following
from dokaz.releases.words import (
    AT_WORK,
    ENDED,
    GIVEN_OUT,
    NOT_MADE,
    OUT,
    OVER,
    RECALLED,
    SETTLED,
    TAKEN_BACK,
    THERE,
    WITH_THEM,
)

STRIKE = "withdraw"

RELEASED = States(
    (
        State(GIVEN_OUT, _("Given out")),
        State(THERE, _("They have it")),
        State(OVER, _("Their time is over")),
        State(ENDED, _("Ended"), locked=True),
        State(RECALLED, _("Recalled")),
        State(NOT_MADE, _("No package came about"), locked=True),
    ),
    (
        Move(
            "confirm", _("They confirmed that they have it"), frozenset({GIVEN_OUT}), THERE,
            asks=following.require_receipt,
        ),
        Move(
            "recall", _("Everything was called back"), frozenset({*WITH_THEM, ENDED}), RECALLED, reason=True,
            asks=following.require_recall,
        ),
        Move("time-over", _("Their time is over; they may still have it"), frozenset(OUT), OVER, reason=True),
        Move(
            "end", _("They gave it back, or destroyed it"), frozenset({*WITH_THEM, RECALLED}), ENDED, reason=True
        ),
        Move("go-on", _("It goes on: it has not ended"), frozenset({OVER, ENDED, RECALLED}), GIVEN_OUT, reason=True),
        Move(
            STRIKE, _("No package came about"), frozenset({GIVEN_OUT}), NOT_MADE, reason=True,
            asks=chains.require_nothing_went, offered=False,
        ),
    ),
)  # fmt: skip
COMPELLED_STATES = States(
    (
        State(AT_WORK, _("Being dealt with")),
        State(SETTLED, _("Dealt with"), locked=True),
        State(TAKEN_BACK, _("Taken back"), locked=True),
    ),
    (
        Move("settle", _("It is dealt with"), frozenset({AT_WORK}), SETTLED, asks=following.require_settled),
        Move("reopen", _("Open it again"), frozenset({SETTLED}), AT_WORK, reason=True),
        Move("withdraw", _("Take it back"), frozenset({AT_WORK}), TAKEN_BACK, reason=True),
        Move("bring-back", _("Bring it back"), frozenset({TAKEN_BACK}), AT_WORK, reason=True),
    ),
)
