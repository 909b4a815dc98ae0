"""`world`: a home of one's own for each test, opened through the same code as the command line."""

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests import light, places, servers

from dokaz import config

config.set_up()

from dokaz.access import api as access  # noqa: E402 - Django must be ready before models are imported
from dokaz.access import unlocking  # noqa: E402
from dokaz.config import environment, homes, installations, people, wiring  # noqa: E402
from dokaz.database import api as database  # noqa: E402

for variable in environment.ALL:  # a developer's own home is none of the tests' business
    os.environ.pop(variable.name, None)
os.environ["DOKAZ_LANGUAGE"] = "en"  # nor is the language of their terminal

BEGAN = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PASSPHRASE = "academic acid acne acquire acrobat activity actress adapt"
LIGHT = light.cost()
SHARES = access.Shares(k=2, n=3)
tmp_path, pytest_runtest_makereport = places.tmp_path, places.pytest_runtest_makereport


def pytest_addoption(parser):
    parser.addoption(
        "--database", choices=("embedded", "postgres"), default="embedded", help="what every test with a home runs on"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure():
    places.choose()


def pytest_collection_modifyitems(config, items):
    for item in items:
        about = item.get_closest_marker("embedded")
        if about and config.getoption("database") == "postgres":
            item.add_marker(pytest.mark.skip(reason=f"about the embedded database: {about.args[0]}"))


def pytest_generate_tests(metafunc):
    """A test marked `both` runs on the embedded database and again on PostgreSQL; with --database=postgres all do."""
    if (
        "engine" not in metafunc.fixturenames
        or _says_itself(metafunc)
        or metafunc.definition.get_closest_marker("embedded")
    ):
        return
    if metafunc.config.getoption("database") == "postgres":
        metafunc.parametrize("engine", ["postgres"], indirect=True)
    elif metafunc.definition.get_closest_marker("both"):
        metafunc.parametrize("engine", ["embedded", "postgres"], indirect=True)


def _says_itself(metafunc):
    return any("engine" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))


@pytest.fixture(scope="session")
def program():
    """Give the path of an installed program; without it skip with a reason, or fail where CI=true."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI") == "true":
            pytest.fail(f"the program {name} must be installed for the checks")
        if path is None:
            pytest.skip(f"the program {name} is not installed")
        return path

    return find


@dataclass
class World:
    """An opened home, its first custodian, and a clock that stands still until told to go on."""

    home: Path
    session: access.Session
    slips: tuple[str, ...]
    now: datetime = BEGAN
    passphrase: str = PASSPHRASE
    compartment: UUID = field(init=False)
    companion: access.Session | None = None
    companion_words: str = ""

    def __post_init__(self):
        self.compartment = access.compartment("archive", by=self.session).id

    def tick(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def open_again(self, passphrase: str | None = None) -> access.Session:
        """Close everything and come back, as the next command would."""
        database.close()
        words = passphrase or self.passphrase
        try:
            self.session = homes.open(self.home, passphrase=words, now=self.tick())
        except access.FactorNeeded:  # it was proved in a browser of another test's making
            self.session = unlocking.opened_account(access.unlock(self.home, passphrase=words), now=self.now)
            wiring.wire(self.session, home=self.home)
        return self.session

    def second_account(
        self, *, role: str = "custodian", passphrase: str = "acid " + PASSPHRASE, organisation: UUID | None = None
    ) -> access.AccountId:
        """Another account, of another organisation unless one is named, which belongs to no compartment yet.

        The first one who can approve is let in by the first custodian alone; all others by these two, as in a real home.
        """
        house = organisation or self._organisation()
        if access.may_admit_alone(by=self.session) and role in ("custodian", "steering"):
            return self._companion(house, role, passphrase)
        asked = people.propose_account(
            self.home, passphrase=passphrase, organisation=access.OrganisationId(house), role=role, by=self.session,
            now=self.tick(), cost=LIGHT,
        )  # fmt: skip
        return self.finish(asked)

    def finish(self, asked: access.AdmissionAsked) -> access.AccountId:
        """What was asked for in the session's name is approved by the second person, and done."""
        fingerprint = asked.fingerprint
        access.approve(asked.approval, by=self.second_person(), now=self.tick(), fingerprint=fingerprint)
        done = people.admit(self.home, approval=asked.approval, by=self.session, now=self.tick())
        return access.AccountId(done.account)

    def second_person(self) -> access.Session:
        """The session of whom the first custodian let in alone; somebody is let in so where nobody was yet."""
        if self.companion is None:
            self._companion(self._organisation(), "custodian", "companion " + self.passphrase)
        assert self.companion is not None
        return self.companion

    def _companion(self, house: UUID, role: str, passphrase: str) -> access.AccountId:
        account = people.admit_alone(
            self.home, passphrase=passphrase, organisation=access.OrganisationId(house), role=role, by=self.session,
            now=self.tick(), cost=LIGHT,
        )  # fmt: skip
        self.companion, self.companion_words = self.as_account(account, passphrase=passphrase), passphrase
        return account

    def _organisation(self) -> UUID:
        return access.add_organisation(name=f"Partner {self.tick().timestamp()}", by=self.session, now=self.now)

    def as_account(self, account: UUID, *, passphrase: str = "acid " + PASSPHRASE) -> access.Session:
        """Another account's session beside the first, as two people at work at once."""
        unlocked = access.unlock(self.home, passphrase=passphrase, account=account)
        try:
            return access.sign_in(unlocked, now=self.tick())
        except access.FactorNeeded:  # their factor was proved in a browser of another test's making
            return unlocking.opened_account(unlocked, now=self.now)


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
    (home / installations.INSTALLATION_FILE).unlink()  # each copy is a home of its own, and not one that was moved
    return home, begun.slips


