"""The text of a register of what is gone (SECURITY 3.5), as its log signs it and as mirrors hold it.

dokaz/v1/register ORIGIN
SIZE
one identifier of 16 random bytes a line, in hexadecimal

It names everything that went up to the entry before index SIZE. So whoever knows a checkpoint of that log tells a
register that was true once from one that is complete: a mirror that hands out an older one hides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dokaz.verify.errors import RegisterMalformed
from dokaz.verify.wire import from_decimal

__all__ = ["HEADING", "IDENT_SIZE", "Register"]

HEADING = "dokaz/v1/register"
IDENT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Register:
    """What went from one log's collection, in the order in which it was listed; `size` counts entries of that log."""

    origin: str
    size: int
    idents: tuple[bytes, ...]

    def text(self) -> str:
        return "".join(f"{line}\n" for line in (_first(self.origin), self.size, *(each.hex() for each in self.idents)))

    @classmethod
    def parse(cls, text: str) -> "Register":
        """Raises RegisterMalformed, which is also what a checkpoint gets."""
        first, _, rest = text.removesuffix("\n").partition("\n")
        heading, _, origin = first.partition(" ")
        if heading != HEADING or not origin:
            raise RegisterMalformed("The text does not begin as a register does.")
        size, *lines = rest.split("\n")
        return cls(origin, from_decimal(size, what="size", error=RegisterMalformed), tuple(map(_ident, lines)))

    def goes_on_from(self, held: "Register") -> bool:
        """Whether it hides nothing that `held` tells; in which order it tells it does not matter."""
        return (self.origin != held.origin or self.size >= held.size) and set(held.idents) <= set(self.idents)

    def joined(self, idents: Iterable[bytes], *, size: int = 0) -> "Register":
        """With what is new of these at its end, and known to be complete up to `size` if that is further."""
        return Register(self.origin, max(self.size, size), tuple(dict.fromkeys((*self.idents, *idents))))


def _first(origin: str) -> str:
    return f"{HEADING} {origin}"


def _ident(line: str) -> bytes:
    try:
        ident = bytes.fromhex(line)
    except ValueError:
        ident = b""
    if len(ident) != IDENT_SIZE or ident.hex() != line:
        raise RegisterMalformed("A line of the register is no identifier.")
    return ident
