"""What a log sends to a mirror of its leaf hashes over HTTP (docs/operating.md). Nothing of it is believed here."""

import re
from dataclasses import dataclass

from dokaz.verify.errors import RequestMalformed
from dokaz.verify.merkle import HASH_SIZE

__all__ = ["AT_ONCE", "MOST_BYTES", "MOST_REGISTER", "Leaves"]

AT_ONCE = 32_768  # leaf hashes of one request: 1 MiB
MOST_REGISTER = 16 * 1024 * 1024  # some 500,000 identifiers
MOST_BYTES = AT_ONCE * HASH_SIZE + 131_072

_HEAD = re.compile(rb"start (0|[1-9][0-9]{0,18})\nhashes (0|[1-9][0-9]{0,5})\n")


@dataclass(frozen=True, slots=True)
class Leaves:
    """Leaf hashes from an index on, and a signed checkpoint that covers them."""

    start: int
    hashes: bytes
    note: bytes

    def __bytes__(self) -> bytes:
        return f"start {self.start}\nhashes {len(self.hashes) // HASH_SIZE}\n".encode() + self.hashes + self.note

    @classmethod
    def parse(cls, data: bytes) -> "Leaves":
        """Raises RequestMalformed."""
        match = _HEAD.match(data)
        if len(data) > MOST_BYTES or not match:
            raise RequestMalformed("The request does not begin with “start N” and “hashes N”, or is too long.")
        end = match.end() + int(match[2]) * HASH_SIZE
        if int(match[2]) > AT_ONCE or end > len(data):
            raise RequestMalformed(f"The request holds fewer hashes than it says, or more than {AT_ONCE}.")
        return cls(int(match[1]), data[match.end() : end], data[end:])
