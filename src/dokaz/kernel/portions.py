"""Many things a portion at a time: what is asked of a database, or held in memory, at once is bounded."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(things: Iterable[T], /, *, of: int) -> Iterator[list[T]]:
    """Lists of so many of these things, in their order; the last one may be shorter, and none is empty."""
    left = iter(things)
    while some := list(islice(left, of)):
        yield some
