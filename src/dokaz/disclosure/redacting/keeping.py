"""The marks of an item: read, and written as the next revision of one record that is sealed in its compartment."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.redacting.errors import PlanMissing
from dokaz.disclosure.redacting.kinds import ITEM, PLAN, REDACTION, record_of
from dokaz.disclosure.redacting.marks import RedactionPlan
from dokaz.records import api as records

__all__ = ["KeptMarks", "keep_marks", "marks_at", "marks_of"]


@dataclass(frozen=True, slots=True)
class KeptMarks:
    """The marks of one item as they stand: who wrote them last, when, and as which revision."""

    ref: str
    record: UUID
    number: int
    plan: RedactionPlan = field(repr=False)
    written_at: datetime
    written_by: UUID


def marks_of(ref: str, /, *, by: access.Session, now: datetime) -> KeptMarks | None:
    """The marks of an item; None where nobody made any. The reading is an entry.

    Raises ItemNotFound of `custody`, NotPermitted, PlanUnreadable.
    """
    (item,) = custody.placed([ref], by=by)
    access.require(by, access.Permission.DERIVE_ITEMS, compartment=item.compartment, now=now)
    found = records.held_of([record_of(item.id)], by=by, now=now)
    return _redaction(item.ref, found[0]) if found else None


def keep_marks(
    ref: str, /, *, plan: RedactionPlan, seen: int, reason: str = "", by: access.Session, now: datetime
) -> KeptMarks:
    """Write the marks of an item as the revision after `seen`; 0 is before the first.

    Raises ItemNotFound of `custody`, NotPermitted, and StaleRevision, NothingChanged, RecordLocked of `records`.
    """
    (item,) = custody.placed([ref], by=by)
    with access.acting(by, now=now):
        record, written = record_of(item.id), {ITEM: item.ref, PLAN: plan.text}
        if seen == 0 and not records.held_of([record], by=by, now=now):
            held = records.begin(
                REDACTION, fields=written, compartment=item.compartment, reason=reason, record=record, by=by, now=now
            )
        else:
            held = records.revise(record, fields=written, seen=seen, reason=reason, by=by, now=now)
    return _redaction(item.ref, held)


def marks_at(ref: str, number: int, /, *, by: access.Session, now: datetime) -> KeptMarks:
    """The marks of an item as one revision has them. Raises PlanMissing, and what `marks_of` raises."""
    held = marks_of(ref, by=by, now=now)
    if held is None:
        raise PlanMissing(ref=ref)
    if held.number == number:
        return held
    for revision in records.histories([held.record], by=by, now=now)[held.record]:
        if revision.number == number:
            plan = RedactionPlan.read(str(revision.fields[PLAN]))
            return KeptMarks(held.ref, held.record, number, plan, revision.at, revision.by)
    raise PlanMissing(ref=ref)


def _redaction(ref: str, held: records.Held) -> KeptMarks:
    plan = RedactionPlan.read(str(held.fields[PLAN]))
    return KeptMarks(ref, held.id, held.number, plan, held.written_at, held.written_by)
