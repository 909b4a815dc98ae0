"""Receive one large file: read, hash, seal, write, fsync, rows and journal entry."""

import re
import subprocess
from pathlib import Path

from benchmarks import house, material, measuring
from benchmarks.measuring import GIB, MIB, Figures, Found, Line, Place, remember, timed
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 3


def setup(place: Place) -> Figures:
    house.make(place.home)
    material.one_file(_file(place), place.of(4 * GIB))
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
    found = re.search("age1[0-9a-z]+", made.stdout)
    assert found
    _recipient(place).write_text(found.group())
    return {}


def ours(place: Place) -> Figures:
    figures = _begun(place)
    with house.copied(place.home, place.output) as session, timed(figures):
        custody.receive(_file(place).open("rb", buffering=0), name="file.mkv", by=session, now=clock.now())
    return figures


def serial(place: Place) -> Figures:
    """One tool after the other, as a careful person would by hand."""
    figures, file, sealed = _begun(place), _file(place), place.output
    with timed(figures):
        subprocess.run(["openssl", "dgst", "-sha256", file], check=True, capture_output=True)
        subprocess.run(["age", "-r", _recipient(place).read_text(), "-o", sealed, file], check=True)
        measuring.fsync(sealed)
    sealed.unlink()
    return figures


def copied(place: Place) -> Figures:
    figures = _begun(place)
    command = ["dd", f"if={_file(place)}", f"of={place.output}", "bs=4M", "conv=fsync", "status=none"]
    with timed(figures):
        subprocess.run(command, check=True)
    place.output.unlink()
    return figures


RIVALS = {"serial": serial, "dd": copied}


def lines(found: Found) -> list[Line]:
    rate = found.speed("ours") / 1e6
    work = f"receive a file of {found['ours']['amount'] / GIB:.4g} GiB"
    ours_said = f"{found['ours']['seconds']:.2f} s ({found['ours']['seconds cpu']:.1f} of CPU), {rate:.0f} MB/s"
    made = []
    for step, said, least in (("serial", "`openssl`, then `age`, then fsync", 3.0), ("dd", "`dd conv=fsync`", 0.5)):
        ratio = found[step]["seconds"] / found["ours"]["seconds"]
        theirs = f"{said}: {found[step]['seconds']:.2f} s, {found.speed(step) / 1e6:.0f} MB/s"
        made.append(Line(work, ours_said, theirs, f"{ratio:.2f}", f">= {least:g}", ratio >= least))
    return [*made, Line(work, f"peak {found.peak:.0f} MiB", target="< 150 MB", met=found.peak * MIB < 150e6)]


def _begun(place: Place) -> Figures:
    remember(_file(place))  # every rival reads it from the page cache
    return {"amount": float(_file(place).stat().st_size)}


def _file(place: Place) -> Path:
    return place.folder / "file.mkv"


def _recipient(place: Place) -> Path:
    return place.folder / "recipient"
