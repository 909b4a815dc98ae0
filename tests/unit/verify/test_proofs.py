import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.verify import checkpoints, merkle, proofs
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import InclusionBroken, ProofMalformed, QuorumMissing, VerifyError
from dokaz.verify.notes import COSIGNATURE, SignerKey
from dokaz.verify.policies import Policy
from dokaz.verify.proofs import Proof

LOG = SignerKey.generate("log.example")
WITNESS = SignerKey.generate("witness.example", COSIGNATURE)
POLICY = Policy.parse(f"log {LOG.verifier}\nwitness w {WITNESS.verifier}\nquorum w\n".encode())
LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(73)]
SIGNED = checkpoints.sign(Checkpoint("log.example", 73, merkle.root(LEAVES)), [LOG, WITNESS], time=1000)


def proof_of(index, extra=None):
    hashes = merkle.inclusion_proof(merkle.reader_of(LEAVES), index=index, size=73)
    return Proof(index, tuple(hashes), SIGNED, extra)


@given(st.integers(0, 72), st.none() | st.binary())
def test_a_proof_file_comes_back_and_verifies(index, extra):
    proof = Proof.parse(bytes(proof_of(index, extra)))
    assert proof == proof_of(index, extra)
    accepted = proofs.verify(proof, leaf_hash=LEAVES[index], policy=POLICY)
    assert accepted.checkpoint.size == 73
    assert [(witness.name, time) for witness, time in accepted.witnessed] == [("w", 1000)]


def test_the_file_reads_as_the_specification_says():
    lines = bytes(proof_of(3, b"who")).decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra d2hv", "index 3"]
    assert lines[lines.index("") + 1] == "log.example"


@given(st.data())
def test_no_bit_of_a_proof_can_change_unseen(data):
    whole = bytearray(bytes(proof_of(42)))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VerifyError):
        proofs.verify(Proof.parse(bytes(whole)), leaf_hash=LEAVES[42], policy=POLICY)


def test_another_record_does_not_pass_under_the_proof():
    with pytest.raises(InclusionBroken, match="Entry 42"):
        proofs.verify(proof_of(42), leaf_hash=LEAVES[41], policy=POLICY)


def test_a_proof_without_its_witness_is_not_enough():
    unwitnessed = checkpoints.sign(Checkpoint("log.example", 73, merkle.root(LEAVES)), [LOG])
    proof = Proof(42, proof_of(42).hashes, unwitnessed)
    with pytest.raises(QuorumMissing, match="nobody"):
        proofs.verify(proof, leaf_hash=LEAVES[42], policy=POLICY)


GOOD = bytes(proof_of(42, b"x"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD.replace(b"@v1", b"@v2"),
        GOOD.replace(b"index 42\n", b""),
        GOOD.replace(b"index 42", b"index 042"),
        GOOD.replace(b"index 42", b"index  42"),
        GOOD.replace(b"index 42", b"index -42"),
        GOOD.replace(b"extra eA==", b"extra eB=="),
        GOOD.replace(b"extra eA==", b"extra eA==\nextra eA=="),
        GOOD.replace(b"index 42\n", b"index 42\nAAAA\n"),
        GOOD.replace(b"index 42\n", "index 42\né\n".encode()),
        GOOD.replace(b"\n\n", b"\n"),
        GOOD + b"x" * 2_000_000,
    ],
)
def test_a_malformed_proof_is_refused(data):
    with pytest.raises(ProofMalformed):
        Proof.parse(data)
