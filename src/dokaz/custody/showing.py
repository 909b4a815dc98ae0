"""The questions: which items there are, and everything held about one. Each answer is an entry before it is shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import acting, describing, events, opening, rows, sealed
from dokaz.custody.models import Derivation, Event, Item
from dokaz.custody.models import Examination as ExaminationRow
from dokaz.custody.receipts import CustodyEvent, Examination, Line, Record
from dokaz.custody.words import Channel, Kind, Making
from dokaz.journal import api as journal

LIST, SHOW = "custody:items:list", "custody:item:show"
EXAMINATION = "custody.examination"
_SHOWN_AT_MOST = 500


def items(
    *, by: access.Session, now: datetime, compartment: UUID | None = None, after: str | None = None, limit: int = 100
) -> list[Line]:
    """The items the account may see, newest first, `limit` (at most 500) a page; `after` is the last reference seen.

    An entry names what the page showed, one a compartment, sealed where that is protected. Raises NotPermitted.
    """
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=compartment, now=now)
        page = _page(by, compartment, after, min(limit, _SHOWN_AT_MOST))
        lines = _lines(page, by)
        journal.record_many(_listings(page, by, now) or [_listing([], by, now)])
    return lines


def show(ref: str, *, by: access.Session, now: datetime) -> Record:
    """Everything held about one item, its chain of custody included. Raises ItemNotFound, NotPermitted."""
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        with access.scope(by):
            record = _record(item, access.open_records(item.compartment_id, by=by))
        journal.record(
            SHOW,
            by=by.actor,
            now=now,
            about=[item.ref],
            compartment=item.compartment_id,
            sealed=item.compartment.protected,
        )
    return record


def history(ref: str, *, by: access.Session, now: datetime) -> tuple[CustodyEvent, ...]:
    """Every act on one item, first to last. Raises ItemNotFound, NotPermitted."""
    return show(ref, by=by, now=now).events


def _page(by: access.Session, compartment: UUID | None, after: str | None, limit: int) -> list[Item]:
    with access.scope(by):
        found = Item.objects.select_related("blob", "compartment").order_by("-id")
        if compartment is not None:
            found = found.filter(compartment=compartment)
        if after is not None:
            found = found.filter(id__lt=acting.find(after, by=by).id)
        return list(found[:limit])


def _listings(page: list[Item], by: access.Session, now: datetime) -> list[journal.Draft]:
    """SECURITY 5.1: nobody reads in one compartment's entry what stands in another."""
    compartments = {item.compartment_id: item.compartment.protected for item in page}
    return [
        _listing([item.ref for item in page if item.compartment_id == each], by, now, each, sealed=protected)
        for each, protected in compartments.items()
    ]


def _listing(
    refs: list[str], by: access.Session, now: datetime, compartment: UUID | None = None, *, sealed: bool = False
) -> journal.Draft:
    return journal.Draft(
        verb=LIST,
        by=by.actor,
        now=now,
        about=refs,
        facts={"shown": len(refs)},
        compartment=compartment,
        sealed=sealed,
    )


def _lines(page: list[Item], by: access.Session) -> list[Line]:
    openers = {each: access.open_records(each, by=by) for each in {item.compartment_id for item in page}}
    return [_line(item, openers[item.compartment_id]) for item in page]


def _line(item: Item, opener: access.RecordOpener) -> Line:
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
    )


def _sha256(item: Item, words: Mapping[str, str | None]) -> str | None:
    return (item.blob.sha256 or words["sha256"]) if item.blob else None


def _record(item: Item, opener: access.RecordOpener) -> Record:
    words, note = opening.words_of(item, opener=opener), describing.latest(item)
    chain = Event.objects.filter(item=item).order_by("number")
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
        derivatives=tuple(Item.objects.filter(parent=item).order_by("id").values_list("ref", flat=True)),
        events=events.opened(chain, opener=opener),
        examinations=tuple(_examination(each, opener) for each in _examinations(item)),
        **_making(item, opener),
    )


def _making(item: Item, opener: access.RecordOpener) -> dict[str, Any]:
    how = Derivation.objects.filter(item=item).first()
    if how is None:
        return {"making": None, "tool": "", "tool_version": "", "parameters": {}}
    parameters = sealed.opened(
        opener, record_key=how.record_key, sealed=how.parameters, model=rows.DERIVATION, row=how.id, field="parameters"
    )
    return {
        "making": Making(how.making),
        "tool": how.tool,
        "tool_version": how.tool_version,
        "parameters": parameters,
    }


def _examinations(item: Item) -> list[ExaminationRow]:
    return list(ExaminationRow.objects.filter(item=item).order_by("at", "id"))


def _examination(row: ExaminationRow, opener: access.RecordOpener) -> Examination:
    found = sealed.opened(
        opener, record_key=row.record_key, sealed=row.metadata, model=EXAMINATION, row=row.id, field="metadata"
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
