"""The Merkle tree of RFC 9162 section 2.1 with SHA-256: roots, proofs, and the checks a stranger repeats.

Proofs are built from complete subtrees. A `SubtreeReader` answers (level, index) with the hash of the
2^level leaves that begin at index * 2^level, so that the same code serves a list, a table or tiles.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

from dokaz.verify.errors import InclusionBroken, LogForked, ProofMismatch, TreeIncomplete

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "SubtreeReader",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "reader_of",
    "root",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]

SubtreeReader: TypeAlias = Callable[[int, int], bytes]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()  # RFC 9162 2.1.1: MTH({}) = HASH()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()  # RFC 9162 2.1.1


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()  # RFC 9162 2.1.1


class Frontier:
    """The right edge of a growing tree: enough to append and to give the root, in O(log n) memory."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """Take up a tree again from its complete subtrees, the largest first; an empty tree without them."""
        if size < 0 or len(edge) != size.bit_count() or any(len(each) != HASH_SIZE for each in edge):
            raise TreeIncomplete(f"A tree of {size} leaves does not have the {len(edge)} edge hashes that were given.")
        self.size = size
        smallest_first = reversed(edge)
        self._edge = [next(smallest_first) if size >> level & 1 else None for level in range(size.bit_length())]

    @classmethod
    def of(cls, read: SubtreeReader, size: int) -> "Frontier":
        return cls(size, [read(level, index) for level, index in _complete_subtrees(0, size)])

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The complete subtrees, the largest first: what to keep to go on later."""
        return tuple(each for each in reversed(self._edge) if each is not None)

    def extend(self, leaf_hashes: Iterable[bytes]) -> list[list[bytes]]:
        """Append leaves, and give the complete subtree hashes that came to be: item n lists those of level n."""
        row = list(leaf_hashes)
        self.size += len(row)
        grown: list[list[bytes]] = []
        while row:
            grown.append(row)
            row = self._carry(len(grown) - 1, row)
        return grown

    def _carry(self, level: int, made: list[bytes]) -> list[bytes]:
        """Leave the unpaired hash of this level on the edge, and give the parents of all others."""
        if level == len(self._edge):
            self._edge.append(None)
        waiting = self._edge[level]
        row = made if waiting is None else [waiting, *made]
        self._edge[level] = row[-1] if len(row) % 2 else None
        # node_hash, written out: this line is the whole cost of sequencing
        return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]

    def root(self) -> bytes:
        parts = self.edge
        return _folded(parts) if parts else EMPTY_ROOT


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The Merkle Tree Hash over leaf hashes (RFC 9162 2.1.1)."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def tree_root(read: SubtreeReader, size: int) -> bytes:
    """The Merkle Tree Hash of the first `size` leaves, from O(log n) stored hashes."""
    return _range_root(read, 0, size) if size else EMPTY_ROOT


def reader_of(leaf_hashes: Sequence[bytes]) -> SubtreeReader:
    """Read subtree hashes from plain leaf hashes in memory."""
    rows = Frontier().extend(leaf_hashes)

    def read(level: int, index: int) -> bytes:
        if level >= len(rows) or index >= len(rows[level]):
            raise TreeIncomplete(f"The tree of {len(leaf_hashes)} leaves has no subtree {index} of level {level}.")
        return rows[level][index]

    return read


