"""Proofs from a log of ten million entries."""

import random
from functools import partial

from django.db import connection, transaction

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, each_timed, held, spread, timed
from dokaz.journal import api as journal
from dokaz.journal.models import Log
from dokaz.kernel import clock
from dokaz.verify import checkpoints, merkle
from dokaz.verify.notes import VerifierKey

ROUNDS = 3
PROOFS = 2000
AT_ONCE = 500_000
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s) "


def setup(place: Place) -> Figures:
    """Entries are put in by SQL with random leaves, as so many acts would leave them; the journal sequences them."""
    house.make(place.home)
    count = place.of(10_000_000)
    figures = {"amount": float(count)}
    with house.opened(place.home):
        journal.sequence(now=clock.now())
        put_in(journal.head().size + 1, count)
        with timed(figures):
            journal.sequence(now=clock.now())
        journal.checkpoint(now=clock.now())
        assert journal.head().size >= count
    return figures


def ours(place: Place) -> Figures:
    with house.opened(place.home):
        note, size = journal.checkpoint(now=clock.now()), journal.head().size
        chosen = random.Random(place.turn).sample(range(1, size + 1), PROOFS)
        proved = each_timed(partial(journal.prove, entry) for entry in chosen)
        filed = each_timed(partial(journal.tlog_proof, entry, checkpoint=note) for entry in chosen)
        _check(chosen[:50], note)
        return {"amount": float(size)} | spread(proved, "prove") | spread(filed, "file")


RIVALS: dict[str, None] = {}


def lines(found: Found) -> list[Line]:
    mine, built = found["ours"], found["setup"]
    count = f"{mine['amount']:,.0f}"
    return [
        Line(
            f"inclusion proof from a log of {count} entries",
            f"{mine['prove median']:.2f} ms, p95 {mine['prove p95']:.2f}, peak {found.peak:.0f} MiB",
            target="< 5 ms",
            met=held(mine, "prove", 5),
        ),
        Line(
            f"tlog-proof file from a log of {count} entries, the checkpoint checked anew each time",
            f"{mine['file median']:.2f} ms, p95 {mine['file p95']:.2f}",
        ),
        Line(f"sequence {built['amount']:,.0f} entries, once", f"{built['amount'] / built['seconds']:,.0f} entries/s"),
    ]


def put_in(first: int, count: int) -> None:
    last = first + count - 1
    for begin in range(first, last + 1, AT_ONCE):
        end = min(last, begin + AT_ONCE - 1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _NUMBERS + "INSERT INTO journal_entry (id, leaf, verb, erasable, sealed)"
                " SELECT i, randomblob(32), 'custody:item:receive', 0, 0 FROM n",
                [begin, end],
            )
            cursor.execute(
                _NUMBERS + "INSERT INTO journal_pending (entry_id, at) SELECT i, '2026-01-01 00:00:00' FROM n",
                [begin, end],
            )


def _check(entries: list[int], note: bytes) -> None:
    """The proofs that were timed are proofs."""
    log = Log.objects.get()
    head, _ = checkpoints.open_checkpoint(note, log=VerifierKey.parse(log.vkey))
    for entry in entries:
        proof = journal.prove(entry)
        with connection.cursor() as cursor:
            cursor.execute("SELECT leaf FROM journal_entry WHERE id = %s", [entry])
            leaf = merkle.leaf_hash(bytes(cursor.fetchone()[0]))
        merkle.verify_inclusion(leaf_hash=leaf, index=proof.index, size=proof.size, proof=proof.hashes, root=head.root)
