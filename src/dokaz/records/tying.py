"""Which record was written down under which: contacts under their authority, receipts under their release."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.ids import ordered_id
from dokaz.kernel.portions import portions
from dokaz.records import reading, writing
from dokaz.records.bases import Belonging
from dokaz.records.errors import RecordNotFound
from dokaz.records.kinds import RecordKind
from dokaz.records.rows import Held
from dokaz.records.states import COUNTS

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of one module, in the table that it keeps for them."""

    model: type[Belonging]

    def begin_under(
        self,
        parent: Held,
        kind: RecordKind,
        /,
        *,
        fields: Mapping[str, object],
        compartment: UUID | None = None,
        by: access.Session,
        now: datetime,
    ) -> Held:
        """Write a record down under another one, in the compartment of that one unless one is named.

        Raises what `records.begin` raises.
        """
        place, record = compartment or parent.compartment, ordered_id(now)
        with access.acting(by, now=now):
            row = self.tie(record, kind, under=parent.id, compartment=place, now=now)
            return writing.begin(kind, fields=fields, compartment=place, record=record, beside=[row], by=by, now=now)

    def tie(self, record: UUID, kind: RecordKind, /, *, under: UUID, compartment: UUID, now: datetime) -> Belonging:
        """The row for a record that is begun in the same transaction, `beside` which it is to be saved."""
        return self.model(
            id=ordered_id(now), parent=under, record=record, kind=kind.code, compartment_id=compartment,
            generation=access.sealing(compartment).generation,
        )  # fmt: skip

    def under(self, parent: UUID, kind: str, /, *, by: access.Session, now: datetime) -> tuple[Held, ...]:
        """What of a kind was written down under a record, as it stands, oldest first; only what the account may see.

        Raises NotPermitted, RecordUnvouched of `journal`.
        """
        return self.under_many([parent], kind, by=by, now=now)[parent]

    def under_many(
        self, parents: Iterable[UUID], kind: str, /, *, by: access.Session, now: datetime
    ) -> dict[UUID, tuple[Held, ...]]:
        """`under` of each of these records, asked for together."""
        every, found = list(dict.fromkeys(parents)), defaultdict[UUID, list[Held]](list)
        if not every:
            return {}
        with access.acting(by, now=now):
            for some in portions(every, of=_AT_ONCE):
                above = {row.record: row.parent for row in self._rows("parent IN %s AND kind = %s", [some, kind], by)}
                for each in reading.held_of(above, by=by, now=now) if above else ():
                    found[above[each.id]].append(each)
        return {parent: tuple(found[parent]) for parent in every}

    def counting(self, parent: UUID, kind: str, /, *, by: access.Session, now: datetime) -> tuple[Held, ...]:
        """`under`, without what was taken back: for kinds whose records are `KEPT`."""
        return self.counting_many([parent], kind, by=by, now=now)[parent]

    def counting_many(
        self, parents: Iterable[UUID], kind: str, /, *, by: access.Session, now: datetime
    ) -> dict[UUID, tuple[Held, ...]]:
        """`counting` of each of these records, asked for together."""
        found = self.under_many(parents, kind, by=by, now=now)
        return {parent: tuple(each for each in several if each.state == COUNTS) for parent, several in found.items()}

    def ids_under(self, parent: UUID, kind: str, /, *, by: access.Session) -> tuple[UUID, ...]:
        """The ids of the same: nothing of them is told. Raises RecordUnvouched of `journal`."""
        return tuple(row.record for row in self._rows("parent = %s AND kind = %s", [parent, kind], by))

    def parent_of(self, record: UUID, /, *, by: access.Session) -> UUID | None:
        """The record under which this one was written down. Raises RecordUnvouched of `journal`."""
        return self.parents_of([record], by=by).get(record)

    def parents_of(self, below: Collection[UUID], /, *, by: access.Session) -> dict[UUID, UUID]:
        """The records under which these were written down, by record. Raises RecordUnvouched of `journal`."""
        rows = (row for some in portions(below, of=_AT_ONCE) for row in self._rows("record IN %s", [some], by))
        return {row.record: row.parent for row in rows}

    def above(self, record: UUID, /, *, by: access.Session, now: datetime) -> Held:
        """The record under which this one was written down.

        Raises RecordNotFound where there is none that the account may see, NotPermitted.
        """
        parent = self.parent_of(record, by=by)
        if parent is None:
            raise RecordNotFound(ref=str(record))
        return reading.held_many([parent], by=by, now=now)[0]

    def _rows(self, where: str, values: list[object], by: access.Session) -> list[Belonging]:
        with access.scope(by):
            found = list(self.model.objects.select(where=where, values=values, order="ORDER BY id"))
        journal.vouch(*database.digests(*found), unseal=access.unsealer(by))
        return found
