"""The store in a bucket: payloads under random names, each written once and read back before it is kept.

3f2/3f2…      payloads; the first twelve digits of a name are those of its group, so that one listing looks at all
owner         the collection whose payloads these are

Where the bucket is locked, nobody can take a payload away before its day; what destroys it is the shredding of its
headers, which lie elsewhere.
"""

import errno
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock
from typing import BinaryIO, cast

from dokaz.adapters.s3 import checks, faults
from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.objects import Objects, Version
from dokaz.adapters.s3.reading import ObjectStream
from dokaz.adapters.s3.uploads import MOST_BYTES, Untrue, Upload, together
from dokaz.custody import api as custody
from dokaz.kernel.draws import Draws
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said

OWNER = "owner"
SHARD = 3
GROUP = 12
NAME_BYTES = 24
_PLACED = re.compile(rf"([0-9a-f]{{{SHARD}}})/(\1[0-9a-f]{{{2 * NAME_BYTES - SHARD}}})")
_NAME = re.compile(rf"[0-9a-f]{{{2 * NAME_BYTES}}}")
_drawn = Draws(NAME_BYTES)

Held = Callable[[], AbstractContextManager[None]]


@dataclass(slots=True)
class BucketDeposit:
    """A payload on its way; `BucketBlobs.keep` makes an object of it."""

    name: str
    upload: Upload
    kept: bool = False

    @property
    def size(self) -> int:
        return self.upload.size

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        with self.faults():
            return self.upload.write(data)

    def finish(self) -> None:
        with self.faults():
            self.upload.finish()

    def sealed(self) -> BinaryIO:
        """A bucket gives nothing back of an upload in parts before it is one object; no row names that one yet."""
        with self.faults():
            self.upload.complete()
            version = self.upload.objects.first(self.upload.name)
        reading = partial(named, self.upload.objects.bucket, reading=self.name)
        return cast("BinaryIO", ObjectStream(self.upload.objects, version, reading))

    def discard(self) -> None:
        if self.upload.completed and not self.kept:
            self.kept = True  # once: what a lock holds, or a store that is away, is left to `sweep`
            with suppress(faults.ObjectFault):
                for version in self.upload.objects.of(self.upload.name):
                    self.upload.objects.remove(version)
        self.upload.discard()

    def faults(self) -> AbstractContextManager[None]:
        return named(self.upload.objects.bucket)


