"""Which items look, or say, nearly the same as another: compared in the reader's session, never by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import acting, likeness, showing
from dokaz.custody.deriving import LIKENESS
from dokaz.custody.models import Item, Likeness
from dokaz.custody.words import Resemblance
from dokaz.journal import api as journal

ALIKE = "custody:item:alike"
_NAMED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Alike:
    """Another item that is worth a look beside the one asked about; whether they are the same, people say.

    `shared` of `of` marks agree: pictures (a video has twelve), or the runs of three words that texts are compared by.
    """

    ref: str
    resemblance: Resemblance
    shared: int
    of: int


def alike(ref: str, *, by: access.Session, now: datetime) -> tuple[Alike, ...]:
    """The items of the same compartment that resemble this one, those that share most first.

    Only items of which a program made a preview, stills or a text are compared; each one's marks are opened with the
    session's key, so it takes about a second for some thousands. An entry names what is shown. Raises ItemNotFound,
    ItemDestroyed, NotPermitted.
    """
    item = acting.find(ref, by=by)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        found = sorted(_found(item, by), key=lambda each: (-each.shared / each.of, each.ref, each.resemblance))
        refs = list(dict.fromkeys(each.ref for each in found))
        journal.record_many([_entry(item, refs[start : start + _NAMED_AT_ONCE], by, now) for start in _starts(refs)])
    return tuple(found)


def _starts(refs: list[str]) -> range:
    return range(0, max(len(refs), 1), _NAMED_AT_ONCE)


def _entry(item: Item, refs: list[str], by: access.Session, now: datetime) -> journal.Draft:
    named = [item.ref, *refs]
    return showing.entry(ALIKE, named, by, now, item.compartment_id, sealed=item.compartment.protected)


def _found(item: Item, by: access.Session) -> Iterator[Alike]:
    opener = access.open_records(item.compartment_id, by=by)
    with access.scope(by):
        rows = Likeness.objects.filter(compartment=item.compartment_id).select_related("item")
        mine = {row.method: _marks(row, opener) for row in rows.filter(item=item)}
        others = rows.filter(method__in=mine).exclude(item=item).order_by("id")
        for row in others.iterator(chunk_size=_NAMED_AT_ONCE):
            resemblance = Resemblance(row.resemblance)
            if row.marks and (shared := likeness.compared(resemblance, mine[row.method], _marks(row, opener))):
                yield Alike(row.item.ref, resemblance, *shared)


def _marks(row: Likeness, opener: access.RecordOpener) -> list[str]:
    words = access.open_words(
        opener, record_key=row.record_key, sealed=row.marks, model=LIKENESS, row=row.id, field="marks"
    )
    return list(words["marks"])
