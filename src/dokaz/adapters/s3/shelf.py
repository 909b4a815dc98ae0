"""Back-ups in a bucket: each name written once by a key that needs no right to delete, and read back before it counts.

Where the bucket is locked, everything put there is, except what must fall away: the parts with keys (SECURITY 3.1). A
bucket that locks those by itself is refused.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import groupby
from threading import Lock
from typing import BinaryIO, cast

from dokaz.adapters.s3 import checks, faults
from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.objects import Objects, Version
from dokaz.adapters.s3.reading import ObjectStream
from dokaz.adapters.s3.uploads import Untrue, Upload, together
from dokaz.backups import api as backups
from dokaz.kernel.languages import _, said

_BLOCK = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9.-]+(/[A-Za-z0-9.-]+)*")


@dataclass(slots=True)
class BucketShelf:
    """A `Shelf`. Names that begin with one of `passing` are never locked, so that they can fall away.

    Every method raises ShelfAway, also where the bucket is not fit, or gives back other bytes than it was sent.
    """

    bucket: Bucket
    passing: tuple[str, ...] = ()
    _objects: Objects = field(init=False)
    _fit: bool = False
    _asking: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._objects = Objects(self.bucket)

    @property
    def name(self) -> str:
        return str(self.bucket)

    def put(self, name: str, stream: BinaryIO, *, size: int) -> None:
        placed = _placed(name)
        with self._named():
            if earlier := self._objects.of(placed):
                self._require_same(name, _hash_of(stream), earlier)
                return
            upload = Upload(self._objects, placed, size, locked=not name.startswith(self.passing))
            try:
                digest = _sent(stream, upload)
            except BaseException:
                upload.discard()
                raise
            versions = self._objects.of(placed)
            if len(versions) > 1:  # somebody else was as quick, or a request was sent twice
                self._require_same(name, digest, versions)
                return
            together(self._objects.threads, upload.to_check(versions))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        with self._named():
            first = self._objects.first(_placed(name))
        with ObjectStream(self._objects, first, partial(self._named)) as stream:
            yield cast("BinaryIO", stream)

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Also of names that somebody hid: their bytes are there. The size is that of the first version."""
        with self._named():
            for name, versions in groupby(self._objects.versions(prefix), key=lambda version: version.key):
                first = next((version for version in versions if not version.marked), None)
                if first is not None:
                    yield name, first.size

    def remove(self, name: str) -> None:
        """Take away every version of what must fall away. For a key that may delete; the writer's may not.

        Raises FileNotFoundError, and ValueError for a name that is kept.
        """
        if not name.startswith(self.passing):
            raise ValueError(name)
        with self._named():
            versions = self._objects.of(_placed(name))
            if not versions:
                raise FileNotFoundError(name)
            for version in versions:
                self._objects.remove(version)

    def _require_same(self, name: str, digest: bytes, versions: list[Version]) -> None:
        for version in versions:
            if not version.marked and self._objects.read_back(version, 0, version.size).sha256 != digest:
                raise backups.NameTaken(shelf=self.name, name=name)
        if all(version.marked for version in versions):
            raise backups.NameTaken(shelf=self.name, name=name)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            self._require_fit()
            yield
        except faults.Absent as absent:
            raise FileNotFoundError(absent.why) from absent
        except faults.Full as full:
            raise backups.ShelfAway(shelf=self.name, why=said(_("it takes no more bytes"))) from full
        except (faults.ObjectFault, Untrue) as fault:
            raise backups.ShelfAway(shelf=self.name, why=fault.why) from fault

    def _require_fit(self) -> None:
        with self._asking:
            if not self._fit:
                checks.refuse_unfit_store(self._objects)
                self._fit = True


def _sent(stream: BinaryIO, upload: Upload) -> bytes:
    hashed = sha256()
    while block := stream.read(_BLOCK):
        hashed.update(block)
        upload.write(block)
    upload.complete()
    return hashed.digest()


def _hash_of(stream: BinaryIO) -> bytes:
    hashed = sha256()
    while block := stream.read(_BLOCK):
        hashed.update(block)
    return hashed.digest()


def _placed(name: str) -> str:
    # A name may come from a list that an attacker wrote: it may not lead out of the shelf.
    if not _NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise FileNotFoundError(name)
    return name
