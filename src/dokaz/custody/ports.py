"""What custody needs from outside: stores for bytes, readers of formats, makers of derivatives."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from dokaz.custody.errors import NotMade
from dokaz.custody.views import Message, Part, Shape, Trouble, View, Wanted
from dokaz.custody.words import Making

__all__ = [
    "PICTURE_VALUES",
    "BlobStore",
    "Deposit",
    "DerivativeMaker",
    "Format",
    "FormatIdentifier",
    "HeaderStore",
    "Made",
    "Message",
    "MetadataReader",
    "Offer",
    "Part",
    "Reading",
    "Shape",
    "Trouble",
    "View",
    "Viewer",
    "Wanted",
]


class Deposit(Protocol):
    """A payload on its way into a store: invisible under its name until `BlobStore.keep` has made it durable."""

    name: str

    @property
    def size(self) -> int: ...
    def write(self, data: bytes | bytearray | memoryview, /) -> int: ...

    def finish(self) -> None:
        """All is written: give back what memory is not needed until it is kept."""

    def sealed(self) -> BinaryIO:
        """After `finish`: all that was written, as the store gives it back, before it is kept."""

    def discard(self) -> None: ...


class BlobStore(Protocol):
    """Where payloads lie, under random names.

    In a bucket every method may raise StoreAway and StoreUnfit.
    """

    def free(self) -> int:
        """Bytes that may still be written, the reserve already taken off."""

    def begin(self, *, size: int | None, name: str | None = None, slowly: bool = False) -> Deposit:
        """A payload under a new random name; or, where one comes back from a back-up, under the name it had.

        One that is written `slowly`, over many requests, holds as little memory in between as the store allows.
        """

    def keep(self, deposits: Sequence[Any]) -> None:
        """Make the group, which this store began, durable: when this returns, a power cut loses none of it.

        Raises StoreUntrue where the store gives other bytes back than it was sent.
        """

    def open(self, name: str) -> BinaryIO:
        """A seekable stream. Raises FileNotFoundError, OSError for what is no plain file."""

    def foresee(self, names: Sequence[str]) -> None:
        """These are soon opened and read: have their beginnings fetched together, where that saves time."""

    def holds(self, name: str, *, size: int) -> bool:
        """Whether there is a payload of this name and size, as far as can be told without reading it."""

    def names(self) -> Iterator[str]: ...

    def remove(self, name: str) -> None:
        """Take it away. Raises FileNotFoundError, PayloadLocked where the store keeps it until a day."""

    def locked_until(self, name: str) -> datetime | None:
        """Until when the store keeps a payload, whoever asks; None where it can be taken away, or is not there."""

    def sweep_temporary(self, *, spared: Callable[[str], bool]) -> int:
        """Remove what was begun and never kept. Only while `alone` is held.

        `spared` says, once it was found, whether somebody still writes the payload of this name.
        """

    def receiving(self) -> AbstractContextManager[None]:
        """Held by everyone between `begin` and the committed row."""

    def alone(self) -> AbstractContextManager[None]:
        """Held by the sweeper: waits until nobody is receiving, and keeps newcomers waiting."""


class HeaderStore(Protocol):
    """The second copy of the headers: never versioned, locked or replicated outside our control (SECURITY 3.1)."""

    def require_fit(self) -> None:
        """Ask, before anything is received, whether the place may hold headers. Raises StoreUnfit, StoreAway."""

    def put(self, headers: Mapping[str, bytes]) -> None:
        """Durable when it returns; an earlier header of the same name is gone."""

    def get(self, name: str) -> bytes:
        """Raises FileNotFoundError."""

    def names(self) -> Iterator[str]: ...
    def remove(self, name: str) -> None: ...

    def sweep_temporary(self) -> int:
        """Remove what was begun and never finished. Only while the blob store's `alone` is held."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a metadata reader found; `trouble` says why there is nothing."""

    tool: str
    version: str
    fields: Mapping[str, Any]
    trouble: str = ""


class MetadataReader(Protocol):
    def read(self, stream: BinaryIO, *, mime: str) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A PRONOM identification; an empty puid says that no signature matched, or in `trouble` why none was tried."""

    puid: str
    name: str
    tool: str
    version: str
    trouble: str = ""


class FormatIdentifier(Protocol):
    def identify(self, stream: BinaryIO, *, size: int, name: str) -> Format: ...


PICTURE_VALUES = 64 * 64  # the grey values, row by row, that a picture is compared by


@dataclass(frozen=True, slots=True)
class Offer:
    """A derivative that can be made of a file, and by what; the version is empty where the program is not there."""

    making: Making
    tool: str
    version: str


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a file. Without content there was nothing to make, or in `trouble` stands why it was not made.

    `parameters` say how, so that it can be made again; `pictures` are miniatures, 64 by 64 grey values each.
    """

    content: bytes | None = None
    mime: str = ""
    ending: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[bytes, ...] = ()
    trouble: type[NotMade] | None = None


class DerivativeMaker(Protocol):
    """Programs that read hostile files: each in a child process without network, with bounded time and memory."""

    def offers(self, mime: str) -> tuple[Offer, ...]:
        """What can be made of files of a type, each making once; the cheapest first."""

    def make(self, stream: BinaryIO, *, size: int, mime: str, making: Making) -> Made:
        """One of what was offered. Raises only what reading the stream raises."""


class Viewer(Protocol):
    """Makes a page of a file for people to look at, where no file can do harm."""

    @property
    def tool(self) -> str: ...

    @property
    def version(self) -> str: ...

    def view(self, stream: BinaryIO, *, size: int, name: str, wanted: Wanted) -> View:
        """Reads of the stream only what it needs. What cannot be shown is told in the view's trouble."""
