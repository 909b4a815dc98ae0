"""Going on after a restore: the same log where somebody holds its hashes, a new one only where nobody does.

A database that comes from a back-up ends before the checkpoints that were shown outside. The leaf hashes up to the
newest of these lie in a mirror. They are put in their places, so that the log is again the one that was shown: an
entry that the database still has, and that had no place yet, gets the one it had; of the others only the hash is left,
and they are marked as lost under an entry that says so (SECURITY 5.4).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from dokaz.journal import founding, tree, wires
from dokaz.journal.errors import (
    InsideTransaction,
    LogForked,
    MirrorBehind,
    MirrorRefused,
    NothingLost,
    QuotedStrange,
)
from dokaz.journal.events import LOG_RESTORED, Draft
from dokaz.journal.models import Checkpoint, Pending
from dokaz.journal.ports import Mirror
from dokaz.journal.recording import insert, next_ids, record_many
from dokaz.journal.steps import Step
from dokaz.kernel.actors import Actor
from dokaz.kernel.faults import step
from dokaz.verify import checkpoints as formats
from dokaz.verify import merkle, tiles
from dokaz.verify.canonical import Value
from dokaz.verify.errors import VerifyError

__all__ = ["BEGIN_ANEW", "Continued", "begin_anew", "recover"]

BEGIN_ANEW = "journal:log:begin-anew"
LOST = "journal:entry:lost"
HASH = merkle.HASH_SIZE
_Facts = dict[str, Value]
AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Continued:
    """How the log went on: `size` entries stand, of which `found` got back the place they had and `lost` are hashes."""

    size: int
    found: int
    lost: int


def recover(mirror: Mirror, *, reason: str, backup: str | None = None, by: Actor, now: datetime) -> Continued:
    """Make a log that a restore left behind the same log again, from the leaf hashes that a mirror holds.

    An entry of this database that had no index yet gets back the place it had; of the others the hash stands, marked
    as lost under an entry that says who, why (a code), and from which back-up. Not inside a transaction.
    Raises NothingLost, MirrorBehind, MirrorAway, MirrorRefused, and LogForked where this database went on by itself or
    the mirror tells another history. Nothing is changed then.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    note = _newest(mirror)
    shown = founding.opened(note)
    before = tree.latest()
    _refuse_no_need(shown, before)
    with transaction.atomic():
        covering = _cover(shown, before, reason=reason, backup=backup, by=by, now=now)
        done = _fill(mirror, before, shown, covering, now)
        Checkpoint.objects.create(size=shown.size, note=note, at=now)
        step(Step.LOG_CONTINUED)
    wires.memory().keep(note)
    return done


def _newest(mirror: Mirror) -> bytes:
    """The mirror's checkpoint, once it is as new as what is remembered here."""
    note = mirror.checkpoint()
    if note is None:
        raise MirrorBehind(mirror=mirror.name, size=0, remembered=_remembered())
    try:
        size = founding.opened(note).size
    except VerifyError as why:
        raise MirrorRefused(mirror=mirror.name, why=str(why)) from why
    if size < _remembered():
        raise MirrorBehind(mirror=mirror.name, size=size, remembered=_remembered())
    return note


def _remembered() -> int:
    note = wires.memory().newest()
    return 0 if note is None else founding.opened(note).size


def _refuse_no_need(shown: formats.Checkpoint, before: tree.Head) -> None:
    if before.size < shown.size:
        return
    if merkle.tree_root(tree.reader(before.size), shown.size) != shown.root:
        raise LogForked(remembered=shown.size)
    raise NothingLost(size=before.size, remembered=shown.size)


def _cover(
    shown: formats.Checkpoint, before: tree.Head, *, reason: str, backup: str | None, by: Actor, now: datetime
) -> int:
    facts: _Facts = {
        "from": before.size,
        "to": shown.size,
        "root": shown.root.hex(),
        "reason": reason,
        "backup": backup,
    }
    (covering,) = record_many([Draft(verb=LOG_RESTORED, by=by, now=now, facts=facts)])
    return covering


