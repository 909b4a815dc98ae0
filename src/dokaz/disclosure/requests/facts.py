"""What holds a request up at each step: from what is written down under it and its authority. Pure, but for reading.

The needs of a step are those of all steps before it as well, so what was taken back since is missed again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dokaz.disclosure.requests.eligibility import Verdict
from dokaz.disclosure.requests.errors import (
    AuthorityUnverified,
    CandidatesUnjudged,
    ClarificationOpen,
    EligibilityBlocked,
    EligibilityMissing,
    ScopeMissing,
    SearchMissing,
    SecondJudgeMissing,
    StepHeldUp,
)
from dokaz.disclosure.requests.words import ELIGIBLE, REVIEWED, SCOPED, SEARCHED, VERIFIED, WORKING
from dokaz.records.api import Judged, Judgement, standing

NAMED = 5  # references that a sentence names


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a search found: the answer in force on whether it is relevant, and who said that it is."""

    ref: str
    answer: Judged | None = None
    agreed: frozenset[UUID] = frozenset()

    @property
    def relevant(self) -> bool:
        return self.answer is not None and self.answer.judgement is Judgement.POSITIVE


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a request. `own`: we offer it ourselves, so that each relevant item needs two people."""

    verified: bool = False
    verdict: Verdict | None = None
    scope: bool = False
    searches: int = 0
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
    unanswered: int = 0
    own: bool = False


def candidates(refs: Iterable[str], judged: Sequence[Judged], /) -> tuple[Candidate, ...]:
    """Each item that was found, once, in the order found, with what was judged of it."""
    in_force = {each.words.get("item"): each for each in standing(judged).values()}
    dropped = {each.reverses for each in judged}
    agreed: dict[object, set[UUID]] = {}
    for each in judged:
        if each.judgement is Judgement.POSITIVE and each.id not in dropped:
            agreed.setdefault(each.words.get("item"), set()).add(each.by)
    return tuple(Candidate(ref, in_force.get(ref), frozenset(agreed.get(ref, ()))) for ref in dict.fromkeys(refs))


def held_up(facts: Facts, to: str, /) -> tuple[StepHeldUp, ...]:
    """Everything that is missing for a request to stand in this state, in the order of the steps."""
    return tuple(each for state in WORKING[: WORKING.index(to) + 1] if state in _NEEDS for each in _NEEDS[state](facts))


def needs_of(facts: Facts, to: str, /) -> tuple[StepHeldUp, ...]:
    """What is missing for this step alone."""
    return tuple(_NEEDS[to](facts)) if to in _NEEDS else ()


def _verified(facts: Facts) -> Iterator[StepHeldUp]:
    if not facts.verified:
        yield AuthorityUnverified()


def _eligible(facts: Facts) -> Iterator[StepHeldUp]:
    if facts.verdict is None:
        yield EligibilityMissing()
    elif not facts.verdict.passes:
        yield EligibilityBlocked(why=facts.verdict.says)


def _scoped(facts: Facts) -> Iterator[StepHeldUp]:
    if not facts.scope:
        yield ScopeMissing()


def _searched(facts: Facts) -> Iterator[StepHeldUp]:
    if not facts.searches:
        yield SearchMissing()


def _reviewed(facts: Facts) -> Iterator[StepHeldUp]:
    if facts.unanswered:
        yield ClarificationOpen()
    unjudged = [each.ref for each in facts.candidates if each.answer is None]
    if unjudged:
        yield CandidatesUnjudged(items=_named(unjudged))
    alone = [each.ref for each in facts.candidates if facts.own and each.relevant and len(each.agreed) < 2]
    if alone:
        yield SecondJudgeMissing(items=_named(alone))


def _named(refs: Sequence[str]) -> str:
    return ", ".join(refs[:NAMED]) + (", …" if len(refs) > NAMED else "")


_NEEDS: Mapping[str, Callable[[Facts], Iterator[StepHeldUp]]] = {
    VERIFIED: _verified,
    ELIGIBLE: _eligible,
    SCOPED: _scoped,
    SEARCHED: _searched,
    REVIEWED: _reviewed,
}
