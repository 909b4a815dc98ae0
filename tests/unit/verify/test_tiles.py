import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.verify import merkle, tiles
from dokaz.verify.errors import TileMalformed, TreeIncomplete
from dokaz.verify.tiles import Tile


def leaves(size):
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


ALL = leaves(2000)


class Shelf:
    """Tiles by place, each as wide as it was last written; counts what is read."""

    def __init__(self):
        self.tiles = {}
        self.read = []

    def fetch(self, level, index, width):
        self.read.append((level, index, width))
        return self.tiles[level, index]

    def grow(self, frontier, hashes):
        old = frontier.size
        subtrees = frontier.extend(hashes)
        for tile, data in tiles.grown(old, frontier.size, subtrees, self.fetch):
            assert len(data) == 32 * tile.width
            self.tiles[tile.level, tile.index] = data


@settings(deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=4), st.data())
def test_proofs_from_tiles_equal_proofs_from_plain_leaves(steps, data):
    hashes = ALL[: sum(steps)]
    shelf, frontier = Shelf(), merkle.Frontier()
    for step in steps:
        shelf.grow(frontier, ALL[frontier.size : frontier.size + step][: len(hashes) - frontier.size])
    size = len(hashes)
    reader, plain = tiles.TileReader(shelf.fetch, size), merkle.reader_of(hashes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert merkle.tree_root(reader, size) == merkle.root(hashes)
    assert merkle.inclusion_proof(reader, index=index, size=size) == merkle.inclusion_proof(
        plain, index=index, size=size
    )
    assert merkle.consistency_proof(reader, old=old, new=size) == merkle.consistency_proof(plain, old=old, new=size)
    assert merkle.Frontier.of(reader, size).edge == frontier.edge


@given(st.integers(0, 300_000), st.integers(0, 70_000))
def test_a_tree_that_grew_in_two_steps_has_the_tiles_of_one_that_grew_at_once(old, more):
    written = {(tile.level, tile.index): tile for tile in tiles.tiles_of(old)}
    written |= {(tile.level, tile.index): tile for tile in tiles.changed(old, old + more)}
    assert sorted(written.values()) == list(tiles.tiles_of(old + more))


def test_the_tree_of_70000_entries_in_the_specification():
    found = list(tiles.tiles_of(70_000))
    full = [tile.level for tile in found if tile.width == 256]
    partial = [(tile.level, tile.width) for tile in found if tile.width < 256]
    assert (full.count(0), full.count(1)) == (273, 1)
    assert partial == [(0, 112), (1, 17), (2, 1)]
    assert [(tile.level, tile.width) for tile in tiles.tiles_of(256)] == [(0, 256), (1, 1)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 1234, 5), "tile/0/x001/234.p/5"),
        (Tile(63, 0), "tile/63/000"),
        (Tile(1, 999, 255), "tile/1/999.p/255"),
        (Tile(2, 1000), "tile/2/x001/000"),
    ],
)
def test_paths(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1",
        "tile/00/001",
        "tile/64/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/05",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/../001",
        "tile/entries/001",
        "tile/0/٠٠١",
        "/tile/0/001",
    ],
)
def test_a_second_spelling_of_a_path_is_refused(path):
    with pytest.raises(TileMalformed):
        Tile.parse(path)


def test_a_proof_from_ten_million_entries_reads_a_handful_of_tiles():
    size = 10_000_000
    read = []

    def fetch(level, index, width):
        read.append((level, index))
        return b"".join(merkle.leaf_hash(f"{level}/{index}/{place}".encode()) for place in range(width))

    proof = merkle.inclusion_proof(tiles.TileReader(fetch, size), index=6_543_210, size=size)
    assert len(proof) == 24
    assert len(read) == len(set(read)) <= 6
    read.clear()
    merkle.consistency_proof(tiles.TileReader(fetch, size), old=6_543_211, new=size)
    assert len(read) <= 6


def test_a_tile_that_lost_bytes_is_named():
    reader = tiles.TileReader(lambda *_: b"\x00" * 33, 3)
    with pytest.raises(TileMalformed, match=r"tile/0/000\.p/3"):
        reader(0, 0)
    with pytest.raises(TileMalformed):
        tiles.TileReader(lambda *_: b"\x00" * 64, 3)(0, 0)


def test_a_subtree_that_is_not_complete_yet_is_not_answered():
    reader = tiles.TileReader(lambda *_: b"\x00" * 96, 3)
    for level, index in [(0, 3), (1, 1), (2, 0), (-1, 0), (0, -1)]:
        with pytest.raises(TreeIncomplete):
            reader(level, index)
