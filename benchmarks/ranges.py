"""Read ranges of a sealed video: the first byte, small ranges anywhere, and the whole as a stream."""

import random
from functools import partial
from pathlib import Path
from typing import BinaryIO

from benchmarks import house, material
from benchmarks.measuring import (
    GIB,
    MIB,
    Figures,
    Found,
    Line,
    Place,
    each_timed,
    files_under,
    held,
    remember,
    spread,
    timed,
)
from dokaz.custody import api as custody
from dokaz.kernel import clock

ROUNDS = 3
OPENINGS, RANGES, BLOCK = 50, 2000, MIB


def setup(place: Place) -> Figures:
    house.make(place.home)
    file = material.one_file(_file(place), place.of(GIB))
    with house.opened(place.home) as session:
        receipt = custody.receive(file.open("rb", buffering=0), name="video.mp4", by=session, now=clock.now())
    (place.folder / "ref").write_text(receipt.ref)
    return {}


def ours(place: Place) -> Figures:
    ref = (place.folder / "ref").read_text()
    for path in files_under(place.home / "vault"):
        remember(path)
    with house.opened(place.home) as session:
        opening = partial(custody.open_item, ref, by=session)
        first = each_timed(partial(_first_byte, partial(opening, now=clock.now())) for _ in range(OPENINGS))
        with opening(now=clock.now()) as stream:
            return spread(first, "open") | _ranges(stream, place) | _streamed(stream)


def plain(place: Place) -> Figures:
    remember(_file(place))
    opening = partial(_file(place).open, "rb", buffering=0)
    first = each_timed(partial(_first_byte, opening) for _ in range(OPENINGS))
    with opening() as stream:
        return spread(first, "open") | _ranges(stream, place) | _streamed(stream)


RIVALS = {"plain": plain}


def lines(found: Found) -> list[Line]:
    mine, theirs = found["ours"], found["plain"]
    size = f"{mine['amount'] / GIB:.4g} GiB"
    made = [
        _milliseconds(
            found, "open", f"open an item of {size}, its journal entry durable, and read its first byte", 5.0
        ),
        _milliseconds(found, "one byte", f"first byte of a range of an opened item of {size}", 5.0),
        _milliseconds(found, "64 KiB", f"64 KiB anywhere in an opened item of {size}", None),
    ]
    rate, other = mine["amount"] / mine["seconds"] / 1e6, theirs["amount"] / theirs["seconds"] / 1e6
    made.append(
        Line(
            f"stream an item of {size}",
            f"{rate:,.0f} MB/s, peak {found.peak:.0f} MiB",
            f"the file in clear: {other:,.0f} MB/s",
            f"{rate / other:.2f}",
            ">= 800 MB/s",
            rate >= 800,
        )
    )
    return made


def _milliseconds(found: Found, name: str, work: str, most: float | None) -> Line:
    mine, theirs = found["ours"], found["plain"]
    return Line(
        work,
        f"{mine[f'{name} median']:.3f} ms, p95 {mine[f'{name} p95']:.3f}",
        f"the file in clear: {theirs[f'{name} median']:.3f} ms",
        f"{theirs[f'{name} median'] / mine[f'{name} median']:.2f}",
        *((f"< {most:g} ms", held(mine, name, most)) if most else ()),
    )


def _first_byte(opening: partial[BinaryIO]) -> None:
    with opening() as stream:
        assert len(stream.read(1)) == 1


def _ranges(stream: BinaryIO, place: Place) -> Figures:
    size, chance = _file(place).stat().st_size, random.Random(3)

    def at(length: int) -> None:
        stream.seek(chance.randrange(size - length))
        assert len(stream.read(length)) == length

    one = each_timed(partial(at, 1) for _ in range(RANGES))
    chunk = each_timed(partial(at, 64 * 1024) for _ in range(RANGES))
    return spread(one, "one byte") | spread(chunk, "64 KiB")


def _streamed(stream: BinaryIO) -> Figures:
    figures, block, size = Figures(), bytearray(BLOCK), 0
    stream.seek(0)
    with timed(figures):
        while held := stream.readinto(block):  # type: ignore[attr-defined]
            size += held
    return figures | {"amount": float(size)}


def _file(place: Place) -> Path:
    return place.folder / "video.mp4"
