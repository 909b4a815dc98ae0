"""A mirror of one log in a bucket: every name is written once, so that the key that writes needs no right to delete.

log/<SHA-256 of the origin>/
    leaves/<start>-<end>-<hash>   leaf hashes from index `start` on
    heads/<size>                  a checkpoint, the names of the leaves since the head before it, the edge of the tree
    register/<size>-<lines>-<hash>    the register of what is gone, complete up to that entry; the furthest counts

A head is written last, when its hashes are there and give its root. So what a crash left belongs to no head.
"""

import contextlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.shelf import BucketShelf
from dokaz.backups import api as backups
from dokaz.journal.api import MirrorAway, MirrorRefused
from dokaz.verify import checkpoints, merkle, notes
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import VerifierKey
from dokaz.verify.registers import Register

__all__ = ["BucketMirror"]

HASH = merkle.HASH_SIZE
VERSION = 1


@dataclass(frozen=True, slots=True)
class _Head:
    """One checkpoint as it is kept, with what leads to it."""

    size: int
    previous: int
    leaves: tuple[str, ...]
    edge: tuple[bytes, ...]
    note: bytes

    def written(self) -> bytes:
        facts = {
            "v": VERSION,
            "previous": self.previous,
            "leaves": self.leaves,
            "edge": [each.hex() for each in self.edge],
            "note": self.note.decode(),
        }
        return json.dumps(facts, separators=(",", ":")).encode()

    @classmethod
    def read(cls, size: int, content: bytes) -> "_Head":
        facts: dict[str, Any] = json.loads(content)
        if facts["v"] != VERSION:
            raise ValueError(f"version {facts['v']} is newer than this program")
        edge = tuple(bytes.fromhex(each) for each in facts["edge"])
        return cls(size, facts["previous"], tuple(facts["leaves"]), edge, facts["note"].encode())


_EMPTY = _Head(0, 0, (), (), b"")


