"""Which items are looked for, and a page of them: the same time however many there are and however few of them fit.

Every way to narrow down is a condition on what is counted (`tallies`), so it is known beforehand which months hold
enough of what fits for a page, how many other items lie between them, and which cells hold any. Where what fits lies
close together, the items of these months are gone through by their date. Where it is rare, the index that has the
items of a cell in their order gives the newest of each, and the page is the newest of these.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from dokaz.custody import families, ledger
from dokaz.custody.families import Family
from dokaz.custody.ledger import Alike, Ledger
from dokaz.custody.models import Item
from dokaz.custody.words import Channel, Kind

_AT_ONCE = 400  # SQLite joins 500 questions at most
_A_CELL = 12  # what it costs to look into one cell more, in items that are gone through

family = lru_cache(families.family)


@dataclass(frozen=True, slots=True)
class Only:
    """What is looked for: one of the values of each field; a field without any says nothing. A year, or its month."""

    kinds: frozenset[Kind] = frozenset()
    families: frozenset[Family] = frozenset()
    channels: frozenset[Channel] = frozenset()
    compartments: frozenset[UUID] = frozenset()
    year: int | None = None
    month: int | None = None

    def fits_alike(self, alike: Alike) -> bool:
        return (
            (not self.kinds or alike.kind in self.kinds)
            and (not self.channels or alike.channel in self.channels)
            and (not self.compartments or alike.compartment in self.compartments)
            and (not self.families or family(alike.mime) in self.families)
        )

    def fits_month(self, month: str) -> bool:
        return self.year is None or month.startswith(_prefix(self.year, self.month))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items fit, and how many would with one more value chosen in a field beside what is chosen elsewhere."""

    total: int
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    families: Mapping[Family, int] = field(default_factory=dict)
    channels: Mapping[Channel, int] = field(default_factory=dict)
    compartments: Mapping[UUID, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)  # of the year that is chosen


@dataclass(frozen=True, slots=True)
class Window:
    """Where a page lies: what fits there, from which month on, and how many items there are in all these months."""

    alike: frozenset[Alike]
    since: str
    among: int
    fitting: int

    def scattered(self, limit: int) -> bool:
        """Whether so many others lie between those that fit that it is quicker to look into each cell."""
        return limit * self.among > max(self.fitting, 1) * _A_CELL * len(self.alike)


def counts(within: Collection[UUID], only: Only) -> Counts:
    """Every count that stands beside a list of what these compartments hold."""
    held, asked = ledger.opened(), ("counts", frozenset(within), only)
    told: Counts = held.answers.get(asked) or held.remembered(asked, _counts(held, frozenset(within), only))
    return told


def page(within: Collection[UUID], only: Only, *, after: Item | None, limit: int) -> list[Item]:
    """The newest items of these compartments that fit, after this one in that order. In a scope."""
    window = _window(ledger.opened(), frozenset(within), only, after, limit)
    look = _newest_of_cells if window.scattered(limit) else _gone_through
    newest = look(window, only, after, limit) if window.alike else []
    found = Item.objects.select(where="id IN %s", values=[[row[1] for row in newest]], related=["blob", "compartment"])
    return sorted(found, key=lambda item: (item.received_at, item.id), reverse=True)


def _counts(held: Ledger, within: frozenset[UUID], only: Only) -> Counts:
    there = _inside(held.ever if only.year is None else _of(held, _prefix(only.year, only.month)), within)

    def by(without: Only, value: Any) -> dict[Any, int]:
        found: Counter[Any] = Counter()
        for alike, count in there.items():
            if without.fits_alike(alike):
                found[value(alike)] += count
        return dict(found)

    def at(prefixes: Mapping[int, str]) -> dict[int, int]:
        found = {name: _fitting(_inside(_of(held, prefix), within), only) for name, prefix in prefixes.items()}
        return {name: count for name, count in found.items() if count}

    return Counts(
        total=_fitting(there, only),
        kinds=by(replace(only, kinds=frozenset()), lambda alike: Kind(alike.kind)),
        families=by(replace(only, families=frozenset()), lambda alike: family(alike.mime)),
        channels=by(replace(only, channels=frozenset()), lambda alike: Channel(alike.channel)),
        compartments=by(replace(only, compartments=frozenset()), lambda alike: alike.compartment),
        years=at({int(year): f"{year}-" for year in {month[:4] for month in held.months}}),
        months={} if only.year is None else at({month: _prefix(only.year, month) for month in range(1, 13)}),
    )