def inclusion_proof(read: SubtreeReader, *, index: int, size: int) -> list[bytes]:
    """PATH(m, D_n) of RFC 9162 2.1.3.1, the leaf's sibling first."""
    if not 0 <= index < size:
        raise InclusionBroken(f"Entry {index} is not in a log of {size} entries.")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(read, middle, end))
            end = middle
        else:
            path.append(_range_root(read, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(read: SubtreeReader, *, old: int, new: int) -> list[bytes]:
    """PROOF(m, D_n) of RFC 9162 2.1.4.1."""
    if not 0 < old <= new:
        raise LogForked(f"No consistency proof leads from a tree of {old} to a tree of {new} entries.")
    start, end, proof = 0, new, list[bytes]()
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(read, middle, end))
            end = middle
        else:
            proof.append(_range_root(read, start, middle))
            start = middle
    if start:  # RFC 9162 2.1.4.1: SUBPROOF(m, D_m, true) is empty, as the verifier holds that root
        proof.append(_range_root(read, start, end))
    return proof[::-1]


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 2.1.3.2. This will raise InclusionBroken unless the leaf is at that index of that tree."""
    if not 0 <= index < size:  # step 1
        raise InclusionBroken(f"Entry {index} is not in a log of {size} entries.")
    _refuse_odd_hashes([leaf_hash, *proof, root], InclusionBroken)
    place, last, reached = index, size - 1, leaf_hash  # steps 2 and 3
    for sibling in proof:  # step 4
        if last == 0:
            raise InclusionBroken("The inclusion proof is longer than the tree is high.")
        if place & 1 or place == last:
            reached = node_hash(sibling, reached)
            place, last = _up_the_right_edge(place, last)
        else:
            reached = node_hash(reached, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:  # step 5
        raise InclusionBroken("The inclusion proof is shorter than the tree is high.")
    if reached != root:
        raise InclusionBroken(f"Entry {index} is not in the log under this root: the record or the proof was changed.")


def verify_consistency(*, old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """RFC 9162 2.1.4.2. This will raise LogForked unless the newer tree begins with the whole older one."""
    if not 0 < old <= new:
        # an empty tree has nothing to be consistent with: the caller must know that case, not prove it
        raise LogForked(f"No consistency proof leads from a tree of {old} to a tree of {new} entries.")
    if old == new:
        _same_tree(proof, old_root, new_root)
        return
    _refuse_odd_hashes([*proof, old_root, new_root], LogForked)
    if not proof:
        raise LogForked("The consistency proof is empty.")
    start, *path = [old_root, *proof] if old.bit_count() == 1 else proof  # step 1
    place, last = _without_low_ones(old - 1, new - 1)  # steps 2 and 3
    reached_old, reached_new = _climb(place, last, start, path)  # steps 4 and 5
    if reached_old != old_root or reached_new != new_root:  # step 6
        raise LogForked(f"The log of {new} entries does not begin with the {old} entries that were seen before.")


def _climb(place: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    reached_old = reached_new = start
    for each in path:
        if last == 0:
            raise LogForked("The consistency proof is longer than the tree is high.")
        if place & 1 or place == last:
            reached_old, reached_new = node_hash(each, reached_old), node_hash(each, reached_new)
            place, last = _up_the_right_edge(place, last)
        else:
            reached_new = node_hash(reached_new, each)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise LogForked("The consistency proof is shorter than the tree is high.")
    return reached_old, reached_new


def _up_the_right_edge(place: int, last: int) -> tuple[int, int]:
    # 2.1.3.2 step 4b and 2.1.4.2 step 5b: a node without a right sibling is its own parent
    while not place & 1 and place:
        place, last = place >> 1, last >> 1
    return place, last


def _without_low_ones(place: int, last: int) -> tuple[int, int]:
    while place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _same_tree(proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    if proof:
        raise LogForked("Two trees of one size need no proof, and one was given.")
    if old_root != new_root:
        raise LogForked("Two trees of one size have different roots: the log shows different histories.")


def _refuse_odd_hashes(hashes: Iterable[bytes], error: type[ProofMismatch]) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise error("A hash of the proof is not 32 bytes long.")


def _split(size: int) -> int:
    """The largest power of two smaller than size (RFC 9162 2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(read: SubtreeReader, start: int, end: int) -> bytes:
    return _folded([read(level, index) for level, index in _complete_subtrees(start, end)])


def _complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Level and index of the complete subtrees that make up D[start:end], where start is aligned to the range."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _folded(parts: Sequence[bytes]) -> bytes:
    *larger, reached = parts
    for part in reversed(larger):
        reached = node_hash(part, reached)
    return reached
