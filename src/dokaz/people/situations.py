"""What happens around a person, dated and sealed. Who would reach them or release asks for changes for the worse."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.clock import timestamp
from dokaz.kernel.dates import Span
from dokaz.kernel.ids import random_id
from dokaz.people import persons
from dokaz.people.errors import SituationReasonMissing
from dokaz.people.models import Situation
from dokaz.people.persons import Person
from dokaz.people.words import Circumstance
from dokaz.records import api as records

SITUATION = "people.situation"


@dataclass(frozen=True, slots=True)
class SituationNoted:
    """What happened, when as far as known, how the house knows it, and who noted it when."""

    number: int
    circumstance: Circumstance
    on: Span
    reason: str = field(repr=False)
    by: UUID
    at: datetime


def note_situation(
    person: UUID, /, *, circumstance: Circumstance, on: Span, reason: str, seen: int, by: access.Session, now: datetime
) -> Person:
    """Write down what happened around a person; `seen` is the person's revision it was written on.

    Raises NotPermitted, SituationReasonMissing, RecordNotFound and StaleRevision of `records`.
    """
    if not reason.strip():
        raise SituationReasonMissing
    with access.acting(by, now=now):
        held = records.held(person, by=by, now=now)
        row = _row(held, circumstance, on, reason.strip(), by=by, now=now)
        return persons.told(persons.changed(person, fields={}, seen=seen, beside=[row], by=by, now=now))


def situations(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[SituationNoted, ...]:
    """Everything noted of a person, oldest first. Raises RecordNotFound of `records`, RecordUnvouched of `journal`."""
    return situations_of([person], by=by, now=now)[person]


def situations_of(
    ids: Iterable[UUID], /, *, by: access.Session, now: datetime
) -> dict[UUID, tuple[SituationNoted, ...]]:
    """`situations` of several persons at once."""
    wanted = tuple(dict.fromkeys(ids))
    with access.acting(by, now=now):
        persons.persons_of(wanted, by=by, now=now)
        return _opened(wanted, by)


def worse_among(ids: Iterable[UUID], /, *, by: access.Session) -> frozenset[UUID]:
    """Those of these persons around whom something was ever noted for the worse, where the account may look.

    For lists inside the site, which say with an entry whom they tell of; this writes none. Raises RecordUnvouched of
    `journal`.
    """
    found = _opened(tuple(dict.fromkeys(ids)), by)
    return frozenset(person for person, noted in found.items() if any(each.circumstance.worse for each in noted))


def _opened(wanted: tuple[UUID, ...], by: access.Session) -> dict[UUID, tuple[SituationNoted, ...]]:
    found: dict[UUID, list[SituationNoted]] = {each: [] for each in wanted}
    if not wanted:
        return {}
    with access.scope(by):
        rows = Situation.objects.select(where="person_id IN %s", values=[wanted], order="ORDER BY number")
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))
    openers = {place: access.open_records(place, by=by) for place in {row.compartment_id for row in rows}}
    for row in rows:
        found[row.person_id].append(_noted(row, openers[row.compartment_id]))
    return {person: tuple(noted) for person, noted in found.items()}


def worsened(
    ids: Iterable[UUID], /, *, since: datetime, by: access.Session, now: datetime
) -> dict[UUID, SituationNoted]:
    """Of these persons those for whom a change for the worse was noted after `since`, each with the newest.

    Whoever plans a contact or a release asks this, stops, and asks for consent anew.
    """
    found = {}
    for person, noted in situations_of(ids, by=by, now=now).items():
        worse = [each for each in noted if each.circumstance.worse and each.at > since]
        if worse:
            found[person] = worse[-1]
    return found


def _row(
    held: records.Held, circumstance: Circumstance, on: Span, reason: str, *, by: access.Session, now: datetime
) -> Situation:
    with access.whole_house("situation-number"):
        last = Situation.objects.filter(person=held.id).order_by("-number").values_list("number", flat=True).first()
    row = random_id()
    told = {
        "circumstance": circumstance.value, "on": str(on), "reason": reason, "by": str(by.actor.account),
        "at": timestamp(now),
    }  # fmt: skip
    sealer = access.seal_records(held.compartment)
    words = access.seal_words(sealer, model=SITUATION, row=row, field="words", words=told)
    return Situation(
        id=row, person_id=held.id, number=(last or 0) + 1, compartment_id=held.compartment,
        generation=words.generation, record_key=words.record_key, words=words.words,
    )  # fmt: skip


def _noted(row: Situation, opener: access.RecordOpener) -> SituationNoted:
    told = access.open_words(
        opener, record_key=row.record_key, sealed=row.words, model=SITUATION, row=row.id, field="words"
    )
    return SituationNoted(
        number=row.number,
        circumstance=Circumstance(told["circumstance"]),
        on=Span.parse(told["on"]),
        reason=told["reason"],
        by=UUID(told["by"]),
        at=datetime.fromisoformat(told["at"]),
    )
