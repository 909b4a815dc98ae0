"""Making a back-up: one view of the database, and whatever of it the shelf has not got yet.

Killed at any point it leaves parts that the next one uses, and no list: what has no list is no back-up.
"""

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from dokaz.access import api as access
from dokaz.backups import models, parts, rows
from dokaz.backups.errors import NoBackupKey
from dokaz.backups.lists import Backup, Listed
from dokaz.backups.ports import Shelf
from dokaz.backups.steps import Step
from dokaz.backups.until import counted_from
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.faults import step
from dokaz.kernel.ids import random_id
from dokaz.verify import age

BEGIN, MAKE = "backups:backup:begin", "backups:backup:make"
_HANDS = 8
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class HomeFiles:
    """What a back-up takes from the home beside database and vault, inside its seal."""

    files: Mapping[str, bytes] = field(repr=False)
    database_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that is whole: what was new on the shelf, and until when it holds keys."""

    id: UUID
    name: str
    rows: int
    payloads: int
    new_parts: int
    new_payloads: int
    new_bytes: int
    keys_until: datetime
    missing: tuple[str, ...]  # stored files that the vault itself has lost


def recipients() -> list[age.Recipient]:
    """To whom back-ups are sealed: the offline keys and recovery; with recovery alone, its holders would meet for each
    drill. Empty where no offline key is admitted.
    """
    offline = access.backup_recipients()
    return [*offline, access.recovery_recipient()] if offline else []


def make(
    shelf: Shelf, *, home: HomeFiles, recipients: Sequence[age.Recipient], days: int, by: access.Session, now: datetime
) -> Made:
    access.require(by, access.Permission.BACK_UP, now=now)
    if departed := journal.departure():
        raise departed
    if not recipients:
        raise NoBackupKey
    row, naming = _begin(days, by, now)
    step(Step.BEGUN)
    checkpoint = journal.checkpoint(now=now)
    writing = _Writing(shelf, tuple(recipients), naming, f"{parts.KEYS}{counted_from(now):%Y-%m-%d}/")
    with database.snapshot():
        tables = tuple(writing.table(table, model) for table, model in rows.tables())
        step(Step.ROWS_KEPT)
        payloads, size = writing.payloads(custody.payloads())
        step(Step.PAYLOADS_KEPT)
        migrations, length = database.migrations(), journal.head().size
    whole = Backup(
        id=row.id, home=by.home, made_at=now, keys_until=row.keys_until, size=length,
        checkpoint=checkpoint.decode(), migrations=migrations, tables=tables, payloads=payloads, payload_bytes=size,
        naming=naming, database_key=home.database_key, files=home.files,
    )  # fmt: skip
    writing.put(whole.name, parts.sealed(whole.written(), recipients))
    step(Step.LIST_KEPT)
    _end(row, whole, by, now)
    return Made(
        id=row.id, name=whole.name.removeprefix(parts.LISTS), rows=whole.rows, payloads=payloads,
        new_parts=writing.new_parts, new_payloads=writing.new_payloads, new_bytes=writing.new_bytes,
        keys_until=row.keys_until, missing=tuple(writing.missing),
    )  # fmt: skip


def _begin(days: int, by: access.Session, now: datetime) -> tuple[models.Backup, bytes]:
    """The row comes first, and commits: a destruction that follows knows which back-ups may hold its keys."""
    with access.acting(by, now=now):
        row = models.Backup.objects.create(
            id=random_id(), begun_at=now, keys_until=counted_from(now) + timedelta(days=days)
        )
        naming = models.Naming.objects.first()
        records = [database.digest(row)]
        if naming is None:
            naming = models.Naming.objects.create(key=os.urandom(32))
            records.append(database.digest(naming))
        facts = {"keys_until": row.keys_until.date().isoformat()}
        journal.record(BEGIN, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=records)
    return row, bytes(naming.key)


def _end(row: models.Backup, whole: Backup, by: access.Session, now: datetime) -> None:
    with access.acting(by, now=now):
        row.ended_at = max(now, row.begun_at)
        row.save(update_fields=["ended_at"])
        facts = {"rows": whole.rows, "payloads": whole.payloads, "size": whole.size}
        records = [database.digest(row)]
        journal.record(MAKE, by=by.actor, now=now, about=[str(row.id)], facts=facts, records=records)


class _Writing:
    """One run against one shelf."""

    def __init__(self, shelf: Shelf, recipients: Sequence[age.Recipient], naming: bytes, keys: str) -> None:
        self._shelf, self._recipients, self._naming, self._keys = shelf, recipients, naming, keys
        self._held = {name for place in (parts.PARTS, keys) for name, _ in shelf.sizes(place)}
        self.new_parts = self.new_payloads = self.new_bytes = 0
        self.missing: list[str] = []

    def table(self, table: rows.Table, model: type) -> Listed:
        count = 0
        names: list[tuple[str, str | None]] = []
        segments = rows.segments(table, model)
        with ThreadPoolExecutor(_HANDS) as hands:
            while some := list(islice(segments, _HANDS)):
                count += sum(segment.rows for segment in some)
                names += hands.map(self._segment, some)
        return Listed(table.name, count, tuple(names))

    def _segment(self, segment: rows.Segment) -> tuple[str, str | None]:
        main = self._part(parts.PARTS, segment.text)
        return main, None if segment.apart is None else self._part(self._keys, segment.apart)

    def _part(self, place: str, content: bytes) -> str:
        name = parts.part_name(place, self._naming, content)
        if name not in self._held:
            self._held.add(name)
            self.put(name, parts.sealed(content, self._recipients))
            self.new_parts += 1
        return name

    def put(self, name: str, content: bytes) -> None:
        self._shelf.put(name, io.BytesIO(content), size=len(content))
        self.new_bytes += len(content)

    def payloads(self, wanted: Iterator[custody.Payload]) -> tuple[int, int]:
        """Copy what the shelf has not got. Both lists are in the order of names, so neither is held in memory."""
        count = size = 0
        held = _Sorted(self._shelf.sizes(parts.PAYLOAD))
        with ThreadPoolExecutor(_HANDS) as hands:
            while some := list(islice(wanted, _AT_ONCE)):
                count, size = count + len(some), size + sum(each.stored_size for each in some)
                missing = [each for each in some if not held.holds(parts.payload_name(each.name), each.stored_size)]
                kept = [each for each, there in zip(missing, hands.map(self._payload, missing), strict=True) if there]
                self.new_payloads += len(kept)
                self.new_bytes += sum(each.stored_size for each in kept)
        return count, size

    def _payload(self, payload: custody.Payload) -> bool:
        """False, and named, where the vault has lost it; all else is kept."""
        try:
            stream = custody.read_payload(payload)
        except FileNotFoundError:
            self.missing.append(payload.name)
            return False
        with stream:
            self._shelf.put(parts.payload_name(payload.name), stream, size=payload.stored_size)
        return True


class _Sorted:
    """Names with sizes in ascending order, asked for in ascending order."""

    def __init__(self, held: Iterator[tuple[str, int]]) -> None:
        self._held = held
        self._next = next(held, None)

    def holds(self, name: str, size: int) -> bool:
        while self._next is not None and self._next[0] < name:
            self._next = next(self._held, None)
        return self._next == (name, size)
