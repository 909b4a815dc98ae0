"""`python -m benchmarks [NAME…] [--scale …] [--folder DIR] [--keep DIR]`: measure, print the table, keep it."""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import machine, table
from benchmarks.measuring import SCALES, Figures, Found, share_of
from benchmarks.registry import NAMES, benchmark
from dokaz.kernel import clock


def main() -> None:
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    lasting = share_of(asked.scale) >= SCALES["tenth"] and not asked.profile
    results = asked.folder / ("results" if lasting else "looks")
    measured = []
    for name in asked.names or NAMES:
        measured.append(_measured(name, asked))
        table.keep(measured[-1], results)
        if lasting:  # at once: what a later one breaks is its own
            table.write(measured[-1:], machine.described(asked.folder))
    print(table.of(measured))
    if lasting:
        print(f"\nWritten to {table.PAGE}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument(
        "--scale",
        default="full",
        help="small: for a first look; tenth, full; or a share such as 0.05. Less than a tenth "
        "does not go into the docs",
    )
    parser.add_argument("--keep", type=Path, help="a folder where collections stay that took long (pages, lookup)")
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks"), help="on the file system to measure")
    parser.add_argument("--rounds", type=int, help="how often each step is measured; the table has the median")
    parser.add_argument("--profile", action="store_true", help="print where our own steps spend their time (cProfile)")
    asked = parser.parse_args()
    try:
        share_of(asked.scale)
    except ValueError:
        parser.error(f"--scale is {', '.join(SCALES)}, or a number above 0 and not above 1")
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}")
    return asked


def _measured(name: str, asked: argparse.Namespace) -> table.Result:
    chosen, folder = benchmark(name), asked.folder.absolute() / name
    rounds, load, began = asked.rounds or chosen.ROUNDS, machine.load(), f"{clock.now():%Y-%m-%d %H:%M}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        measured: dict[str, list[Figures]] = {"setup": [_step(name, "setup", folder, asked, 0)[0]]}
        peaks = []
        for turn in range(rounds):
            for step in ("ours", *chosen.RIVALS):
                figures, peak = _step(name, step, folder, asked, turn)
                measured.setdefault(step, []).append(figures)
                peaks += [peak] if step == "ours" else []
        found = Found({step: _median(all_rounds) for step, all_rounds in measured.items()}, max(peaks))
        return table.Result(name, began, rounds, load, asked.scale, found)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _step(name: str, step: str, folder: Path, asked: argparse.Namespace, turn: int) -> tuple[Figures, float]:
    command = [sys.executable, "-m", "benchmarks.step", name, step, str(folder), asked.scale, str(turn)]
    command += [str(asked.keep.absolute()) if asked.keep else ""]
    command += ["profile"] if asked.profile and step == "ours" else []
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    print(f"{name} {step} {turn}: {said}", file=sys.stderr)
    return said["figures"], said["peak"]


def _median(rounds: list[Figures]) -> Figures:
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


if __name__ == "__main__":
    main()
