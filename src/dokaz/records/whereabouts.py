"""Where records lie, by open columns alone: for a report of what may be in other hands, and for links to pages.

Nothing of a record is opened here, so nothing of it is told, and no entry says that it was read.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from dokaz.access import api as access
from dokaz.kernel.portions import portions
from dokaz.records import rows
from dokaz.records.judgement_rows import JudgementRow
from dokaz.records.judging import Asked, as_question
from dokaz.records.kinds import RecordKind
from dokaz.records.labelling import Place
from dokaz.records.models import Record

AT_ONCE = 500


def placed_anywhere(
    kind: RecordKind, /, *, named: Collection[str] = (), ids: Collection[UUID] = (), within: Collection[UUID] = ()
) -> Mapping[UUID, Place]:
    """The records of a kind with these references or ids, or that lie within these compartments, whoever asks.

    For what shows a person references alone.
    """
    found: dict[UUID, Place] = {}
    with access.whole_house("whereabouts"):
        there = Record.objects.select_related("compartment").filter(kind=kind.code)
        for some in portions(named, of=AT_ONCE):
            found |= _places(there.filter(ref__in=some))
        for several in portions(ids, of=AT_ONCE):
            found |= _places(there.filter(pk__in=several))
        if within:
            found |= _places(there.filter(compartment__in=within))
    return found


def judged_anywhere(
    question: Asked, /, *, one: Collection[UUID] = (), other: Collection[UUID] = ()
) -> frozenset[tuple[UUID, UUID, UUID]]:
    """Between which two things, and in which compartment, there is any answer to a question, whatever it says."""
    found: set[tuple[UUID, UUID, UUID]] = set()
    with access.whole_house("whereabouts"):
        there = JudgementRow.objects.filter(question=as_question(question).code)
        for name, things in (("one", one), ("other", other)):
            for some in portions(things, of=AT_ONCE):
                found |= set(there.filter(Q((f"{name}__in", some))).values_list("one", "other", "compartment"))
    return frozenset(found)


def visible(refs: Collection[str], /, *, kind: RecordKind, by: access.Session) -> Mapping[str, UUID]:
    """Those of these references under which the account may see that a record is held; it is told nothing of it."""
    found: dict[str, UUID] = {}
    with access.scope(by):
        for some in portions(refs, of=AT_ONCE):
            for ref, record in Record.objects.filter(kind=kind.code, ref__in=some).values_list("ref", "id"):
                found[str(ref)] = record
    return found


def _places(found: Iterable[Record]) -> dict[UUID, Place]:
    return {
        each.id: Place(each.compartment_id, rows.ref_of(each), protected=each.compartment.protected) for each in found
    }
