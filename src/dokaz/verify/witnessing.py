"""C2SP tlog-witness: what a log sends to a log witness, and what it may answer. Nothing of it is believed here."""

from dataclasses import dataclass

from dokaz.verify import notes
from dokaz.verify.errors import AnswerMalformed, NoteMalformed, RequestMalformed
from dokaz.verify.merkle import HASH_SIZE
from dokaz.verify.wire import base64_of, from_base64, from_decimal

__all__ = ["MOST_BYTES", "MOST_HASHES", "SIZE_TYPE", "Request", "lines", "size_line", "size_of"]

MOST_HASHES = 63  # tlog-witness: the client MUST NOT send more than 63 consistency proof lines
MOST_BYTES = 131_072  # a proof, and a checkpoint with some thirty ML-DSA signatures: signed-note asks for sixteen
SIZE_TYPE = "text/x.tlog.size"  # of the answer 409


@dataclass(frozen=True, slots=True)
class Request:
    """The body of add-checkpoint: the size the witness is thought to hold, the proof from there, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        head = [f"old {self.old}", *map(base64_of, self.proof), "", ""]
        return "\n".join(head).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Request":
        """Read a body. Raises RequestMalformed with what cannot stand; whether the checkpoint can is not asked."""
        if len(data) > MOST_BYTES:
            raise RequestMalformed(f"The request is larger than {MOST_BYTES} bytes.")
        head, blank, checkpoint = data.partition(b"\n\n")
        if not blank:
            raise RequestMalformed("The request has no empty line before its checkpoint (C2SP tlog-witness).")
        try:
            first, *proof = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise RequestMalformed("The lines before the checkpoint are not ASCII.") from None
        if not first.startswith("old "):
            raise RequestMalformed("The request does not begin with the old size (C2SP tlog-witness).")
        if len(proof) > MOST_HASHES:
            raise RequestMalformed(f"The consistency proof has more than {MOST_HASHES} lines.")
        old = from_decimal(first.removeprefix("old "), what="old size", error=RequestMalformed)
        return cls(old, tuple(map(_hash, proof)), checkpoint)


def lines(body: bytes) -> tuple[notes.Signature, ...]:
    """The signature lines of an answer 200. Raises AnswerMalformed."""
    try:
        return notes.parse_lines(body)
    except NoteMalformed as why:
        raise AnswerMalformed(str(why)) from why


def size_line(size: int) -> bytes:
    """The body of an answer 409."""
    return f"{size}\n".encode()


def size_of(body: bytes) -> int:
    """The size that an answer 409 tells. Raises AnswerMalformed."""
    if len(body) > 20 or not body.endswith(b"\n") or not body.isascii():
        raise AnswerMalformed("The answer does not tell the size as one line with a number.")
    return from_decimal(body.decode("ascii").removesuffix("\n"), what="size in the answer", error=AnswerMalformed)


def _hash(line: str) -> bytes:
    value = from_base64(line, what="proof line", error=RequestMalformed)
    if len(value) != HASH_SIZE:
        raise RequestMalformed("A line of the consistency proof does not hold 32 bytes.")
    return value
