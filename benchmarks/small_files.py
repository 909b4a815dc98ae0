"""Receive many small files in one batch, each durable before it is acknowledged."""

import hashlib
import os
import random
import shutil
from pathlib import Path

import bagit

from benchmarks import house, material
from benchmarks.measuring import Figures, Found, Line, Place, files_under, remember, timed
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 2


def setup(place: Place) -> Figures:
    house.make(place.home)
    chance = random.Random(1)
    sizes = [chance.randint(1024, 16 * 1024) for _ in range(place.of(100_000))]
    return {"bytes": float(material.many_files(_files(place), sizes))}


def ours(place: Place) -> Figures:
    figures = _begun(place)
    with house.copied(place.home, place.output) as session, timed(figures):
        answers = custody.receive_many(custody.walk([_files(place)]), by=session, now=clock.now)
        received = sum(isinstance(answer, custody.Receipt) for answer in answers)
    assert received == figures["amount"]
    return figures


def bagged(place: Place) -> Figures:
    """bagit-python moves the files and hashes them; it copies, seals and syncs nothing."""
    figures = _begun(place)
    shutil.copytree(_files(place), place.output, copy_function=os.link)
    with timed(figures):
        bagit.make_bag(str(place.output), checksums=["sha256"])
    return figures


def copied(place: Place) -> Figures:
    figures = _begun(place)
    with timed(figures):
        _copy(place, durable=False)
    return figures


def copied_durably(place: Place) -> Figures:
    figures = _begun(place)
    with timed(figures):
        _copy(place, durable=True)
    return figures


RIVALS = {"bagit": bagged, "copy": copied, "durable copy": copied_durably}
_SAID = {
    "bagit": "`bagit.make_bag` (nothing copied, sealed or synced)",
    "copy": "copy and SHA-256 (nothing synced)",
    "durable copy": "copy and SHA-256, each file synced",
}


def lines(found: Found) -> list[Line]:
    speed = found.speed("ours")
    work = f"receive {found['ours']['amount']:,.0f} files of 1 to 16 KiB in a batch"
    said = found.rate("ours", "files")
    made = [Line(work, said, target=">= 1,000 files/s", met=speed >= 1000)]
    for step, theirs in _SAID.items():
        other = found.speed(step)
        made.append(Line(work, said, f"{theirs}: {other:,.0f} files/s", f"{speed / other:.2f}"))
    return [*made, Line(work, f"peak {found.peak:.0f} MiB")]


def _begun(place: Place) -> Figures:
    files = files_under(_files(place))
    for file in files:
        remember(file)
    return {"amount": float(len(files))}


def _copy(place: Place, *, durable: bool) -> None:
    for folder in sorted(_files(place).iterdir()):
        to = place.output / folder.name
        to.mkdir(parents=True)
        for file in sorted(folder.iterdir()):
            data = file.read_bytes()
            hashlib.sha256(data).hexdigest()
            with (to / file.name).open("xb", buffering=0) as copy:
                copy.write(data)
                if durable:
                    os.fsync(copy.fileno())


def _files(place: Place) -> Path:
    return place.folder / "files"
