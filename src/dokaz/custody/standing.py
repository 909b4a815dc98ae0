"""Where the receipt of an item stands in the log, and which outsiders vouch for it since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import acting, objects, rows
from dokaz.custody.errors import ProofNotYet
from dokaz.custody.models import Item
from dokaz.journal import api as journal
from dokaz.verify import checkpoints, notes, stamps

__all__ = ["Standing", "Vouched", "log_proof", "standing"]

PROVE = "custody:item:prove"
_RECEIPTS = (rows.RECEIVE, rows.DERIVE, objects.RECORD)


@dataclass(frozen=True, slots=True)
class Vouched:
    """An outsider's word that the log held the entry at that time, by its own clock; `stamp` tells a time stamp."""

    at: datetime
    who: str
    stamp: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the entry of receipt stands. Without `index` it is not placed yet, or sealed within its compartment.

    `covered` is the size of the newest signed checkpoint that holds it; `since` is the earliest outsider's word, and a
    practice authority's is none.
    """

    index: int | None
    sealed: bool
    covered: int | None
    since: Vouched | None


def standing(ref: str, *, by: access.Session) -> Standing:
    """For the page of an item, which `show` has put into the journal. Raises ItemNotFound."""
    (item,) = acting.find_many([ref], by=by, also_destroyed=True)
    entry = _receipt(item)
    if entry is None:
        return Standing(None, item.compartment.protected, None, None)
    sizes = [size for size, _note in _signed() if size > entry.index]
    return Standing(entry.index, False, max(sizes, default=None), min(_words(entry.index), key=_at, default=None))


def log_proof(ref: str, *, by: access.Session, now: datetime) -> bytes:
    """The C2SP tlog-proof of the entry of receipt, to be checked without us. An entry says that it was asked for.

    Raises ItemNotFound, NotPermitted, ProofNotYet.
    """
    (item,) = acting.find_many([ref], by=by, also_destroyed=True)
    with access.acting(by, now=now):
        access.require(by, access.Permission.SEE_ITEMS, compartment=item.compartment_id, now=now)
        entry = _receipt(item)
        covering = [note for size, note in _signed() if entry is not None and size > entry.index]
        if entry is None or not covering:
            raise ProofNotYet(ref=item.ref)
        journal.record(PROVE, by=by.actor, now=now, about=[item.ref], compartment=item.compartment_id)
    return journal.tlog_proof(entry.entry, checkpoint=covering[0])


def _receipt(item: Item) -> journal.PlacedEntry | None:
    """A sealed entry is not found by what it is about."""
    found = journal.entries_about_many([item.ref], verbs=_RECEIPTS, compartments=[item.compartment_id])[item.ref]
    return next(iter(found), None)  # a derivative's entry is about its parent as well: later


def _signed() -> Iterator[tuple[int, bytes]]:
    """The checkpoint most outsiders know first, then the newest."""
    for note in (journal.cosigned_checkpoint(), journal.latest_checkpoint()):
        if note is not None:
            yield checkpoints.Checkpoint.parse(notes.parse(note)[0]).size, note


def _words(index: int) -> Iterator[Vouched]:
    """The first head of each kind that holds the entry: later ones say no more of it."""
    seen = [head for head in journal.seen_heads() if head.size > index]
    for head in [head for head in seen if head.operators][:1]:
        witnessed = journal.witnessed(head.size)
        if witnessed.since is not None:
            yield Vouched(witnessed.since, ", ".join(witnessed.operators), stamp=False)
    for head in [head for head in seen if head.stamped]:
        real = [vouched for vouched in map(_stamped, journal.stamps_on(head.size)) if vouched]
        yield from real
        if real:
            return


def _stamped(kept: journal.KeptStamp) -> Vouched | None:
    chain = stamps.certificates(kept.chain)
    return None if stamps.is_practice(chain[-1]) else Vouched(kept.at, stamps.name_of(chain[0]), stamp=True)


def _at(vouched: Vouched) -> datetime:
    return vouched.at