@dataclass(slots=True)
class BucketMirror:
    """The port `Mirror`. What is being sent is remembered by this object until its checkpoint is complete."""

    bucket: Bucket
    vkey: str
    _shelf: BucketShelf = field(init=False)
    _sending: list[str] = field(default_factory=list)
    _frontier: merkle.Frontier | None = None

    def __post_init__(self) -> None:
        self._shelf = BucketShelf(self.bucket)

    @property
    def name(self) -> str:
        return str(self.bucket)

    def size(self) -> int:
        with self._reaching():
            return self._frontier.size if self._frontier else self._newest().size

    def add(self, start: int, hashes: bytes, note: bytes) -> None:
        with self._reaching():
            head, held = self._opened(note), self._newest()
            if head.size < held.size:
                self._refuse(f"it holds {held.size} entries already, and the checkpoint has {head.size}")
            if self._frontier is None or start == held.size:
                self._frontier, self._sending = merkle.Frontier(held.size, held.edge), []
            end = start + len(hashes) // HASH
            if start != self._frontier.size or end > head.size or len(hashes) % HASH:
                self._refuse(f"it holds {self._frontier.size} hashes, and was given those from {start} to {end}")
            if hashes:
                self._keep(start, end, hashes)
            if end == head.size > held.size:
                self._settle(head, held, note)

    def hashes(self, start: int, end: int) -> bytes:
        with self._reaching():
            pieces = sorted(piece for piece in self._pieces() if piece[0] < end and piece[1] > start)
            data = b"".join(self._read(name) for _, _, name in pieces)
            whole = all(left[1] == right[0] for left, right in pairwise(pieces))
            first = pieces[0][0] if pieces else 0
            wanted = data[(start - first) * HASH : (end - first) * HASH]
            if not whole or start < first or len(wanted) != (end - start) * HASH:
                self._refuse(f"it does not hold the hashes from {start} to {end}")
            return wanted

    def checkpoint(self) -> bytes | None:
        with self._reaching():
            return self._newest().note or None

    def keep_register(self, note: bytes) -> None:
        with self._reaching():
            given, held = self._register(note), self._furthest_register()
            if held is not None and not given.goes_on_from(self._register(held)):
                self._refuse("the register that was given leaves out what the one that is held tells")
            place = f"{given.size:019}-{len(given.idents):012}-{sha256(note).hexdigest()[:16]}"
            self._put(f"register/{place}", note)

    def register(self) -> bytes | None:
        with self._reaching():
            return self._furthest_register()

    def _keep(self, start: int, end: int, hashes: bytes) -> None:
        assert self._frontier is not None
        name = f"leaves/{start:019}-{end:019}-{sha256(hashes).hexdigest()[:16]}"
        self._put(name, hashes)
        self._sending.append(name)
        self._frontier.extend(hashes[i : i + HASH] for i in range(0, len(hashes), HASH))

    def _settle(self, head: Checkpoint, held: _Head, note: bytes) -> None:
        assert self._frontier is not None
        frontier, names = self._frontier, tuple(self._sending)
        self._frontier, self._sending = None, []
        if frontier.root() != head.root:
            self._refuse(f"the hashes do not give the signed root; send what came since entry {held.size} again")
        kept = _Head(head.size, held.size, names, frontier.edge, note)
        self._put(f"heads/{head.size:019}", kept.written())

    def _pieces(self) -> Iterator[tuple[int, int, str]]:
        """First, end and name of every object of leaves that a head names, from the newest head back to the first."""
        head = self._newest()
        while head.size:
            for name in head.leaves:
                first, end, _ = name.removeprefix("leaves/").split("-")
                yield int(first), int(end), name
            head = self._head(head.previous)

    def _newest(self) -> _Head:
        """The longest that the log signed: whatever else lies there somebody else wrote, and it may be locked."""
        names = sorted((name for name, _ in self._shelf.sizes(f"{self._root}/heads/")), reverse=True)
        for name in names:
            with contextlib.suppress(MirrorRefused, ValueError, KeyError, TypeError, VerifyError):
                return self._head(int(name.rsplit("/", 1)[1]))
        return _EMPTY

    def _head(self, size: int) -> _Head:
        if not size:
            return _EMPTY
        head = _Head.read(size, self._read(f"heads/{size:019}"))
        if self._opened(head.note).size != size or not 0 <= head.previous < size:
            raise ValueError(f"the head of {size} entries is another one")
        return head

    def _furthest_register(self) -> bytes | None:
        names = [name for name, _ in self._shelf.sizes(f"{self._root}/register/")]
        for name in sorted(names, reverse=True):
            note = self._read(name.removeprefix(f"{self._root}/"))
            with contextlib.suppress(MirrorRefused):  # somebody else wrote it
                self._register(note)
                return note
        return None

    def _opened(self, note: bytes) -> Checkpoint:
        try:
            return checkpoints.open_checkpoint(note, log=VerifierKey.parse(self.vkey))[0]
        except VerifyError as why:
            raise MirrorRefused(
                mirror=self.name, why=f"the key of this log did not sign what was given: {why}"
            ) from why

    def _register(self, note: bytes) -> Register:
        log = VerifierKey.parse(self.vkey)
        try:
            register = Register.parse(notes.open_note(note, [log], most=len(note)).text)
        except VerifyError as why:
            raise MirrorRefused(mirror=self.name, why=f"no register of this log was given: {why}") from why
        if register.origin != log.name:
            self._refuse("no register of this log was given: it is that of another")
        return register

    def _read(self, name: str) -> bytes:
        with self._shelf.open(f"{self._root}/{name}") as stream:
            return stream.read()

    def _put(self, name: str, content: bytes) -> None:
        self._shelf.put(f"{self._root}/{name}", io.BytesIO(content), size=len(content))

    @property
    def _root(self) -> str:
        return f"log/{sha256(VerifierKey.parse(self.vkey).name.encode()).hexdigest()}"

    def _refuse(self, why: str) -> None:
        raise MirrorRefused(mirror=self.name, why=why)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except backups.ShelfAway as away:
            raise MirrorAway(mirror=self.name, why=away.facts["why"]) from away
        except (backups.BackupError, FileNotFoundError) as why:
            raise MirrorRefused(mirror=self.name, why=f"something else lies there, or is gone: {why}") from why
        except (ValueError, KeyError, TypeError, VerifyError) as why:
            raise MirrorRefused(mirror=self.name, why=f"what it holds was damaged: {why}") from why
