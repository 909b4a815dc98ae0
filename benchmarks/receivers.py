"""Four processes receive at once into one home on PostgreSQL, beside one that receives the same files."""

import multiprocessing
import random
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks import house, material, served
from benchmarks.measuring import Figures, Found, Line, Place, files_under, timed
from dokaz.config import inspection
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 2
RECEIVERS = 4
PATIENCE = 600  # seconds until every process has opened the home


def setup(place: Place) -> Figures:
    chance = random.Random(1)
    each = place.of(5_000)
    for number in range(RECEIVERS):
        sizes = [chance.randint(1024, 16 * 1024) for _ in range(each)]
        material.many_files(_folder(place, number), sizes, seed=number + 2)
    return {}


def ours(place: Place) -> Figures:
    return _received(place, [[_folder(place, number)] for number in range(RECEIVERS)])


def alone(place: Place) -> Figures:
    return _received(place, [[_folder(place, number) for number in range(RECEIVERS)]])


RIVALS = {"one": alone}


def lines(found: Found) -> list[Line]:
    mine, theirs = found.speed("ours"), found.speed("one")
    return [
        Line(
            f"{RECEIVERS} processes at once receive {found['ours']['amount']:,.0f} files of 1 to 16 KiB, on PostgreSQL",
            f"{mine:,.0f} files/s in all",
            f"one process: {theirs:,.0f} files/s",
            f"{mine / theirs:.2f}",
        )
    ]


def _received(place: Place, shares: list[list[Path]]) -> Figures:
    """The time from the moment all have opened the home until the last has its last receipt; then all is verified."""
    home, fresh = place.output / "home", multiprocessing.get_context("spawn")
    figures = {"amount": float(sum(len(files_under(folder)) for share in shares for folder in share))}
    with served.home(place):
        begin = fresh.Barrier(len(shares) + 1)
        receivers = [fresh.Process(target=_receive, args=(home, share, begin)) for share in shares]
        for each in receivers:
            each.start()
        begin.wait(PATIENCE)
        with timed(figures):
            for each in receivers:
                each.join()
        assert all(each.exitcode == 0 for each in receivers)
        _hold_against(home)
    return figures


def _receive(home: Path, folders: list[Path], begin: Barrier) -> None:
    with house.opened(home) as session:
        begin.wait(PATIENCE)
        for answer in custody.receive_many(custody.walk(folders), by=session, now=clock.now):
            assert isinstance(answer, custody.Receipt), answer


def _hold_against(home: Path) -> None:
    """One log without a gap, and every row, file and signature as it says."""
    with house.opened(home) as session:
        assert inspection.inspect(by=session, everything=True, now=clock.now()).problems == ()


def _folder(place: Place, number: int) -> Path:
    return place.folder / "files" / str(number)
