"""Bringing a table in, in batches that each stand or not, and taking a whole import back without deleting anything.

An import remembers which record came of which row, so that one that was cut off goes on after its last row, with the
same table. Taking it back withdraws what nobody has touched since, and names what somebody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id, random_id
from dokaz.records import rows
from dokaz.records.errors import (
    ImportTakenBack,
    ImportUnknown,
    NotForTables,
    NothingToImport,
    OtherSheet,
    ReasonMissing,
)
from dokaz.records.import_rows import ImportedRow, ImportEnd, ImportRun
from dokaz.records.kinds import RecordKind, kind_of, own_ways
from dokaz.records.models import Record, Revision, Step
from dokaz.records.planning import ImportPlan, PlannedRow, planned
from dokaz.records.reviewing import MOVE, step_row
from dokaz.records.sheets import Sheet
from dokaz.records.states import WITHDRAW
from dokaz.records.writing import NewRecord, begin_many

BEGIN, LIST, UNDO = "records:import:begin", "records:import:list", "records:import:undo"
RUN, END = "records.importrun", "records.importend"
BATCH, MOST = 500, 100
_TOUCHED = """
    WHERE run_id = %s AND (
        record_id IN (SELECT record_id FROM records_revision WHERE number > 1)
        OR record_id IN (SELECT record_id FROM records_step WHERE number > 1 OR act <> %s))
    ORDER BY row"""


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it stands: the table it is of, how many of its rows were refused, and how many are in."""

    id: UUID
    kind: str
    compartment: UUID
    name: str
    digest: str
    rows: int
    refused: int
    done: int
    by: UUID
    at: datetime
    reason: str = field(repr=False)
    taken_back_at: datetime | None = None
    taken_back_by: UUID | None = None

    @property
    def complete(self) -> bool:
        return self.done == self.rows - self.refused


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undoing did: records that were taken back, those that somebody touched since, and how many are left."""

    withdrawn: int
    touched: tuple[str, ...]
    left: int


def plan_import(
    kind: RecordKind | str, /, *, sheet: Sheet, compartment: UUID, by: access.Session, now: datetime
) -> ImportPlan:
    """A dry run: what the table would bring in, and every reason why a row cannot come. Raises NotPermitted."""
    asked = kind_of(kind)
    _require(asked, compartment, by, now)
    return planned(asked, sheet)


def begin_import(
    plan: ImportPlan, /, *, name: str, reason: str, compartment: UUID, by: access.Session, now: datetime
) -> Import:
    """Begin to bring a table in: the rows that fit will come, and `go_on` brings them. `name` is that of the file.

    Raises NotPermitted, ReasonMissing, NothingToImport.
    """
    kind = kind_of(plan.kind)
    with access.acting(by, now=now):
        _require(kind, compartment, by, now)
        if not reason.strip():
            raise ReasonMissing
        if not plan.fit:
            raise NothingToImport
        counts = {"rows": len(plan.rows), "refused": len(plan.refused)}
        told = {"name": name, "digest": plan.sheet.digest, **counts}
        row = _sealed(ImportRun, RUN, compartment, told, reason, by=by, now=now, kind=kind.code)
        _record(BEGIN, row, by, now, facts={**counts, "kind": kind.code})
        return _import(row, rows.Written(by.actor.account, now, reason.strip(), told), 0, None)


def go_on(run: UUID, /, *, plan: ImportPlan, by: access.Session, now: datetime, most: int = BATCH) -> Import:
    """Bring the next rows in, at most so many, in one transaction; a record each, and an entry each.

    Raises ImportUnknown, ImportTakenBack, OtherSheet, NotPermitted.
    """
    with access.acting(by, now=now):
        held = _found(run, by=by)
        kind = kind_of(held.kind)
        _require(kind, held.compartment, by, now)
        if held.taken_back_at is not None:
            raise ImportTakenBack
        if (plan.kind, plan.sheet.digest) != (held.kind, held.digest):
            raise OtherSheet
        last = ImportedRow.objects.filter(run=run).aggregate(last=Max("row"))["last"] or 0
        left = [each for each in plan.fit if each.row > last][:most]
        if left:
            _brought(held, kind, left, by=by, now=now)
    return _found(run, by=by)


def undo_import(run: UUID, /, *, reason: str, by: access.Session, now: datetime, most: int = BATCH) -> TakenBack:
    """Take back what an import brought, at most so many records a time: withdrawn with the reason, never deleted.

    What somebody revised, labelled with a state or withdrew since stays as it is, and is named. When nothing is left
    the import is marked. Raises ImportUnknown, ImportTakenBack, NotPermitted, ReasonMissing.
    """
    with access.acting(by, now=now):
        held = _found(run, by=by)
        kind = kind_of(held.kind)
        _require(kind, held.compartment, by, now)
        if held.taken_back_at is not None:
            raise ImportTakenBack
        if not reason.strip():
            raise ReasonMissing
        untouched, touched = _untouched(run, by=by), _touched(run, by=by)
        taken = list(untouched.values_list("record", flat=True)[:most])
        _withdraw(taken, held, kind, reason, by=by, now=now)
        left = untouched.count()
        if not left:
            end = _sealed(ImportEnd, END, held.compartment, {}, reason, by=by, now=now, run_id=run)
            _record(UNDO, end, by, now, facts={"touched": len(touched), "import": str(run)})
        return TakenBack(len(taken), touched, left)


def imports(*, by: access.Session, now: datetime) -> tuple[Import, ...]:
    """The newest imports that the account may see, at most 100; reading them is an entry. Raises NotPermitted."""
    with database.beside_others(), access.acting(by, now=now):
        access.require(by, access.Permission.IMPORT_RECORDS, now=now)
        with access.scope(by):
            there = ImportRun.objects.select(where="TRUE", order=f"ORDER BY id DESC LIMIT {MOST}")
        told = _opened(there, by=by)
        protected = access.protected_compartments()
        places = dict.fromkeys(each.compartment for each in told)
        drafts = [
            journal.Draft(
                verb=LIST, by=by.actor, now=now, about=[str(each.id) for each in told if each.compartment == place],
                compartment=place, sealed=place in protected,
            )
            for place in places
        ]  # fmt: skip
        journal.record_many(drafts or [journal.Draft(verb=LIST, by=by.actor, now=now)])
    return told


def find_import(run: UUID, /, *, by: access.Session, now: datetime) -> Import:
    """One of them; reading it is an entry. Raises ImportUnknown, NotPermitted."""
    with access.acting(by, now=now):
        held = _found(run, by=by)
        access.require(by, access.Permission.IMPORT_RECORDS, compartment=held.compartment, now=now)
        sealed = held.compartment in access.protected_compartments()
        journal.record(LIST, by=by.actor, now=now, about=[str(run)], compartment=held.compartment, sealed=sealed)
    return held


def _require(kind: RecordKind, compartment: UUID, by: access.Session, now: datetime) -> None:
    if not kind.tables:
        raise NotForTables
    for permission in (access.Permission.IMPORT_RECORDS, kind.writes):
        access.require(by, permission, compartment=compartment, now=now)


def _untouched(run: UUID, *, by: access.Session) -> QuerySet[ImportedRow]:
    """The rows of whose records there is one revision and no step, in their order."""
    with access.scope(by):
        stepped, revised = Step.objects.all(), Revision.objects.filter(number__gt=1)
    mine = ImportedRow.objects.filter(run=run).order_by("row")
    return mine.exclude(record__in=stepped.values("record")).exclude(record__in=revised.values("record"))


def _touched(run: UUID, *, by: access.Session) -> tuple[str, ...]:
    """The references of records that somebody revised or took a step with, but for those this undoing took back."""
    there = database.select(ImportedRow, sql=_TOUCHED, values=[run, WITHDRAW])
    with access.scope(by):
        found = Record.objects.select(where="id IN %s", values=[[row.record_id for row in there]], order="ORDER BY id")
    return tuple(map(rows.ref_of, found))


def _brought(held: Import, kind: RecordKind, left: Sequence[PlannedRow], *, by: access.Session, now: datetime) -> None:
    new, ways = [], own_ways(kind)
    for each in left:
        record = random_id() if ways else ordered_id(now)
        beside = ImportedRow(id=rows.row_id(record, now), run_id=held.id, record_id=record, row=each.row)
        new.append(NewRecord(fields=each.fields, apart=each.apart, reason=held.reason, record=record, beside=[beside]))
    if ways is not None:
        ways.begin(new, compartment=held.compartment, by=by, now=now)
    else:
        begin_many(kind, new=new, compartment=held.compartment, by=by, now=now)


def _withdraw(
    records: Sequence[UUID], held: Import, kind: RecordKind, reason: str, *, by: access.Session, now: datetime
) -> None:
    """A step and an entry for each; all lie in the compartment of their import."""
    to, sealer = kind.states.move(WITHDRAW).to, access.seal_records(held.compartment)
    taken = [
        (each, step_row(each, WITHDRAW, to, reason, None, sealer=sealer, by=by, now=now))
        for each in rows.find_rows(records, by=by)
    ]
    Step.objects.bulk_create([row for _each, row in taken])
    journal.record_many([
        rows.draft(
            kind.verb(MOVE), each, [row], by=by, now=now,
            facts={"act": WITHDRAW, "state": to, "revision": each.revision.number},
        )
        for each, row in taken
    ])  # fmt: skip


def _found(run: UUID, *, by: access.Session) -> Import:
    with access.scope(by):
        there = ImportRun.objects.select(where="id = %s", values=[run])
    if not there:
        raise ImportUnknown
    return _opened(there, by=by)[0]


def _opened(there: Sequence[ImportRun], *, by: access.Session) -> tuple[Import, ...]:
    with access.scope(by):
        ends = {row.run_id: row for row in ImportEnd.objects.select(
            where="run_id IN %s", values=[[row.id for row in there]])}  # fmt: skip
    rows.vouch((*there, *ends.values()), by=by)
    brought = ImportedRow.objects.filter(run__in=[row.id for row in there]).order_by()
    done = dict(brought.values_list("run").annotate(Count("id")))
    openers = rows.Openers(by)
    return tuple(
        _import(
            row,
            rows.opened(row, openers, model=RUN),
            done.get(row.id, 0),
            rows.opened(ends[row.id], openers, model=END) if row.id in ends else None,
        )
        for row in there
    )


def _import(row: ImportRun, written: rows.Written, done: int, end: rows.Written | None) -> Import:
    told = written.told
    return Import(
        id=row.id,
        kind=row.kind,
        compartment=row.compartment_id,
        name=told["name"],
        digest=told["digest"],
        rows=told["rows"],
        refused=told["refused"],
        done=done,
        by=written.by,
        at=written.at,
        reason=written.reason,
        taken_back_at=end.at if end else None,
        taken_back_by=end.by if end else None,
    )


def _sealed(
    model: Any,
    name: str,
    compartment: UUID,
    told: dict[str, Any],
    reason: str,
    *,
    by: access.Session,
    now: datetime,
    **columns: Any,
) -> Any:
    """A new row with sealed words, saved."""
    sealer = access.seal_records(compartment)
    sealed = rows.sealed(sealer, model=name, row=ordered_id(now), told=told, reason=reason, by=by, now=now)
    row = model(**sealed, **columns)
    row.save(force_insert=True)
    return row


def _record(verb: str, row: Any, by: access.Session, now: datetime, *, facts: dict[str, Any]) -> None:
    place = row.compartment_id
    journal.record(
        verb, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=[database.digest(row)],
        compartment=place, sealed=place in access.protected_compartments(),
    )  # fmt: skip
