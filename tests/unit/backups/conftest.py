"""A collection with some files in it, a shelf in a folder, and a key that is kept elsewhere."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from tests import servers

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.backups import rows
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.verify import age

CANARY = b"the name that no shelf may hold"


@dataclass
class Kept:
    """What a test backs up, and how it comes back."""

    world: object
    folder: Path
    identity: age.X25519Identity = field(default_factory=age.X25519Identity.generate)

    def __post_init__(self):
        self.folder.mkdir()

    @property
    def shelf(self):
        return backups.FolderShelf(self.folder)

    def receive(self, data=CANARY, name="note.txt"):
        return custody.receive(io.BytesIO(data), name=name, source="P-1", by=self.world.session, now=self.world.tick())

    def make(self, shelf=None, **more):
        home = backups.HomeFiles(files={"home.json": b"{}", "pepper": b"p" * 32}, database_key=b"k" * 32)
        return backups.make(
            shelf or self.shelf, home=home,
            recipients=[self.identity.recipient, access.recovery_recipient()],
            by=self.world.session, now=self.world.tick(), **more,
        )  # fmt: skip

    def found(self, name=None):
        return backups.find(self.shelf, identities=[self.identity], name=name)

    def restore_rows(self, backup):
        return backups.restore_rows(backup, shelf=self.shelf, identities=[self.identity])

    def shelved(self):
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def kept(world, tmp_path):
    return Kept(world, tmp_path / "shelf")


@pytest.fixture
def empty(kept, tmp_path, engine, request):
    """Go to an empty database of this kind, or of another one, as its owner."""
    names = []

    def opened(kind=engine):
        names.append(f"restored_{uuid4().hex}")
        database.close()
        if kind == "embedded":
            database.open(tmp_path / f"{names[-1]}.db", key=b"k" * 32)
        else:
            cluster = request.getfixturevalue("cluster")
            cluster.create(names[-1])
            place = database.Server.parse(cluster.url(names[-1], servers.OWNER))
            database.open(place, key=bytes(32), owner=True)

    yield opened
    database.close()
    if "cluster" in request.fixturenames:
        for name in names:
            request.getfixturevalue("cluster").drop(name)


def everything():
    """Every row of every table, as text that both databases give."""
    written = {}
    for table, model in rows.tables():
        found = list(rows.segments(table, model))
        written[table.name] = [(segment.rows, segment.text, segment.apart) for segment in found]
    return written
