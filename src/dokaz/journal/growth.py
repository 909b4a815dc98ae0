"""Growing the tree again from the entries, and comparing it with every stored tile on the way."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dokaz.journal import tree
from dokaz.journal.findings import Fault, Finding
from dokaz.journal.models import Tile as StoredTile
from dokaz.verify import merkle
from dokaz.verify.tiles import HEIGHT, WIDTH, Tile

__all__ = ["Growth"]

HASH = merkle.HASH_SIZE


@dataclass(slots=True)
class Growth:
    """The recomputed tree. `roots` will hold the root at each size in `wanted` that the log reaches."""

    wanted: Sequence[int]  # ascending
    roots: dict[int, bytes] = field(default_factory=dict)
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    _row: dict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))  # the open tile of each level
    _done: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # full tiles of each level
    _differs: list[tuple[Tile, list[int]]] = field(default_factory=list)
    _missing: list[Tile] = field(default_factory=list)
    _next: int = 0

    def __post_init__(self) -> None:
        self._note_root()

    @property
    def size(self) -> int:
        return self.frontier.size

    def extend(self, leaf_hashes: list[bytes]) -> None:
        while leaf_hashes:
            stop = self.wanted[self._next] - self.size if self._next < len(self.wanted) else len(leaf_hashes)
            now, leaf_hashes = leaf_hashes[:stop], leaf_hashes[stop:]
            for level, made in enumerate(self.frontier.extend(now)):
                if level % HEIGHT == 0:
                    self._add(level // HEIGHT, made)
            self._note_root()

    def finish(self) -> None:
        for level, hashes in list(self._row.items()):
            if hashes:
                self._compare(Tile(level, self._done[level], len(hashes)), hashes)

    def findings(self, *, entries_vouched: bool) -> Iterator[Finding]:
        """Where entries and tiles differ, the heads decide which of the two was changed."""
        for tile in self._missing:
            yield Finding(Fault.TILE_MISSING, tile.path)
        for tile, places in self._differs:
            if entries_vouched:
                yield Finding(Fault.TILE_ALTERED, tile.path)
            elif tile.level == 0:
                yield from (Finding(Fault.LEAF_ALTERED, f"index {tile.index * WIDTH + place}") for place in places)
        yield from self._strangers()

    def _strangers(self) -> Iterator[Finding]:
        for level, index, hashes in StoredTile.objects.order_by("level", "index").values_list(
            "level", "index", "hashes"
        ):
            width = min(WIDTH, (self.size >> level * HEIGHT) - index * WIDTH)
            if len(hashes) > max(width, 0) * HASH:
                yield Finding(Fault.TILE_STRANGE, f"tile/{level}/{index}")

    def _note_root(self) -> None:
        while self._next < len(self.wanted) and self.wanted[self._next] == self.size:
            self.roots[self.size] = self.frontier.root()
            self._next += 1

    def _add(self, level: int, made: list[bytes]) -> None:
        row = self._row[level]
        row += made
        while len(row) >= WIDTH:
            self._compare(Tile(level, self._done[level]), row[:WIDTH])
            self._done[level] += 1
            del row[:WIDTH]

    def _compare(self, tile: Tile, hashes: list[bytes]) -> None:
        stored = tree.fetch(tile.level, tile.index, tile.width)
        if not stored:
            self._missing.append(tile)
        elif stored[: tile.width * HASH] != b"".join(hashes):
            places = [i for i, each in enumerate(hashes) if stored[i * HASH : (i + 1) * HASH] != each]
            self._differs.append((tile, places))
