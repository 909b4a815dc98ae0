"""A mirror of one log in a folder: C2SP tiles of its leaf hashes, the checkpoint over them, and the register.

FOLDER/<SHA-256 of the origin>/
    log            the log's verifier key: only what its secret has signed is taken
    checkpoint     the newest checkpoint all of whose hashes are here and give its root
    tile/…         C2SP tlog-tiles up to that checkpoint; a partial tile goes when the full one is there
    staged/N       hashes from index N on, on their way to a checkpoint that is not complete yet
    register       random ids of what was destroyed, as a note of the log's key; it never tells less
    lock           held while one of these is written; empty

Written in this order: staged hashes, tiles, checkpoint; then the staged ones go. So a crash leaves the checkpoint of
before with all its tiles, or the new one with all of its own.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from dokaz.journal.errors import MirrorAway, MirrorRefused
from dokaz.kernel import files
from dokaz.kernel.languages import _, said
from dokaz.verify import checkpoints, merkle, mirroring, notes, tiles
from dokaz.verify.checkpoints import Checkpoint
from dokaz.verify.errors import VerifyError
from dokaz.verify.notes import VerifierKey
from dokaz.verify.registers import Register
from dokaz.verify.tiles import HEIGHT, WIDTH, Tile

__all__ = ["FolderMirror"]

HASH = merkle.HASH_SIZE
STEP = 65_536  # leaves between two writes of tiles: bounds memory, and ends tiles of two levels at once
AT_ONCE = 256  # tiles made durable together

NOT_SIGNED = _("the key of this log did not sign what was given: {why}")
NOT_NEXT = _("it holds {held} hashes, and was given more from {start} on")
BEYOND = _("hashes beyond the {size} entries of the checkpoint were given")
OTHER_ROOT = _("the hashes do not give the signed root; what came since entry {held} was dropped, send it again")
OLDER = _("it holds {held} entries already, and the checkpoint has {size}")
NOT_HELD = _("it holds {held} hashes, and those up to {end} were asked for")
SHORTER = _("the register that was given leaves out what the one that is held tells")
NO_REGISTER = _("no register of this log was given: {why}")
OF_ANOTHER = _("it is that of another")
DAMAGED = _("what it holds was damaged: {why}")
NOT_THERE = _("there is no mirror of this log in the folder; is the disk or the share there?")


class FolderMirror:
    """The port `Mirror` over a folder, beside a log witness or on a stick. Safe among threads and processes."""

    def __init__(self, folder: Path, *, vkey: str) -> None:
        self._log = VerifierKey.parse(vkey)
        self._folder = folder
        self._root = folder / sha256(self._log.name.encode()).hexdigest()

    @classmethod
    def begin(cls, folder: Path, *, vkey: str) -> "FolderMirror":
        """Make a place for this log in a folder that is there; harmless when repeated. Raises MirrorAway."""
        mirror = cls(folder, vkey=vkey)
        if not folder.is_dir():
            raise MirrorAway(mirror=mirror.name, why=said(NOT_THERE))
        try:
            files.replace(mirror._root / "log", f"{vkey}\n".encode())
        except OSError as why:
            raise MirrorAway(mirror=mirror.name, why=why.strerror or str(why)) from why
        return mirror

    @property
    def name(self) -> str:
        return str(self._folder)

    @property
    def is_there(self) -> bool:
        """Whether the folder has a place for this log: not where its disk or share is away."""
        return self._root.is_dir()

    def size(self) -> int:
        with self._reaching():
            held = self._held()
            return held + sum(len(chunk) for _, chunk in self._staged(held)) // HASH

    def add(self, start: int, hashes: bytes, note: bytes) -> None:
        with self._reaching(), files.exclusive(self._root / "lock"):
            head, held = self._opened(note), self._held()
            if head.size < held:
                self._refuse(OLDER, held=held, size=head.size)
            if start == held:
                self._drop_staged()  # begun anew: what came before may have come from anybody who saw a checkpoint
            reached = held + sum(len(chunk) for _, chunk in self._staged(held)) // HASH
            if start != reached or len(hashes) % HASH:
                self._refuse(NOT_NEXT, held=reached, start=start)
            end = start + len(hashes) // HASH
            if end > head.size:
                self._refuse(BEYOND, size=head.size)
            if hashes:
                files.write_new(self._root / "staged" / f"{start:019}", [hashes])
            if end == head.size:
                self._settle(held, head, note)

    def hashes(self, start: int, end: int) -> bytes:
        with self._reaching():
            held = self._held()
            staged = b"".join(chunk for _, chunk in self._staged(held))
            if not 0 <= start <= end <= held + len(staged) // HASH:
                self._refuse(NOT_HELD, held=held + len(staged) // HASH, end=end)
            from_tiles = self._from_tiles(start, min(end, held), held) if start < held else b""
            return from_tiles + staged[max(start - held, 0) * HASH : max(end - held, 0) * HASH]

    def checkpoint(self) -> bytes | None:
        with self._reaching():
            return self._read("checkpoint")

    def keep_register(self, note: bytes) -> None:
        with self._reaching(), files.exclusive(self._root / "lock"):
            given, held = self._register(note), self._read("register")
            if held is not None and not given.goes_on_from(self._register(held)):
                self._refuse(SHORTER)
            files.replace(self._root / "register", note)

    def register(self) -> bytes | None:
        with self._reaching():
            return self._read("register")

    def file(self, path: str) -> bytes | None:
        """The tile at a C2SP path; None where there is none. Raises TileMalformed of `verify` for another name."""
        with self._reaching():
            return self._read(Tile.parse(path).path)

    def _settle(self, held: int, head: Checkpoint, note: bytes) -> None:
        frontier = merkle.Frontier.of(self._reader(held), held)
        for leaves in _steps(self._staged(held), held):
            frontier.extend(leaves)
        if frontier.root() != head.root:
            self._drop_staged()
            self._refuse(OTHER_ROOT, held=held)
        if head.size > held:
            self._write_tiles(held)
            files.replace(self._root / "checkpoint", note)
            self._drop_staged()
            self._drop_partial(held, head.size)
        elif self._read("checkpoint") is None:
            files.replace(self._root / "checkpoint", note)

    def _write_tiles(self, held: int) -> None:
        frontier = merkle.Frontier.of(self._reader(held), held)
        for leaves in _steps(self._staged(held), held):
            before = frontier.size
            grown = list(tiles.grown(before, before + len(leaves), frontier.extend(leaves), self._fetch))
            for first in range(0, len(grown), AT_ONCE):
                self._keep_tiles(grown[first : first + AT_ONCE])

    def _keep_tiles(self, grown: list[tuple[Tile, bytes]]) -> None:
        arriving = []
        for tile, data in grown:
            path = self._root / tile.path
            if not path.is_file():
                arriving.append(files.Arriving(path, temporary_in=self._root))
                arriving[-1].write(data)
            elif path.read_bytes() != data:  # damaged since: it is under no checkpoint yet, or it would not fit
                files.replace(path, data)
        files.keep_many(arriving)

    def _drop_partial(self, old: int, new: int) -> None:
        """Where a tile is full now, its partial forms are not needed (tlog-tiles, Partial tiles)."""
        level = 0
        while old >> level * HEIGHT:
            index = (old >> level * HEIGHT) // WIDTH
            if index < (new >> level * HEIGHT) // WIDTH:
                path = self._root / Tile(level, index).path
                shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)
            level += 1

    def _from_tiles(self, start: int, end: int, held: int) -> bytes:
        first = start // WIDTH
        places = range(first, -(-end // WIDTH))
        whole = b"".join(self._fetch(0, index, min(WIDTH, held - index * WIDTH)) for index in places)
        return whole[(start - first * WIDTH) * HASH : (end - first * WIDTH) * HASH]

    def _reader(self, size: int) -> tiles.TileReader:
        return tiles.TileReader(self._fetch, size)

    def _fetch(self, level: int, index: int, width: int) -> bytes:
        for tile in (Tile(level, index, width), Tile(level, index)):
            found = self._read(tile.path)
            if found is not None and len(found) == tile.width * HASH:
                return found
        return self._refuse(DAMAGED, why=Tile(level, index, width).path)

    def _staged(self, held: int) -> Iterator[tuple[int, bytes]]:
        """The chunks that follow what is held, in order; what a crash left from before is none of them."""
        folder, reached = self._root / "staged", held
        for path in sorted(folder.glob("[0-9]*")) if folder.is_dir() else []:
            if int(path.name) == reached:
                chunk = path.read_bytes()
                yield reached, chunk
                reached += len(chunk) // HASH

    def _drop_staged(self) -> None:
        shutil.rmtree(self._root / "staged", ignore_errors=True)

    def _held(self) -> int:
        note = self._read("checkpoint")
        return 0 if note is None else self._opened(note).size

    def _opened(self, note: bytes) -> Checkpoint:
        try:
            return checkpoints.open_checkpoint(note, log=self._log)[0]
        except VerifyError as why:
            return self._refuse(NOT_SIGNED, why=str(why).rstrip("."))

    def _register(self, note: bytes) -> Register:
        try:
            text = notes.open_note(note, [self._log], most=mirroring.MOST_REGISTER).text
        except VerifyError as why:
            return self._refuse(NOT_SIGNED, why=str(why).rstrip("."))
        try:
            register = Register.parse(text)  # the log's key signs checkpoints too, and everybody may have them
        except VerifyError as why:
            return self._refuse(NO_REGISTER, why=str(why).rstrip("."))
        return register if register.origin == self._log.name else self._refuse(NO_REGISTER, why=said(OF_ANOTHER))

    def _read(self, name: str) -> bytes | None:
        path = self._root / name
        return path.read_bytes() if path.is_file() else None

    def _refuse(self, rule: str, /, **facts: object) -> NoReturn:
        raise MirrorRefused(mirror=self.name, why=said(rule).format(**facts))

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            if not self._root.is_dir():  # an empty mount point must not be taken for an empty mirror
                raise MirrorAway(mirror=self.name, why=said(NOT_THERE))
            yield
        except OSError as why:
            raise MirrorAway(mirror=self.name, why=why.strerror or str(why)) from why


def _steps(staged: Iterator[tuple[int, bytes]], held: int) -> Iterator[list[bytes]]:
    """The leaf hashes in pieces that end where tiles do."""
    waiting, reached = b"", held
    for _start, chunk in staged:
        waiting += chunk
        while len(waiting) >= (room := (STEP - reached % STEP) * HASH):
            yield _cut(waiting[:room])
            waiting, reached = waiting[room:], reached + room // HASH
    if waiting:
        yield _cut(waiting)


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[place : place + HASH] for place in range(0, len(hashes), HASH)]
