"""Finding entries, newest first, for whoever reads the log: a page costs the same however long the log is.

Candidates are read downwards by the number of their entry, along an index: of each verb in each compartment the reader
sees, of each such compartment, or of a reference. What only the event says (account, time, whatever a sealed entry is
about) is compared entry by entry, and a page that has looked at `MOST` of them says how far it came.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dokaz.journal import reading
from dokaz.journal.events import SALT_SIZE
from dokaz.journal.models import Placement, TreeHead
from dokaz.journal.reading import PlacedEntry
from dokaz.kernel import clock
from dokaz.verify import canonical

__all__ = ["Found", "Question", "ReadEntry", "search"]

Unseal = Callable[[UUID, bytes], bytes | None]  # None: of a generation whose key the reader does not hold

MOST = 10_000
SEALED_COSTS = 40  # to open one takes about as long as to compare so many
_BATCH = 1_000
_AT, _TIME = b'"at":"', len("2026-03-04T09:30:00.000000Z")
_ARMS = 400  # SQLite joins 500 at most
# An entry waits seconds for its place, and after a minute it is an alarm: what waited longer than this is found by
# whoever does not ask for an end.
_LATE = timedelta(days=1)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for; what is not given is no condition. Times are those the entries claim: `begin` <= at < `end`.

    `also` are other references of the thing that `ref` names: an entry about any of them answers.
    """

    verbs: frozenset[str] = frozenset()
    ref: str = ""
    account: UUID | None = None
    begin: datetime | None = None
    end: datetime | None = None
    also: frozenset[str] = frozenset()

    @property
    def refs(self) -> frozenset[str]:
        return frozenset(filter(None, (self.ref, *self.also)))

    @property
    def compares(self) -> bool:
        """Whether events must be read to answer."""
        return bool(self.account or self.begin or self.end)


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as a reader may see it. `event` is None where it was erased, or sealed under a key that is not held."""

    index: int
    entry: int
    leaf: bytes
    compartment: UUID | None
    event: Mapping[str, Any] | None
    body: bytes | None
    sealed: bool
    erased: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, and the index below which the search goes on; None where all was looked at."""

    entries: tuple[ReadEntry, ...]
    onward: int | None


def search(
    question: Question,
    /,
    *,
    before: int | None,
    limit: int,
    compartments: Collection[UUID],
    unseal: Unseal,
    hidden: Callable[["ReadEntry"], bool] = lambda _entry: False,
) -> Found:
    """The newest entries that answer, below the index `before`: of no compartment or of these, and of no other.

    What another compartment has is not looked at, so it is neither counted nor waited for; what is `hidden` neither.
    """
    end, floor = _range(question, before)
    below, work, wanted = _number_below(end), 0, _BATCH if question.compares else limit + 1
    found: list[ReadEntry] = []
    while numbers := _candidates(question, below, wanted, compartments):
        below, wanted = numbers[-1], min(2 * wanted, _BATCH)  # many that stand nowhere yet are soon passed
        for placed in reading.of_entries(numbers):
            if placed.index < floor:
                return Found(tuple(found), None)
            work += SEALED_COSTS if placed.sealed else 1
            opened = read_entry(placed, unseal=unseal) if _may_answer(placed, question) else None
            if opened and _answers(opened, question) and not hidden(opened):
                if len(found) == limit:
                    return Found(tuple(found), found[-1].index)
                found.append(opened)
            if work >= MOST:
                return Found(tuple(found), placed.index)
    return Found(tuple(found), None)


def read_entry(placed: PlacedEntry, /, *, unseal: Unseal) -> ReadEntry:
    """An entry with its event, opened where it is sealed."""
    body = placed.event
    if placed.sealed is not None and placed.compartment is not None:
        plain = unseal(placed.compartment, placed.sealed)
        body = None if plain is None else plain[SALT_SIZE:]
    return ReadEntry(
        index=placed.index,
        entry=placed.entry,
        leaf=placed.leaf,
        compartment=placed.compartment,
        event=None if body is None else canonical.read_event(body),
        body=body,
        sealed=placed.sealed is not None,
        erased=placed.erased,
    )


def _range(question: Question, before: int | None) -> tuple[int | None, int]:
    """Between which indices it can stand: the log's order is that of integration, and its heads say when that was."""
    end, floor = before, 0
    if question.end and _LAST - question.end > _LATE:
        head = TreeHead.objects.filter(at__gte=question.end + _LATE).order_by("at").first()
        end = min((each for each in (head.size if head else None, before) if each is not None), default=None)
    if question.begin and question.begin - _FIRST > _LATE:
        head = TreeHead.objects.filter(at__lt=question.begin - _LATE).order_by("-at").first()
        floor = head.size if head else 0
    return end, floor


