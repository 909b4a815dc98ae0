"""The same log again after a restore: its leaves come back from a mirror in a folder."""

import hashlib
import shutil
from pathlib import Path
from uuid import UUID

from django.db import connection

from benchmarks import house, proofs
from benchmarks.measuring import Figures, Found, Line, Place, files_under, timed
from dokaz.journal import api as journal
from dokaz.journal.models import Log
from dokaz.kernel import clock
from dokaz.kernel.actors import Actor
from dokaz.verify import merkle

ROUNDS = 1
LEAVES = 10_000_000
AT_ONCE = 262_144
BY = Actor(UUID(int=1), "org-1", "custodian")


def setup(place: Place) -> Figures:
    """The home as its back-up has it stays; a copy of it grows, is mirrored, and burns."""
    house.make(place.home)
    with house.opened(place.home):
        journal.checkpoint(now=clock.now())
    grown, count = place.folder / "grown", place.of(LEAVES)
    with house.copied(place.home, grown):
        journal.sequence(now=clock.now())
        proofs.put_in(journal.head().size + 1, count)
        journal.sequence(now=clock.now())
        _mirror(place, journal.checkpoint(now=clock.now()))
    shutil.rmtree(grown)
    return {}


def ours(place: Place) -> Figures:
    figures: Figures = {}
    with house.copied(place.home, place.output):
        mirror = journal.FolderMirror(_folder(place), vkey=Log.objects.get().vkey)
        with timed(figures):
            done = journal.recover(mirror, reason="fire", by=BY, now=clock.now())
        figures["amount"] = float(done.found + done.lost)
        assert journal.head().size == done.size == mirror.size()
        assert figures["amount"] >= place.of(LEAVES)
    return figures


def hashed(place: Place) -> Figures:
    """The bytes of the tiles of leaf hashes, read, and each hash hashed once."""
    figures, count = Figures(), 0
    with timed(figures):
        for file in files_under(_folder(place)):
            if "tile" not in file.parts or file.parent.parts[file.parts.index("tile") + 1 :][:1] != ("0",):
                continue
            data = file.read_bytes()
            for at in range(0, len(data), merkle.HASH_SIZE):
                hashlib.sha256(data[at : at + merkle.HASH_SIZE]).digest()
            count += len(data) // merkle.HASH_SIZE
    figures["amount"] = float(count)
    assert count >= place.of(LEAVES)
    return figures


RIVALS = {"hash": hashed}


def lines(found: Found) -> list[Line]:
    mine, theirs = found.speed("ours"), found.speed("hash")
    return [
        Line(
            f"recover a log of {found['ours']['amount']:,.0f} leaves from a mirror in a folder, in one transaction",
            f"{found['ours']['seconds']:.1f} s, {found.rate('ours', 'leaves')}, peak {found.peak:.0f} MiB",
            f"the same leaf hashes read and hashed once: {theirs:,.0f} leaves/s",
            f"{mine / theirs:.2f}",
        )
    ]


def _mirror(place: Place, note: bytes) -> None:
    _folder(place).mkdir()
    mirror = journal.FolderMirror.begin(_folder(place), vkey=Log.objects.get().vkey)
    size = journal.head().size
    for begin in range(0, size, AT_ONCE):
        mirror.add(begin, _hashes(begin, min(begin + AT_ONCE, size)), note)


def _hashes(begin: int, end: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.leaf FROM journal_placement p JOIN journal_entry e ON e.id = p.entry_id"
            ' WHERE p."index" >= %s AND p."index" < %s ORDER BY p."index"',
            [begin, end],
        )
        return b"".join(merkle.leaf_hash(bytes(leaf)) for (leaf,) in cursor)


def _folder(place: Place) -> Path:
    return place.folder / "mirror"
