"""The questions: a record as it stands, those of a kind, and every revision of one. Each answer is an entry first.

On a server those who ask run beside each other: they add entries and change no row but what counts their own reading.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.records import rows
from dokaz.records.differences import Difference, between
from dokaz.records.errors import RecordNotFound
from dokaz.records.fields import Said
from dokaz.records.kinds import RecordKind, kind_of
from dokaz.records.models import Record, Revision
from dokaz.records.rows import Held, Newest
from dokaz.safeguards import api as safeguards

LIST, SHOW, HISTORY = "list", "show", "history"
MOST = 200
_PAGE = "kind = %s AND compartment_id IN %s"
_BEFORE = " AND id < %s"
_IN_STATES = """ AND COALESCE((
    SELECT state FROM records_step AS latest WHERE latest.record_id = records_record.id ORDER BY number DESC LIMIT 1
), %s) IN %s"""
_COUNTED = """
    SELECT stands, COUNT(*) FROM (
        SELECT (
            SELECT state FROM records_step AS latest WHERE latest.record_id = records_record.id
            ORDER BY number DESC LIMIT 1
        ) AS stands
        FROM records_record WHERE kind = %s AND compartment_id IN %s
    ) AS every_one GROUP BY stands"""


@dataclass(frozen=True, slots=True)
class RecordRevision:
    """One revision: what the record said from then on, who wrote it, and why. `changed` is against the one before."""

    number: int
    at: datetime
    by: UUID
    fields: Mapping[str, Said] = field(repr=False)
    reason: str = field(repr=False)
    changed: tuple[Difference, ...] = field(repr=False)


def held(record: UUID, /, *, by: access.Session, now: datetime) -> Held:
    """One record as it stands. It counts as reading, once a day, and a canary alarms (S-51).

    Raises RecordNotFound, NotPermitted, RecordUnvouched of `journal`, ReadingFast of `safeguards`.
    """
    with _alone(by), access.acting(by, now=now):
        (found,) = held_many([record], by=by, now=now)
        safeguards.count_opened([found.id.bytes], by=by, now=now)
        safeguards.touch([(found.compartment, found.id)], by=by, now=now)
    return found


def find(ref: str, /, *, by: access.Session, now: datetime) -> Held:
    """The record of this reference code or id, however it was typed. Raises what `held` raises."""
    return held(rows.id_of(ref, by=by), by=by, now=now)


def named(kind: RecordKind, /, *, ref: str | UUID, by: access.Session, now: datetime) -> Held:
    """The record of this kind with this reference code or id.

    Raises RecordNotFound alike for elsewhere, nowhere and another kind, and what `held` raises.
    """
    with access.acting(by, now=now):
        found = held(ref, by=by, now=now) if isinstance(ref, UUID) else find(ref, by=by, now=now)
        if found.kind != kind.code:
            raise RecordNotFound(ref=str(ref))
    return found


def held_many(records: Iterable[UUID], /, *, by: access.Session, now: datetime) -> tuple[Held, ...]:
    """Records as they stand, each once, in the order named; few enough to be held at once.

    An entry names what was shown, one a kind and compartment. Raises what `held` raises, and then nothing is shown.
    """
    with database.beside_others(), access.acting(by, now=now):
        found = rows.find_rows(records, by=by)
        return shown(found, by=by, now=now)


def held_of(records: Iterable[UUID], /, *, by: access.Session, now: datetime) -> tuple[Held, ...]:
    """`held_many` of those of these records that the account may see; of the others nothing is told."""
    with database.beside_others(), access.acting(by, now=now):
        return shown(rows.seen_rows(dict.fromkeys(records), by=by), by=by, now=now)


def fields_among(records: Iterable[UUID], /, *, by: access.Session) -> dict[UUID, Mapping[str, Said]]:
    """What those of these records say which the account may see, each held against its entry.

    For lists inside the site, which say with an entry whom they tell of; this writes none, and nothing of it is shown.
    Raises RecordUnvouched of `journal`.
    """
    openers = rows.Openers(by)
    return {each.record.id: rows.held(each, openers).fields for each in rows.seen_rows(dict.fromkeys(records), by=by)}


def of_kind(
    kind: RecordKind | str,
    /,
    *,
    by: access.Session,
    now: datetime,
    before: UUID | None = None,
    limit: int = 50,
    compartment: UUID | None = None,
    states: Collection[str] = (),
) -> tuple[Held, ...]:
    """The records of a kind that the account may see, `limit` (at most 200) a page; `before` is the last id seen.

    With `states` those alone that stand in one of them.

    Newest first, where ids tell the time; else in an order that says nothing. An entry names what the page showed, one
    a compartment. Raises NotPermitted, KindUnknown, RecordUnvouched of `journal`.
    """
    asked = kind_of(kind)
    with database.beside_others(), access.acting(by, now=now):
        access.require(by, asked.sees, compartment=compartment, now=now)
        found = _page(asked, by=by, before=before, limit=min(limit, MOST), compartment=compartment, states=states)
        if not found:
            journal.record_many([_entry(asked.verb(LIST), [], by, now)])
        return shown(found, act=LIST, by=by, now=now)


def every_of_kind(
    kind: RecordKind | str, /, *, states: Collection[str] = (), by: access.Session, now: datetime
) -> Iterator[Held]:
    """`of_kind` of all of them, read by portions as they are asked for. Where there is none nothing is read."""
    there = counted(kind, by=by, now=now)
    if not (there.keys() & set(states) if states else there):
        return
    before: UUID | None = None
    while page := of_kind(kind, by=by, now=now, before=before, limit=MOST, states=states):
        yield from page
        if len(page) < MOST:
            return
        before = page[-1].id


def counted(kind: RecordKind | str, /, *, by: access.Session, now: datetime) -> dict[str, int]:
    """How many records of a kind the account may see, by their state: nothing of them is opened or told.

    Raises NotPermitted, KindUnknown.
    """
    asked = kind_of(kind)
    access.require(by, asked.sees, now=now)
    with access.scope(by) as places:
        found: dict[Any, int] = dict(database.answers(_COUNTED, values=[asked.code, places]))
    first = found.pop(None, 0)  # those that took no step
    return found | ({asked.states.first.code: first + found.get(asked.states.first.code, 0)} if first else {})


def history(record: UUID, /, *, by: access.Session, now: datetime) -> tuple[RecordRevision, ...]:
    """Every revision of a record, first to last; reading them is an entry and counts. Raises what `held` raises."""
    with _alone(by), access.acting(by, now=now):
        (found,) = rows.find_rows([record], by=by)
        told = histories([record], by=by, now=now)[record]
        safeguards.count_opened([record.bytes], by=by, now=now)
        safeguards.touch([(found.record.compartment_id, record)], by=by, now=now)
    return told


def histories(
    records: Iterable[UUID], /, *, sealed: bool = False, by: access.Session, now: datetime
) -> dict[UUID, tuple[RecordRevision, ...]]:
    """Every revision of several records, with an entry for each kind and compartment: for what decides by them.

    The entry is `sealed` where it tells something that these records and no others are looked into. It counts as no
    reading. Raises what `held` raises.
    """
    with database.beside_others(), access.acting(by, now=now):
        found = rows.find_rows(records, by=by)
        places = defaultdict[tuple[str, UUID], list[Record]](list)
        for each in found:
            places[each.record.kind, each.record.compartment_id].append(each.record)
        for kind, place in places:
            access.require(by, kind_of(kind).sees, compartment=place, now=now)
        with access.scope(by):
            wanted = [each.record.id for each in found]
            there = Revision.objects.select(where="record_id IN %s", values=[wanted], order="ORDER BY number")
        rows.vouch(there, by=by)
        mine_of = {record: list[Revision]() for record in wanted}
        for row in there:
            mine_of[row.record_id].append(row)
        openers = rows.Openers(by)
        told = {record: _opened(several, openers) for record, several in mine_of.items()}
        journal.record_many(
            [_entry(kind_of(kind).verb(HISTORY), mine, by, now, sealed=sealed) for (kind, _), mine in places.items()]
        )
    return told


def differences(before: Held | RecordRevision, after: Held | RecordRevision, /) -> tuple[Difference, ...]:
    """Every field that holds something else in the later one."""
    return between(before.fields, after.fields)


def _alone(by: access.Session) -> AbstractContextManager[None]:
    """Beside those of others; one account's openings wait for each other, since they change its counts."""
    return database.beside_others(queue=f"openings of {by.actor.account}")


