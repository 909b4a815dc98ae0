"""What back-ups need from outside: a shelf that keeps what it is given, and gives nothing away."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

__all__ = ["Shelf"]


class Shelf(Protocol):
    """Where back-ups lie: a folder or an object store. Whoever writes to it cannot overwrite or remove (SECURITY 3.4).

    Names are relative paths of letters, digits, "-", "." and "/". Every method raises ShelfAway where it cannot be
    reached.
    """

    @property
    def name(self) -> str:
        """What a person calls this place: a folder, or a bucket with its server."""
        ...

    def put(self, name: str, stream: BinaryIO, *, size: int) -> None:
        """Hold `size` bytes under a new name: durable and read back equal when this returns.

        The same bytes under the same name again are no error. Raises NameTaken where others lie there.
        """
        ...

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of a name, read once from the beginning. Raises FileNotFoundError."""
        ...

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Every name that begins with `prefix`, with its size, in order of the names."""
        ...