def _number_below(index: int | None) -> int | None:
    """The number under which entries of a lower index have theirs; 0 where there is none."""
    if index is None:
        return None
    number = Placement.objects.filter(index__lt=index).order_by("-index").values_list("entry_id", flat=True).first()
    return 0 if number is None else number + 1


def _may_answer(placed: PlacedEntry, question: Question) -> bool:
    """Told from the bytes of an open entry, which are canonical: reading one costs twenty times as much."""
    if (event := placed.event) is None:
        return True
    if question.account and f'"account":"{question.account}"'.encode() not in event:
        return False
    start = event.find(_AT) + len(_AT)  # its first place: what stands before it, `about`, holds no quotation marks
    at = event[start : start + _TIME]
    begin, end = (each and clock.timestamp(each).encode() for each in (question.begin, question.end))
    return (not begin or at >= begin) and (not end or at < end)


def _answers(entry: ReadEntry, question: Question) -> bool:
    if question == Question():
        return True
    if (event := entry.event) is None:
        return False
    begin, end = (each and clock.timestamp(each) for each in (question.begin, question.end))
    return (
        (not question.verbs or event["verb"] in question.verbs)
        and (not question.refs or not question.refs.isdisjoint(event["about"]))
        and (not question.account or event["by"]["account"] == str(question.account))
        and (not begin or event["at"] >= begin)
        and (not end or event["at"] < end)
    )


def _candidates(question: Question, below: int | None, wanted: int, compartments: Collection[UUID]) -> list[int]:
    """Numbers of entries that may answer, the newest first; at least all above the last one given."""
    arms = list(_arms(question, compartments))
    numbers: set[int] = set()
    for start in range(0, len(arms), _ARMS):
        numbers.update(_numbers(arms[start : start + _ARMS], below, wanted))
    return sorted(numbers, reverse=True)[:wanted]


Arm = tuple[str, list[Any]]
_OF_ENTRY = "SELECT e.id FROM journal_entry e WHERE {condition}"
_OF_SUBJECT = (
    "SELECT s.entry_id AS id FROM journal_subject s JOIN journal_entry e ON e.id = s.entry_id WHERE s.ref = %s"
    " AND {condition}"
)


def _arms(question: Question, compartments: Collection[UUID]) -> Iterator[Arm]:
    """One walk down an index each; together they see what the reader may see, and nothing else."""
    if not (question.verbs or question.refs):
        yield from (_arm(_OF_ENTRY, [], _in(place)) for place in (None, *compartments))
        return
    for place in compartments:
        yield _arm(_OF_ENTRY, [], _in(place), ("e.verb IS NULL", []))  # sealed: what it says is known once it is open
    if question.refs:
        verbs = [_one_of(sorted(question.verbs))] if question.verbs else []
        for ref in sorted(question.refs):
            yield from (_arm(_OF_SUBJECT, [ref], _in(place), *verbs) for place in (None, *compartments))
        return
    for verb in sorted(question.verbs):
        yield from (_arm(_OF_ENTRY, [], ("e.verb = %s", [verb]), _in(place)) for place in (None, *compartments))


def _arm(select: str, values: list[Any], *conditions: Arm) -> Arm:
    sql = select.format(condition=" AND ".join(each for each, _ in conditions))
    return sql, [*values, *(value for _, given in conditions for value in given)]


def _in(compartment: UUID | None) -> Arm:
    if compartment is None:
        return "e.compartment IS NULL", []
    return "e.compartment = %s", [compartment if connection.features.has_native_uuid_field else compartment.hex]


def _one_of(verbs: list[str]) -> Arm:
    return f"e.verb IN ({', '.join(['%s'] * len(verbs))})", list(verbs)


def _numbers(arms: list[Arm], below: int | None, count: int) -> list[int]:
    under, bound = ("", []) if below is None else (" AND e.id < %s", [below])
    sql = " UNION ALL ".join(
        f"SELECT id FROM ({select}{under} ORDER BY id DESC LIMIT {int(count)}) AS arm_{place}"  # noqa: S608 - our own
        for place, (select, _) in enumerate(arms)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in arms for value in (*values, *bound)])
        return [number for (number,) in cursor.fetchall()]
