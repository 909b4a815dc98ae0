"""Back-ups and recovery as pages: how old, whether tried, and that a drill is noted by who may."""

import pytest

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.config import environment
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.verify import age

DAY = 86_400


def run(world):
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=world.session, once=True, **said)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    place = tmp_path / "shelf"
    place.mkdir()
    monkeypatch.setenv(environment.BACKUPS.name, str(place))
    return place


@pytest.fixture
def key(world):
    made = age.X25519Identity.generate()
    access.admit_backup_recipient(str(made.recipient), by=world.session, now=world.tick())
    return made


def test_a_back_up_is_made_by_a_worker_and_its_age_is_said(custodian, world, shelf, key):
    page = custodian.get("/backups").content.decode()
    assert "There is no back-up" in page
    assert str(key.recipient) in page
    there = custodian.post("/backups/make", page="/backups").headers["location"]
    assert run(world) == {jobs.JobState.DONE: 1}
    assert "The back-up is whole." in custodian.get(there).content.decode()
    page = custodian.get("/backups").content.decode()
    assert "The newest back-up is 0 hours old" in page
    assert "No back-up was ever tried" in page
    found = backups.find(backups.FolderShelf(shelf), identities=[key])
    backups.record_drill(found, sound=False, faults=2, by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    assert "2 things did not hold" in custodian.get("/backups").content.decode()
    backups.record_drill(found, sound=True, faults=0, by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    page = custodian.get("/backups").content.decode()
    assert "All of it held" in page
    assert "No back-up was ever tried" not in page
    (newest, before) = backups.drills(by=world.session, now=world.tick())
    assert (newest.sound, before.faults, newest.backup) == (True, 2, found.id)


def test_an_old_back_up_is_warned_of(custodian, world, shelf, key):
    backups.make_later(by=world.session, now=world.tick())
    run(world)
    world.tick(3 * DAY)
    custodian.sign_in()
    page = custodian.get("/backups").content.decode()
    assert "The newest back-up is 3 days old" in page
    assert "What came after it exists once." in page


def test_without_a_key_or_a_place_none_is_made_and_it_is_said_why(custodian, world):
    page = custodian.get("/backups").content.decode()
    assert "dokaz backup key add" in page
    assert "backups/make" not in page
    assert custodian.post("/backups/make", page="/me").status_code == 409
    made = age.X25519Identity.generate()
    access.admit_backup_recipient(str(made.recipient), by=world.session, now=world.tick())
    there = custodian.post("/backups/make", page="/backups").headers["location"]
    run(world)
    page = custodian.get(there).content.decode()
    assert "Given up" in page
    assert "set DOKAZ_BACKUPS there" in page


def test_a_recovery_drill_is_noted_and_the_warning_goes(custodian, world):
    page = custodian.get("/recovery").content.decode()
    assert "2 of 3 shares open" in page
    assert "These shares were never tried" in page
    given = {"on": world.now.date().isoformat(), "shares": "2", "sound": "yes"}
    for wrong in ({"shares": "4"}, {"on": "2031-01-01"}, {"sound": ""}, {"on": "soon"}):
        assert custodian.post("/recovery", {**given, **wrong}, page="/recovery").status_code == 422
    assert custodian.post("/recovery", given, page="/recovery").status_code == 302
    page = custodian.get("/recovery").content.decode()
    assert "Would recover everything" in page
    assert "These shares were never tried" not in page
    custodian.post("/recovery", {**given, "sound": "no"}, page="/recovery")
    assert "The last drill failed" in custodian.get("/recovery").content.decode()
    journal.sequence(now=world.tick())
    assert [entry.verb for entry in journal.read()].count("access:recovery:try") == 2


def test_who_may_not_sees_neither_and_notes_nothing(colleague):
    who = colleague("steering")
    for path in ("/backups", "/recovery"):
        assert who.get(path).status_code == 403
        assert path.encode() not in who.get("/manage").content
    given = {"on": "2026-03-04", "shares": "2", "sound": "yes"}
    assert who.post("/recovery", given, page="/me").status_code == 403
    assert who.post("/backups/make", page="/me").status_code == 403
    assert not jobs.listed()
