"""Whose turn a record is, and its way from one state to another: asked for, reviewed by a second person, opened again.

A reviewed record takes no revision until it is opened again with a reason, and nobody reviews what they wrote. Whose
turn it is stands beside the record; nothing about it leaves the house.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.records import rows
from dokaz.records.differences import between
from dokaz.records.errors import (
    HolderCannotSee,
    MoveNotFromHere,
    ReasonMissing,
    ReviewByAnother,
    StaleRevision,
)
from dokaz.records.kinds import RecordKind, every_kind, kind_of
from dokaz.records.models import Record, Revision, Step
from dokaz.records.rows import STEP, Held, Newest
from dokaz.records.states import ACCEPT, Move

MOVE, HISTORY = "move", "history"
ASSIGN, PUT_DOWN = "assign", "put-down"
MOST = 200
_LAST = "number = (SELECT MAX(number) FROM records_step AS later WHERE later.record_id = records_step.record_id)"
_MINE = f"holder = %s AND {_LAST}"
_ANYBODYS = f"holder IS NULL AND state IN %s AND {_LAST}"


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a record: what was done with which revision, by whom, and whose turn it was then."""

    number: int
    act: str
    state: str
    revision: int
    by: UUID
    at: datetime
    comment: str = field(repr=False)
    holder: UUID | None


@dataclass(frozen=True, slots=True)
class Waits:
    """A record that waits for this account: because it is their turn (`mine`), or for anybody's review."""

    record: UUID
    ref: str
    kind: str
    compartment: UUID
    act: str
    state: str
    mine: bool


def move(
    record: UUID,
    /,
    *,
    move: str,
    seen: int,
    comment: str = "",
    to: UUID | None = None,
    unoffered: bool = False,
    by: access.Session,
    now: datetime,
) -> Held:
    """Take a record to another state, as its kind allows, and give it. `seen` is the revision that was looked at.

    `to` names whose turn it is then. Steps that no page offers are taken `unoffered`, by the module of the kind alone.
    Whoever reviews needs the permission to review, and wrote nothing since the last review. Raises RecordNotFound,
    NotPermitted, MoveUnknown, MoveNotFromHere, StaleRevision, ReasonMissing, ReviewByAnother, HolderCannotSee, and a
    StateError of the module whose the kind is.
    """
    with access.acting(by, now=now):
        (found,) = rows.find_rows([record], by=by)
        kind = kind_of(found.record.kind)
        step = kind.states.move(move)
        _require(step, kind, found, by=by, now=now)
        if found.state not in step.of or step.offered is unoffered:
            raise MoveNotFromHere(ref=rows.ref_of(found.record), state=kind.states.state(found.state).label)
        if found.revision.number != seen:
            raise _stale(found, seen, by)
        if step.reason and not comment.strip():
            raise ReasonMissing
        _refuse_own(found, step, to, by=by)
        if step.asks is not None:
            step.asks(rows.held(found, rows.Openers(by)), by=by, now=now)
        holder = _writer(found, by) if step.back else to
        return _taken(found, step.code, step.to, comment, holder, by=by, now=now)


def assign(record: UUID, /, *, to: UUID, comment: str = "", by: access.Session, now: datetime) -> Held:
    """Say whose turn a record is; its state stays. Raises RecordNotFound, NotPermitted, HolderCannotSee."""
    with access.acting(by, now=now):
        (found,) = rows.find_rows([record], by=by)
        writes = kind_of(found.record.kind).writes
        access.require(by, writes, compartment=found.record.compartment_id, now=now)
        return _taken(found, ASSIGN, found.state, comment, to, by=by, now=now)


def put_down(record: UUID, /, *, comment: str = "", by: access.Session, now: datetime) -> Held:
    """Say that it is nobody's turn any more: by whoever's it was, or whoever may write it. Raises as `assign`."""
    with access.acting(by, now=now):
        (found,) = rows.find_rows([record], by=by)
        kind, mine = kind_of(found.record.kind), found.step is not None and found.step.holder == by.actor.account
        needed = kind.sees if mine else kind.writes
        access.require(by, needed, compartment=found.record.compartment_id, now=now)
        return _taken(found, PUT_DOWN, found.state, comment, None, by=by, now=now)


def steps(record: UUID, /, *, by: access.Session, now: datetime) -> tuple[StepTaken, ...]:
    """Every step of a record, first to last; reading them is an entry. Raises RecordNotFound, NotPermitted."""
    with database.beside_others(), access.acting(by, now=now):
        (found,) = rows.find_rows([record], by=by)
        kind = kind_of(found.record.kind)
        access.require(by, kind.sees, compartment=found.record.compartment_id, now=now)
        with access.scope(by):
            there = Step.objects.select(where="record_id = %s", values=[record], order="ORDER BY number")
        rows.vouch(there, by=by)
        openers = rows.Openers(by)
        told = tuple(_told(row, rows.opened(row, openers, model=STEP)) for row in there)
        journal.record_many([rows.draft(kind.verb(HISTORY), found, (), by=by, now=now, facts={"shown": len(told)})])
    return told


def possible(record: Held, /, *, by: access.Session, now: datetime) -> tuple[Move, ...]:
    """The steps that a page offers this account now. No decision: `move` asks again, and knows who wrote what."""
    kind, allowed = kind_of(record.kind), access.allowed(by, now=now)
    moves = (each for each in kind.states.possible(record.state) if each.offered)
    return tuple(each for each in moves if _needed(each, kind) <= allowed)


