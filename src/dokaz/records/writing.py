"""Beginning a record and writing its next revision, each on the one its author saw (DESIGN 5.12)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel import codes
from dokaz.kernel.ids import ordered_id
from dokaz.records import rows
from dokaz.records.checking import Checking
from dokaz.records.differences import between
from dokaz.records.errors import NothingChanged, RecordLocked, StaleRevision
from dokaz.records.fields import Said
from dokaz.records.kinds import RecordKind, kind_of
from dokaz.records.models import Record, Revision
from dokaz.records.rows import REVISION, Held, Newest

BEGIN, REVISE = "begin", "revise"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record to be: its fields, what a table says of it `apart` from them, and rows of the caller's beside it."""

    fields: Mapping[str, object] = field(repr=False)
    apart: Mapping[str, object] = field(default_factory=dict, repr=False)
    reason: str = field(default="", repr=False)
    record: UUID | None = None
    beside: Sequence[Model] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A revision to be: the fields it names, the number of the one it was written on, and why.

    Rows `beside` it are a change by themselves; rows of its `cover` are written with any change, and are none.
    `even_in`: the locked states in which what stands beside it is written all the same; the fields it leaves alone.
    """

    record: UUID
    fields: Mapping[str, object] = field(repr=False)
    seen: int
    reason: str = field(default="", repr=False)
    beside: Sequence[Model] = ()
    cover: Sequence[Model] = ()
    even_in: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        assert not (self.even_in and self.fields), "A locked record takes no other fields."


@dataclass(frozen=True, slots=True)
class _Made:
    """What is to be saved of one record, and told of it."""

    verb: str
    newest: Newest
    said: dict[str, Said]
    reason: str
    beside: Sequence[Model]


def begin(
    kind: RecordKind | str,
    /,
    *,
    fields: Mapping[str, object],
    compartment: UUID,
    reason: str = "",
    record: UUID | None = None,
    beside: Sequence[Model] = (),
    by: access.Session,
    now: datetime,
) -> Held:
    """Write a new record with its first revision, and give it.

    `record` is an id of the caller's choice: a random one where nothing is to tell when it was made. `beside` are rows
    of the caller's module, saved after the record's and named by the same entry; one that is saved is only named. Call
    it in the transaction in which these were sealed. Raises NotPermitted, FieldError, KindUnknown.
    """
    new = NewRecord(fields=fields, reason=reason, record=record, beside=beside)
    return begin_many(kind, new=[new], compartment=compartment, by=by, now=now)[0]


def begin_many(
    kind: RecordKind | str, /, *, new: Sequence[NewRecord], compartment: UUID, by: access.Session, now: datetime
) -> tuple[Held, ...]:
    """`begin` for a group of one compartment, all of it or nothing; each record has its own entry."""
    asked = kind_of(kind)
    with access.acting(by, now=now):
        access.require(by, asked.writes, compartment=compartment, now=now)
        beginning = _Beginning(asked, compartment, by, now)
        refs = _references(asked, len(new))
        return _saved([beginning.made(each, ref) for each, ref in zip(new, refs, strict=True)], by=by, now=now)


def revise(  # noqa: PLR0913 - a change has this many sides
    record: UUID,
    /,
    *,
    fields: Mapping[str, object],
    seen: int,
    reason: str,
    beside: Sequence[Model] = (),
    cover: Sequence[Model] = (),
    even_in: frozenset[str] = frozenset(),
    by: access.Session,
    now: datetime,
) -> Held:
    """Write the next revision of a record, and give the record as it then stands.

    Fields that are not named stay as they are; None empties one. `seen` is the number of the revision it was written
    on; `beside`, `cover` and `even_in` are those of `Change`. Raises RecordNotFound, NotPermitted, FieldError,
    NothingChanged (unless something is written `beside`), RecordLocked, and StaleRevision, which has what the other
    person changed.
    """
    change = Change(record=record, fields=fields, seen=seen, reason=reason, beside=beside, cover=cover, even_in=even_in)
    return revise_many([change], by=by, now=now)[0]


def revise_many(changes: Sequence[Change], /, *, by: access.Session, now: datetime) -> tuple[Held, ...]:
    """`revise` for a group, each record once, all of it or nothing; each record has its own entry."""
    with access.acting(by, now=now):
        found = rows.find_rows((change.record for change in changes), by=by)
        revising = Revising(by, now)
        made = [revising.made(each, change) for each, change in zip(found, changes, strict=True)]
        return _saved(made, by=by, now=now)


class _Beginning:
    """What a group of new records asks of their kind and compartment once."""

    def __init__(self, kind: RecordKind, compartment: UUID, by: access.Session, now: datetime) -> None:
        to = access.sealing(compartment)
        self._kind, self._to, self._by, self._now = kind, to, by, now
        self._sealer, self._checking = access.RecordSealer(to), Checking.of(kind)

    def made(self, new: NewRecord, ref: str | None) -> _Made:
        said = self._checking.begun(new.fields)
        record = Record(
            id=new.record or ordered_id(self._now),
            ref=ref,
            kind=self._kind.code,
            compartment_id=self._to.compartment,
            generation=self._to.generation,
        )
        stored = self._checking.stored(said, {})
        revision = _revision(record, stored, new.reason, number=1, sealer=self._sealer, by=self._by, now=self._now)
        newest = Newest(record, revision, None, self._to.protected)
        return _Made(self._kind.verb(BEGIN), newest, said, new.reason, new.beside)


class Revising:
    """What a group of revisions asks of each compartment and kind once."""

    def __init__(self, by: access.Session, now: datetime) -> None:
        self._by, self._now, self._openers = by, now, rows.Openers(by)
        self._sealers: dict[UUID, access.RecordSealer] = {}
        self._checking: dict[str, Checking] = {}

    def made(self, each: Newest, change: Change) -> _Made:
        """Not saved. Raises what `revise` raises."""
        kind, said, kept = self.looked_at(each, change)
        place, stored = each.record.compartment_id, self._checking[kind.code].stored(said, kept)
        if place not in self._sealers:
            self._sealers[place] = access.seal_records(place)
        revision = _revision(
            each.record, stored, change.reason, number=change.seen + 1, sealer=self._sealers[place], by=self._by,
            now=self._now,
        )  # fmt: skip
        newest = Newest(each.record, revision, each.step, each.protected)
        return _Made(kind.verb(REVISE), newest, said, change.reason, (*change.beside, *change.cover))

    def looked_at(self, each: Newest, change: Change) -> tuple[RecordKind, dict[str, Said], Mapping[str, Any]]:
        """What the change would make of the record, and its stored values before. Raises what `revise` raises."""
        kind, place = kind_of(each.record.kind), each.record.compartment_id
        access.require(self._by, kind.writes, compartment=place, now=self._now)
        _refuse_stale(each, change, self._openers, by=self._by)
        if each.state not in change.even_in:
            _refuse_locked(each, kind)
        if kind.code not in self._checking:
            self._checking[kind.code] = Checking.of(kind)
        written = rows.opened(each.revision, self._openers, model=REVISION)
        before = rows.said(written)
        said = self._checking[kind.code].revised(before, change.fields)
        if not change.beside and not between(before, said):
            raise NothingChanged
        return kind, said, written.told["fields"]


def _refuse_stale(each: Newest, change: Change, openers: rows.Openers, *, by: access.Session) -> None:
    if each.revision.number == change.seen:
        return
    written = rows.opened(each.revision, openers, model=REVISION)
    stale = StaleRevision(
        ref=rows.ref_of(each.record), newest=each.revision.number, seen=change.seen, who=access.name_of(written.by)
    )
    stale.differences = between(_seen(each, change, openers, by=by), rows.said(written))
    raise stale


def _seen(each: Newest, change: Change, openers: rows.Openers, *, by: access.Session) -> dict[str, Said]:
    """What the author saw; nothing where there is no such revision."""
    with access.scope(by):
        there = Revision.objects.select(where="record_id = %s AND number = %s", values=[each.record.id, change.seen])
    rows.vouch(there, by=by)
    return rows.said(rows.opened(there[0], openers, model=REVISION)) if there else {}


def _refuse_locked(each: Newest, kind: RecordKind) -> None:
    state = kind.states.state(each.state)
    if state.locked:
        raise RecordLocked(ref=rows.ref_of(each.record), state=state.label)


def _revision(
    record: Record, stored: Mapping[str, Any], reason: str, *, number: int, sealer: access.RecordSealer,
    by: access.Session, now: datetime,
) -> Revision:  # fmt: skip
    row, told = rows.row_id(record.id, now), {"fields": stored}
    sealed = rows.sealed(sealer, model=REVISION, row=row, told=told, reason=reason, by=by, now=now)
    return Revision(**sealed, record=record, number=number)


def _saved(made: Sequence[_Made], *, by: access.Session, now: datetime) -> tuple[Held, ...]:
    """The rows of a group and an entry for each record, in the running transaction."""
    fresh = {each.newest.record.id: each.newest.record for each in made if each.newest.revision.number == 1}
    Record.objects.bulk_create(list(fresh.values()))
    Revision.objects.bulk_create([each.newest.revision for each in made])
    for model, unsaved in _unsaved(made).items():
        model._default_manager.bulk_create(unsaved)  # noqa: SLF001 - Django's public name
    journal.record_many([_entry(each, by=by, now=now) for each in made])
    return tuple(_answer(each, by=by, now=now) for each in made)


def _unsaved(made: Sequence[_Made]) -> dict[type[Model], list[Model]]:
    """What is written beside the records, by its table, in the order in which the tables come."""
    found = defaultdict[type[Model], list[Model]](list)
    for row in (row for each in made for row in each.beside):
        if row._state.adding:  # noqa: SLF001 - Django's public name
            found[type(row)].append(row)
    return found


def _entry(made: _Made, *, by: access.Session, now: datetime) -> journal.Draft:
    newest = made.newest
    first = (newest.record,) if newest.revision.number == 1 else ()
    written = (*first, newest.revision, *made.beside)
    return rows.draft(made.verb, newest, written, by=by, now=now, facts={"revision": newest.revision.number})


def _answer(made: _Made, *, by: access.Session, now: datetime) -> Held:
    written = rows.Written(by.actor.account, now, made.reason.strip(), {})
    return rows.held_of(made.newest, written, made.said)


def _references(kind: RecordKind, count: int) -> list[str | None]:
    """Codes that no record has now, whatever its compartment."""
    if kind.letter is None:
        return [None] * count
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = {str(codes.Code.new(kind.letter)) for _ in range(count - len(found))} - found.keys()
        with access.whole_house("reference"):
            drawn -= set(Record.objects.filter(ref__in=drawn).values_list("ref", flat=True))
        found |= dict.fromkeys(drawn)
    return list(found)
