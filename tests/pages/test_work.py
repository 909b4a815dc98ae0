"""Background work as pages: how each job stands in words, trying it again, cancelling it."""

import io

from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.custody import api as custody
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.web.office import work


def received(world):
    return custody.receive(io.BytesIO(b"page 7"), name="list.txt", by=world.session, now=world.tick()).ref


def run(world):
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=world.session, once=True, **said)


def test_every_kind_of_work_of_the_house_has_a_name():
    assert {handler.name for handler in wiring.HANDLERS} == set(work.NAMES)


def test_work_that_waits_is_shown_and_cancelled(custodian, world):
    ref = received(world)
    custody.examine_later([ref], by=world.session, now=world.tick())
    (job,) = jobs.listed()
    page = custodian.get("/jobs").content.decode()
    assert "Examine an item" in page
    assert f"/jobs/{job.id}" in page
    narrowed = custodian.get("/jobs?state=done").content.decode()
    assert "Examine an item" not in narrowed
    assert "How it stands: Done" in narrowed
    assert 'href="/jobs"' in narrowed.split('class="chips"')[1]
    assert 'class="chips"' not in page
    assert custodian.get("/jobs?state=nonsense").status_code == 404
    one = custodian.get(f"/jobs/{job.id}").content.decode()
    assert "Waits." in one
    assert ref in one
    assert "Try it again" not in one
    assert f'data-again="/jobs/{job.id}"' in one
    assert custodian.post(f"/jobs/{job.id}/cancel", page=f"/jobs/{job.id}").status_code == 302
    assert "Cancelled" in custodian.get(f"/jobs/{job.id}").content.decode()
    again = custodian.post(f"/jobs/{job.id}/retry", page="/me")
    assert again.status_code == 409
    journal.sequence(now=world.tick())
    assert "access:job:cancel" in [entry.verb for entry in journal.read()]


def test_work_that_stopped_says_why_and_is_tried_again(custodian, world, monkeypatch):
    custody.examine_later([received(world)], by=world.session, now=world.tick())
    (job,) = jobs.listed()

    def closed(*_args, **_named):
        raise access.KeyNotHeld

    with monkeypatch.context() as patch:
        patch.setattr("dokaz.custody.examining.examine_within", closed)
        run(world)
    page = custodian.get(f"/jobs/{job.id}").content.decode()
    assert "Waits for a member" in page
    assert "It needs a key that no worker holds." in page
    assert "data-again" not in page
    assert "again.js" not in page
    custodian.post(f"/jobs/{job.id}/retry", page=f"/jobs/{job.id}")
    assert jobs.find(job.id).state == jobs.JobState.WAITING


def test_who_may_not_run_work_sees_none(colleague):
    analyst = colleague("analyst")
    nobody = "00000000-0000-0000-0000-000000000000"
    assert analyst.get("/jobs").status_code == 403
    assert analyst.get(f"/jobs/{nobody}").status_code == 403
    assert analyst.post(f"/jobs/{nobody}/cancel", page="/me").status_code == 403
    assert b"/jobs" not in analyst.get("/manage").content
