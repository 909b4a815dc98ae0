"""The questions: which items there are, and everything held about one. Each answer is an entry before it is shown.

On a server those who ask run beside each other and beside who receives: they add entries and change no row. What could
take the right to ask away runs alone, before or after.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.custody import acting, describing, events, finding, opening, remains, rows
from dokaz.custody.destruction import Destroyed
from dokaz.custody.finding import Counts, Only
from dokaz.custody.models import Attempt as AttemptRow
from dokaz.custody.models import Derivation, Event, Item, Note
from dokaz.custody.models import Examination as ExaminationRow
from dokaz.custody.receipts import Attempt, CustodyEvent, Derivative, Examination, Line, Record
from dokaz.custody.words import Channel, Kind, Making
from dokaz.database import api as database
from dokaz.journal import api as journal

LIST, SHOW = "custody:items:list", "custody:item:show"
EXAMINATION = "custody.examination"
_SHOWN_AT_MOST = 500
EVERYTHING = Only()
ERASED: Mapping[str, Any] = {"fields": {}, "trouble": ""}

Row = TypeVar("Row", bound=Model)


def items(
    *,
    by: access.Session,
    now: datetime,
    compartment: UUID | None = None,
    only: Only = EVERYTHING,
    after: str | None = None,
    limit: int = 100,
) -> list[Line]:
    """The items the account may see, newest first, `limit` (at most 500) a page; `after` is the last reference seen.

    Those of one compartment, or those that `only` fits.

    An entry names what the page showed, one a compartment, sealed where that is protected. Raises NotPermitted.
    """
    with database.beside_others(), access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=compartment, now=now)
        wanted = only if compartment is None else replace(only, compartments=frozenset([compartment]))
        page = _page(by, wanted, after, min(limit, _SHOWN_AT_MOST))
        lines = _lines(page, by)
        journal.record_many(entries(LIST, page, by, now))
    return lines


def counted(only: Only = EVERYTHING, *, by: access.Session, now: datetime) -> Counts:
    """How many items the account may see that fit, and beside them the counts of each way to narrow down.

    What lies in compartments of others is not counted. Raises NotPermitted.
    """
    access.require(by, access.Permission.SEE_ITEMS, now=now)
    with access.scope(by) as held:
        return finding.counts(held, only)


def show(ref: str, *, by: access.Session, now: datetime) -> Record:
    """Everything held about one item, its chain of custody included. Raises ItemNotFound, NotPermitted."""
    return show_many([ref], by=by, now=now)[0]


def show_many(refs: Sequence[str], *, by: access.Session, now: datetime) -> list[Record]:
    """`show` for a group of items, each once, in the order named; few enough to be held at once.

    An entry names what was shown, one a compartment, sealed where that is protected. Raises ItemNotFound, NotPermitted,
    and then nothing is shown.
    """
    found = acting.find_many(refs, by=by, also_destroyed=True)
    with database.beside_others(), access.acting(by, now=now):
        acting.require_in_each(access.Permission.SEE_ITEMS, found, by=by, now=now)
        with access.scope(by):
            records = _records(found, opening.Keyring(by))
        journal.record_many(entries(SHOW, found, by, now) if found else [])
    return records


def show_with_derivatives(refs: Sequence[str], *, by: access.Session, now: datetime) -> list[Record]:
    """`show_many` for items and each generation of what was made of them. Raises what `show_many` raises."""
    found: dict[str, Record] = {}
    waiting = list(refs)
    while waiting:
        shown = show_many(waiting, by=by, now=now)
        found |= {record.ref: record for record in shown}
        waiting = [ref for record in shown for ref in record.derivatives if ref not in found]
    return list(found.values())


def history(ref: str, *, by: access.Session, now: datetime) -> tuple[CustodyEvent, ...]:
    """Every act on one item, first to last. Raises ItemNotFound, NotPermitted."""
    return show(ref, by=by, now=now).events


def _page(by: access.Session, only: Only, after: str | None, limit: int) -> list[Item]:
    last = None if after is None else acting.find_many([after], by=by, also_destroyed=True)[0]
    with access.scope(by) as held:
        return finding.page(held, only, after=last, limit=limit)


def entries(verb: str, shown: Sequence[Item], by: access.Session, now: datetime) -> list[journal.Draft]:
    """What the journal says of items that are shown, 500 an entry at most; one entry also where there are none.

    SECURITY 5.1: nobody reads in one compartment's entry what stands in another, and of protected ones it is sealed.
    """
    told = [
        entry(verb, [item.ref for item in mine[start : start + _SHOWN_AT_MOST]], by, now, compartment, sealed=sealed)
        for compartment, mine in acting.in_compartments(shown).items()
        for sealed in [mine[0].compartment.protected]
        for start in range(0, len(mine), _SHOWN_AT_MOST)
    ]
    return told or [entry(verb, [], by, now)]


def entry(
    verb: str,
    refs: list[str],
    by: access.Session,
    now: datetime,
    compartment: UUID | None = None,
    *,
    sealed: bool = False,
) -> journal.Draft:
    """What one entry says of items that are shown: which, and how many."""
    return journal.Draft(
        verb=verb,
        by=by.actor,
        now=now,
        about=refs,
        facts={"shown": len(refs)},
        compartment=compartment,
        sealed=sealed,
    )


def _lines(page: list[Item], by: access.Session) -> list[Line]:
    keys, gone = opening.Keyring(by), remains.destroyed(page)
    return [_line(item, gone.get(item.id), keys.opener(item.compartment_id)) for item in page]


def _line(item: Item, gone: Destroyed | None, opener: access.RecordOpener) -> Line:
    words = opening.words_of(item, opener=opener)
    return Line(
        ref=item.ref,
        item=item.id,
        kind=Kind(item.kind),
        name=words["name"] or "",
        mime=item.mime,
        size=item.blob.size if item.blob else None,
        sha256=_sha256(item, words),
        received_at=item.received_at,
        compartment=item.compartment_id,
        destroyed=gone,
    )


def _sha256(item: Item, words: Mapping[str, str | None]) -> str | None:
    return (item.blob.sha256 or words["sha256"]) if item.blob else None


@dataclass(frozen=True, slots=True)
class _Beside:
    """The rows that belong to a group of items, each kind read once, by the item's id."""

    notes: Mapping[UUID, Note]
    derivations: Mapping[UUID, Derivation]
    examinations: Mapping[UUID, list[ExaminationRow]]
    events: Mapping[UUID, list[Event]]
    children: Mapping[UUID, list[Item]]
    attempts: Mapping[UUID, list[AttemptRow]]
    destroyed: Mapping[UUID, Destroyed]

    @classmethod
    def of(cls, items: list[Item]) -> Self:
        asked: dict[str, Any] = {"where": "item_id IN %s", "values": [[item.id for item in items]]}
        born = Item.objects.select(**asked | {"where": "parent_id IN %s"}, related=["blob"], order="ORDER BY id")
        made = asked | {"values": [[item.id for item in (*items, *born)]]}
        return cls(
            notes=describing.latest(items),
            derivations={how.item_id: how for how in Derivation.objects.select(**made)},
            examinations=_grouped(ExaminationRow.objects.select(**asked, order="ORDER BY at, id"), "item_id"),
            events=_grouped(Event.objects.select(**asked, order="ORDER BY number"), "item_id"),
            children=_grouped(born, "parent_id"),
            attempts=_grouped(AttemptRow.objects.select(**asked, order="ORDER BY at, id"), "item_id"),
            destroyed=remains.destroyed([*items, *born]),
        )


