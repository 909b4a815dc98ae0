"""Everything that disclosure declares to `records` when it is loaded."""

from dokaz.disclosure.afterwards.told_kind import TELLING
from dokaz.disclosure.authorities.kinds import AUTHORITY, CALL, CONTACT, KEY
from dokaz.disclosure.redacting.kinds import REDACTION
from dokaz.disclosure.requests.kinds import OF_REQUESTS, RELEASE_ASKED, REQUEST
from dokaz.disclosure.requests.questions import RELEVANT
from dokaz.disclosure.requests.witness_kind import WITNESS_REQUEST
from dokaz.disclosure.requests.witness_told_kind import TOLD_OF_WITNESS
from dokaz.records import api as records

_EVERY = (
    AUTHORITY,
    CONTACT,
    KEY,
    CALL,
    REQUEST,
    *OF_REQUESTS,
    RELEASE_ASKED,
    WITNESS_REQUEST,
    TOLD_OF_WITNESS,
    TELLING,
)
KINDS = frozenset(kind.code for kind in _EVERY)


def declare() -> None:
    """Make our kinds and our question known; twice does no harm."""
    records.declare(*_EVERY, REDACTION)
    records.declare_question(RELEVANT)
