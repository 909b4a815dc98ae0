"""What happens around a person, dated and sealed. Who would reach them or release asks for changes for the worse.

A note is never changed: a mistaken one is taken back by a later row that names it and says why, and counts no more. It
is written whatever the state of the person's record: danger waits for nobody to unlock anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.dates import Moment, Span
from dokaz.people import notes, persons
from dokaz.people.beside import Apart
from dokaz.people.errors import SituationReasonMissing, SituationUnknown
from dokaz.people.kinds import WHATEVER_ITS_STATE
from dokaz.people.models import Situation
from dokaz.people.persons import Person
from dokaz.people.words import Circumstance


@dataclass(frozen=True, slots=True)
class SituationTakenBack:
    """That a note was a mistake: who says so, when and why."""

    reason: str = field(repr=False)
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SituationNoted:
    """What happened, when as far as known, how the house knows it, and who noted it when."""

    number: int
    circumstance: Circumstance
    on: Span
    reason: str = field(repr=False)
    by: UUID
    at: datetime
    taken_back: SituationTakenBack | None = None

    @property
    def latest(self) -> date:
        """The last day on which it can have begun, and never later than it was noted."""
        noted, begin = self.at.date(), self.on.begin
        if not isinstance(begin, Moment):
            return noted
        return min(noted, begin.last_day)


def note_situation(
    person: UUID, /, *, circumstance: Circumstance, on: Span, reason: str, seen: int, by: access.Session, now: datetime
) -> Person:
    """Write down what happened around a person, also of one who was taken back; `seen` is the person's revision it was
    written on.

    Raises NotPermitted, SituationReasonMissing, SituationTooLong, RecordNotFound and StaleRevision of `records`.
    """
    told = {"circumstance": circumstance.value, "on": str(on)}
    return _written(person, told, reason, seen=seen, by=by, now=now)


def take_back_situation(
    person: UUID, /, *, number: int, reason: str, seen: int, by: access.Session, now: datetime
) -> Person:
    """Say that what was noted under this number was a mistake: it counts no more, and both stay in the record.

    Raises SituationUnknown where it does not stand, and what `note_situation` raises.
    """
    with access.acting(by, now=now):
        if all(each.number != number for each in situations(person, by=by, now=now)):
            raise SituationUnknown
        return _written(person, {"takes_back": number}, reason, seen=seen, by=by, now=now)


def situations(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[SituationNoted, ...]:
    """What stands noted of a person, in the order noted. Raises RecordNotFound of `records`, RecordUnvouched of
    `journal`.
    """
    return situations_of([person], by=by, now=now)[person]


def situations_of(
    ids: Iterable[UUID], /, *, by: access.Session, now: datetime
) -> dict[UUID, tuple[SituationNoted, ...]]:
    """`situations` of several persons at once: what was taken back is not among them."""
    found = _every(ids, by=by, now=now)
    return {person: tuple(each for each in noted if each.taken_back is None) for person, noted in found.items()}


def every_situation(person: UUID, /, *, by: access.Session, now: datetime) -> tuple[SituationNoted, ...]:
    """`situations` with those that were taken back, each with who says so and why."""
    return _every([person], by=by, now=now)[person]


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


def weighing(noted: Iterable[SituationNoted], /) -> SituationNoted | None:
    """The change for the worse that still weighs: the last by when it happened, until something better came after it.

    What was noted late of an earlier time lifts nothing. Nothing comes after a death: a mistaken one is taken back.
    """
    found: SituationNoted | None = None
    for each in sorted(noted, key=lambda one: (one.latest, one.at, one.number)):
        if each.taken_back is not None or (found is not None and found.circumstance is Circumstance.DIED):
            continue
        if each.circumstance.worse:
            found = each
        elif each.circumstance.better:
            found = None
    return found


def worse_among(ids: Iterable[UUID], /, *, by: access.Session) -> frozenset[UUID]:
    """Those of these persons around whom something stands noted for the worse, where the account may look.

    For lists inside the site, which say with an entry whom they tell of; this writes none. Raises RecordUnvouched of
    `journal`.
    """
    found = _read(tuple(dict.fromkeys(ids)), by)
    standing = {person: [each for each in noted if each.taken_back is None] for person, noted in found.items()}
    return frozenset(person for person, noted in standing.items() if any(each.circumstance.worse for each in noted))


def _every(ids: Iterable[UUID], *, by: access.Session, now: datetime) -> dict[UUID, tuple[SituationNoted, ...]]:
    wanted = tuple(dict.fromkeys(ids))
    with access.acting(by, now=now):
        persons.persons_of(wanted, by=by, now=now)
        return _read(wanted, by)


def _read(wanted: tuple[UUID, ...], by: access.Session) -> dict[UUID, tuple[SituationNoted, ...]]:
    if not wanted:
        return {}
    with access.scope(by):
        rows = Situation.objects.select(where="person_id IN %s", values=[wanted], order="ORDER BY number")
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))
    openers = {place: access.open_records(place, by=by) for place in {row.compartment_id for row in rows}}
    found: dict[UUID, list[tuple[int, Mapping[str, Any]]]] = {each: [] for each in wanted}
    for row in rows:
        if (told := notes.opened(row, openers[row.compartment_id])) is not None:
            found[row.person_id].append((row.number, told))
    return {person: tuple(_noted(said)) for person, said in found.items()}


def _written(
    person: UUID, told: Mapping[str, Any], reason: str, *, seen: int, by: access.Session, now: datetime
) -> Person:
    if not reason.strip():
        raise SituationReasonMissing
    with access.acting(by, now=now):
        apart = Apart(situation={**told, "reason": reason.strip()})
        made = persons.changed(person, fields={}, seen=seen, apart=apart, even_in=WHATEVER_ITS_STATE, by=by, now=now)
        return persons.told(made)


def _noted(said: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[SituationNoted]:
    """The notes of one person, each with the row that takes it back."""
    rows = list(said)
    taken = {told["takes_back"]: told for _, told in rows if "takes_back" in told}
    for number, told in rows:
        if "takes_back" not in told:
            yield SituationNoted(
                number=number,
                circumstance=Circumstance(told["circumstance"]),
                on=Span.parse(told["on"]),
                reason=told["reason"],
                by=UUID(told["by"]),
                at=datetime.fromisoformat(told["at"]),
                taken_back=_taken_back(taken.get(number)),
            )


def _taken_back(told: Mapping[str, Any] | None) -> SituationTakenBack | None:
    if told is None:
        return None
    return SituationTakenBack(told["reason"], UUID(told["by"]), datetime.fromisoformat(told["at"]))