@dataclass(slots=True)
class BucketBlobs:
    """A `BlobStore` in a bucket. `owner` names the collection, and a bucket, or the part under a prefix, has one.

    `receiving_together` and `sweeping_alone` hold others off, on this and on every other machine of the collection.
    The first use of each process asks whether the bucket is fit. Every method raises StoreAway, StoreUnfit, StoreTaken.
    """

    bucket: Bucket
    owner: str
    receiving_together: Held
    sweeping_alone: Held
    _objects: Objects = field(init=False)
    _group: str = field(init=False)
    _fit: bool = False
    _full: bool = False
    _asking: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._objects = Objects(self.bucket)
        self._group = _new_group()

    def free(self) -> int:
        """A bucket does not say how much it takes; once it has refused for want of room, nothing more."""
        return 0 if self._full else MOST_BYTES

    def begin(
        self,
        *,
        size: int | None,
        name: str | None = None,
        slowly: bool = False,  # noqa: ARG002 - at most one part, sealed, waits in memory
    ) -> BucketDeposit:
        self._require_fit()
        name = name or self._group + _drawn.take().hex()[GROUP:]
        return BucketDeposit(name, Upload(self._objects, _placed(name), size))

    def keep(self, deposits: Sequence[BucketDeposit]) -> None:
        self._group = _new_group()
        with self._faults():
            fresh = [deposit for deposit in deposits if not deposit.upload.completed]
            for deposit in fresh:
                deposit.upload.finish()
            if taken := [name for name in self._listed(fresh).values() if name]:
                raise Untrue(said(_("something lies under the name {name} already")).format(name=taken[0][0].key))
            for deposit in deposits:
                deposit.kept = True
            together(self._objects.threads, [deposit.upload.complete for deposit in fresh])
            step("s3:list")
            listed = self._listed(deposits)
            checks = [check for each in deposits for check in each.upload.to_check(listed[each.upload.name])]
            together(self._objects.threads, checks)

    def foresee(self, names: Sequence[str]) -> None:
        """Nothing: what is fetched from a bucket is paid for, and kept by nobody until it is read."""

    def open(self, name: str) -> BinaryIO:
        """Of more versions the first, which is ours: whoever wrote a later one, or hid it, has changed nothing."""
        placed = _placed(name)
        self._require_fit()
        with self._faults():
            version = self._objects.first(placed)
        return cast("BinaryIO", ObjectStream(self._objects, version, partial(named, self.bucket, reading=name)))

    def holds(self, name: str, *, size: int) -> bool:
        self._require_fit()
        with suppress(FileNotFoundError), self._faults():
            return self._objects.first(_placed(name)).size == size
        return False

    def names(self) -> Iterator[str]:
        """Also of what somebody hid behind the note that it was removed: its bytes are there."""
        self._require_fit()
        last = ""
        with self._faults():
            for version in self._objects.versions():
                placed = _PLACED.fullmatch(version.key)
                if placed and not version.marked and placed[2] != last:
                    last = placed[2]
                    yield last

    def remove(self, name: str) -> None:
        """Every version of it. Raises PayloadLocked, and then it is as it was."""
        self._require_fit()
        with self._faults():
            versions = sorted(self._objects.of(_placed(name)), key=lambda version: version.marked)
            if not versions:
                raise FileNotFoundError(name)
            for version in versions:
                self._remove(version)

    def locked_until(self, name: str) -> datetime | None:
        """The latest day of all versions."""
        self._require_fit()
        with suppress(FileNotFoundError), self._faults():
            versions = [each for each in self._objects.of(_placed(name)) if not each.marked]
            return max(filter(None, map(self._objects.locked_until, versions)), default=None)
        return None

    def _remove(self, version: Version) -> None:
        try:
            self._objects.remove(version)
        except faults.Refused as refused:
            if until := self._objects.locked_until(version):
                raise custody.PayloadLocked(store=self.bucket, until=until) from refused
            raise

    def sweep_temporary(self, *, spared: Callable[[str], bool]) -> int:
        self._require_fit()
        count = 0
        with self._faults():
            for name, upload in self._objects.unfinished():
                placed = _PLACED.fullmatch(name)
                if placed and not spared(placed[2]):
                    with suppress(faults.NoSuchUpload):
                        self._objects.abort(name, upload)
                        count += 1
        return count

    @contextmanager
    def receiving(self) -> Iterator[None]:
        self._require_fit()
        with self.receiving_together():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        self._require_fit()
        with self.sweeping_alone():
            yield

    def _listed(self, deposits: Sequence[BucketDeposit]) -> dict[str, list[Version]]:
        """What the bucket lists under the names of these; they share a few groups, and each group is asked for once."""
        listed: dict[str, list[Version]] = {deposit.upload.name: [] for deposit in deposits}
        for group in sorted({deposit.name[:GROUP] for deposit in deposits}):
            for version in self._objects.versions(f"{group[:SHARD]}/{group}"):
                if version.key in listed:
                    listed[version.key].append(version)
        return listed

    def _require_fit(self) -> None:
        if self._fit:
            return
        with self._asking, self._faults():
            if not self._fit:
                checks.refuse_unfit_store(self._objects)
                if checks.claimed(self._objects, OWNER, self.owner.encode()) != self.owner.encode():
                    raise custody.StoreTaken(store=self.bucket)
                self._fit = True

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            with named(self.bucket):
                yield
        except OSError as why:
            self._full = self._full or why.errno == errno.EDQUOT
            raise


@contextmanager
def named(bucket: Bucket, *, reading: str = "") -> Iterator[None]:
    """Say an ObjectFault as custody says it; a refusal to give out one payload is a fault of that payload alone."""
    try:
        yield
    except faults.Away as away:
        raise custody.StoreAway(store=bucket, why=away.why) from away
    except faults.Full as full:
        raise OSError(errno.EDQUOT, said(_("the object store takes no more bytes")), str(bucket)) from full
    except faults.Absent as absent:
        raise FileNotFoundError(errno.ENOENT, said(_("not in the object store")), reading or str(bucket)) from absent
    except faults.Refused as refused:
        if reading:
            raise OSError(errno.EACCES, refused.why, reading) from refused
        raise custody.StoreUnfit(store=bucket, why=refused.why) from refused
    except faults.ObjectFault as unfit:
        raise custody.StoreUnfit(store=bucket, why=unfit.why) from unfit
    except Untrue as untrue:
        raise custody.StoreUntrue(store=bucket, why=untrue.why) from untrue


def _placed(name: str) -> str:
    # A name comes from the database, which an attacker may have written: it may not lead out of the store.
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return f"{name[:SHARD]}/{name}"


def _new_group() -> str:
    return secrets.token_hex(GROUP // 2)
