"""The rows in which it stands what happened around a person, all of one size; one says that nothing new happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.kernel.clock import timestamp
from dokaz.people import sealing
from dokaz.people.errors import SituationTooLong
from dokaz.people.kinds import PERSON
from dokaz.people.models import Situation
from dokaz.records import api as records

SITUATION = "people.situation"
LEAST = 8_000  # of a class of 8 KiB
COVERS = "covers"


def next_row(person: UUID, told: Mapping[str, Any] | None, *, by: access.Session, now: datetime) -> Situation:
    """The row after all there are, in the compartment of the person; without words a cover.

    Raises RecordNotFound of `records`, SituationTooLong.
    """
    placed = records.placed_anywhere(PERSON, ids=[person]).get(person)
    if placed is None:
        raise records.RecordNotFound(ref=str(person))
    with access.whole_house("situation-number"):
        last = Situation.objects.filter(person=person).order_by("-number").values_list("number", flat=True).first()
    return _row(person, access.seal_records(placed.compartment), (last or 0) + 1, told, by=by, now=now)


def opened(row: Situation, opener: access.RecordOpener) -> Mapping[str, Any] | None:
    """What the row says; None of a cover."""
    told: Mapping[str, Any] = access.open_words(
        opener, record_key=row.record_key, sealed=row.words, model=SITUATION, row=row.id, field="words"
    )
    return None if COVERS in told else told


def _row(
    person: UUID, sealer: access.RecordSealer, number: int, told: Mapping[str, Any] | None, *, by: access.Session,
    now: datetime,
) -> Situation:  # fmt: skip
    said = {**({COVERS: True} if told is None else told), "by": str(by.actor.account), "at": timestamp(now)}
    text, over = sealing.padded(said, least=LEAST)
    if over:
        raise SituationTooLong(over=over)
    return Situation(person_id=person, number=number, **sealing.sealed_row(sealer, text, model=SITUATION))
