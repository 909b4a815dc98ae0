"""Whether an item that a search found is relevant to a request: judged by somebody, with a reason and where in it."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import linking
from dokaz.disclosure.requests.facts import Candidate, candidates
from dokaz.disclosure.requests.questions import RELEVANT
from dokaz.disclosure.requests.recording import Request
from dokaz.disclosure.requests.words import SEARCH
from dokaz.kernel.given import lines
from dokaz.records import api as records
from dokaz.records.api import Judged, Judgement


def judge_relevance(
    request: Request,
    /,
    *,
    item: str,
    judgement: Judgement,
    reason: str,
    pinpoint: str = "",
    by: access.Session,
    now: datetime,
) -> Judged:
    """Say whether an item is relevant to a request; a later answer takes the place of an earlier one.

    Raises NotPermitted, ItemNotFound of `custody`, ReasonMissing of `records`.
    """
    with access.acting(by, now=now):
        (where,) = custody.placed([item], by=by)
        told = {"item": where.ref, "request": request.ref, "pinpoint": pinpoint.strip()}
        return records.judge(
            RELEVANT, where.id, request.id, judgement=judgement, reason=reason, words=told,
            compartment=request.held.compartment, by=by, now=now,
        )  # fmt: skip


def candidates_of(request: Request, /, *, by: access.Session, now: datetime) -> tuple[Candidate, ...]:
    """Everything that the searches of a request found, each once, with the answer in force. Raises NotPermitted."""
    with access.acting(by, now=now):
        searches = linking.counting(request.id, SEARCH, by=by, now=now)
        found = [ref for each in searches for ref in lines(each.fields, "found")]
        judged = records.judgements(RELEVANT, of=request.id, by=by, now=now) if found else ()
    return candidates(found, judged)
