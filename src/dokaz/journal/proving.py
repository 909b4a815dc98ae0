"""Proofs from stored tiles, and the evidence for one entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dokaz.journal import founding, tree
from dokaz.journal.errors import BodyErased, BodySealed, NoSuchEntry, NotPlaced, StrangeCheckpoint
from dokaz.journal.models import Body, Entry, Placement
from dokaz.verify import checkpoints, merkle, proofs
from dokaz.verify.errors import VerifyError

__all__ = [
    "Evidence",
    "Proof",
    "consistency",
    "evidence",
    "evidence_many",
    "index_of",
    "opened",
    "prove",
    "prove_many",
    "tlog_proof",
]

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Proof:
    """The hashes from an entry up to the root of the log of that size (RFC 9162 2.1.3)."""

    index: int
    size: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What opens a leaf: the leaf is HMAC-SHA256(salt, event)."""

    index: int
    event: bytes
    salt: bytes = field(repr=False)


def index_of(entry: int) -> int:
    index = Placement.objects.filter(entry_id=entry).values_list("index", flat=True).first()
    if index is not None:
        return index
    if not Entry.objects.filter(pk=entry).exists():
        raise NoSuchEntry(entry=entry)
    raise NotPlaced(entry=entry, size=tree.latest().size)


def prove(entry: int, *, size: int | None = None) -> Proof:
    """The inclusion proof of an entry in the log of this size, or of now. Raises NoSuchEntry, NotPlaced."""
    return prove_many([entry], size=size)[entry]


def prove_many(entries: Sequence[int], *, size: int | None = None) -> dict[int, Proof]:
    """`prove` for many entries, each tile read once. Raises what `prove` does."""
    # one reader for all: proofs of one log share their upper tiles, and each tile is read and hashed once
    indexes, whole = _indexes(entries), tree.latest().size
    size = whole if size is None else size
    read = tree.reader(size)
    made: dict[int, Proof] = {}
    for entry in sorted(entries, key=indexes.__getitem__):
        index = indexes[entry]
        if not index < size <= whole:
            raise NotPlaced(entry=entry, size=min(size, whole))
        made[entry] = Proof(index, size, tuple(merkle.inclusion_proof(read, index=index, size=size)))
    return made


def tlog_proof(entry: int, *, checkpoint: bytes) -> bytes:
    """The C2SP tlog-proof file for an entry under one of our checkpoints. Raises StrangeCheckpoint, NotPlaced."""
    size = opened(checkpoint).size
    proof = prove(entry, size=size)
    return bytes(proofs.Proof(proof.index, proof.hashes, checkpoint))


def opened(checkpoint: bytes) -> checkpoints.Checkpoint:
    """A checkpoint this log signed, and whose root the stored tree still has. Raises StrangeCheckpoint."""
    try:
        head = founding.opened(checkpoint)
        stored = merkle.tree_root(tree.reader(head.size), head.size)
    except VerifyError as fault:
        raise StrangeCheckpoint(why=str(fault)) from fault
    if stored != head.root:
        raise StrangeCheckpoint(why=f"the stored tree has another root at {head.size} entries.")
    return head


def consistency(old: int, *, new: int) -> tuple[bytes, ...]:
    """The proof that the log of the new size begins with the whole log of the old one (RFC 9162 2.1.4)."""
    return tuple(merkle.consistency_proof(tree.reader(new), old=old, new=new))


def evidence(entry: int) -> Evidence:
    """Index, event and salt of an entry: what opens its leaf. Raises BodySealed, BodyErased, NoSuchEntry, NotPlaced."""
    return evidence_many([entry])[entry]


def evidence_many(entries: Sequence[int]) -> dict[int, Evidence]:
    """`evidence` for many entries, by entry. Raises what `evidence` does."""
    indexes, found = _indexes(entries), dict[int, Evidence]()
    for group in _groups(entries):
        bodies = Body.objects.in_bulk(group)
        found |= {entry: _opened_body(entry, indexes[entry], bodies.get(entry)) for entry in group}
    return found


def _opened_body(entry: int, index: int, body: Body | None) -> Evidence:
    if body is None:
        raise NoSuchEntry(entry=entry)
    if body.sealed is not None:
        raise BodySealed(entry=entry)
    if body.salt is None or body.event is None:
        raise BodyErased(entry=entry)
    return Evidence(index, bytes(body.event), bytes(body.salt))


def _indexes(entries: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for group in _groups(entries):
        found |= dict(Placement.objects.filter(entry_id__in=group).values_list("entry_id", "index"))
    return {entry: found[entry] if entry in found else index_of(entry) for entry in entries}


def _groups(entries: Sequence[int]) -> list[Sequence[int]]:
    return [entries[start : start + AT_ONCE] for start in range(0, len(entries), AT_ONCE)]
