"""A package in the hands of its reader: both verifiers, beside the stock program that only checks hashes."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Figures, Found, Line, Place, files_under, forget, timed_outside

ROUNDS = 3
SHARE = 0.2  # of the package that `package` makes


def setup(place: Place) -> Figures:
    from benchmarks import package  # what starts the verifiers stays small: their memory is told from its own

    smaller = Place(place.folder, place.share * SHARE, place.turn, place.keep)
    package.setup(smaller)
    package.ours(smaller)
    place.output.rename(_sent(place))
    return {}


def ours(place: Place) -> Figures:
    return _checked(place, [sys.executable, "-m", "dokaz.verify.command", str(_sent(place))])


def script(place: Place) -> Figures:
    return _checked(place, [sys.executable, str(_sent(place) / "verify.py")])


def sha256sum(place: Place) -> Figures:
    return _checked(place, ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"])


RIVALS = {"verify.py": script, "sha256sum": sha256sum}


def lines(found: Found) -> list[Line]:
    mine, plain = found["ours"], found["sha256sum"]
    what = f"a package of {mine['exhibits']:,.0f} exhibits, {mine['amount'] / 1e9:.3g} GB, from disk"
    return [
        Line(
            f"check {what}, with {name}: hashes, proofs, signatures, index",
            f"{_said(found, step)}, peak {found[step]['outside peak']:.0f} MiB",
            f"`sha256sum -c` of the payload alone: {_said(found, 'sha256sum')}",
            f"{plain['seconds'] / found[step]['seconds']:.2f}",
        )
        for step, name in (("ours", "`dokaz-verify`"), ("verify.py", "the shipped `verify.py`"))
    ]


def _checked(place: Place, command: list[str]) -> Figures:
    sent = _sent(place)
    forget(sent)
    exhibits = files_under(sent / "data" / "exhibits")
    figures: Figures = {"amount": float(sum(each.stat().st_size for each in exhibits)), "exhibits": len(exhibits)}
    with timed_outside(figures):
        subprocess.run(command, cwd=sent, check=True, stdout=subprocess.DEVNULL)
    return figures


def _said(found: Found, step: str) -> str:
    figures = found[step]
    return f"{figures['seconds']:.2f} s ({figures['seconds cpu']:.2f} of CPU), {found.speed(step) / 1e6:,.0f} MB/s"


def _sent(place: Place) -> Path:
    return place.folder / "sent"
