"""C2SP tlog-proof: one file that shows, without a network, that a record was in the log."""

from dataclasses import dataclass

from dokaz.verify import merkle
from dokaz.verify.errors import ProofMalformed
from dokaz.verify.policies import Accepted, Policy
from dokaz.verify.wire import base64_of, from_base64, from_decimal

__all__ = ["SUFFIX", "Proof", "verify"]

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry stands, the hashes from it up to the root, and the signed checkpoint with that root."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None  # tlog-proof: not authenticated, never to be believed by itself

    def __bytes__(self) -> bytes:
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64_of(self.extra)}")
        lines += [f"index {self.index}", *map(base64_of, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Proof":
        """Read a proof file. This will believe nothing in it; see `verify`."""
        if len(data) > MOST_BYTES:
            raise ProofMalformed(f"The proof is larger than {MOST_BYTES} bytes.")
        head, blank, checkpoint = data.partition(b"\n\n")
        try:
            header, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise ProofMalformed("The proof lines are not ASCII.") from None
        if header != HEADER or not blank:
            raise ProofMalformed(f"The file does not begin with {HEADER}, or has no blank line before its checkpoint.")
        extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise ProofMalformed("The proof does not say at which index the entry stands.")
        index = from_decimal(lines.pop(0).removeprefix("index "), what="index", error=ProofMalformed)
        return cls(index, tuple(map(_hash, lines)), checkpoint, extra)


def verify(proof: Proof, *, leaf_hash: bytes, policy: Policy) -> Accepted:
    """Show that the leaf is in a log the policy trusts (tlog-proof, Verifying, steps 2 to 4).

    Raises what `Policy.accept` raises, and InclusionBroken.
    """
    accepted = policy.accept(proof.checkpoint)
    merkle.verify_inclusion(
        leaf_hash=leaf_hash,
        index=proof.index,
        size=accepted.checkpoint.size,
        proof=proof.hashes,
        root=accepted.checkpoint.root,
    )
    return accepted


def _extra(line: str) -> bytes:
    return from_base64(line.removeprefix("extra "), what="extra line", error=ProofMalformed)


def _hash(line: str) -> bytes:
    value = from_base64(line, what="hash line", error=ProofMalformed)
    if len(value) != merkle.HASH_SIZE:
        raise ProofMalformed("A hash line of the proof does not hold 32 bytes.")
    return value
