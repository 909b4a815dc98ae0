"""Taking a request to its next step, and what is missing for it. Each step is one of its record, with who and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure import linking
from dokaz.disclosure.authorities import keeping
from dokaz.disclosure.authorities.words import Body
from dokaz.disclosure.requests import terms
from dokaz.disclosure.requests.eligibility import (
    Because,
    Danger,
    Known,
    Verdict,
    answers_of,
    assurances_of,
    noted_of,
    weigh,
)
from dokaz.disclosure.requests.errors import NotAdmitted, NothingGoesThere, NotSoFarYet, RequestOver
from dokaz.disclosure.requests.facts import Candidate, RequestFacts, candidates, held_up
from dokaz.disclosure.requests.questions import RELEVANT
from dokaz.disclosure.requests.words import (
    AFTERWARDS,
    CLARIFICATION,
    CLARIFYING,
    CONSENTED,
    ELIGIBILITY,
    ELIGIBLE,
    OVER,
    RELEASED,
    REQUEST,
    REVIEWED,
    SCOPE,
    SEARCH,
    WORKING,
    Direction,
)
from dokaz.kernel.given import is_said, lines, text
from dokaz.records import api as records

_UNJUDGED = WORKING[: WORKING.index(REVIEWED)]
_WEIGHED = WORKING[WORKING.index(CONSENTED) : WORKING.index(RELEASED) + 1]
_LATE = (RELEASED, *AFTERWARDS)


def require(held: records.Held, *, to: str, by: access.Session, now: datetime) -> None:
    """What the records ask before a request takes a step. Raises StepHeldUp with the first thing that is missing."""
    if held.state == CLARIFYING:
        _require_been(held, to, by=by, now=now)
    for why in held_up(facts_of(held, to, by=by, now=now), to):
        raise why


def require_admitted(held: records.Held, /, *, by: access.Session, now: datetime) -> None:
    """What is asked before anything is done for a request outside its own way, such as asking a witness: it goes on,
    and it was found eligible and still is.

    Raises RequestOver, NothingGoesThere, NotAdmitted, what holds it up (StepHeldUp), and what `facts_of` raises.
    """
    if held.state in OVER:
        raise RequestOver
    if keeping.Authority(linking.above(held.id, by=by, now=now)).recipient is None:
        raise NothingGoesThere
    require(held, to=ELIGIBLE, by=by, now=now)
    if held.state in WORKING[: WORKING.index(ELIGIBLE)]:
        raise NotAdmitted(state=records.kind_of(REQUEST).states.state(ELIGIBLE).says)


def advance(
    request: UUID, /, *, step: str, seen: int, comment: str = "", by: access.Session, now: datetime
) -> records.Held:
    """Take a request one step further, or aside; `seen` is the revision that was looked at.

    Raises StepHeldUp, which says what is missing and what to do, and what `records.move` raises.
    """
    return records.move(request, move=step, seen=seen, comment=comment, by=by, now=now)


def facts_of(held: records.Held, to: str, /, *, by: access.Session, now: datetime) -> RequestFacts:
    """What is known about a request, as far as this state needs it. Raises NotPermitted, RecordNotFound of `records`
    where its authority lies out of sight.
    """
    authority = keeping.Authority(linking.above(held.id, by=by, now=now))
    searches = linking.counting(held.id, SEARCH, by=by, now=now)
    questions = linking.counting(held.id, CLARIFICATION, by=by, now=now)
    found = [ref for each in searches for ref in lines(each.fields, "found")]
    judged = records.judgements(RELEVANT, of=held.id, by=by, now=now) if found and to not in _UNJUDGED else ()
    facts = RequestFacts(
        verified=_verified(held, authority, by=by, now=now),
        mandate_unknown=authority.mandate_unknown,
        mandated=authority.has_mandate(now.date()),
        verdict=_verdict(held, authority, by=by, now=now),
        scope=bool(linking.counting(held.id, SCOPE, by=by, now=now)),
        searches=len(searches),
        candidates=candidates(found, judged),
        unanswered=sum(not is_said(each.fields, "answer") for each in questions),
    )
    if text(held.fields, "direction") == Direction.OWN:
        facts = replace(facts, alone=_alone(facts.candidates))
    if to in _WEIGHED:
        facts = replace(facts, leaving=terms.leaving(held, authority, facts.relevant, by=by, now=now))
    if to in _LATE:
        facts = replace(facts, after=terms.after(held, by=by, now=now))
    return facts


def _alone(found: Sequence[Candidate]) -> tuple[str, ...]:
    """What was judged relevant where no two of those who say so may act as two persons (SECURITY 1.11)."""
    relevant = [each for each in found if each.relevant]
    together = {agreed for agreed in {each.agreed for each in relevant} if _two_of(agreed)}
    return tuple(each.ref for each in relevant if each.agreed not in together)


def _two_of(agreed: frozenset[UUID]) -> bool:
    return any(access.independent(one, of=other) for one, other in combinations(sorted(agreed), 2))


def checked_contact(
    held: records.Held, authority: keeping.Authority, /, *, by: access.Session, now: datetime
) -> records.Held | None:
    """The contact that the request names, where it is one of exactly this authority and was checked."""
    named = text(held.fields, "contact")
    checked = keeping.checked_contacts(authority.id, by=by, now=now) if named else ()
    return next((each for each in checked if str(each.id) == named), None)


def _verified(held: records.Held, authority: keeping.Authority, *, by: access.Session, now: datetime) -> bool:
    """Whether the request came through a checked contact of an authority that is in use."""
    in_use = authority.held.state == records.COUNTS
    return in_use and checked_contact(held, authority, by=by, now=now) is not None


def _verdict(held: records.Held, authority: keeping.Authority, *, by: access.Session, now: datetime) -> Verdict | None:
    """By the checklist that was written down last; None where there is none."""
    found = linking.counting(held.id, ELIGIBILITY, by=by, now=now)
    if not found:
        return None
    fields = found[-1].fields
    return weigh(answers_of(fields), _known(authority, custody.still_held(assurances_of(fields).values(), by=by)))


def _known(authority: keeping.Authority, assurances: frozenset[str]) -> Known:
    """What a checklist cannot talk away: what is written about the authority, and which assurances are there."""
    written = {Danger.DEATH_PENALTY: authority.may_kill, Danger.IN_ABSENTIA: authority.convicts_absent}
    return Known(
        gets_nothing=_why_nothing(authority.body),
        present=frozenset(danger for danger, there in written.items() if there),
        noted=noted_of(authority.held.fields),
        assurances=assurances,
    )


def _why_nothing(body: Body) -> Because | None:
    if not body.gets_nothing:
        return None
    return Because.UNASKED if body is Body.OTHER else Because.BODY


def _require_been(held: records.Held, to: str, *, by: access.Session, now: datetime) -> None:
    """Back from a question it goes no further than it was. Raises NotSoFarYet."""
    before = state_before_asking(records.steps(held.id, by=by, now=now))
    if WORKING.index(to) > WORKING.index(before):
        states = records.kind_of(REQUEST).states
        raise NotSoFarYet(state=states.state(before).label)


def state_before_asking(steps: tuple[records.StepTaken, ...], /) -> str:
    """How far a request had come before we asked the authority something."""
    return next((each.state for each in reversed(steps) if each.state in WORKING), WORKING[0])
