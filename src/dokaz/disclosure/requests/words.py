"""The stored codes about requests, each with its words. A code never changes; its words may."""

from dokaz.kernel.languages import _
from dokaz.kernel.worded import Worded

REQUEST, ELIGIBILITY, SCOPE = "request", "eligibility", "request-scope"
SEARCH, CLARIFICATION, WITNESS = "search", "clarification", "witness-request"
TERMS, RELEASE_ASKED, WITNESS_TOLD = "request-terms", "release-asked", "witness-told"

RECEIVED, VERIFIED, ELIGIBLE, SCOPED = "received", "authority-verified", "eligible", "in-scope"
SEARCHED, REVIEWED = "searched", "relevance-reviewed"
CONSENTED, REDACTED, RELEASED = "consent-checked", "redacted", "released-by-two"
PACKAGED, RECEIPTED, FOLLOWED = "packaged", "received-there", "followed-up"
CLARIFYING, REFUSED, WITHDRAWN, CLOSED = "clarification-asked", "refused", "withdrawn", "closed"
IN_THE_HOUSE = (
    RECEIVED,
    VERIFIED,
    ELIGIBLE,
    SCOPED,
    SEARCHED,
    REVIEWED,
    CONSENTED,
    REDACTED,
    RELEASED,
)  # in their order
OVER = frozenset({REFUSED, WITHDRAWN, CLOSED})
AFTERWARDS = (PACKAGED, RECEIPTED, FOLLOWED)
WORKING = (*IN_THE_HOUSE, *AFTERWARDS)


class Direction(Worded):
    """Who began (S-08)."""

    ASKED = "asked", _("They asked us")
    OWN = "own", _("We offer it of our own accord")


class Standard(Worded):
    """How sure the authority must be, as far as it said so."""

    REASONABLE_GROUNDS = "reasonable-grounds", _("Reasonable grounds to believe")
    SUSPICION = "suspicion", _("Reasonable suspicion")
    BALANCE = "balance", _("More likely than not")
    BEYOND_DOUBT = "beyond-doubt", _("Beyond reasonable doubt")


class Reply(Worded):
    """What a possible witness answered, when they were asked about one request."""

    YES = "yes", _("Yes")
    CONDITIONS = "conditions", _("Yes, with conditions")
    NO = "no", _("No")
    NOT_NOW = "not-now", _("Not now")

    @property
    def agrees(self) -> bool:
        return self in {Reply.YES, Reply.CONDITIONS}