@pytest.fixture(scope="session")
def trial_template(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("template"), "trial")


@pytest.fixture(scope="session")
def real_template(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("template"), "real")


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL server of this process, with `prepared`: a database as its owner left it for us."""
    servers.require()
    with servers.cluster() as made:
        made.create("prepared")
        database.prepare(database.Server.parse(made.url("prepared", servers.OWNER)), role=servers.WEB)
        yield made


@pytest.fixture(scope="session")
def served_templates(cluster, tmp_path_factory):
    """Homes by their kind, each with a database of that name."""
    made = {}
    for kind in ("trial", "real"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(environment.DATABASE.name, cluster.create(kind, template="prepared"))
            made[kind] = _made(tmp_path_factory.mktemp("served"), kind)
    return made


@pytest.fixture
def engine(request):
    """Which database the test runs on."""
    return getattr(request, "param", "embedded")


@pytest.fixture
def based(cluster, monkeypatch):
    """Give this test a database of its own, copied from another one, and let homes use it."""
    names = []

    def copied(template: str) -> str:
        names.append(f"test_{uuid4().hex}")
        url = cluster.create(names[-1], template=template)
        monkeypatch.setenv(environment.DATABASE.name, url)
        return url

    yield copied
    database.close()
    for name in names:
        cluster.drop(name)


@pytest.fixture
def fresh(engine, request):
    """For a test that holds a ceremony of its own: on a server it begins on a database with nothing in it."""
    if engine == "postgres":
        request.getfixturevalue("based")("prepared")


def _opened(template: tuple[Path, tuple[str, ...]], tmp_path: Path) -> World:
    home = Path(shutil.copytree(template[0], tmp_path / template[0].name))
    return World(home, homes.open(home, passphrase=PASSPHRASE, now=BEGAN), template[1])


def _world(kind: str, engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> World:
    if engine == "embedded":
        return _opened(request.getfixturevalue(f"{kind}_template"), tmp_path)
    template = request.getfixturevalue("served_templates")[kind]
    request.getfixturevalue("based")(kind)
    return _opened(template, tmp_path)


@pytest.fixture
def world(engine, request, tmp_path):
    """A trial home with the compartment "archive"."""
    yield _world("trial", engine, request, tmp_path)
    database.close()


@pytest.fixture
def real_world(engine, request, tmp_path):
    """A real home: here protected compartments can be made."""
    yield _world("real", engine, request, tmp_path)
    database.close()


@pytest.fixture(scope="session")
def busy_template(real_template, tmp_path_factory):
    from tests.pages import busy

    made = busy.filled(_opened(real_template, tmp_path_factory.mktemp("busy")))
    database.close()
    return busy.closed(made)


@pytest.fixture
def house(engine, request, tmp_path):
    """A real home in which everything goes on at once, and what its first custodian comes to in it (`tests.pages.busy`)."""
    from tests.pages import busy

    if engine == "embedded":
        yield request.getfixturevalue("busy_template").moved(tmp_path)
    else:
        yield busy.filled(_world("real", engine, request, tmp_path))
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
    yield moto
    moto.forget()


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
