"""Labels on records and items: what a source claims and what a reviewer observed, each by its written method.

A label names the version of the method it was put by. Putting and taking off are rows, one after the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.records import rows, thesauri
from dokaz.records.errors import (
    LabelThere,
    LabelUnknown,
    NotALabel,
    ReasonMissing,
    TermRetired,
)
from dokaz.records.kinds import kind_of
from dokaz.records.thesauri import Tree
from dokaz.records.word_rows import LabelRow

PUT, TAKE_OFF, LIST = "records:label:put", "records:label:take-off", "records:label:list"
ROW = "records.labelrow"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing lies: what a label on it is sealed to, and the reference an entry names."""

    compartment: UUID
    ref: str
    protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingKind:
    """Things beside records that labels are put on. `place` raises a NotThere where the account may not look."""

    code: str
    sees: access.Permission
    writes: access.Permission
    place: Callable[[UUID, access.Session], Place]


@dataclass(frozen=True, slots=True)
class LabelPut:
    """A label as it stands on a thing: who put it there, why, and by which version of the method."""

    id: UUID
    thesaurus: str
    term: str
    tree: Tree
    method: int
    by: UUID
    at: datetime
    reason: str = field(repr=False)


_declared: dict[str, ThingKind] = {}


def declare_thing(kind: ThingKind) -> None:
    """Let labels be put on things of another module, in its `AppConfig.ready`."""
    _declared[kind.code] = kind


def put_label(
    thing: UUID, /, *, kind: str, thesaurus: str, term: str, reason: str, by: access.Session, now: datetime
) -> LabelPut:
    """Put a label on a record (by its kind) or on another thing that was declared.

    Raises NotPermitted, KindUnknown, ThesaurusUnknown, NotALabel, TermUnknown, TermRetired, LabelThere, ReasonMissing,
    and a NotThere where the thing is not for this account.
    """
    with access.acting(by, now=now):
        place = _writing(thing, kind, by, now)
        held = thesauri.thesaurus(thesaurus)
        if held.tree is None:
            raise NotALabel(thesaurus=held.says)
        if held.term(term).retired:
            raise TermRetired(term=held.term(term).says)
        if not reason.strip():
            raise ReasonMissing
        there = _rows(thing, by=by)
        if any((each.thesaurus, each.term) == (thesaurus, term) for each in _standing(there, by)):
            raise LabelThere(term=held.term(term).says)
        told = {"thesaurus": thesaurus, "term": term, "tree": held.tree.value, "method": held.number, "off": None}
        return _written(PUT, thing, kind, place, there, told, reason, by=by, now=now)


def take_label_off(label: UUID, /, *, reason: str, by: access.Session, now: datetime) -> None:
    """Take a label off again: that it was there, and why it went, stays. Raises LabelUnknown, ReasonMissing."""
    with access.acting(by, now=now):
        with access.scope(by):
            found = LabelRow.objects.select(where="id = %s", values=[label])
        if not found:
            raise LabelUnknown
        thing, kind = found[0].thing, found[0].thing_kind
        place = _writing(thing, kind, by, now)
        if not reason.strip():
            raise ReasonMissing
        there = _rows(thing, by=by)
        standing = next((each for each in _standing(there, by) if each.id == label), None)
        if standing is None:
            raise LabelUnknown
        told = {
            "thesaurus": standing.thesaurus, "term": standing.term, "tree": standing.tree.value,
            "method": standing.method, "off": str(label),
        }  # fmt: skip
        _written(TAKE_OFF, thing, kind, place, there, told, reason, by=by, now=now)


def labels_on(thing: UUID, /, *, kind: str, by: access.Session, now: datetime) -> tuple[LabelPut, ...]:
    """The labels that stand on a thing, in the order they were put; reading them is an entry."""
    with database.beside_others(), access.acting(by, now=now):
        place, (sees, _writes) = _place(thing, kind, by), _permissions(kind)
        access.require(by, sees, compartment=place.compartment, now=now)
        told = _standing(_rows(thing, by=by), by)
        journal.record(
            LIST, by=by.actor, now=now, about=[place.ref], facts={"shown": len(told)}, compartment=place.compartment,
            sealed=place.protected,
        )  # fmt: skip
    return told


def _writing(thing: UUID, kind: str, by: access.Session, now: datetime) -> Place:
    place, (_sees, writes) = _place(thing, kind, by), _permissions(kind)
    access.require(by, writes, compartment=place.compartment, now=now)
    return place


def _permissions(kind: str) -> tuple[access.Permission, access.Permission]:
    found = _declared.get(kind) or kind_of(kind)
    return found.sees, found.writes


def _place(thing: UUID, kind: str, by: access.Session) -> Place:
    if kind in _declared:
        return _declared[kind].place(thing, by)
    kind_of(kind)
    (found,) = rows.find_rows([thing], by=by)
    return Place(found.record.compartment_id, rows.ref_of(found.record), found.protected)


def _rows(thing: UUID, *, by: access.Session) -> list[LabelRow]:
    with access.scope(by):
        there = LabelRow.objects.select(where="thing = %s", values=[thing], order="ORDER BY number")
    rows.vouch(there, by=by)
    return there


def _standing(there: list[LabelRow], by: access.Session) -> tuple[LabelPut, ...]:
    openers, found = rows.Openers(by), dict[str, LabelPut]()
    for row in there:
        written = rows.opened(row, openers, model=ROW)
        if written.told["off"] is None:
            found[str(row.id)] = _put(row, written)
        else:
            found.pop(written.told["off"], None)
    return tuple(found.values())


def _put(row: LabelRow, written: rows.Written) -> LabelPut:
    told = written.told
    return LabelPut(
        row.id, told["thesaurus"], told["term"], Tree(told["tree"]), told["method"], written.by, written.at,
        written.reason,
    )  # fmt: skip


def _written(  # noqa: PLR0913 - as many sides as the row has
    verb: str,
    thing: UUID,
    kind: str,
    place: Place,
    there: list[LabelRow],
    told: Mapping[str, object],
    reason: str,
    *,
    by: access.Session,
    now: datetime,
) -> LabelPut:
    sealer = access.seal_records(place.compartment)
    row = LabelRow(
        **rows.sealed(sealer, model=ROW, row=rows.row_id(thing, now), told=told, reason=reason, by=by, now=now),
        thing=thing, thing_kind=kind, number=there[-1].number + 1 if there else 1,
    )  # fmt: skip
    row.save(force_insert=True)
    journal.record(
        verb, by=by.actor, now=now, about=[place.ref], records=[database.digest(row)], compartment=place.compartment,
        sealed=place.protected,
    )  # fmt: skip
    return _put(row, rows.Written(by.actor.account, now, reason.strip(), told))
