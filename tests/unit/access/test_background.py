"""Who may see and change background work, and that it is written down."""

import pytest
from django.db import transaction

from dokaz.access import api as access
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal

pytestmark = pytest.mark.both


@pytest.fixture
def put(world):
    with transaction.atomic():
        return jobs.enqueue("test:item:look", arguments={"item": "E-1"}, now=world.tick(), max_attempts=1)


def verbs(job, world):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.entries_about(str(job.id))]


def test_a_job_that_failed_is_tried_again_with_an_entry(world, put):
    lease = jobs.claim(owner="first", handlers=("test:item:look",), queues=("default",), now=world.tick())
    jobs.fail(lease, code="unread", now=world.tick())
    again = access.retry_job(put.id, by=world.session, now=world.tick())
    assert again.state == jobs.JobState.WAITING
    assert verbs(put, world) == ["access:job:retry"]


def test_a_job_is_cancelled_with_an_entry_and_only_once(world, put):
    access.cancel_job(put.id, by=world.session, now=world.tick())
    with pytest.raises(jobs.JobEnded):
        access.cancel_job(put.id, by=world.session, now=world.tick())
    assert verbs(put, world) == ["access:job:cancel"]


def test_who_may_not_run_jobs_sees_and_changes_none(world, put):
    analyst = world.as_account(world.second_account(role="analyst"))
    now = world.tick()
    for act in (
        lambda: access.listed_jobs(by=analyst, now=now),
        lambda: access.retry_job(put.id, by=analyst, now=now),
        lambda: access.cancel_job(put.id, by=analyst, now=now),
    ):
        with pytest.raises(access.NotPermitted, match="run background work"):
            act()
    assert jobs.find(put.id).state == jobs.JobState.WAITING
    assert [job.id for job in access.listed_jobs(by=world.session, now=now)] == [put.id]