def _grouped(rows: Iterable[Row], by: str) -> Mapping[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by)].append(row)
    return found


def _records(items: list[Item], keys: opening.Keyring) -> list[Record]:
    beside = _Beside.of(items)
    return [_record(item, beside, keys.opener(item.compartment_id)) for item in items]


def _record(item: Item, beside: _Beside, opener: access.RecordOpener) -> Record:
    words, note = opening.words_of(item, opener=opener), beside.notes.get(item.id)
    return Record(
        ref=item.ref,
        item=item.id,
        kind=Kind(item.kind),
        compartment=item.compartment_id,
        name=words["name"] or "",
        path=words["path"],
        source=words["source"],
        channel=Channel(item.channel),
        mime=item.mime,
        size=item.blob.size if item.blob else None,
        sha256=_sha256(item, words),
        received_at=item.received_at,
        utc_offset=item.utc_offset,
        received_by=item.received_by,
        description=describing.description_of(note, opener=opener),
        revision=describing.revision_of(note),
        parent=item.parent.ref if item.parent else None,
        derivatives=tuple(child.ref for child in beside.children.get(item.id, ())),
        events=events.opened(beside.events.get(item.id, ()), opener=opener),
        examinations=tuple(_examination(each, opener) for each in beside.examinations.get(item.id, ())),
        destroyed=beside.destroyed.get(item.id),
        made=tuple(_derivative(child, beside, opener) for child in beside.children.get(item.id, ())),
        attempts=tuple(map(_attempt, beside.attempts.get(item.id, ()))),
        **_making(beside.derivations.get(item.id), opener),
    )


def _making(how: Derivation | None, opener: access.RecordOpener) -> dict[str, Any]:
    if how is None:
        return {"making": None, "tool": "", "tool_version": "", "parameters": {}}
    parameters = (
        {}
        if not how.parameters
        else access.open_words(
            opener,
            record_key=how.record_key,
            sealed=how.parameters,
            model=rows.DERIVATION,
            row=how.id,
            field="parameters",
        )
    )
    return {
        "making": Making(how.making),
        "tool": how.tool,
        "tool_version": how.tool_version,
        "parameters": parameters,
    }


def _derivative(child: Item, beside: _Beside, opener: access.RecordOpener) -> Derivative:
    """A derivative lies in the compartment of what it was made of, so the same keys open how it was made."""
    return Derivative(
        ref=child.ref,
        item=child.id,
        mime=child.mime,
        size=child.blob.size if child.blob else None,
        made_at=child.received_at,
        destroyed=beside.destroyed.get(child.id),
        **_making(beside.derivations[child.id], opener),
    )


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        making=Making(row.making), at=row.at, tool=row.tool, tool_version=row.tool_version, outcome=row.outcome
    )


def _examination(row: ExaminationRow, opener: access.RecordOpener) -> Examination:
    found = (
        ERASED
        if not row.metadata
        else access.open_words(
            opener, record_key=row.record_key, sealed=row.metadata, model=EXAMINATION, row=row.id, field="metadata"
        )
    )
    return Examination(
        at=row.at,
        puid=row.puid,
        format_name=row.format_name,
        identifier=row.identifier,
        reader=row.reader,
        metadata=found["fields"],
        trouble=found["trouble"],
    )
