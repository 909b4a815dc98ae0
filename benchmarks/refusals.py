"""What is not for somebody beside what does not exist: whether the time of a refusal tells them apart (SECURITY 7)."""

import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import collection, house, pages
from benchmarks.measuring import Figures, Found, Line, Place
from benchmarks.visitors import Browser
from dokaz.access import api as access
from dokaz.config import homes
from dokaz.custody.models import Item
from dokaz.database import api as database
from dokaz.kernel import clock
from dokaz.kernel.codes import Code, Kind

ROUNDS = 1
RIVALS = {}  # each is the other's
ITEMS, ASKED, SOME = 2_000, 2_000, 100
FIRST = 200  # requests before the first that counts
APART, TOLD = 0.02, 0.55  # of the medians; of the classifier, which is right half of the time where it knows nothing


def setup(place: Place) -> Figures:
    collection.make(place.home, amount=ITEMS)
    _some(place).write_text(json.dumps(_references(place)))
    return {"asked": float(place.of(ASKED))}


def ours(place: Place) -> Figures:
    """Two of every pair are asked for in an order that is drawn, so that what drifts drifts for both."""
    chance, times = random.Random(7), {True: list[float](), False: list[float]()}
    with pages.at_home(place.home) as (_site, browsers):
        browser, hidden = _outsider(browsers, place)
        nowhere = [str(Code.new(Kind.ITEM)) for _ in hidden]
        for number in range(FIRST + place.of(ASKED) // 2):
            pair = [(True, chance.choice(hidden)), (False, chance.choice(nowhere))]
            chance.shuffle(pair)
            for exists, ref in pair:
                taken = _refused(browser, ref)
                if number >= FIRST:
                    times[exists].append(taken)
    there, absent = (statistics.median(times[exists]) for exists in (True, False))
    return {"there": there, "absent": absent, "right": _right(times[True], times[False])}


def lines(found: Found) -> list[Line]:
    mine, asked = found["ours"], f"{found['setup']['asked']:,.0f} requests"
    apart = abs(mine["there"] - mine["absent"]) / mine["absent"]
    return [
        Line(
            f"refusing an item of another compartment, {asked} by turns",
            f"{mine['there']:.2f} ms",
            f"one that does not exist: {mine['absent']:.2f} ms",
            f"{mine['absent'] / mine['there']:.3f}",
            f"medians differ by < {APART:.0%}",
            apart < APART,
        ),
        Line(
            "telling the two apart by how long they took", f"{mine['right']:.1%} right", target=f"< {TOLD:.0%}",
            met=mine["right"] < TOLD,
        ),
    ]  # fmt: skip


def _outsider(browsers: Sequence[Browser], place: Place) -> tuple[Browser, list[str]]:
    """Who sees the fewest of some items, and those that are hidden from them."""
    refs = json.loads(_some(place).read_text())
    found = [(browser, [ref for ref in refs if browser.get(f"/items/{ref}")[0] == 404]) for browser in browsers[1:]]
    return max(found, key=lambda each: len(each[1]))


def _references(place: Place) -> list[str]:
    """Of some items of every compartment."""
    homes.serve(place.home, passphrase=house.PASSPHRASE, now=clock.now())
    try:
        with access.whole_house("benchmark"):
            return list(Item.objects.order_by("id").values_list("ref", flat=True)[:: ITEMS // SOME])
    finally:
        database.close()


def _some(place: Place) -> Path:
    return place.folder / "some.json"


def _refused(browser: Browser, ref: str) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    status, _ = browser.get(f"/items/{ref}")
    assert status == 404, status
    return (time.perf_counter() - began) * 1000


def _right(there: Sequence[float], absent: Sequence[float]) -> float:
    """How often a guess by one threshold is right: the best for every other answer, tried on the rest."""
    known, tried = ([*zip(there[at::2], absent[at::2], strict=True)] for at in (0, 1))
    best = max((_score(known, limit, slower), limit, slower) for pair in known for limit in pair for slower in (0, 1))
    return _score(tried, *best[1:])


def _score(pairs: Sequence[tuple[float, float]], limit: float, slower: int) -> float:
    """The share of right answers of a guess that what took longer than the limit is there (or, with 0, is not)."""
    right = sum((there > limit) + (absent <= limit) for there, absent in pairs) / (2 * len(pairs))
    return right if slower else 1 - right
