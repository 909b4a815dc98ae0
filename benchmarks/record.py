"""Create one record with its journal entry in one durable transaction."""

from functools import partial

from benchmarks import house
from benchmarks.measuring import Figures, Found, Line, Place, each_timed, held, spread
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 3
WORDS = custody.Description(title="Telephone", description="Black, cracked glass", found="On the table")


def setup(place: Place) -> Figures:
    house.make(place.home)
    return {}


def ours(place: Place) -> Figures:
    with house.copied(place.home, place.output) as session:
        recorded = partial(custody.record_object, WORDS, name="Telephone", by=session)
        taken = each_timed(partial(recorded, now=clock.now()) for _ in range(place.of(500)))
    return spread(taken, "record")


RIVALS: dict[str, None] = {}


def lines(found: Found) -> list[Line]:
    mine = found["ours"]
    return [
        Line(
            "create a record (a physical object: item, note, event) with its journal entry, durable",
            f"{mine['record median']:.1f} ms, p95 {mine['record p95']:.1f}, peak {found.peak:.0f} MiB",
            target="< 50 ms",
            met=held(mine, "record", 50),
        )
    ]