def _opened(there: Sequence[Revision], openers: rows.Openers) -> tuple[RecordRevision, ...]:
    told = list[RecordRevision]()
    earlier: dict[str, Said] = {}
    for row in there:
        written = rows.opened(row, openers, model=rows.REVISION)
        said = rows.said(written)
        told.append(RecordRevision(row.number, written.at, written.by, said, written.reason, between(earlier, said)))
        earlier = said
    return tuple(told)


def _page(
    kind: RecordKind, *, by: access.Session, before: UUID | None, limit: int, compartment: UUID | None,
    states: Collection[str],
) -> list[Newest]:  # fmt: skip
    with access.scope(by) as mine:
        where = _PAGE
        values: list[object] = [kind.code, mine if compartment is None else mine & {compartment}]
        if before is not None:
            where, values = where + _BEFORE, [*values, before]
        if states:
            where, values = where + _IN_STATES, [*values, kind.states.first.code, list(states)]
        order = f"ORDER BY id DESC LIMIT {int(limit)}"
        there = Record.objects.select(where=where, values=values, order=order, related=["compartment"])
        return rows.newest(there, by=by)


def shown(found: Sequence[Newest], *, act: str = SHOW, by: access.Session, now: datetime) -> tuple[Held, ...]:
    """What was found, opened, with the entries that name it. One decision for each kind in each compartment."""
    openers, told = rows.Openers(by), defaultdict[tuple[str, UUID], list[Record]](list)
    for each in found:
        told[each.record.kind, each.record.compartment_id].append(each.record)
    for kind, place in told:
        access.require(by, kind_of(kind).sees, compartment=place, now=now)
    opened = tuple(rows.held(each, openers) for each in found)
    journal.record_many([_entry(kind_of(kind).verb(act), mine, by, now) for (kind, _place), mine in told.items()])
    return opened


def _entry(
    verb: str, shown: Sequence[Record], by: access.Session, now: datetime, *, sealed: bool = False
) -> journal.Draft:
    """SECURITY 5.1: of protected compartments it is sealed anyhow; `shown` are all of one compartment."""
    return journal.Draft(
        verb=verb,
        by=by.actor,
        now=now,
        about=[rows.ref_of(each) for each in shown],
        facts={"shown": len(shown)},
        compartment=shown[0].compartment_id if shown else None,
        sealed=bool(shown) and (sealed or shown[0].compartment.protected),
    )
