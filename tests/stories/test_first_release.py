"""A home made by the first release opens in this one, holds what it held, and goes on (first_release/README.md)."""

import io
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import permitting
from tests.conftest import LIGHT

from dokaz.access import api as access
from dokaz.access.models import AccountKeys
from dokaz.config import homes, inspection, installations, people
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import package

PASSPHRASE = "first release, invented words only"
NEW = "another sentence nobody would think of"
LATER = datetime(2027, 3, 1, tzinfo=UTC)
HELD = {
    "letter.txt": "An invented letter.\n",
    "адказ.txt": "Адказ, таксама выдуманы.\n",
    "third.txt": "A third one.\n",
}


@pytest.fixture(scope="module")
def brought_up(tmp_path_factory):
    """The folder with the home, the shares and a partner's checkpoint, as they were left then, once opened by us."""
    folder = tmp_path_factory.mktemp("first-release")
    with tarfile.open(Path(__file__).parent / "first_release" / "home.tar.gz") as kept:
        kept.extractall(folder, filter="data")
    homes.open(folder / "home", passphrase=PASSPHRASE, now=LATER)
    database.close()
    (
        folder / "home" / installations.INSTALLATION_FILE
    ).unlink()  # each copy is a home of its own, and not one that was moved
    return folder


@pytest.fixture
def brought(brought_up, tmp_path):
    yield Path(shutil.copytree(brought_up, tmp_path / "brought"))
    database.close()


@pytest.fixture
def session(brought):
    return homes.open(brought / "home", passphrase=PASSPHRASE, now=LATER)


def items(session):
    return {line.name: line.ref for line in custody.items(by=session, now=LATER)}


def sound(session, brought):
    found = inspection.inspect(by=session, outside=[(brought / "partner").read_bytes()], everything=True, now=LATER)
    return [problem.says for problem in found.problems]


def test_it_is_sound_against_a_checkpoint_of_then_before_and_after_a_new_one(session, brought):
    assert journal.departure() is None
    assert sound(session, brought) == []
    journal.checkpoint(now=LATER)
    assert sound(session, brought) == []


def test_its_files_come_out_as_they_went_in(session, brought):
    for name, ref in items(session).items():
        custody.extract(ref, to=brought / name, by=session, now=LATER)
    assert {name: (brought / name).read_text(encoding="utf-8") for name in HELD} == HELD


def test_it_goes_on_receiving_in_the_same_log_and_knows_what_it_holds(session, brought):
    files = [*HELD.items(), ("new.txt", "of today")]
    arrivals = [custody.Arrival(open=lambda text=text: io.BytesIO(text.encode()), name=name) for name, text in files]
    got = list(custody.receive_many(arrivals, by=session, now=LATER))
    assert [answer.outcome.value for answer in got] == ["same-bytes"] * 3 + ["received"]
    journal.checkpoint(now=LATER)
    assert sound(session, brought) == []


def test_a_package_of_what_came_then_and_now_verifies(session, brought):
    new = custody.receive(io.BytesIO(b"of today"), name="new.txt", by=session, now=LATER)
    refs = [*items(session).values()]
    assert new.ref in refs
    house = access.OrganisationId(access.add_organisation(name="Partner", by=session, now=LATER))
    people.admit_alone(
        brought / "home", passphrase=NEW, organisation=house, role="custodian", by=session, now=LATER, cost=LIGHT
    )
    second = access.sign_in(access.unlock(brought / "home", passphrase=NEW), now=LATER)
    permitting.let_go(refs, by=session, second=second, now=lambda: LATER)
    made = permitting.packaged(refs, to=brought / "package", by=session, second=second, now=lambda: LATER)
    assert set(package.check(made.path).unchanged) == set(refs)


def test_its_shares_let_a_new_account_in_and_the_log_goes_on(session, brought):
    before = journal.identity().origin  # opened once by a later release: recovery holds the log key
    database.close()
    slips = [share.read_text().splitlines()[0] for share in sorted((brought / "shares").iterdir())[:2]]
    recovered = homes.recover(
        brought / "home", slips=slips, passphrase=NEW, organisation="Then",
        now=LATER, cost=LIGHT,
    )  # fmt: skip
    assert recovered.log_goes_on
    assert journal.identity().origin == before
    assert AccountKeys.objects.count() == 2
    again = homes.open(brought / "home", passphrase=NEW, now=LATER)
    assert sorted(items(again)) == sorted(HELD)
    assert sound(again, brought) == []
