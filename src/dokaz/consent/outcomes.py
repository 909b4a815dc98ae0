"""What is done after a withdrawal: decided by a person for each copy (S-36), and what can no longer be called back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import gathering, papers, subjects
from dokaz.consent.errors import NotACopy, NotWithdrawn, OutcomeWithoutReason, StaysShut
from dokaz.consent.models import PaperKind
from dokaz.consent.papers import Written
from dokaz.consent.recording import recorded
from dokaz.consent.words import CopyOutcome, Reply
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.kernel.languages import said
from dokaz.people import api as people

DECIDE, SHOW, SHOW_ITEM = "consent:copy:decide", "consent:copies:list", "consent:copy:show"
OPEN = "consent:copy:open"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for a copy, by whom and why."""

    outcome: CopyOutcome
    reason: str
    at: datetime
    by: UUID


@dataclass(frozen=True, slots=True)
class CopyDecided:
    """What was decided for an item after somebody in it took their consent back."""

    person: people.Person
    decided: Decided


@dataclass(frozen=True, slots=True)
class Copy:
    """An item in which the person is, or one made of it, with what was decided for it since the last withdrawal."""

    item: str
    name: str
    destroyed: bool
    decided: Decided | None
    given_out: tuple[custody.GivenOut, ...]


def copies_of(person: str | UUID, /, *, by: access.Session, now: datetime) -> tuple[Copy, ...]:
    """Every item in which a person is, where the account may look, with what left the house of it.

    Raises NotPermitted, and what `people` and `custody` refuse.
    """
    subject = subjects.person(person, by=by, now=now)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
        found = papers.read([subject.key], PaperKind.DECISIONS, PaperKind.OUTCOME, by=by)[subject.key]
        papers.record(SHOW, subject, by=by, now=now)
    decided = _decided(found)
    refs = gathering.items_of(UUID(subject.key), by=by, now=now)
    return tuple(
        _copy(record, decided.get(record.ref)) for record in custody.show_with_derivatives(refs, by=by, now=now)
    )


def decide_copy(
    person: str | UUID, /, *, item: str, outcome: CopyOutcome, reason: str, by: access.Session, now: datetime
) -> None:
    """Decide what is done with one copy after a withdrawal. It changes no copy by itself: to destroy is two more acts.

    Raises NotPermitted, NotWithdrawn, NotACopy, OutcomeWithoutReason, ItemNotFound of `custody`, and what `people`
    refuses.
    """
    subject, copy = subjects.person(person, by=by, now=now), subjects.item(item, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.RECORD_CONSENT, compartment=subject.compartment, now=now)
        if not reason.strip():
            raise OutcomeWithoutReason
        if _withdrawn_at(papers.read([subject.key], PaperKind.DECISIONS, by=by)[subject.key]) is None:
            raise NotWithdrawn
        if UUID(subject.key) not in _persons_in(copy.ref, by, now):
            raise NotACopy(item=copy.ref)
        words = {"item": copy.ref, "outcome": outcome.value, "reason": reason}
        papers.write(PaperKind.OUTCOME, subject, words, verb=DECIDE, by=by, now=now)


def outcomes_of_item(item: str, /, *, by: access.Session, now: datetime) -> tuple[CopyDecided, ...]:
    """What was decided for an item since somebody in it, or in what it was made of, last took their consent back.

    Of persons whom the account may not see nothing is told. What is told is an entry. Raises NotPermitted,
    ItemNotFound of `custody`.
    """
    subject = subjects.item(item, by=by)
    access.require(by, access.Permission.SEE_CONSENT, compartment=subject.compartment, now=now)
    if not _decided_for(subject.ref, by):  # of most nothing ever was: who is in it need not be read, and nobody waits
        return ()
    with database.beside_others(), access.acting(by, now=now):
        appearing = sorted(_persons_in(subject.ref, by, now))
        found = papers.read(list(map(str, appearing)), PaperKind.DECISIONS, PaperKind.OUTCOME, by=by)
        each_said = {UUID(person): _decided(mine).get(subject.ref) for person, mine in found.items()}
        known = {person: decided for person, decided in each_said.items() if decided is not None}
        seen = people.persons_among(sorted(known), by=by, now=now)
        if seen:
            papers.record(SHOW_ITEM, subject, by=by, now=now)
    told = (CopyDecided(person, known[person.id]) for person in seen)
    return tuple(sorted(told, key=lambda each: each.decided.at))