def _fill(mirror: Mirror, before: tree.Head, shown: formats.Checkpoint, covering: int, now: datetime) -> Continued:
    """Place by place up to the checkpoint; its root is compared before anything of this is committed."""
    waiting, found = _Waiting(), 0
    frontier = merkle.Frontier.of(tree.reader(before.size), before.size)
    for start in range(before.size, shown.size, AT_ONCE):
        hashes = _fetched(mirror, start, min(start + AT_ONCE, shown.size))
        old = frontier.size
        grown = frontier.extend(hashes)
        tree.write_tiles(tiles.grown(old, frontier.size, grown, tree.fetch))
        found += _place(start, hashes, waiting, covering)
    if frontier.root() != shown.root:
        raise LogForked(remembered=shown.size)
    tree.write_head(tree.Head(shown.size, shown.root), after=before, at=now)
    return Continued(shown.size, found, shown.size - before.size - found)


def _fetched(mirror: Mirror, start: int, end: int) -> list[bytes]:
    data = mirror.hashes(start, end)
    if len(data) != (end - start) * HASH:
        raise MirrorRefused(mirror=mirror.name, why=f"it gave {len(data)} bytes for {end - start} hashes.")
    return [data[i : i + HASH] for i in range(0, len(data), HASH)]


class _Waiting:
    """The entries of this database that have no index yet, by the hash their leaf has in the tree."""

    def __init__(self) -> None:
        rows = Pending.objects.values_list("entry_id", "entry__leaf").iterator()
        self._known = {merkle.leaf_hash(bytes(leaf)): entry for entry, leaf in rows}

    def take(self, leaf_hash: bytes) -> int | None:
        return self._known.pop(leaf_hash, None)


def _place(start: int, hashes: Iterable[bytes], waiting: _Waiting, covering: int) -> int:
    known = [waiting.take(each) for each in hashes]
    unknown = [each for each, entry in zip(hashes, known, strict=True) if entry is None]
    placeholders = _marked_lost(unknown, covering)
    placed = [next(placeholders) if entry is None else entry for entry in known]
    with connection.cursor() as cursor:
        insert(cursor, "placement", ("index", "entry_id"), enumerate(placed, start))
    back = [entry for entry in known if entry is not None]
    Pending.objects.filter(entry_id__in=back).delete()
    return len(back)


def _marked_lost(hashes: list[bytes], covering: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        ids = next_ids(cursor, len(hashes))
        rows = ((id_, leaf, LOST, False, False) for id_, leaf in zip(ids, hashes, strict=True))
        insert(cursor, "entry", ("id", "leaf", "verb", "erasable", "sealed"), rows)
        insert(cursor, "lost", ("entry_id", "covered_by_id"), ((id_, covering) for id_ in ids))
    return iter(ids)


def begin_anew(*, origin: str, vkey: str, last: bytes | None, reason: str, by: Actor, now: datetime) -> int:
    """In the caller's transaction: the leaves stay where they are, and the next heads get another name and key."""
    head, standing = tree.latest(), founding.current()
    shown = _quoted(last)
    founding.begin_anew(origin=origin, vkey=vkey, from_size=head.size, now=now)
    facts: _Facts = {
        "old": standing.origin,
        "old_size": None if shown is None else shown.size,
        "old_root": None if shown is None else shown.root.hex(),
        "from": head.size,
        "reason": reason,
    }
    (entry,) = record_many([Draft(verb=BEGIN_ANEW, by=by, now=now, facts=facts)])
    return entry


def _quoted(last: bytes | None) -> formats.Checkpoint | None:
    if last is None:
        return None
    try:
        return founding.opened(last)
    except VerifyError as why:
        raise QuotedStrange(why=str(why)) from why
