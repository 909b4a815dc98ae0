"""The states of a request in their order, and the steps between them. What a step demands is asked when it is taken."""

from functools import partial

from dokaz.disclosure.requests import advancing
from dokaz.disclosure.requests.words import (
    CLARIFYING,
    CLOSED,
    ELIGIBLE,
    RECEIVED,
    REFUSED,
    REVIEWED,
    SCOPED,
    SEARCHED,
    VERIFIED,
    WITHDRAWN,
    WORKING,
)
from dokaz.kernel.languages import Sentence, _
from dokaz.records.api import Move, State, States

VERIFY, ADMIT, SET_SCOPE, SEARCH, REVIEW = "verify-authority", "find-eligible", "set-scope", "end-search", "end-review"
FORWARD = {VERIFY: VERIFIED, ADMIT: ELIGIBLE, SET_SCOPE: SCOPED, SEARCH: SEARCHED, REVIEW: REVIEWED}
CLARIFY, GO_BACK, AGAIN, REFUSE, CLOSE = "ask-to-clarify", "go-back", "begin-again", "refuse", "close"
_LATER = (  # reached by what comes after this: consent and redaction, a second person, package, receipt, follow-up
    State("consent-checked", _("Consent of everybody in it"), locked=True),
    State("redacted", _("Redacted"), locked=True),
    State("released-by-two", _("Released by a second person"), locked=True),
    State("packaged", _("Packaged"), locked=True),
    State("received-there", _("Receipt from them"), locked=True),
    State("followed-up", _("What became of it"), locked=True),
)


def _forward(code: str, label: Sentence) -> Move:
    """From the state before, or back from a question that was answered."""
    to = FORWARD[code]
    before = WORKING[WORKING.index(to) - 1]
    asks = partial(advancing.require, to=to)
    return Move(code, label, frozenset({before, CLARIFYING}), to, asks=asks)


REQUESTED = States(
    (
        State(RECEIVED, _("Received")),
        State(VERIFIED, _("Authority verified"), locked=True),
        State(ELIGIBLE, _("Eligible"), locked=True),
        State(SCOPED, _("Scope set"), locked=True),
        State(SEARCHED, _("Searched"), locked=True),
        State(REVIEWED, _("Relevance reviewed"), locked=True),
        *_LATER,
        State(CLARIFYING, _("Waits for their answer"), locked=True),
        State(REFUSED, _("Refused"), locked=True),
        State(WITHDRAWN, _("Withdrawn by the authority"), locked=True),
        State(CLOSED, _("Closed"), locked=True),
    ),
    (
        _forward(VERIFY, _("The authority is verified")),
        _forward(ADMIT, _("It may get something")),
        _forward(SET_SCOPE, _("The scope is set")),
        _forward(SEARCH, _("The search is done")),
        _forward(REVIEW, _("Everything found is judged")),
        Move(CLARIFY, _("Wait for the answer to a question"), frozenset(WORKING), CLARIFYING, reason=True),
        Move(
            GO_BACK, _("Go back to the beginning with their answer"), frozenset({CLARIFYING}), RECEIVED, reason=True
        ),
        Move(
            AGAIN, _("Begin again from the first step"), frozenset({*WORKING[1:], REFUSED, CLOSED}), RECEIVED,
            reason=True,
        ),
        Move(REFUSE, _("Refuse it"), frozenset({*WORKING, CLARIFYING}), REFUSED, reason=True),
        Move(
            "withdraw", _("The authority took it back"), frozenset({*WORKING, CLARIFYING}), WITHDRAWN, reason=True
        ),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), RECEIVED, reason=True),
        Move(CLOSE, _("Close it"), frozenset({REVIEWED}), CLOSED, reason=True),
    ),
)  # fmt: skip
OPEN = (*WORKING, *(each.code for each in _LATER), CLARIFYING)
