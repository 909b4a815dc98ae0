"""What programs in a cage use: one with process numbers of its own is told to nobody by getrusage(2)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.measuring import MIB, Figures

_EACH = 0.02  # seconds; what a program uses after it was last looked at is not counted
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def watched(figures: Figures) -> Iterator[None]:
    """Of all programs below this process: their processor time, and the greatest memory one of them held, in MiB."""
    used: dict[int, float] = {}
    peaks: dict[int, float] = {0: 0.0}
    over = threading.Event()
    watching = threading.Thread(target=_watch, args=(os.getpid(), over, used, peaks), daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
        figures["outside cpu"], figures["outside peak"] = sum(used.values()), max(peaks.values())


def _watch(root: int, over: threading.Event, used: dict[int, float], peaks: dict[int, float]) -> None:
    while not over.wait(_EACH):
        for process in _below(root):
            with suppress(OSError, ValueError):  # it ended meanwhile
                used[process] = _processor_time(process)
                peaks[process] = max(_peak(process), peaks.get(process, 0.0))


def _below(process: int) -> Iterator[int]:
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from _below(child)


def _processor_time(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()  # proc(5): utime and stime, 14 and 15
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak(process: int) -> float:
    told = Path(f"/proc/{process}/status").read_text().partition("VmHWM:")[2].split()
    return int(told[0]) * 1024 / MIB if told and Path(f"/proc/{process}/exe").readlink().name != "bwrap" else 0.0