def waiting(*, by: access.Session, now: datetime) -> tuple[Waits, ...]:
    """What waits for this account, its own first, newest first, at most 200: for a list inside the site.

    It opens nothing that is sealed, so it is no entry. Raises RecordUnvouched of `journal`.
    """
    allowed = access.allowed(by, now=now)
    kinds = {kind.code: kind for kind in every_kind() if kind.sees in allowed}
    with access.scope(by):
        mine = Step.objects.select(
            where=_MINE, values=[by.actor.account], order=f"ORDER BY id DESC LIMIT {MOST}", related=["record"]
        )
        others = _for_anybody(kinds.values()) if access.Permission.REVIEW_RECORDS in allowed else []
    found = [row for row in (*mine, *others) if row.record.kind in kinds][:MOST]
    rows.vouch([each for row in found for each in (row, row.record)], by=by)
    return tuple(_waits(row, by.actor.account) for row in found)


def _for_anybody(kinds: Iterable[RecordKind]) -> list[Step]:
    states = {state.code for kind in kinds for state in kind.states.states if state.waits}
    order = f"ORDER BY id DESC LIMIT {MOST}"
    return Step.objects.select(where=_ANYBODYS, values=[states], order=order, related=["record"])


def _waits(row: Step, account: UUID) -> Waits:
    record: Record = row.record
    return Waits(
        record=record.id,
        ref=rows.ref_of(record),
        kind=record.kind,
        compartment=row.compartment_id,
        act=row.act,
        state=row.state,
        mine=row.holder == account,
    )


def _needed(step: Move, kind: RecordKind) -> frozenset[access.Permission]:
    return frozenset({kind.sees, access.Permission.REVIEW_RECORDS} if step.second else {kind.writes})


def _require(step: Move, kind: RecordKind, found: Newest, *, by: access.Session, now: datetime) -> None:
    for permission in sorted(_needed(step, kind)):
        access.require(by, permission, compartment=found.record.compartment_id, now=now)


def _stale(found: Newest, seen: int, by: access.Session) -> StaleRevision:
    return StaleRevision(
        ref=rows.ref_of(found.record), newest=found.revision.number, seen=seen,
        who=access.name_of(_writer(found, by)),
    )  # fmt: skip


def _writer(found: Newest, by: access.Session) -> UUID:
    return rows.opened(found.revision, rows.Openers(by), model=rows.REVISION).by


def _refuse_own(found: Newest, step: Move, to: UUID | None, *, by: access.Session) -> None:
    """Neither who wrote something since the last review reviews it, nor is one of them asked to."""
    waits = kind_of(found.record.kind).states.state(step.to).waits
    if not step.second and not (waits and to):
        return
    if (by.actor.account if step.second else to) in _authors(found, by=by):
        raise ReviewByAnother(ref=rows.ref_of(found.record))


def _authors(found: Newest, *, by: access.Session) -> frozenset[UUID]:
    """Who changed a field since the last review; what is kept apart from the record is no part of what is reviewed."""
    with access.scope(by):
        accepted = Step.objects.select(
            where="record_id = %s AND act = %s", values=[found.record.id, ACCEPT], order="ORDER BY number DESC LIMIT 1"
        )
        reviewed = accepted[0].revision if accepted else 0
        written: Sequence[Revision] = Revision.objects.select(
            where="record_id = %s AND number >= %s", values=[found.record.id, reviewed], order="ORDER BY number"
        )
    rows.vouch((*accepted, *written), by=by)
    openers = rows.Openers(by)
    told = [rows.opened(row, openers, model=rows.REVISION) for row in written]
    first = [] if reviewed else told[:1]
    changed = [after for before, after in pairwise(told) if between(rows.said(before), rows.said(after))]
    return frozenset(each.by for each in (*first, *changed))


def _taken(
    found: Newest, act: str, state: str, comment: str, holder: UUID | None, *, by: access.Session, now: datetime
) -> Held:
    """Save a step and its entry. Raises HolderCannotSee."""
    record = found.record
    if holder is not None and holder not in access.members_of([record.compartment_id]):
        raise HolderCannotSee(name=access.name_of(holder), ref=rows.ref_of(record))
    row = step_row(
        found, act, state, comment, holder, sealer=access.seal_records(record.compartment_id), by=by, now=now
    )
    row.save(force_insert=True)
    facts = {"act": act, "state": state, "revision": found.revision.number}
    verb = kind_of(record.kind).verb(ASSIGN if act in (ASSIGN, PUT_DOWN) else MOVE)
    journal.record_many([rows.draft(verb, found, [row], by=by, now=now, facts=facts)])
    return rows.held(Newest(record, found.revision, row, found.protected), rows.Openers(by))


def step_row(
    found: Newest,
    act: str,
    state: str,
    comment: str,
    holder: UUID | None,
    *,
    sealer: access.RecordSealer,
    by: access.Session,
    now: datetime,
) -> Step:
    """The next step of a record; not saved."""
    row = rows.row_id(found.record.id, now)
    return Step(
        **rows.sealed(sealer, model=STEP, row=row, told={}, reason=comment, by=by, now=now),
        record=found.record,
        number=(found.step.number if found.step else 0) + 1,
        act=act,
        state=state,
        revision=found.revision.number,
        holder=holder,
    )


def _told(row: Step, written: rows.Written) -> StepTaken:
    return StepTaken(
        number=row.number,
        act=row.act,
        state=row.state,
        revision=row.revision,
        by=written.by,
        at=written.at,
        comment=written.reason,
        holder=row.holder,
    )
