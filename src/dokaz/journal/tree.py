"""The stored tree: tiles and heads, and the proofs they give without touching an entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dokaz.journal.models import Tile, TreeHead
from dokaz.verify import merkle, tiles
from dokaz.verify.errors import TreeIncomplete

__all__ = ["EMPTY", "Head", "fetch", "latest", "leaf_hashes", "reader", "write_head", "write_tiles"]


@dataclass(frozen=True, slots=True)
class Head:
    """How long the log is, and the root that commits to every entry in it."""

    size: int
    root: bytes


EMPTY = Head(0, merkle.EMPTY_ROOT)


def latest() -> Head:
    found = TreeHead.objects.order_by("-size").values_list("size", "root").first()
    return Head(found[0], bytes(found[1])) if found else EMPTY


def fetch(level: int, index: int, width: int) -> bytes:  # noqa: ARG001 - a wider tile of the same place will do
    # plain SQL: building a query costs Django more than reading a tile, and a proof reads several
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM journal_tile WHERE level = %s AND "index" = %s', [level, index])
        found = cursor.fetchone()
    return b"" if found is None else bytes(found[0])


def reader(size: int) -> tiles.TileReader:
    return tiles.TileReader(fetch, size)


def leaf_hashes(start: int, end: int) -> bytes:
    """The leaf hashes of the entries from `start` to `end`, 32 bytes each. Raises TreeIncomplete of `verify`."""
    first = start // tiles.WIDTH
    rows = Tile.objects.filter(level=0, index__gte=first, index__lte=end // tiles.WIDTH).order_by("index")
    data = b"".join(bytes(each) for each in rows.values_list("hashes", flat=True))
    offset = (start - first * tiles.WIDTH) * merkle.HASH_SIZE
    wanted = data[offset : offset + (end - start) * merkle.HASH_SIZE]
    if len(wanted) != (end - start) * merkle.HASH_SIZE:
        raise TreeIncomplete(f"The tree does not hold the leaf hashes from {start} to {end}.")
    return wanted


def write_tiles(grown: Iterable[tuple[tiles.Tile, bytes]]) -> None:
    made = [Tile(level=tile.level, index=tile.index, hashes=hashes) for tile, hashes in grown]
    Tile.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["level", "index"], update_fields=["hashes"], batch_size=500
    )


def write_head(head: Head, *, after: Head, at: datetime) -> None:
    TreeHead.objects.create(size=head.size, root=head.root, previous_size=after.size, previous_root=after.root, at=at)