def kept_shut(item: str, /, *, by: access.Session, now: datetime) -> Decided | None:
    """The newest decision that nobody opens this item; None where there is none, or where this account decided anew on
    this day to open it. Of persons whom the account may not see nothing is known.

    Asked before a file, or any part of it, is shown or downloaded, so it needs no permission of its own, and is no
    entry. Raises ItemNotFound of `custody`.
    """
    subject = subjects.item(item, by=by)
    with access.acting(by, now=now):
        shutting = [each for each in _decided_for(subject.ref, by) if each.outcome.shuts]
        if not shutting:
            return None
        openings = papers.read([subject.key], PaperKind.OPENING, by=by)[subject.key]
    newest = max(shutting, key=lambda each: each.at)
    mine = [each for each in openings if each.by == by.actor.account and each.at.date() == now.date()]
    return None if any(each.at > newest.at for each in mine) else newest


def require_open(item: str, /, *, by: access.Session, now: datetime) -> None:
    """`kept_shut` as a refusal. Raises StaysShut, ItemNotFound of `custody`."""
    if shut := kept_shut(item, by=by, now=now):
        raise StaysShut(item=item, when=f"{shut.at:%Y-%m-%d}", outcome=said(shut.outcome.words))


def decide_to_open(item: str, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Decide anew to open an item that was to stay shut: for this account, on this day, with a reason that is kept.

    Raises NotPermitted, OutcomeWithoutReason, ItemNotFound of `custody`.
    """
    subject = subjects.item(item, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.OPEN_ITEMS, compartment=subject.compartment, now=now)
        if not reason.strip():
            raise OutcomeWithoutReason
        papers.write(PaperKind.OPENING, subject, {"reason": reason.strip()}, verb=OPEN, by=by, now=now)


def _decided_for(ref: str, by: access.Session) -> list[Decided]:
    """What was decided for an item, of everybody who was ever in it, or in what it was made of as far as that is seen.

    It holds when consent is taken back once more: what was shut stays shut until somebody decides anew.
    """
    persons = people.ever_in((ref, *custody.lineages([ref], by=by)[ref].origins), by=by)
    said = papers.read(sorted(map(str, persons)), PaperKind.OUTCOME, by=by)
    return [decided for mine in said.values() if (decided := _newest(mine).get(ref)) is not None]


def _persons_in(ref: str, by: access.Session, now: datetime) -> frozenset[UUID]:
    """Everybody who is, or may be, in an item or in what it was made of."""
    found = people.appearances_of_many(custody.origins(ref, by=by), by=by, now=now)
    return frozenset(person for each in found for person in each.persons)


def _decided(found: Sequence[Written]) -> dict[str, Decided]:
    """The newest decision for each copy since the last withdrawal: after another one, each is decided anew."""
    withdrawn = _withdrawn_at(found)
    return {item: said for item, said in _newest(found).items() if withdrawn is not None and said.at >= withdrawn}


def _newest(found: Sequence[Written]) -> dict[str, Decided]:
    return {
        each.words["item"]: Decided(CopyOutcome(each.words["outcome"]), each.words["reason"], each.at, each.by)
        for each in found
        if each.kind is PaperKind.OUTCOME
    }


def _withdrawn_at(found: Sequence[Written]) -> datetime | None:
    times = [each.at for each in found if each.kind is PaperKind.DECISIONS and _is_withdrawal(each)]
    return max(times, default=None)


def _is_withdrawal(each: Written) -> bool:
    return any(answer.reply is Reply.WITHDRAWN for answer in recorded(each).answers)


def _copy(record: custody.Record, decided: Decided | None) -> Copy:
    return Copy(record.ref, record.name, record.destroyed is not None, decided, record.given_out)
