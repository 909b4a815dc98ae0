"""The second copy of the headers in a bucket of their own, which must give up for good what is removed from it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from dokaz.adapters.s3 import checks
from dokaz.adapters.s3.blobs import NAME_BYTES, OWNER, named
from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.objects import Objects
from dokaz.adapters.s3.uploads import Untrue, together
from dokaz.custody import api as custody
from dokaz.kernel.languages import _, said

FOLDER = "headers"  # so that headers and payloads are told apart where somebody puts both under one prefix
_NAME = re.compile(rf"[0-9a-f]{{{2 * NAME_BYTES}}}")


@dataclass(slots=True)
class BucketHeaders:
    """A `HeaderStore` in a bucket without versions, lock or replica (SECURITY 3.1); another is refused at first use.

    Every method raises StoreAway, StoreUnfit, StoreTaken.
    """

    bucket: Bucket
    owner: str
    _objects: Objects = field(init=False)
    _fit: bool = False
    _asking: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._objects = Objects(self.bucket)

    def require_fit(self) -> None:
        with self._fitting():
            pass

    def put(self, headers: Mapping[str, bytes]) -> None:
        with self._fitting():
            puts = [partial(self._put, _placed(name), header) for name, header in headers.items()]
            together(self._objects.threads, puts)

    def get(self, name: str) -> bytes:
        with self._fitting(reading=name):
            return self._read(_placed(name))

    def names(self) -> Iterator[str]:
        with self._fitting():
            for version in self._objects.versions(f"{FOLDER}/"):
                name = version.key.removeprefix(f"{FOLDER}/")
                if _NAME.fullmatch(name):
                    yield name

    def remove(self, name: str) -> None:
        """Gone when this returns: asked, not believed. Raises FileNotFoundError."""
        placed = _placed(name)
        with self._fitting():
            versions = self._objects.of(placed)
            if not versions:
                raise FileNotFoundError(name)
            for version in versions:
                self._objects.remove(version)
            if self._objects.of(placed):
                raise Untrue(said(_("it still holds a header that was removed")))

    def sweep_temporary(self) -> int:
        """A header is one request: there is nothing unfinished."""
        return 0

    def _put(self, placed: str, header: bytes) -> None:
        self._objects.put(placed, header)
        if self._read(placed) != header:
            raise Untrue(said(_("it gave back another header than it was sent")))

    def _read(self, placed: str) -> bytes:
        version = self._objects.first(placed)
        return self._objects.read(version, 0, version.size)

    @contextmanager
    def _fitting(self, *, reading: str = "") -> Iterator[None]:
        with named(self.bucket, reading=reading):
            self._require_fit()
            yield

    def _require_fit(self) -> None:
        with self._asking:
            if not self._fit:
                checks.refuse_keeping(self._objects)
                if checks.claimed(self._objects, f"{FOLDER}/{OWNER}", self.owner.encode()) != self.owner.encode():
                    raise custody.StoreTaken(store=self.bucket)
                self._fit = True


def _placed(name: str) -> str:
    # A name comes from the database, which an attacker may have written: it may not lead out of the store.
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return f"{FOLDER}/{name}"
