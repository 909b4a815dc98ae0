"""Giving dense indices to whatever has committed (SECURITY 5.3).

Entries wait in a table of their own, so that none is found by "id greater than the last": ids are not in commit order.
Placements, tiles and head are one transaction; the head goes in by compare-and-swap, so of two sequencers
one wins and the other begins again with what is left. On a server sequencers queue, beside whoever writes entries.
"""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from dokaz.database import api as database
from dokaz.journal import founding, remembering, tree, wires
from dokaz.journal.errors import HeadMoved, InsideTransaction, StrangeCheckpoint
from dokaz.journal.models import Checkpoint, Log, Pending
from dokaz.journal.steps import Step
from dokaz.journal.tree import Head
from dokaz.kernel.faults import step
from dokaz.verify import checkpoints, merkle, tiles
from dokaz.verify.notes import VerifierKey

__all__ = ["checkpoint", "latest_checkpoint", "sequence"]

ATTEMPTS = 20
AT_ONCE = 65_536  # entries of one head: bounds memory, and how long other writers wait


def sequence(*, now: datetime) -> Head:
    while Pending.objects.exists():
        _place_some(now)
    return tree.latest()


def _place_some(now: datetime) -> None:
    for _ in range(ATTEMPTS):
        try:
            with database.beside_others(queue="sequence"), transaction.atomic():
                _grow(now)
                return
        except IntegrityError:  # another sequencer placed these entries or wrote this head first
            continue
    raise HeadMoved


def _grow(now: datetime) -> None:
    before = tree.latest()
    waiting = _waiting()
    if not waiting:
        return
    _place(before.size, [entry for entry, _ in waiting])
    frontier = merkle.Frontier.of(tree.reader(before.size), before.size)
    grown = frontier.extend(merkle.leaf_hash(bytes(leaf)) for _, leaf in waiting)
    tree.write_tiles(tiles.grown(before.size, frontier.size, grown, tree.fetch))
    step(Step.TILES_WRITTEN)
    tree.write_head(Head(frontier.size, frontier.root()), after=before, at=now)
    step(Step.HEAD_WRITTEN)


def _waiting() -> list[tuple[int, bytes]]:
    """CROSS JOIN, since SQLite keeps its order: else it goes through all entries for the few that wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.leaf FROM journal_pending p CROSS JOIN journal_entry e WHERE e.id = p.entry_id"
            " ORDER BY p.entry_id LIMIT %s",
            [AT_ONCE],
        )
        return list(cursor.fetchall())


def _place(first: int, entries: list[int]) -> None:
    quoted = connection.ops.quote_name("index")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO journal_placement ({quoted}, entry_id) VALUES (%s, %s)",  # noqa: S608 - a constant name
            list(enumerate(entries, start=first)),
        )
        step(Step.PLACED)
        cursor.executemany("DELETE FROM journal_pending WHERE entry_id = %s", [(entry,) for entry in entries])
        step(Step.PENDING_TAKEN)


def checkpoint(*, now: datetime) -> bytes:
    if connection.in_atomic_block:
        raise InsideTransaction
    remembering.require_whole()  # before sequencing: a log that departed is not made longer by us (SECURITY 5.4)
    _keep_the_first()
    sequence(now=now)
    head = tree.latest()  # read anew: only what is durable is signed (SECURITY 5.3)
    step(Step.HEAD_DURABLE)
    note = _stored(head.size) or _sign(head, now)
    wires.memory().keep(note)
    step(Step.NOTE_KEPT)
    return note


def _keep_the_first() -> None:
    """Where a crash came between signing the first head and keeping it: so at most one is ever signed and not kept."""
    signed = latest_checkpoint()
    if signed is not None and wires.memory().newest() is None:
        wires.memory().keep(signed)


def _sign(head: Head, now: datetime) -> bytes:
    log = founding.current()
    text = checkpoints.Checkpoint(log.origin, head.size, head.root).text
    note = wires.signer().sign(text.encode())
    _refuse_strange(note, log, text)
    step(Step.NOTE_SIGNED)
    with transaction.atomic():
        kept, _ = Checkpoint.objects.get_or_create(size=head.size, defaults={"note": note, "at": now})
    step(Step.NOTE_STORED)
    return bytes(kept.note)


def _stored(size: int) -> bytes | None:
    found = Checkpoint.objects.filter(size=size).values_list("note", flat=True).first()
    return None if found is None else bytes(found)


def _refuse_strange(note: bytes, log: Log, text: str) -> None:
    signed, _ = checkpoints.open_checkpoint(note, log=VerifierKey.parse(log.vkey))
    if signed.text != text:
        raise StrangeCheckpoint(why="the signer signed another text.")


def latest_checkpoint() -> bytes | None:
    """The newest signed checkpoint, signing nothing; None before the first."""
    found = Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
    return None if found is None else bytes(found)
