"""What has to be done by a day: requests, and calls for input. Those that are late come first.

A request is answered once its package was made: from then on its deadline is over and done with.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.disclosure import linking
from dokaz.disclosure.authorities.kinds import CALL, OPEN
from dokaz.disclosure.requests import moves
from dokaz.disclosure.requests.kinds import REQUEST
from dokaz.disclosure.requests.words import CLARIFICATION
from dokaz.kernel.given import last_day, text
from dokaz.records import api as records


@dataclass(frozen=True, slots=True)
class Due:
    """Something open that has to be done by a day."""

    record: UUID
    ref: str
    kind: str
    title: str = field(repr=False)
    on: date

    def late(self, now: datetime) -> bool:
        """Whether the day is over."""
        return self.on < now.date()


def due(*, by: access.Session, now: datetime) -> tuple[Due, ...]:
    """Everything open with a deadline that the account may see, the earliest first. Raises NotPermitted."""
    asked = list(records.every_of_kind(REQUEST, states=moves.UNANSWERED, by=by, now=now))
    calls = records.every_of_kind(CALL, states=(OPEN,), by=by, now=now)
    until = deadlines_of(asked, by=by, now=now)
    found = [
        *(_due(each, until[each.id], "what") for each in asked),
        *(_due(each, last_day(each.fields, "deadline"), "title") for each in calls),
    ]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.on, each.record)))


def deadlines_of(several: Collection[records.Held], /, *, by: access.Session, now: datetime) -> dict[UUID, date | None]:
    """Until when each of these requests has time: as its last question to the authority was answered, or else as it
    says itself.
    """
    questions = linking.counting_many((each.id for each in several), CLARIFICATION, by=by, now=now)
    return {each.id: _moved(questions[each.id]) or last_day(each.fields, "deadline") for each in several}


def _moved(questions: tuple[records.Held, ...]) -> date | None:
    """The day of the last question that moved it; None where none did."""
    later = (last_day(each.fields, "deadline") for each in reversed(questions))
    return next((each for each in later if each is not None), None)


def _due(held: records.Held, day: date | None, name: str) -> Due | None:
    return None if day is None else Due(held.id, held.ref, held.kind, text(held.fields, name), day)
