"""Bytes on their way into a bucket, in constant memory, each part hashed by us before it is sent.

    1  s3:part        a full part is sent while the next is filled; at most `_SENDING` wait at once
    2  s3:complete    the parts become one object; what fits into one part is sent whole, only now
    3  s3:list        the name must lie there once, and with our size
    4  s3:read-back   every part is read again and held against our own SHA-256; only then is it kept
A crash before 2 leaves an upload that `unfinished` lists; one after it leaves an object that no row names.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

from dokaz.adapters.s3 import faults
from dokaz.adapters.s3.objects import Objects, Version
from dokaz.kernel.faults import step
from dokaz.kernel.languages import _, said

MOST_PARTS = 10_000  # S3: "Part numbers from 1 to 10,000"
MOST_BYTES = 5 * 1024**4  # S3: the largest object
PART = 8 * 1024 * 1024
_MEBIBYTE = 1024 * 1024
_EVEN_PARTS = 9_000  # of a known size; the rest is for a file that turns out longer than it said
_GROWS_EVERY = 75  # parts of 8 MiB, then 16, 24, …: so do 5 TiB of unknown size fit into 10,000 of them
_SENDING = 2


class Untrue(Exception):
    """What lies in the store is not what was sent; `why` is a part of a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def part_size(number: int, *, size: int | None) -> int:
    """How large part `number` (from 1) is made; the same for all parts where the size is known."""
    if size is not None and number <= _EVEN_PARTS:
        return max(PART, -(-size // _EVEN_PARTS // _MEBIBYTE) * _MEBIBYTE)
    return PART * (1 + number // _GROWS_EVERY)


@dataclass(frozen=True, slots=True)
class Sent:
    """One part as it was sent: where it lies, and our own hash of it."""

    start: int
    end: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One part of one version that is to be read again; called, it raises Untrue or ObjectFault, or all is well."""

    objects: Objects
    version: Version
    part: Sent
    locked: bool

    def __call__(self) -> None:
        step("s3:read-back")
        back = self.objects.read_back(self.version, self.part.start, self.part.end)
        if back.sha256 != self.part.sha256:
            raise Untrue(said(_("it gave back other bytes than it was sent")))
        if self.locked and not back.locked and self.part.start == 0:
            self.objects.lock(self.version)
        if back.locked and not self.locked:
            raise faults.Unfit(said(_("it locks by itself what must be able to fall away")))


@dataclass(slots=True)
class Upload:
    """One object being written under a name; nothing lies under that name before `complete`."""

    objects: Objects
    name: str
    expected: int | None = None
    locked: bool = True  # where the bucket is named with a lock
    size: int = 0
    completed: bool = False
    sent: list[Sent] = field(default_factory=list)
    _part: bytearray = field(default_factory=bytearray, repr=False)
    _id: str | None = None
    _tags: list[str] = field(default_factory=list)
    _sending: deque[Future[str]] = field(default_factory=deque)
    _settled: bool = False

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take all the bytes. Raises ObjectFault of an earlier part."""
        view = memoryview(data).cast("B")
        length = len(view)
        while view:
            room = part_size(len(self.sent) + 1, size=self.expected) - len(self._part)
            self._part += view[:room]
            taken = min(room, len(view))
            self.size += taken
            view = view[taken:]
            if taken == room:
                self._send()
        return length

    def finish(self) -> None:
        """Say that all is written: of what is sent in parts, wait for the last one."""
        if self._id is None:
            return
        if self._part:
            self._send()
        while self._sending:
            self._tags.append(self._sending.popleft().result())

    def complete(self) -> None:
        """Give it its name. Raises ObjectFault."""
        self.finish()
        step("s3:complete")
        if self._id is None:
            self._put_whole()
        else:
            with suppress(faults.NoSuchUpload):  # it was completed, and the answer got lost on the way: `check` looks
                self.objects.complete(self.name, self._id, self._tags)
        self._settled = self.completed = True

    def to_check(self, versions: list[Version]) -> list["Check"]:
        """What must be read again. Of more versions than one, which a repeated request may make, each must be ours.

        Raises Untrue.
        """
        if not versions or any(version.marked for version in versions):
            raise Untrue(said(_("it does not list what it was just given")))
        for version in versions:
            if version.size != self.size:
                words = _("it holds {found} bytes where {wanted} were sent")
                raise Untrue(said(words).format(found=version.size, wanted=self.size))
        locked = self.locked and self.objects.bucket.lock is not None
        return [Check(self.objects, version, part, locked) for version in versions for part in self.sent]

    def discard(self) -> None:
        """Leave nothing behind that can be taken back. Harmless after `complete` and when repeated."""
        if self._settled:
            return
        self._settled = True
        for sending in self._sending:
            sending.cancel()
        self._part = bytearray()
        if self._id is not None:
            with suppress(faults.ObjectFault):  # the store is away, or it knows nothing of it: `sweep` asks again
                self.objects.abort(self.name, self._id)

    def _send(self) -> None:
        data, self._part = self._part, bytearray()
        number = len(self.sent) + 1
        if number > MOST_PARTS:
            raise faults.Full(str(MOST_PARTS))
        self.sent.append(_hashed(self.size - len(data), data))
        if self._id is None:
            self._id = self.objects.begin(self.name, locked=self.locked)
        while len(self._sending) >= _SENDING:
            self._tags.append(self._sending.popleft().result())
        self._sending.append(self.objects.threads.submit(self._send_part, self._id, number, data))

    def _send_part(self, upload: str, number: int, data: bytearray) -> str:
        step("s3:part")
        return self.objects.part(self.name, upload, number, data)

    def _put_whole(self) -> None:
        self.sent = [_hashed(0, self._part)]
        self.objects.put(self.name, self._part, locked=self.locked)
        self._part = bytearray()


def _hashed(start: int, data: bytearray) -> Sent:
    return Sent(start, start + len(data), hashlib.sha256(data).digest())


def together(threads: ThreadPoolExecutor, acts: Iterable[Callable[[], object]]) -> None:
    """Do all beside each other, and raise the first error only when none is still at work."""
    done = [threads.submit(act) for act in acts]
    wait(done)
    for one in done:
        one.result()
