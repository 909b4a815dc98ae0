"""A film read through the office: the first byte at any minute of it, small parts, and the whole as a stream."""

import http.client
import random
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks import collection, house, material, pages, visitors
from benchmarks.measuring import (
    GIB,
    MIB,
    Figures,
    Found,
    Line,
    Place,
    each_timed,
    files_under,
    held,
    remember,
    spread,
    timed,
)
from benchmarks.visitors import Browser
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 3
ASKED, FIRST, SMALL, BLOCK = 500, 50, 64 * 1024, MIB
LEAST, SOON = 800, 5  # MB/s; milliseconds
HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"  # so that it is taken for a film


def setup(place: Place) -> Figures:
    """As of some days ago, so that the code of signing in counts today."""
    file = material.one_file(_file(place), place.of(GIB))
    with file.open("r+b") as film:
        film.write(HEAD)
    with clock.showing(clock.Clock(clock.now() - timedelta(days=2), timedelta(milliseconds=20))):
        house.make(place.home)
        with house.opened(place.home) as session, file.open("rb", buffering=0) as film:
            receipt = custody.receive(film, name="film.mp4", by=session, now=clock.now())
            collection.enrol(place.home, [session.actor.account])
    (place.folder / "ref").write_text(receipt.ref)
    return {}


def ours(place: Place) -> Figures:
    """In a home as it was after the setup: a code signs in once, and rounds take less time than a code stands."""
    item = f"/items/{(place.folder / 'ref').read_text()}"
    shutil.copytree(place.home, place.output, ignore=shutil.ignore_patterns("installation"))
    for path in files_under(place.output / "vault"):
        remember(path)
    with pages.at_home(place.output) as (site, (browser,)):
        browser.bring_form(item)
        assert browser.post(f"{item}/ask", {})[0] == 302
        return _read(browser, f"{item}/content", place) | {"server peak": site.peak}


def plain(place: Place) -> Figures:
    remember(_file(place))
    command = lambda port: [sys.executable, "-m", "benchmarks.plain_file", str(_file(place)), str(port)]  # noqa: E731
    with visitors.serving(command, path="/health") as site:
        return _read(Browser(site.port), "/content", place) | {"server peak": site.peak}


RIVALS = {"plain": plain}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["plain"]
    size = f"{mine['amount'] / GIB:.4g} GiB"
    rate, other = mine["amount"] / mine["seconds"] / 1e6, theirs["amount"] / theirs["seconds"] / 1e6
    return [
        _milliseconds(found, "first", f"first byte of a range of a film of {size}, through the office", SOON),
        _milliseconds(found, "small", f"64 KiB anywhere in a film of {size}, through the office", None),
        Line(
            f"stream a film of {size} through the office",
            f"{rate:,.0f} MB/s, peak of the server {mine['server peak']:.0f} MiB",
            f"in clear by the same server: {other:,.0f} MB/s",
            f"{rate / other:.2f}",
            f">= {LEAST} MB/s",
            rate >= LEAST,
        ),
    ]


def _milliseconds(found: Found, name: str, work: str, most: float | None) -> Line:
    mine, theirs = found["ours"], found["plain"]
    return Line(
        work,
        f"{mine[f'{name} median']:.2f} ms, p95 {mine[f'{name} p95']:.2f}",
        f"in clear by the same server: {theirs[f'{name} median']:.2f} ms, p95 {theirs[f'{name} p95']:.2f}",
        f"{theirs[f'{name} median'] / mine[f'{name} median']:.2f}",
        *((f"< {most:g} ms", held(mine, name, most)) if most else ()),
    )


def _read(browser: Browser, path: str, place: Place) -> Figures:
    """One at a time, on a connection that is kept, as one who watches has it."""
    size, chance, block = _file(place).stat().st_size, random.Random(3), bytearray(BLOCK)
    asked = partial(_range, browser, path, size, chance)
    figures: Figures = {}
    for name, length in (("first", BLOCK), ("small", SMALL)):
        taken = [_one(partial(asked, length), block, whole=name == "small") for _ in range(FIRST + place.of(ASKED))]
        figures |= spread(taken[FIRST:], name)
    with timed(figures):
        figures["amount"] = float(_drained(browser.begun(path), block))
    assert figures["amount"] == size
    return figures


def _range(browser: Browser, path: str, size: int, chance: random.Random, length: int) -> http.client.HTTPResponse:
    first = chance.randrange(size - length)
    answer = browser.begun(path, Range=f"bytes={first}-{first + length - 1}")
    assert answer.status == 206, answer.status
    return answer


def _one(asked: Callable[[], http.client.HTTPResponse], block: bytearray, *, whole: bool) -> float:
    """Milliseconds until the first byte, or the last, is there."""
    answers = []

    def first() -> None:
        answers.append(asked())
        assert answers[0].read(1)
        if whole:
            _drained(answers[0], block)

    (taken,) = each_timed([first])
    _drained(answers[0], block)
    return taken


def _drained(answer: http.client.HTTPResponse, block: bytearray) -> int:
    """Into the same memory again and again, so that reading costs as little as it can."""
    size = 0
    while held_now := answer.readinto(block):
        size += held_now
    return size


def _file(place: Place) -> Path:
    return place.folder / "film.mp4"
