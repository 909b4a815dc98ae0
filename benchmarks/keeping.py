"""Homes that took long to make: one that is whole is used again by the next run, what was left unfinished is not."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Figures, Place

MADE = "made.json"  # beside a home that is whole: what making it took


def home(place: Place, name: str) -> Path:
    """Where the home of this name lies: with what is kept, or with what goes at the end of the run."""
    return (place.keep or place.folder) / name / "home"


def drop_unfinished(home: Path) -> None:
    """What an earlier run began to make and did not end is made anew, server and all."""
    if home.parent.exists() and not (home.parent / MADE).exists():
        shutil.rmtree(home.parent)


def made(home: Path, make: Callable[[], Figures]) -> Figures:
    """Make a home, unless it was made before: then the figures of that time."""
    done = home.parent / MADE
    if done.exists():
        print(f"{home.parent} is used again", file=sys.stderr)
        return dict(json.loads(done.read_text()))
    home.parent.mkdir(parents=True, exist_ok=True)
    figures = make()
    done.write_text(json.dumps(figures))
    return figures
