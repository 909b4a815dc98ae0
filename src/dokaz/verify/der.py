"""Just enough of DER (ITU-T X.690) to find the parts of a time stamp that no library shows, and to order a set."""

from dataclasses import dataclass

from dokaz.verify.errors import StampMalformed

__all__ = ["INTEGER", "OID", "SEQUENCE", "SET", "Node", "children", "encoded", "parsed"]

INTEGER, OID, SEQUENCE, SET = 0x02, 0x06, 0x30, 0x31
LONGEST = 1 << 24


@dataclass(frozen=True, slots=True)
class Node:
    """One tag with what it holds; `whole` is the same with its tag and length."""

    tag: int
    content: bytes
    whole: bytes


def parsed(data: bytes) -> Node:
    """Read exactly one value. Raises StampMalformed, also for what follows it."""
    node = _first(data)
    if len(node.whole) != len(data):
        raise StampMalformed("Something follows the end of the time stamp.")
    return node


def children(node: Node) -> tuple[Node, ...]:
    """The values inside a constructed one, in their order. Raises StampMalformed."""
    found, rest = list[Node](), node.content
    while rest:
        found.append(_first(rest))
        rest = rest[len(found[-1].whole) :]
    return tuple(found)


def encoded(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _first(data: bytes) -> Node:
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        raise StampMalformed("The time stamp breaks off, or is not DER.")
    size, start = data[1], 2
    if size >= 0x80:
        start += size - 0x80
        # X.690 10.1: the definite form, in the fewest octets
        size = int.from_bytes(data[2:start], "big")
        if not 2 < start <= 6 or size < 0x80 or size > LONGEST or data[2] == 0:
            raise StampMalformed("A length inside the time stamp is not DER.")
    if start + size > len(data):
        raise StampMalformed("The time stamp breaks off.")
    return Node(data[0], data[start : start + size], data[: start + size])