def _window(held: Ledger, within: frozenset[UUID], only: Only, after: Item | None, limit: int) -> Window:
    """The newest months with enough that fits. Of the month of `after` nobody knows how much lies behind it."""
    last = None if after is None else f"{after.received_at:%Y-%m}"
    alike: set[Alike] = set()
    since, among, fitting, enough = "", 0, 0, 0
    for month in sorted(held.months, reverse=True):
        if enough >= limit:
            break
        if not only.fits_month(month) or (last is not None and month > last):
            continue
        mine = {each: n for each, n in held.months[month].items() if each.compartment in within}
        chosen = {each: n for each, n in mine.items() if only.fits_alike(each)}
        alike |= chosen.keys()
        since, among = month, among + sum(held.months[month].values())
        fitting += sum(chosen.values())
        enough += 0 if month == last else sum(chosen.values())
    return Window(frozenset(alike), since, among, fitting)


def _gone_through(window: Window, only: Only, after: Item | None, limit: int) -> list[tuple[Any, Any]]:
    """All items of these months by their date, until there are enough that fit."""
    limits, values = _limits(window, only, after)
    conditions = []
    for name in ("compartment", "kind", "mime", "channel"):
        given = sorted({getattr(alike, name) for alike in window.alike})
        conditions.append(f"{_COLUMNS[name]} IN ({', '.join(['%s'] * len(given))})")
        values += [_stored(value) for value in given]
    # CASE, so that no database believes it had better begin with these columns and sort what it finds
    sql = (
        f"SELECT received_at, id FROM custody_item WHERE {limits} "  # noqa: S608 - our own words
        f"AND CASE WHEN {' AND '.join(conditions)} THEN 1 ELSE 0 END = 1 ORDER BY received_at DESC, id DESC LIMIT %s"
    )
    return _asked(sql, [*values, limit])


def _newest_of_cells(window: Window, only: Only, after: Item | None, limit: int) -> list[tuple[Any, Any]]:
    """The newest of the newest of each cell."""
    limits, shared = _limits(window, only, after)
    one = (
        "SELECT * FROM (SELECT received_at, id FROM custody_item "  # noqa: S608 - our own words
        "WHERE compartment_id = %s AND kind = %s AND mime = %s "
        f"AND channel = %s AND {limits} ORDER BY received_at DESC, id DESC LIMIT %s) AS newest"
    )
    alike, found = sorted(window.alike), []
    for first in range(0, len(alike), _AT_ONCE):
        some = alike[first : first + _AT_ONCE]
        values = [value for each in some for value in (*map(_stored, each), *shared, limit)]
        every = " UNION ALL ".join([one] * len(some))
        found += _asked(f"SELECT * FROM ({every}) AS every ORDER BY 1 DESC, 2 DESC LIMIT %s", [*values, limit])  # noqa: S608
    return sorted(found, reverse=True)[:limit]


_COLUMNS = {"compartment": "compartment_id", "kind": "kind", "mime": "mime", "channel": "channel"}


def _limits(window: Window, only: Only, after: Item | None) -> tuple[str, list[Any]]:
    limits, values = ["received_at >= %s"], [_stored(_first_of(window.since))]
    if only.year is not None:
        limits, values = [*limits, "received_at < %s"], [*values, _stored(_end_of(only.year, only.month))]
    if after is not None:
        # the first says what the second does, and is what an index is asked for
        limits += ["received_at <= %s", "(received_at, id) < (%s, %s)"]
        values += [_stored(after.received_at), _stored(after.received_at), _stored(after.id)]
    return " AND ".join(limits), values


def _asked(sql: str, values: Iterable[Any]) -> list[tuple[Any, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return [(at, found if isinstance(found, UUID) else UUID(found)) for at, found in cursor.fetchall()]


def _of(held: Ledger, prefix: str) -> ledger.Counts:
    """What is counted in the months that begin so."""
    found: ledger.Counts | None = held.answers.get(prefix)
    if found is not None:
        return found
    return held.remembered(prefix, ledger.summed(n for month, n in held.months.items() if month.startswith(prefix)))


def _inside(counted: ledger.Counts, within: frozenset[UUID]) -> ledger.Counts:
    return {alike: count for alike, count in counted.items() if alike.compartment in within}


def _fitting(counted: ledger.Counts, only: Only) -> int:
    return sum(count for alike, count in counted.items() if only.fits_alike(alike))


def _prefix(year: int, month: int | None) -> str:
    return f"{year:04}-" if month is None else f"{year:04}-{month:02}"


def _first_of(month: str) -> datetime:
    year, number = map(int, month.split("-"))
    return datetime(year, number, 1, tzinfo=UTC)


def _end_of(year: int, month: int | None) -> datetime:
    turn = month in (None, 12)
    then = date(year + 1, 1, 1) if turn else date(year, (month or 0) + 1, 1)
    return datetime(then.year, then.month, 1, tzinfo=UTC)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
