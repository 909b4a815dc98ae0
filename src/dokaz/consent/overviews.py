"""Where it may go: the answer to every question at once, for one person or one item, as pages show it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import gathering, papers, subjects
from dokaz.consent.deciding import Asked, decide_item, decide_person
from dokaz.consent.facts import Decision, PersonFacts
from dokaz.consent.questions import PERSONAL, ConsentQuestion, questions
from dokaz.consent.words import Form
from dokaz.database import api as database

PERSON, ITEM = "consent:person:survey", "consent:item:survey"


@dataclass(frozen=True, slots=True)
class Way:
    """One question and where it stands now: the most open form in which it may go, or none and why."""

    question: ConsentQuestion
    form: Form | None
    decision: Decision


def ways_of_person(person: str | UUID, /, *, by: access.Session, now: datetime) -> tuple[Way, ...]:
    """Every question as it stands for a person, also for countries they spoke of. Raises as `permits_person` does."""
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now), access.scope(by):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        known = gathering.people_of([UUID(subject.key)], by=by, now=now)
        papers.record(PERSON, subject, by=by, now=now)
    facts = known[UUID(subject.key)]
    return tuple(
        _way(question, lambda asked: decide_person(facts, asked), now) for question in questions(_countries([facts]))
    )


def ways_of_item(item: str, /, *, by: access.Session, now: datetime) -> tuple[Way, ...]:
    """Every question as it stands for an item. Raises as `permits` does."""
    subject = subjects.item(item, by=by)
    with database.beside_others(), access.acting(by, now=now), access.scope(by):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = gathering.items([subject.ref], by=by, now=now)[subject.ref]
        known = gathering.people_of(gathering.persons_in([found]), by=by, now=now)
        papers.record(ITEM, subject, by=by, now=now)
    asked_of = [each for each in questions(_countries(known.values())) if each.scope.purpose not in PERSONAL]

    def decide(asked: Asked) -> Decision:
        return decide_item(found, _of(known, asked), asked)

    return tuple(_way(question, decide, now) for question in asked_of)


def _of(known: Mapping[UUID, PersonFacts], asked: Asked) -> Callable[[UUID], Decision | None]:
    return lambda person: decide_person(known[person], asked) if person in known else None


def _way(question: ConsentQuestion, decide: Callable[[Asked], Decision], now: datetime) -> Way:
    """The most open form first; where none may go, why the least open may not."""
    decision = Decision(allowed=False)
    for form in sorted(question.forms, key=lambda each: each.rank, reverse=True):
        decision = decide(Asked(question.scope, form, now.date()))
        if decision.allowed:
            return Way(question, form, decision)
    return Way(question, None, decision)


def _countries(known: Iterable[PersonFacts]) -> list[str]:
    """Those of which somebody said anything."""
    recipients = [each.scope.recipient for facts in known for each in facts.decisions]
    return sorted({each.country for each in recipients if each is not None and each.country})
