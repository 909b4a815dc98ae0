from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import merkle
from dokaz.verify.errors import InclusionBroken, LogForked, TreeIncomplete

sizes = st.integers(1, 70)


def leaves(size):
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def root_by_definition(hashes):
    """RFC 9162 2.1.1, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_frontier_grown_in_any_steps_has_the_root_of_the_whole(steps):
    frontier = merkle.Frontier()
    all_leaves = leaves(sum(steps))
    for step in steps:
        frontier.extend(all_leaves[frontier.size : frontier.size + step])
        assert frontier.root() == root_by_definition(all_leaves[: frontier.size])
        frontier = merkle.Frontier(frontier.size, frontier.edge)
    assert frontier.size == sum(steps)
    assert merkle.Frontier.of(merkle.reader_of(all_leaves), frontier.size).edge == frontier.edge
    assert merkle.tree_root(merkle.reader_of(all_leaves), frontier.size) == merkle.root(all_leaves)


@given(sizes, st.data())
def test_every_inclusion_proof_verifies_and_every_changed_one_fails(size, data):
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    facts = {
        "leaf_hash": hashes[index],
        "index": index,
        "size": size,
        "proof": merkle.inclusion_proof(merkle.reader_of(hashes), index=index, size=size),
        "root": merkle.root(hashes),
    }
    merkle.verify_inclusion(**facts)
    with pytest.raises(InclusionBroken):
        merkle.verify_inclusion(**(facts | data.draw(changes(facts, size))))


def changes(facts, size):
    other_hash = st.binary(min_size=32, max_size=32)
    changed = [
        other_hash.map(lambda value: {"leaf_hash": value}),
        other_hash.map(lambda value: {"root": value}),
        other_hash.map(lambda value: {"proof": [*facts["proof"], value]}),
        st.integers(-1, 2 * size).filter(lambda value: value != facts["index"]).map(lambda value: {"index": value}),
    ]
    if facts["proof"]:
        place = st.integers(0, len(facts["proof"]) - 1)
        changed += [
            st.tuples(place, st.integers(0, 255)).map(lambda where: {"proof": flipped(facts["proof"], *where)}),
            place.map(lambda where: {"proof": facts["proof"][:where] + facts["proof"][where + 1 :]}),
            st.just({"size": 2 * size + 1}),
        ]
    return st.one_of(changed)


def flipped(proof, place, bit):
    number = int.from_bytes(proof[place], "big") ^ (1 << bit)
    return [*proof[:place], number.to_bytes(32, "big"), *proof[place + 1 :]]


@given(sizes, st.data())
def test_every_consistency_proof_verifies_and_every_changed_one_fails(new, data):
    old = data.draw(st.integers(1, new))
    hashes = leaves(new)
    facts = {
        "old": old,
        "new": new,
        "proof": merkle.consistency_proof(merkle.reader_of(hashes), old=old, new=new),
        "old_root": merkle.root(hashes[:old]),
        "new_root": merkle.root(hashes),
    }
    merkle.verify_consistency(**facts)
    other = data.draw(st.binary(min_size=32, max_size=32))
    for change in (
        {"old_root": other},
        {"new_root": other},
        {"proof": [*facts["proof"], other]},
        {"old": new + 1},
        {"old": 0},
    ):
        with pytest.raises(LogForked):
            merkle.verify_consistency(**(facts | change))
    if facts["proof"]:
        place, bit = data.draw(st.integers(0, len(facts["proof"]) - 1)), data.draw(st.integers(0, 255))
        for proof in (flipped(facts["proof"], place, bit), facts["proof"][:place] + facts["proof"][place + 1 :]):
            with pytest.raises(LogForked):
                merkle.verify_consistency(**(facts | {"proof": proof}))


@given(st.integers(2, 70), st.data())
def test_a_log_that_replaced_an_old_entry_cannot_prove_that_it_grew(new, data):
    old = data.draw(st.integers(1, new - 1))
    honest, rewritten = leaves(new), leaves(new)
    rewritten[data.draw(st.integers(0, old - 1))] = merkle.leaf_hash(b"another history")
    with pytest.raises(LogForked, match="does not begin with"):
        merkle.verify_consistency(
            old=old,
            new=new,
            proof=merkle.consistency_proof(merkle.reader_of(rewritten), old=old, new=new),
            old_root=merkle.root(honest[:old]),
            new_root=merkle.root(rewritten),
        )


def test_the_roots_of_the_first_trees():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_nothing_is_proved_about_entries_that_are_not_there():
    read = merkle.reader_of(leaves(5))
    with pytest.raises(InclusionBroken):
        merkle.inclusion_proof(read, index=5, size=5)
    with pytest.raises(LogForked):
        merkle.consistency_proof(read, old=0, new=5)
    with pytest.raises(TreeIncomplete):
        merkle.inclusion_proof(read, index=0, size=6)
    with pytest.raises(TreeIncomplete):
        merkle.Frontier(3, leaves(1))
