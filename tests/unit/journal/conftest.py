"""A log of its own for each test: an empty database file, copied from one that was migrated once."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from dokaz.config import set_up

set_up()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from tests import attackers  # noqa: E402

from dokaz.database import api as database  # noqa: E402
from dokaz.database import guards  # noqa: E402
from dokaz.journal import api as journal  # noqa: E402
from dokaz.kernel.actors import Actor  # noqa: E402
from dokaz.verify import notes  # noqa: E402

KEY = bytes(range(32))
ORIGIN = "dokaz/test"
MARYIA = Actor(UUID(int=1), "org-1", "custodian")
ALES = Actor(UUID(int=2), "org-2", "steering")
NOON = datetime(2026, 8, 9, 12, tzinfo=UTC)


class Signer:
    """A log key in memory: the real signature, without the seal around the key."""

    def __init__(self, origin=ORIGIN):
        self.key = notes.SignerKey.generate(origin)

    @property
    def vkey(self):
        return str(self.key.verifier)

    def sign(self, text):
        return notes.sign(text.decode(), [self.key])


class Sealer:
    """Seals reversibly and notices a change, which is all the journal relies on."""

    def seal(self, compartment, plaintext):
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        return ChaCha20Poly1305(bytes(32)).encrypt(bytes(12), plaintext, compartment.bytes)

    def unseal(self, compartment, sealed):
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        from dokaz.kernel.errors import SealBroken

        try:
            return ChaCha20Poly1305(bytes(32)).decrypt(bytes(12), sealed, compartment.bytes)
        except InvalidTag:
            raise SealBroken from None


class Memory:
    """Remembers in a file, as a home does, so that every process of a test sees it."""

    def __init__(self, file):
        self.file = file

    @property
    def note(self):
        return self.newest()

    @note.setter
    def note(self, note):
        self.file.unlink(missing_ok=True)
        if note is not None:
            self.file.write_bytes(note)

    def newest(self):
        return self.file.read_bytes() if self.file.exists() else None

    def keep(self, note):
        held = self.newest()
        (origin, size), (before, known) = (each.split(b"\n")[:2] for each in (note, held or b"\n-1"))
        if origin != before or int(size) > int(known):
            fresh = self.file.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(note)
            fresh.replace(self.file)

    def register(self):
        return self.listed.read_bytes() if self.listed.exists() else None

    def keep_register(self, note):
        fresh = self.listed.with_suffix(f".register.{os.getpid()}")
        fresh.write_bytes(note)
        fresh.replace(self.listed)

    @property
    def listed(self):
        return self.file.with_suffix(".register")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    file = tmp_path_factory.mktemp("migrated") / "house.db"
    database.open(file, key=KEY)
    call_command("migrate", "journal", verbosity=0)
    guards.rearm(connection)  # SQLite makes a table anew to change a column, and loses its triggers
    database.close()
    return file


class Log:
    """The journal of one test."""

    def __init__(self, file, place=None, based=None):
        self.file, self.place, self.based, self.now = file, place or file, based, NOON
        self.signer, self.sealer, self.memory = Signer(), Sealer(), Memory(file.with_suffix(".memory"))
        self.wire()
        journal.begin(origin=ORIGIN, vkey=self.signer.vkey, now=NOON)

    def wire(self):
        journal.wire(signer=self.signer, sealer=self.sealer, memory=self.memory)

    def tick(self, seconds=1):
        self.now += timedelta(seconds=seconds)
        return self.now

    def add(self, count=1, verb="custody:item:receive", **named):
        drafts = [
            journal.Draft(
                **{"verb": verb, "by": MARYIA, "now": self.tick(), "about": [f"E-{n}"], "facts": {"size": n}} | named
            )
            for n in range(count)
        ]
        with transaction.atomic():
            return journal.record_many(drafts)

    def grow(self, *counts):
        """Add and sequence in steps, so that there are several heads."""
        entries = []
        for count in counts:
            entries += self.add(count)
            journal.sequence(now=self.tick())
        return entries

    sql = staticmethod(attackers.sql)
    as_attacker = staticmethod(attackers.as_attacker)

    def saved(self):
        """The database as it stands, for `put_back`; it is closed meanwhile."""
        database.close()
        saved = self.copied()
        self.reopen()
        return saved

    def put_back(self, saved):
        database.close()
        if isinstance(self.place, database.Server):
            self.place = saved
        else:
            shutil.copy(saved, self.file)
        self.reopen()

    def copied(self):
        if isinstance(self.place, database.Server):
            return database.Server.parse(self.based(dict(self.place.parameters)["dbname"]))
        return shutil.copy(self.file, self.file.with_name("older.db"))

    def reopen(self):
        database.open(self.place, key=KEY)


@pytest.fixture
def log(engine, request, tmp_path):
    file = tmp_path / "house.db"
    based = request.getfixturevalue("based") if engine == "postgres" else None
    place = (
        database.Server.parse(based("prepared")) if based else shutil.copy(request.getfixturevalue("migrated"), file)
    )
    database.open(place, key=KEY)
    yield Log(file, place, based)
    journal.wire()
    database.close()


@pytest.fixture
def people():
    return SimpleNamespace(maryia=MARYIA, ales=ALES)
