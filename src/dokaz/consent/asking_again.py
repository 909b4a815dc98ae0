"""Whom to ask again: who said yes, and whose yes counts no longer since a day has come or something happened.

Looked at a portion of the persons at a time, in an order that says nothing. What was said, and what is recorded of
whoever said yes, is read for all of a portion; a person is named in an entry only where a yes may have lapsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import flags, gathering, papers
from dokaz.consent.deciding import Asked, decide_person
from dokaz.consent.facts import Because, ConsentDecision, PersonFacts
from dokaz.consent.models import Paper, PaperKind
from dokaz.consent.words import Form, Reply, Voice, Why
from dokaz.journal import api as journal
from dokaz.people import api as people

LIST = "consent:again:list"
PORTION = 200  # persons
_LAPSED = frozenset({Why.WORSENED, Why.INSIDE, Why.REVIEW_DUE, Why.GROWN_UP, Why.WAS_CHILD})


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Somebody to ask again, and why each yes counts no longer."""

    person: people.Person
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Those to ask among a portion of the persons who ever answered; `onward` is where the next portion begins."""

    persons: tuple[ToAsk, ...]
    onward: UUID | None


def ask_again(*, after: UUID | None = None, by: access.Session, now: datetime) -> AskAgain:
    """Whom to ask again, of the first portion or the one behind `after`, where the account may look.

    Whose yes was followed by another answer about the same is not among them. An entry names those who are told; where
    there are none, nothing is told and nothing written. Raises NotPermitted, and what `permits` raises of papers.
    """
    access.require(by, access.Permission.RECORD_CONSENT, now=now)
    with access.acting(by, now=now), access.scope(by):
        there = _answered(after)
        said = papers.read([str(person) for person in there], PaperKind.DECISIONS, by=by)
        heard = {UUID(person): list(gathering.decisions(mine)) for person, mine in said.items()}
        waiting = {person: _unanswered(mine) for person, mine in heard.items()}
        lapsed = _lapsed(_candidates(heard, waiting, by, now.date()), waiting, by, now)
        told = people.persons_among(sorted(lapsed), by=by, now=now) if lapsed else ()
        _record(told, by, now)
    persons = tuple(ToAsk(each, lapsed[each.id]) for each in told)
    return AskAgain(persons, there[-1] if len(there) == PORTION else None)


def _answered(after: UUID | None) -> list[UUID]:
    """The next portion of those who were ever asked, of the running scope."""
    found = Paper.objects.filter(kind=PaperKind.DECISIONS.value)
    if after is not None:
        found = found.filter(subject__gt=str(after))
    return [UUID(each) for each in found.order_by("subject").values_list("subject", flat=True).distinct()[:PORTION]]


def _unanswered(said: Sequence[ConsentDecision]) -> list[ConsentDecision]:
    """Each yes after which nothing was recorded about all of the same."""
    return [
        yes
        for yes in said
        if yes.reply is Reply.YES
        and not any(each.recorded_at > yes.recorded_at and each.scope.covers(yes.scope) for each in said)
    ]


def _candidates(
    heard: Mapping[UUID, Sequence[ConsentDecision]], waiting: Mapping[UUID, Sequence[ConsentDecision]],
    by: access.Session, on: date,
) -> list[UUID]:  # fmt: skip
    """Of whom a yes may have lapsed: by its day, for whom a guardian ever spoke, or by a change for the worse or a flag
    of theirs, or of somebody who may be the same.
    """
    open_ = [person for person, yeses in waiting.items() if yeses]
    known = people.compared(open_)
    happened = people.compared(people.worse_among(known, by=by) | flags.inside_among(known, by=by))
    return [
        person
        for person in open_
        if person in happened
        or any(said.voice is Voice.GUARDIAN for said in heard[person])
        or any(yes.review is not None and yes.review <= on for yes in waiting[person])
    ]


def _lapsed(
    candidates: Sequence[UUID], waiting: Mapping[UUID, Sequence[ConsentDecision]], by: access.Session, now: datetime
) -> dict[UUID, tuple[Because, ...]]:
    known = gathering.people_of(candidates, by=by, now=now) if candidates else {}
    found = {person: tuple(_why(facts, waiting[person], now.date())) for person, facts in known.items()}
    return {person: because for person, because in found.items() if because}


def _why(facts: PersonFacts, yeses: Iterable[ConsentDecision], on: date) -> Iterator[Because]:
    """Of each yes by itself: why the algebra does not let it count any more, where that is a reason to ask again."""
    for yes in yeses:
        alone = replace(facts, decisions=(yes,))
        decision = decide_person(alone, Asked(yes.scope, yes.form or Form.ANONYMOUS, on))
        yield from (each for each in decision.because if not decision.allowed and each.why in _LAPSED)


def _record(told: Iterable[people.Person], by: access.Session, now: datetime) -> None:
    """One entry for each compartment, sealed to it: who is to be asked again was asked before (S-11)."""
    of: dict[UUID, list[str]] = defaultdict(list)
    for each in told:
        of[each.compartment].append(each.ref)
    journal.record_many([
        journal.Draft(
            verb=LIST, by=by.actor, now=now, about=refs, facts={"shown": len(refs)}, compartment=place,
            sealed=True,
        )
        for place, refs in sorted(of.items())
    ])  # fmt: skip
