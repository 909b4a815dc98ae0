"""Fixity: every stored byte read from the disk again, opened and held against its hash."""

import subprocess
from pathlib import Path

from benchmarks import house, material
from benchmarks.measuring import GIB, MIB, Figures, Found, Line, Place, files_under, forget, timed
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 3
SIZE = 64 * MIB


def setup(place: Place) -> Figures:
    house.make(place.home)
    material.many_files(_files(place), [SIZE] * place.of(160))
    with house.opened(place.home) as session:
        for _ in custody.receive_many(custody.walk([_files(place)]), by=session, now=clock.now):
            pass
    return {}


def ours(place: Place) -> Figures:
    forget(place.home / "vault")
    figures = _amount(place)
    with house.opened(place.home) as session, timed(figures):
        report = custody.check(by=session, now=clock.now)
    assert report.clean
    assert sum(report.counts.values()) * SIZE == figures["amount"]
    return figures


def openssl(place: Place) -> Figures:
    forget(_files(place))
    figures, files = _amount(place), files_under(_files(place))
    with timed(figures):
        subprocess.run(["openssl", "dgst", "-sha256", *files], check=True, capture_output=True)
    return figures


RIVALS = {"openssl": openssl}


def lines(found: Found) -> list[Line]:
    mine, theirs = found.speed("ours") / 1e6, found.speed("openssl") / 1e6
    cpu = found["ours"]["amount"] / found["ours"]["seconds cpu"] / 1e6
    return [
        Line(
            f"fixity of {found['ours']['amount'] / GIB:.4g} GiB in files of 64 MiB, from disk",
            f"{mine:,.0f} MB/s ({cpu:,.0f} a CPU second), peak {found.peak:.0f} MiB",
            f"`openssl dgst -sha256` of the files in clear: {theirs:,.0f} MB/s",
            f"{mine / theirs:.2f}",
        )
    ]


def _amount(place: Place) -> Figures:
    return {"amount": float(SIZE * len(files_under(_files(place))))}


def _files(place: Place) -> Path:
    return place.folder / "files"
