"""The proofs of transparency-dev/merkle, good and bad."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from dokaz.verify import merkle
from dokaz.verify.errors import ProofMismatch

VECTORS = Path(__file__).parents[3].parent / "shared" / "vectors" / "merkle"


def vectors(kind):
    found = sorted((VECTORS / kind).rglob("*.json"))
    absent = pytest.mark.skip(reason="the shared vectors folder is not beside the checkout")
    return [pytest.param(path, id=str(path.relative_to(VECTORS))) for path in found] or [
        pytest.param(None, marks=absent)
    ]


def hashes(encoded):
    return [b64decode(each) for each in encoded or ()]


@pytest.mark.parametrize("path", vectors("inclusion"))
def test_inclusion(path):
    given = json.loads(path.read_text())
    leaf, root = hashes([given["leafHash"] or "", given["root"] or ""])

    def verify():
        merkle.verify_inclusion(
            leaf_hash=leaf, index=given["leafIdx"], size=given["treeSize"], proof=hashes(given["proof"]), root=root
        )

    expect(given, verify)


@pytest.mark.parametrize("path", vectors("consistency"))
def test_consistency(path):
    given = json.loads(path.read_text())
    old_root, new_root = hashes([given["root1"] or "", given["root2"] or ""])

    def verify():
        merkle.verify_consistency(
            old=given["size1"], new=given["size2"], proof=hashes(given["proof"]), old_root=old_root, new_root=new_root
        )

    expect(given, verify)


def expect(given, verify):
    if given["wantErr"]:
        with pytest.raises(ProofMismatch):
            verify()
    else:
        verify()
