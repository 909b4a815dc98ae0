"""The spine on PostgreSQL beside the same work on the embedded database, and beside plain inserts into that server."""

import random
from functools import partial
from itertools import islice
from pathlib import Path

from django.db import transaction

from benchmarks import house, material, served
from benchmarks.journal import A_GROUP, drafts
from benchmarks.measuring import Figures, Found, Line, Place, each_timed, files_under, spread, timed
from benchmarks.record import WORDS
from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.kernel import clock

ROUNDS = 2
PROOFS = 500
_TABLE = (
    "CREATE TABLE plain (id bigserial PRIMARY KEY, leaf bytea NOT NULL, verb text NOT NULL, body bytea NOT NULL)",
)


def setup(place: Place) -> Figures:
    chance = random.Random(1)
    sizes = [chance.randint(1024, 16 * 1024) for _ in range(place.of(10_000))]
    return {"bytes": float(material.many_files(_files(place), sizes))}


def ours(place: Place) -> Figures:
    with served.home(place), house.opened(place.output / "home") as session:
        return _spine(place, session)


def embedded(place: Place) -> Figures:
    place.output.mkdir()
    house.make(place.output / "home")
    with house.opened(place.output / "home") as session:
        return _spine(place, session)


def inserted(place: Place) -> Figures:
    """As many rows as entries are appended, each as large as a leaf and its body, as many a transaction."""
    count = place.of(50_000)
    figures = {"amount": float(count)}
    rows = [(bytes(200), "custody:item:receive", bytes(300))] * A_GROUP
    with served.cluster(place) as made, made.connect("dokaz") as connection, timed(figures, "append"):
        connection.execute(*_TABLE)
        for begin in range(0, count, A_GROUP):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO plain (leaf, verb, body) VALUES (%s, %s, %s)", rows[: min(A_GROUP, count - begin)]
                )
    return figures


RIVALS = {"embedded": embedded, "inserts": inserted}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["embedded"]
    made = [
        _rated(found, f"receive {mine['files']:,.0f} files of 1 to 16 KiB in a batch", "receive", "files", "files"),
        _rated(found, f"append {mine['amount']:,.0f} entries of three records", "append", "amount", "entries"),
        _rated(found, f"sequence {mine['amount']:,.0f} entries in bulk", "sequence", "amount", "entries"),
    ]
    rows, plain = mine["amount"] / mine["append"], found["inserts"]["amount"] / found["inserts"]["append"]
    made.append(
        Line(
            made[1].work,
            made[1].ours,
            f"as many plain rows inserted by psycopg: {plain:,.0f} rows/s",
            f"{rows / plain:.2f}",
        )
    )
    for name, work in (("record", "create a record, durable"), ("open", "open an item"), ("prove", "inclusion proof")):
        made.append(
            Line(
                f"{work}, on PostgreSQL",
                f"{mine[f'{name} median']:.2f} ms, p95 {mine[f'{name} p95']:.2f}",
                f"embedded database: {theirs[f'{name} median']:.2f} ms, p95 {theirs[f'{name} p95']:.2f}",
                f"{theirs[f'{name} median'] / mine[f'{name} median']:.2f}",
            )
        )
    return [*made, Line("all of this on PostgreSQL, without the server", f"peak {found.peak:.0f} MiB")]


def _rated(found: Found, work: str, name: str, amount: str, unit: str) -> Line:
    mine, theirs = (found[step][amount] / found[step][name] for step in ("ours", "embedded"))
    said = f"{mine:,.0f} {unit}/s"
    return Line(f"{work}, on PostgreSQL", said, f"embedded database: {theirs:,.0f} {unit}/s", f"{mine / theirs:.2f}")


def _spine(place: Place, session: access.Session) -> Figures:
    figures: Figures = {"amount": float(place.of(50_000)), "files": float(len(files_under(_files(place))))}
    with timed(figures, "receive"):
        answers = custody.receive_many(custody.walk([_files(place)]), by=session, now=clock.now)
        refs = [answer.ref for answer in answers if isinstance(answer, custody.Receipt)]
    assert len(refs) == figures["files"]
    figures |= _journalled(int(figures["amount"]))
    recorded = partial(custody.record_object, WORDS, name="Telephone", by=session)
    figures |= spread(each_timed(partial(recorded, now=clock.now()) for _ in range(place.of(500))), "record")
    figures |= spread(each_timed(partial(_first_byte, ref, session) for ref in refs[:200]), "open")
    chosen = random.Random(place.turn).choices(range(1, journal.head().size + 1), k=PROOFS)
    return figures | spread(each_timed(partial(journal.prove, entry) for entry in chosen), "prove")


def _journalled(count: int) -> Figures:
    figures: Figures = {}
    journal.sequence(now=clock.now())
    waiting = drafts(count)
    with timed(figures, "append"):
        while group := list(islice(waiting, A_GROUP)):
            with transaction.atomic():
                journal.record_many(group)
    with timed(figures, "sequence"):
        journal.sequence(now=clock.now())
    return figures


def _first_byte(ref: str, session: access.Session) -> None:
    with custody.open_item(ref, by=session, now=clock.now()) as stream:
        stream.read(1)


def _files(place: Place) -> Path:
    return place.folder / "files"
