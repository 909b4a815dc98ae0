"""A checkpoint and a proof of ours, checked with openssl and nothing of our code."""

import subprocess
from base64 import b64decode, b64encode

import pytest

from dokaz.verify import checkpoints, merkle, proofs
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.notes import COSIGNATURE, SignerKey
from dokaz.verify.proofs import Proof

LOG = SignerKey.generate("log.example")
WITNESS = SignerKey.generate("witness.example", COSIGNATURE)
LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(11)]


@pytest.fixture
def openssl(program):
    return program("openssl")


@pytest.fixture
def signed():
    return checkpoints.sign(Checkpoint("log.example", 11, merkle.root(LEAVES)), [LOG, WITNESS], time=1_679_315_147)


def verifies(openssl, folder, public, message, signature):
    """RFC 8410: an Ed25519 public key in PEM is twelve fixed bytes and the key."""
    der = bytes.fromhex("302a300506032b6570032100") + public
    (folder / "key.pem").write_bytes(b"-----BEGIN PUBLIC KEY-----\n" + b64encode(der) + b"\n-----END PUBLIC KEY-----\n")
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "message"]
    ran = subprocess.run([*command, "-sigfile", "signature"], cwd=folder, capture_output=True, check=False)
    return ran.returncode == 0


def by_hand(signed):
    """Text, and the bytes of each signature without the key identifier, as a reader of the format takes them."""
    text, _, block = signed.decode().rpartition("\n\n")
    return f"{text}\n".encode(), [b64decode(line.split(" ")[2])[4:] for line in block.splitlines()]


def test_openssl_verifies_the_signature_of_the_log(openssl, signed, tmp_path):
    text, (by_log, _) = by_hand(signed)
    assert verifies(openssl, tmp_path, LOG.verifier.public, text, by_log)
    assert not verifies(openssl, tmp_path, LOG.verifier.public, text.replace(b"\n11\n", b"\n12\n"), by_log)


def test_openssl_verifies_the_cosignature_of_a_witness(openssl, signed, tmp_path):
    text, (_, by_witness) = by_hand(signed)
    message = b"cosignature/v1\ntime 1679315147\n" + text
    assert verifies(openssl, tmp_path, WITNESS.verifier.public, message, by_witness[8:])
    assert not verifies(openssl, tmp_path, WITNESS.verifier.public, text, by_witness[8:])


def test_openssl_climbs_from_the_entry_to_the_root_of_a_proof_file(openssl, signed, tmp_path):
    def sha256(data):
        return subprocess.run(
            [openssl, "dgst", "-sha256", "-binary"], input=data, capture_output=True, check=True
        ).stdout

    hashes = merkle.inclusion_proof(merkle.reader_of(LEAVES), index=0, size=11)
    (tmp_path / f"exhibit{proofs.SUFFIX}").write_bytes(bytes(Proof(0, tuple(hashes), signed)))
    lines = (tmp_path / "exhibit.tlog-proof").read_text().split("\n")
    reached = sha256(b"\x00" + b"0")
    for line in lines[2 : lines.index("")]:  # entry 0 is the left child all the way up
        reached = sha256(b"\x01" + reached + b64decode(line))
    assert b64encode(reached).decode() == lines[lines.index("") + 3]
