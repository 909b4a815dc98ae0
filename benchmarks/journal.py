"""Entries appended in the transactions of their acts, and sequenced in bulk."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, timed
from dokaz.database.api import RecordDigest
from dokaz.journal import api as journal
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor

ROUNDS = 3
A_GROUP = 1000
RECORDS = ("custody.blob", "custody.item", "custody.event")
BY = Actor(UUID(int=1), "org-1", "custodian")
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def setup(place: Place) -> Figures:
    house.make(place.home)
    return {}


def ours(place: Place) -> Figures:
    count = place.of(100_000)
    figures, waiting = {"amount": float(count)}, drafts(count)
    with house.copied(place.home, place.output):
        journal.sequence(now=clock.now())
        with timed(figures, "append"):
            while group := list(islice(waiting, A_GROUP)):
                with transaction.atomic():
                    journal.record_many(group)
        with timed(figures, "sequence"):
            journal.sequence(now=clock.now())
    return figures


RIVALS: dict[str, None] = {}


def lines(found: Found) -> list[Line]:
    mine = found["ours"]
    count, rate = f"{mine['amount']:,.0f}", mine["amount"] / mine["sequence"]
    return [
        Line(
            f"sequence {count} entries in bulk",
            found.rate("ours", "entries", "sequence"),
            target=">= 20,000 entries/s",
            met=rate >= 2e4,
        ),
        Line(
            f"append {count} entries of three records, {A_GROUP:,} a transaction, durable",
            f"{found.rate('ours', 'entries', 'append')}, peak {found.peak:.0f} MiB",
        ),
    ]


def drafts(count: int) -> Iterator[journal.Draft]:
    """Like those of received files."""
    for number in range(count):
        records = [RecordDigest(kind, str(UUID(int=number)), DIGEST) for kind in RECORDS]
        facts: dict[str, str | int] = {"sha256": DIGEST, "size": number, "mime": "image/jpeg", "generation": 1}
        yield journal.Draft(
            verb="custody:item:receive",
            by=BY,
            now=clock.now(),
            about=[f"E-{number}"],
            facts=facts,
            records=records,
            compartment=UUID(int=7),
            erasable=True,
        )
