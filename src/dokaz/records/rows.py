"""The rows of a record, made and opened: what is common to reading and writing them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import codes
from dokaz.kernel.clock import timestamp
from dokaz.kernel.errors import CodeError
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.records import fields as fields_
from dokaz.records.errors import RecordNotFound, RecordReferenceUnreadable
from dokaz.records.fields import Said
from dokaz.records.kinds import kind_of
from dokaz.records.models import Record, Revision, Step

REVISION, STEP = "records.revision", "records.step"
DECIDING = ("records.record", REVISION, STEP, "records.judgementrow")  # what other modules decide by
_TELLS_NO_TIME = 4  # RFC 9562, version 4
_NEWEST = """
    record_id IN %s
    AND number = (SELECT MAX(number) FROM {table} AS later WHERE later.record_id = {table}.record_id)"""
_NEWEST_REVISION = _NEWEST.format(table="records_revision")
_NEWEST_STEP = _NEWEST.format(table="records_step")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it stands: its newest revision, its state, and whose turn it is."""

    id: UUID
    ref: str
    kind: str
    compartment: UUID
    number: int
    fields: Mapping[str, Said] = field(repr=False)
    written_at: datetime
    written_by: UUID
    reason: str = field(repr=False)
    state: str
    holder: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a sealed row says: its content beside who wrote it, when, and why."""

    by: UUID
    at: datetime
    reason: str = field(repr=False)
    told: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Newest:
    """A record with its newest revision and step, before anything of it is opened."""

    record: Record
    revision: Revision
    step: Step | None
    protected: bool  # its compartment

    @property
    def state(self) -> str:
        return self.step.state if self.step else kind_of(self.record.kind).states.first.code

    @property
    def rows(self) -> tuple[Model, ...]:
        return (self.record, self.revision, *((self.step,) if self.step else ()))


class Openers:
    """What opens the records of each compartment for one verb; it holds keys, so let it go soon."""

    def __init__(self, by: access.Session) -> None:
        self._by = by
        self._openers: dict[UUID, access.RecordOpener] = {}

    def words(self, row: Any, *, model: str) -> Mapping[str, Any]:
        """Raises KeyNotHeld of `access`, SealBroken of `kernel`."""
        place: UUID = row.compartment_id
        if place not in self._openers:
            self._openers[place] = access.open_records(place, by=self._by)
        told: Mapping[str, Any] = access.open_words(
            self._openers[place], record_key=row.record_key, sealed=row.words, model=model, row=row.id, field="words"
        )
        return told


def ref_of(record: Record) -> str:
    return record.ref or str(record.id)


def row_id(record: UUID, now: datetime, *, beside: UUID | None = None) -> UUID:
    """An id for a row about a record, or about two. That of a person tells no time, so no row about them does
    (kernel/ids).
    """
    return random_id() if _TELLS_NO_TIME in (record.version, beside and beside.version) else ordered_id(now)


def find_rows(records: Iterable[UUID], *, by: access.Session) -> list[Newest]:
    """The records of these ids, each once, in the order named, each row held against its entry.

    Raises RecordNotFound, whether one is elsewhere or nowhere, and RecordUnvouched of `journal`.
    """
    wanted = tuple(dict.fromkeys(records))
    found = {each.record.id: each for each in seen_rows(wanted, by=by)}
    for record in wanted:
        if record not in found:
            raise RecordNotFound(ref=str(record))
    return [found[record] for record in wanted]


def seen_rows(records: Iterable[UUID], *, by: access.Session) -> list[Newest]:
    """Those of these records that the account may see, each row held against its entry.

    Raises RecordUnvouched of `journal`.
    """
    with access.scope(by):
        there = Record.objects.select(where="id IN %s", values=[tuple(records)], related=["compartment"])
        return newest(there, by=by)


def newest(records: Sequence[Record], *, by: access.Session) -> list[Newest]:
    """The newest rows of records that were found, in the running scope. Raises RecordUnvouched of `journal`."""
    ids = [record.id for record in records]
    revisions = {row.record_id: row for row in Revision.objects.select(where=_NEWEST_REVISION, values=[ids])}
    steps = {row.record_id: row for row in Step.objects.select(where=_NEWEST_STEP, values=[ids])}
    found = [
        Newest(record, revisions[record.id], steps.get(record.id), record.compartment.protected) for record in records
    ]
    vouch((row for each in found for row in each.rows), by=by)
    return found


def vouch(rows: Iterable[Model], *, by: access.Session) -> None:
    """Raises RecordUnvouched of `journal` for a row that is not as its entry says (SECURITY 5.6)."""
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(by))


def id_of(ref: str, *, by: access.Session) -> UUID:
    """The id of the record of this reference code or id, however it was typed. Raises RecordNotFound."""
    if (named := _as_uuid(ref)) is not None:
        return named
    try:
        code = str(codes.parse(ref))
    except CodeError as why:
        raise RecordReferenceUnreadable(ref=ref) from why
    with access.scope(by):
        found = Record.objects.select(where="ref = %s", values=[code])
    if not found:
        raise RecordNotFound(ref=code)
    return found[0].id


def sealed(
    sealer: access.RecordSealer, /, *, model: str, row: UUID, told: Mapping[str, Any], reason: str, by: access.Session,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The columns of every sealed row: its id, where it lies, and the words with who wrote them, when and why."""
    words = {**told, "reason": reason.strip(), "by": str(by.actor.account), "at": timestamp(now)}
    made = access.seal_words(sealer, model=model, row=row, field="words", words=words)
    return {
        "id": row, "compartment_id": sealer.compartment, "generation": made.generation,
        "record_key": made.record_key, "words": made.words,
    }  # fmt: skip


def opened(row: Any, openers: Openers, *, model: str) -> Written:
    told = dict(openers.words(row, model=model))
    by, at, reason = UUID(told.pop("by")), datetime.fromisoformat(told.pop("at")), told.pop("reason")
    return Written(by, at, reason, told)


def said(written: Written) -> dict[str, Said]:
    """The fields of an opened revision."""
    return {name: fields_.restored(told) for name, told in written.told["fields"].items()}


def held(each: Newest, openers: Openers) -> Held:
    written = opened(each.revision, openers, model=REVISION)
    return held_of(each, written, said(written))


def held_of(each: Newest, written: Written, fields: Mapping[str, Said]) -> Held:
    record = each.record
    return Held(
        id=record.id,
        ref=ref_of(record),
        kind=record.kind,
        compartment=record.compartment_id,
        number=each.revision.number,
        fields=fields,
        written_at=written.at,
        written_by=written.by,
        reason=written.reason,
        state=each.state,
        holder=each.step.holder if each.step else None,
    )


def draft(
    verb: str,
    each: Newest,
    rows: Iterable[Model],
    *,
    by: access.Session,
    now: datetime,
    facts: Mapping[str, Any],
) -> journal.Draft:
    """The entry of one act on one record: what staff did, so it carries nothing of the record's words."""
    record = each.record
    return journal.Draft(
        verb=verb,
        by=by.actor,
        now=now,
        about=[ref_of(record)],
        facts={"kind": record.kind, **facts},
        records=database.digests(*rows),
        compartment=record.compartment_id,
        sealed=each.protected,
    )


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
