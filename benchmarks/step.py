"""One step of one benchmark in a process of its own: `python -m benchmarks.step NAME STEP FOLDER SCALE TURN KEEP`.

Writes one line of JSON: the figures of the step, and the greatest memory of this process in MiB (getrusage(2)).
"""

import cProfile
import json
import os
import pstats
import resource
import shutil
import sys
import time
from pathlib import Path

from benchmarks.measuring import Figures, Place, share_of
from benchmarks.registry import benchmark

MANY = 1000


def main(name: str, step: str, folder: str, scale: str, turn: str, keep: str, *profile: str) -> None:
    place = Place(Path(folder), share_of(scale), int(turn), Path(keep) if keep else None)
    _put_aside(place)
    os.sync()  # what an earlier step wrote is not paid for by this one
    figures = _profiled(name, step, place) if profile else _run(name, step, place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _put_aside(place)
    print(json.dumps({"figures": figures, "peak": peak}))


def _put_aside(place: Place) -> None:
    """Away with what was written; but many files only at the end of all steps.

    For minutes ext4 steps over every inode freed lately, one by one, and whoever creates the next file pays for it.
    """
    if not place.output.exists():
        return
    if sum(1 for _ in place.output.rglob("*")) < MANY:
        shutil.rmtree(place.output)
    else:
        place.output.rename(place.folder / f"aside-{time.time_ns()}")


def _run(name: str, step: str, place: Place) -> Figures:
    chosen = benchmark(name)
    if step == "setup":
        return chosen.setup(place)
    return chosen.ours(place) if step == "ours" else chosen.RIVALS[step](place)


def _profiled(name: str, step: str, place: Place) -> Figures:
    with cProfile.Profile(time.thread_time) as profile:  # of the main thread, whatever else the machine does
        figures = getattr(benchmark(name), "profiled", lambda place: _run(name, step, place))(place)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
    return figures


if __name__ == "__main__":
    main(*sys.argv[1:])
