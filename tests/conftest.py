"""`world`: a home of one's own for each test, opened through the same code as the command line."""

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dokaz import config

config.set_up()

from dokaz.access import api as access  # noqa: E402 - Django must be ready before models are imported
from dokaz.config import environment, homes  # noqa: E402
from dokaz.database import api as database  # noqa: E402

for variable in environment.ALL:  # a developer's own home is none of the tests' business
    os.environ.pop(variable.name, None)

BEGAN = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PASSPHRASE = "academic acid acne acquire acrobat activity actress adapt"
LIGHT = access.Argon2Cost(memory_kib=8192, passes=1, lanes=1)
SHARES = access.Shares(k=2, n=3)


@dataclass
class World:
    """An opened home, its first custodian, and a clock that stands still until told to go on."""

    home: Path
    session: access.Session
    slips: tuple[str, ...]
    now: datetime = BEGAN
    passphrase: str = PASSPHRASE
    compartment: UUID = field(init=False)

    def __post_init__(self):
        self.compartment = access.compartment("archive", by=self.session).id

    def tick(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def open_again(self, passphrase: str | None = None) -> access.Session:
        """Close everything and come back, as the next command would."""
        database.close()
        self.session = homes.open(self.home, passphrase=passphrase or self.passphrase, now=self.tick())
        return self.session

    def second_account(self, *, role: str = "custodian", passphrase: str = "acid " + PASSPHRASE) -> access.AccountId:
        """Another account of another organisation, which belongs to no compartment yet."""
        elsewhere = access.add_organisation(name=f"Partner {self.tick().timestamp()}", by=self.session, now=self.now)
        return homes.admit(
            self.home,
            passphrase=passphrase,
            organisation=elsewhere,
            role=role,
            by=self.session,
            now=self.tick(),
            cost=LIGHT,
        )

    def as_account(self, account: UUID, *, passphrase: str = "acid " + PASSPHRASE) -> access.Session:
        """Another account's session beside the first, as two people at work at once."""
        return access.sign_in(access.unlock(self.home, passphrase=passphrase, account=account), now=self.tick())


def nobody_takes_shares(begun: access.Ceremony) -> None:
    """The slips stay in `World.slips`."""


def _made(folder: Path, kind: str) -> tuple[Path, tuple[str, ...]]:
    home = folder / kind
    begun = homes.create(
        home,
        name="Archive under test",
        shares=SHARES,
        passphrase=PASSPHRASE,
        home_kind=kind,
        now=BEGAN,
        cost=LIGHT,
        hand_out=lambda _begun: None,
    )
    database.close()
    return home, begun.slips


@pytest.fixture(scope="session")
def trial_template(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("template"), "trial")


@pytest.fixture(scope="session")
def real_template(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("template"), "real")


def _opened(template: tuple[Path, tuple[str, ...]], tmp_path: Path) -> World:
    home = Path(shutil.copytree(template[0], tmp_path / template[0].name))
    return World(home, homes.open(home, passphrase=PASSPHRASE, now=BEGAN), template[1])


@pytest.fixture
def world(trial_template, tmp_path):
    """A trial home with the compartment "archive"."""
    yield _opened(trial_template, tmp_path)
    database.close()


@pytest.fixture
def real_world(real_template, tmp_path):
    """A real home: here protected compartments can be made."""
    yield _opened(real_template, tmp_path)
    database.close()


@pytest.fixture(scope="session")
def moto():
    """An S3 server on loopback. It accepts any key, and some requests that a real one refuses."""
    from tests import objectstores

    with objectstores.moto_server() as server:
        yield server


@pytest.fixture
def object_server(moto, tmp_path_factory, monkeypatch):
    """`moto`, with its key in the file where the client looks; for tests marked `allow_hosts(LOOPBACK)`."""
    from tests import objectstores

    objectstores.credentials(tmp_path_factory.mktemp("aws"), monkeypatch)
    objectstores.impatient(monkeypatch)
    return moto


@pytest.fixture(scope="session")
def ceph_cluster():
    """Debian's Ceph gateway; for tests marked `soak` and `allow_hosts(LOOPBACK)`."""
    from tests import ceph

    with ceph.cluster() as running:
        yield running


@pytest.fixture
def ceph_server(ceph_cluster, tmp_path_factory, monkeypatch):
    """The gateway with the key of its owner in the file where the client looks."""
    from tests import objectstores

    server = ceph_cluster.server
    objectstores.credentials(tmp_path_factory.mktemp("aws"), monkeypatch, key=server.key, secret=server.secret)
    return server
