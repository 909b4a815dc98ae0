"""What holds a request up at each step: from what is written down under it and its authority. Pure, but for reading.

The needs of a step are those of all steps before it as well, so what was taken back since is missed again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dokaz.disclosure.proposals import PackageTerms
from dokaz.disclosure.requests.eligibility import Verdict
from dokaz.disclosure.requests.errors import (
    AuthorityUnverified,
    CandidatesUnjudged,
    CandidatesUnsure,
    ClarificationOpen,
    CopyOwed,
    EligibilityBlocked,
    EligibilityMissing,
    FateUnknown,
    KeyUnchecked,
    MandateMissing,
    MandateOver,
    NotApproved,
    NothingMayGo,
    NothingRelevant,
    NotPackaged,
    ReceiptNotNoted,
    RelevantUnseen,
    ScopeMissing,
    SearchMissing,
    SecondJudgeMissing,
    StepHeldUp,
    TermsMissing,
    UntilOver,
)
from dokaz.disclosure.requests.preparing import PreparedItem
from dokaz.disclosure.requests.words import (
    AFTERWARDS,
    CONSENTED,
    ELIGIBLE,
    FOLLOWED,
    PACKAGED,
    RECEIPTED,
    REDACTED,
    RELEASED,
    REVIEWED,
    SCOPED,
    SEARCHED,
    VERIFIED,
    WORKING,
)
from dokaz.records.api import Judged, Judgement, standing

NAMED = 5  # references that a sentence names


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a search found: the answer in force on whether it is relevant, and whose last word is that it is."""

    ref: str
    answer: Judged | None = None
    agreed: frozenset[UUID] = frozenset()

    @property
    def judgement(self) -> Judgement:
        return self.answer.judgement if self.answer else Judgement.NONE

    @property
    def relevant(self) -> bool:
        return self.judgement is Judgement.POSITIVE


@dataclass(frozen=True, slots=True)
class Leaving:
    """How what is relevant would go, and what of it; `unseen` lie where this account may not look."""

    terms: PackageTerms | None = None
    key_checked: bool = True
    until_over: bool = False
    unseen: int = 0
    prepared: tuple[PreparedItem, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class After:
    """What is known of what left on a request."""

    approved: bool = False
    packaged: bool = False
    received: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is known about a request. `alone`: of what we offer ourselves, which needs two, what one alone judged
    relevant.

    `leaving` and `after` are asked for only where a step needs them: what may go is weighed anew each time.
    """

    verified: bool = False
    mandate_unknown: bool = False
    mandated: bool = True
    verdict: Verdict | None = None
    scope: bool = False
    searches: int = 0
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
    unanswered: int = 0
    alone: tuple[str, ...] = field(default=(), repr=False)
    leaving: Leaving = Leaving()
    after: After = After()

    @property
    def relevant(self) -> tuple[str, ...]:
        """The references of what was judged relevant."""
        return tuple(each.ref for each in self.candidates if each.relevant)


def candidates(refs: Iterable[str], judged: Sequence[Judged], /) -> tuple[Candidate, ...]:
    """Each item that was found, once, in the order found, with what was judged of it."""
    in_force = {each.words.get("item"): each for each in standing(judged).values()}
    dropped = {each.reverses for each in judged}
    last = {(each.words.get("item"), each.by): each for each in judged if each.id not in dropped}
    agreed: dict[object, set[UUID]] = {}
    for (item, account), each in last.items():
        if each.judgement is Judgement.POSITIVE:
            agreed.setdefault(item, set()).add(account)
    return tuple(Candidate(ref, in_force.get(ref), frozenset(agreed.get(ref, ()))) for ref in dict.fromkeys(refs))


def held_up(facts: RequestFacts, to: str, /) -> tuple[StepHeldUp, ...]:
    """Everything that is missing for a request to stand in this state, in the order of the steps.

    Once a package was made, what comes after asks for nothing again: a receipt is written down also where consent was
    taken back since.
    """
    last = WORKING.index(to)
    first = last if to in AFTERWARDS else 0
    return tuple(each for state in WORKING[first : last + 1] if state in _NEEDS for each in _NEEDS[state](facts))


def needs_of(facts: RequestFacts, to: str, /) -> tuple[StepHeldUp, ...]:
    """What is missing for this step alone."""
    return tuple(_NEEDS[to](facts)) if to in _NEEDS else ()


def _verified(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.verified:
        yield AuthorityUnverified()
    if facts.mandate_unknown:
        yield MandateMissing()
    elif not facts.mandated:
        yield MandateOver()


def _eligible(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if facts.verdict is None:
        yield EligibilityMissing()
    elif not facts.verdict.passes:
        yield EligibilityBlocked(why=facts.verdict.says)


def _scoped(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.scope:
        yield ScopeMissing()


def _searched(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.searches:
        yield SearchMissing()


def _reviewed(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if facts.unanswered:
        yield ClarificationOpen()
    unjudged = [each.ref for each in facts.candidates if each.judgement is Judgement.NONE]
    if unjudged:
        yield CandidatesUnjudged(items=_named(unjudged))
    unsure = [each.ref for each in facts.candidates if each.judgement is Judgement.UNSURE]
    if unsure:
        yield CandidatesUnsure(count=len(unsure), items=_named(unsure))
    if facts.alone:
        yield SecondJudgeMissing(items=_named(facts.alone))


def _consented(facts: RequestFacts) -> Iterator[StepHeldUp]:
    leaving = facts.leaving
    if leaving.terms is None:
        yield TermsMissing()
    else:
        if not leaving.key_checked:
            yield KeyUnchecked()
        if leaving.until_over:
            yield UntilOver()
    if not facts.relevant:
        yield NothingRelevant()
    elif leaving.unseen:
        yield RelevantUnseen(count=leaving.unseen)
    elif leaving.terms is not None and not any(each.goes or each.owed for each in leaving.prepared):
        yield from _nothing_goes(leaving)


def _redacted(facts: RequestFacts) -> Iterator[StepHeldUp]:
    owed = [each.ref for each in facts.leaving.prepared if each.owed]
    if owed:
        yield CopyOwed(items=_named(owed))
    elif facts.leaving.prepared and not any(each.goes for each in facts.leaving.prepared):
        yield from _nothing_goes(facts.leaving)


def _nothing_goes(leaving: Leaving) -> Iterator[StepHeldUp]:
    for first in leaving.prepared[:1]:
        yield NothingMayGo(item=first.ref, because=" ".join(first.says))


def _released(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.after.approved:
        yield NotApproved()


def _packaged(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.after.packaged:
        yield NotPackaged()


def _receipted(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.after.received:
        yield ReceiptNotNoted()


def _followed(facts: RequestFacts) -> Iterator[StepHeldUp]:
    if not facts.after.followed:
        yield FateUnknown()


def _named(refs: Sequence[str]) -> str:
    return ", ".join(refs[:NAMED]) + (", …" if len(refs) > NAMED else "")


_NEEDS: Mapping[str, Callable[[RequestFacts], Iterator[StepHeldUp]]] = {
    VERIFIED: _verified,
    ELIGIBLE: _eligible,
    SCOPED: _scoped,
    SEARCHED: _searched,
    REVIEWED: _reviewed,
    CONSENTED: _consented,
    REDACTED: _redacted,
    RELEASED: _released,
    PACKAGED: _packaged,
    RECEIPTED: _receipted,
    FOLLOWED: _followed,
}
