"""The states of a request in their order, and the steps between them. What a step demands is asked when it is taken."""

from functools import partial

from dokaz.disclosure.requests import advancing
from dokaz.disclosure.requests.words import (
    AFTERWARDS,
    CLARIFYING,
    CLOSED,
    CONSENTED,
    ELIGIBLE,
    FOLLOWED,
    IN_THE_HOUSE,
    PACKAGED,
    RECEIPTED,
    RECEIVED,
    REDACTED,
    REFUSED,
    RELEASED,
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
CHECK_CONSENT, END_REDACTION = "check-consent", "end-redaction"
# taken by the making of a package alone
RELEASE, PACKAGE, PACKAGE_AGAIN, UNMADE = "release-by-two", "make-package", "package-again", "package-unmade"
NOTE_RECEIPT, FOLLOW_UP = "note-receipt", "follow-up"
FORWARD = {
    VERIFY: VERIFIED, ADMIT: ELIGIBLE, SET_SCOPE: SCOPED, SEARCH: SEARCHED, REVIEW: REVIEWED, CHECK_CONSENT: CONSENTED,
    END_REDACTION: REDACTED, RELEASE: RELEASED, PACKAGE: PACKAGED, NOTE_RECEIPT: RECEIPTED, FOLLOW_UP: FOLLOWED,
}  # fmt: skip
CLARIFY, GO_BACK, AGAIN, REFUSE, CLOSE = "ask-to-clarify", "go-back", "begin-again", "refuse", "close"
LEAVING = frozenset({REDACTED, RELEASED, *AFTERWARDS})  # where a second person can be asked for what goes


def _forward(code: str, label: Sentence) -> Move:
    """From the state before, or back from a question that was answered."""
    to = FORWARD[code]
    before = WORKING[WORKING.index(to) - 1]
    return Move(code, label, frozenset({before, CLARIFYING}), to, asks=_asks(to))


def _asks(to: str) -> partial[None]:
    return partial(advancing.require, to=to)


REQUESTED = States(
    (
        State(RECEIVED, _("Received")),
        State(VERIFIED, _("Authority verified"), locked=True),
        State(ELIGIBLE, _("Eligible"), locked=True),
        State(SCOPED, _("Scope set"), locked=True),
        State(SEARCHED, _("Searched"), locked=True),
        State(REVIEWED, _("Relevance reviewed"), locked=True),
        State(CONSENTED, _("Consent of everybody in it"), locked=True),
        State(REDACTED, _("Redacted"), locked=True),
        State(RELEASED, _("Released by a second person"), locked=True),
        State(PACKAGED, _("Packaged"), locked=True),
        State(RECEIPTED, _("Receipt from them"), locked=True),
        State(FOLLOWED, _("What became of it"), locked=True),
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
        _forward(CHECK_CONSENT, _("What people agreed to was looked at")),
        _forward(END_REDACTION, _("Everything that must be redacted is")),
        Move(
            RELEASE, _("A second person approved that it goes"), frozenset({REDACTED, RELEASED}), RELEASED,
            asks=_asks(RELEASED), offered=False,
        ),
        Move(
            PACKAGE, _("The package was made"), frozenset({RELEASED}), PACKAGED, asks=_asks(PACKAGED), offered=False
        ),
        Move(
            PACKAGE_AGAIN, _("Another package was made"), frozenset(AFTERWARDS), PACKAGED, asks=_asks(PACKAGED),
            offered=False,
        ),
        Move(UNMADE, _("The package did not come about"), frozenset({PACKAGED}), RELEASED, offered=False),
        Move(NOTE_RECEIPT, _("They received it"), frozenset({PACKAGED}), RECEIPTED, asks=_asks(RECEIPTED)),
        Move(
            FOLLOW_UP, _("We know what became of it"), frozenset({RECEIPTED}), FOLLOWED, reason=True,
            asks=_asks(FOLLOWED),
        ),
        Move(CLARIFY, _("Wait for the answer to a question"), frozenset(IN_THE_HOUSE), CLARIFYING, reason=True),
        Move(
            GO_BACK, _("Go back to the beginning with their answer"), frozenset({CLARIFYING}), RECEIVED, reason=True
        ),
        Move(
            AGAIN, _("Begin again from the first step"), frozenset({*WORKING[1:], REFUSED, CLOSED}), RECEIVED,
            reason=True,
        ),
        Move(REFUSE, _("Refuse it"), frozenset({*IN_THE_HOUSE, CLARIFYING}), REFUSED, reason=True),
        Move(
            "withdraw", _("The authority took it back"), frozenset({*IN_THE_HOUSE, CLARIFYING}), WITHDRAWN, reason=True
        ),
        Move("bring-back", _("Bring it back"), frozenset({WITHDRAWN}), RECEIVED, reason=True),
        Move(CLOSE, _("Close it"), frozenset({*WORKING[WORKING.index(ELIGIBLE):]}), CLOSED, reason=True),
    ),
)  # fmt: skip
OPEN = (*WORKING, CLARIFYING)
UNANSWERED = frozenset({*IN_THE_HOUSE, CLARIFYING})  # where its deadline still counts
