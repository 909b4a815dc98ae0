"""What a benchmark is, and how one step of it is measured."""

import math
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Figures = dict[str, float]
MIB = 1 << 20
GIB = 1 << 30
NOTHING = "—"
SCALES = {"small": 0.02, "tenth": 0.1, "full": 1.0}


def share_of(scale: str) -> float:
    """A name of `SCALES`, or a number. Raises ValueError for another word and for what is not more than nothing."""
    share = SCALES[scale] if scale in SCALES else float(scale)
    if not 0 < share <= 1:
        raise ValueError(scale)
    return share


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step works, how much of it there is to do, and the round it belongs to."""

    folder: Path
    share: float = 1
    turn: int = 0
    keep: Path | None = None  # where what took long to make stays for the next run

    def of(self, whole: int) -> int:
        """That share of the full amount, and not nothing."""
        return max(1, round(whole * self.share))

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def output(self) -> Path:
        """A fresh place for what one step of one round writes; gone after the step."""
        return self.folder / "output"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `met` is None where DESIGN section 10 sets no target."""

    work: str
    ours: str
    rival: str = NOTHING
    ratio: str = NOTHING
    target: str = NOTHING
    met: bool | str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Medians over the rounds by step and figure, and the greatest memory our own step took."""

    medians: Mapping[str, Figures]
    peak: float

    def __getitem__(self, step: str) -> Figures:
        return self.medians[step]

    def speed(self, step: str, amount: str = "amount") -> float:
        return self.medians[step][amount] / self.medians[step]["seconds"]

    def rate(self, step: str, unit: str, seconds: str = "seconds") -> str:
        """So many a second by the clock, and a second of one core: the second does not suffer from other work."""
        figures = self.medians[step]
        amount = figures["amount"]
        return f"{amount / figures[seconds]:,.0f} {unit}/s ({amount / figures[f'{seconds} cpu']:,.0f} a CPU second)"


class Benchmark(Protocol):
    """A module of this package. Every step runs in a process of its own; `setup` once, the others once a round."""

    ROUNDS: int
    RIVALS: Mapping[str, Callable[[Place], Figures]]

    @staticmethod
    def setup(place: Place) -> Figures: ...
    @staticmethod
    def ours(place: Place) -> Figures: ...
    @staticmethod
    def lines(found: Found) -> list[Line]: ...


@contextmanager
def timed(figures: Figures, name: str = "seconds") -> Iterator[None]:
    """Seconds by the clock, and of processor time in all threads of this process."""
    began, used = time.perf_counter(), time.process_time()
    yield
    figures[name], figures[f"{name} cpu"] = time.perf_counter() - began, time.process_time() - used


@contextmanager
def timed_outside(figures: Figures, name: str = "seconds") -> Iterator[None]:
    """`timed` for programs that this process starts and waits for, and the memory of the greatest of them in MiB."""
    began, used = time.perf_counter(), _used_outside()
    yield
    figures[name], figures[f"{name} cpu"] = time.perf_counter() - began, _used_outside() - used
    figures["outside peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _used_outside() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def each_timed(acts: Iterable[Callable[[], object]]) -> list[float]:
    """Milliseconds of each act."""
    taken = []
    for act in acts:
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def spread(milliseconds: Sequence[float], name: str) -> Figures:
    ordered = sorted(milliseconds)
    highest = ordered[math.ceil(len(ordered) * 0.95) - 1]
    return {f"{name} median": statistics.median(ordered), f"{name} p95": highest}


def held(figures: Figures, name: str, most: float) -> bool | str:
    """A latency against its target: by the 95th percentile, or said to be so by the median only."""
    if figures[f"{name} p95"] < most:
        return True
    return "median only" if figures[f"{name} median"] < most else False


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def forget(folder: Path) -> None:
    """Drop the files of a folder from the page cache, so that they are read from the disk."""
    for path in files_under(folder):
        _advise(path, os.POSIX_FADV_DONTNEED)


def remember(path: Path) -> None:
    """Bring a file into the page cache."""
    with path.open("rb", buffering=0) as file:
        while file.read(16 * MIB):
            pass


def fsync(path: Path) -> None:
    """Make a file durable that a peer wrote, as ours are."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _advise(path: Path, advice: int) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, advice)
    finally:
        os.close(descriptor)
