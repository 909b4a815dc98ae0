"""C2SP tlog-tiles: the tree cut into files of 256 hashes that never change once they are full."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dokaz.verify.errors import TileMalformed, TreeIncomplete
from dokaz.verify.merkle import HASH_SIZE, node_hash

__all__ = ["WIDTH", "Fetch", "Tile", "TileReader", "changed", "grown", "tiles_of"]

HEIGHT = 8
WIDTH = 1 << HEIGHT  # tlog-tiles: full tiles MUST be exactly 256 hashes wide
TILES_KEPT = 1024  # some 16 KiB each, with the hashes inside

Fetch: TypeAlias = Callable[[int, int, int], bytes]
"""Level, index, width -> the hashes of that tile. A wider tile of the same place will do."""

_PATH = re.compile(r"tile/(\d{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """`tile/<L>/<N>[.p/<W>]`, with N in groups of three digits, all but the last marked by an x."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        place = "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
        return f"tile/{self.level}/{place}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def parse(cls, path: str) -> "Tile":
        match = _PATH.fullmatch(path)
        if match:
            level, place, width = match.groups()
            tile = cls(int(level), int(re.sub("[x/]", "", place)), int(width or WIDTH))
            if tile.level < 64 and 0 < tile.width <= WIDTH and tile.path == path:  # no second spelling of one tile
                return tile
        raise TileMalformed(f"{path!r} is not the path of a tile (C2SP tlog-tiles).")


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree, the lowest level first."""
    return changed(0, size)


def changed(old: int, new: int) -> Iterator[Tile]:
    """The tiles to write when a tree grows: all that gained a hash, partial ones at their new width."""
    level = 0
    while new >> level * HEIGHT:
        have, want = old >> level * HEIGHT, new >> level * HEIGHT
        if have < want:
            for index in range(have // WIDTH, -(-want // WIDTH)):
                yield Tile(level, index, min(WIDTH, want - index * WIDTH))
        level += 1


def grown(old: int, new: int, subtrees: Sequence[Sequence[bytes]], fetch: Fetch) -> Iterator[tuple[Tile, bytes]]:
    """The tiles to write with their bytes, from what `Frontier.extend` gave while growing from old to new."""
    for tile in changed(old, new):
        height = tile.level * HEIGHT
        have = old >> height
        first = tile.index * WIDTH
        kept = max(0, have - first)  # hashes that stood in this tile before
        before = _hashes(fetch(tile.level, tile.index, kept), Tile(tile.level, tile.index, kept)) if kept else []
        made = subtrees[height][first + kept - have : first + tile.width - have]
        yield tile, b"".join([*before, *made])


class TileReader:
    """Reads subtree hashes out of tiles, so that a proof from any size of tree costs a few tiles."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch = fetch
        self.size = size
        self._opened: dict[tuple[int, int], list[list[bytes]]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree; the `SubtreeReader` that merkle.py asks for."""
        if level < 0 or index < 0 or (index + 1) << level > self.size:
            raise TreeIncomplete(f"A log of {self.size} entries has no complete subtree {index} of level {level}.")
        layer, height = divmod(level, HEIGHT)
        tile, place = divmod(index << height, WIDTH)
        return self._rows(layer, tile)[height][place >> height]

    def _rows(self, layer: int, index: int) -> list[list[bytes]]:
        """The hashes of a tile and all complete subtrees inside it, row by row upwards."""
        rows = self._opened.get((layer, index))
        if rows is None:
            width = min(WIDTH, (self.size >> layer * HEIGHT) - index * WIDTH)
            rows = [_hashes(self._fetch(layer, index, width), Tile(layer, index, width))]
            while len(rows[-1]) > 1:
                lower = rows[-1]
                rows.append([node_hash(*pair) for pair in zip(lower[::2], lower[1::2], strict=False)])
            self._keep((layer, index), rows)
        return rows

    def _keep(self, place: tuple[int, int], rows: list[list[bytes]]) -> None:
        if len(self._opened) >= TILES_KEPT:
            self._opened.pop(next(iter(self._opened)))
        self._opened[place] = rows


def _hashes(data: bytes, tile: Tile) -> list[bytes]:
    if len(data) % HASH_SIZE or not tile.width <= len(data) // HASH_SIZE <= WIDTH:
        raise TileMalformed(f"{tile.path} holds {len(data)} bytes, not {tile.width} hashes of 32 bytes.")
    return [data[i * HASH_SIZE : (i + 1) * HASH_SIZE] for i in range(tile.width)]
