"""What is counted, kept in memory between questions: adding up a million items' tallies for each page takes too long.

Every question asks the database how many tallies there are, what they add up to and which is the newest. Where that is
as it was, nothing changed: rows are only added, or folded, and each has an id that is never given twice. Where a few
were added, these are read; where that does not explain it, all are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from dokaz.custody.models import Tally
from dokaz.database import api as database

_STATE = """
    SELECT COUNT(*), COALESCE(SUM(items), 0), (SELECT id FROM custody_tally ORDER BY id DESC LIMIT 1)
    FROM custody_tally"""
_FEW = 500  # answers that a state remembers

Answer = TypeVar("Answer")
Counts = Mapping["Alike", int]


class Alike(NamedTuple):
    """What items have in common beside their month: one index has those of each in their order."""

    compartment: UUID
    kind: str
    mime: str
    channel: str


class State(NamedTuple):
    """By what it is told whether anything was counted since."""

    rows: int
    items: int
    newest: UUID | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every number as it stood in one moment. Nothing in it is changed; `answers` remembers what was asked of it."""

    state: State
    months: Mapping[str, Counts]  # "2026-11"
    ever: Counts
    answers: dict[Any, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, tallies: Iterable[Tally], before: "Ledger | None" = None) -> "Ledger":
        """All that is counted in these rows, and in those that another one holds."""
        rows = list(tallies)
        fresh: dict[str, Counter[Alike]] = {}
        for row in rows:
            alike = Alike(row.compartment_id, row.kind, row.mime, row.channel)
            fresh.setdefault(row.month, Counter())[alike] += row.items
        held = before or cls(State(0, 0, None), {}, {})
        months = dict(held.months)
        months |= {month: Counter(months.get(month)) + counts for month, counts in fresh.items()}
        newest = max((row.id for row in rows), default=held.state.newest)
        items = sum(row.items for row in rows)
        ever = summed([held.ever, *fresh.values()])
        return cls(State(held.state.rows + len(rows), held.state.items + items, newest), months, ever)

    def remembered(self, asked: Any, answer: Answer) -> Answer:
        """The same answer for the next who asks this of the same state."""
        if len(self.answers) >= _FEW:
            self.answers.clear()
        self.answers[asked] = answer
        return answer


def summed(counts: Iterable[Counts]) -> Counts:
    total: Counter[Alike] = Counter()
    for each in counts:
        total.update(each)
    return total


def opened() -> Ledger:
    """What is counted now, as the running transaction sees it."""
    state, held = _state(), _kept[0]
    if held.state != state:
        held = _grown(held, state) or Ledger.of(_tallies(""))
        with _turn:
            _kept[0] = held
    return held


_turn = Lock()
_kept: list[Ledger] = [Ledger.of(())]


def _grown(held: Ledger, state: State) -> Ledger | None:
    """What is held with the rows that were added since, if that is all that happened."""
    if held.state.newest is None or state.newest is None or state.newest <= held.state.newest:
        return None
    grown = Ledger.of(_tallies("WHERE id > %s", held.state.newest), held)
    return grown if grown.state == state else None


def _tallies(sql: str, *values: object) -> list[Tally]:
    return database.select(Tally, sql=sql, values=values)


def _state() -> State:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        rows, items, newest = cursor.fetchone()
    return State(rows, int(items), newest if newest is None or isinstance(newest, UUID) else UUID(newest))
