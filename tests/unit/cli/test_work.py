"""Background work as whoever keeps the house running meets it."""

import json
import logging
import os
import signal
import socket

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.cli import stopping
from dokaz.cli.commands import work
from dokaz.custody import vault
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.kernel import clock

pytestmark = pytest.mark.both


@pytest.fixture
def admitted(dokaz):
    assert dokaz("compartment", "admit-machine", "archive").code == 0


@pytest.mark.usefixtures("admitted")
def test_what_was_asked_for_is_examined_by_the_command_that_works(dokaz, folder, world):
    dokaz("receive", folder, "--later")
    assert dokaz("examine", "--later", "--json").lines == [{"asked": 2}]
    waiting = dokaz("jobs", "list", "--json").lines
    assert {(job["handler"], job["state"], job["known"]) for job in waiting} == {
        ("custody:item:examine", "waiting", True)
    }
    (told,) = dokaz("work", "--once", "--json").lines
    assert told == {"done": 4, "not_done": 0, "waiting": 0, "waiting_for_member": 0, "failed": 0}
    assert dokaz("examine", "--later", "--json").lines == [{"asked": 0}]
    listed = dokaz("jobs", "list", "--state", "done")
    assert listed.out.count(": done, read") == listed.out.count(": done, made") == 2
    assert "Jobs: 4 done." in listed.out
    assert dokaz("verify").code == 0
    journal.sequence(now=clock.now())
    entries = {entry.verb: json.loads(entry.event) for entry in journal.read() if entry.event}
    assert entries["custody:item:examine"]["by"]["account"] == str(world.session.machine)
    assert entries["access:work:start"]["by"]["account"] == str(world.session.actor.account)


@pytest.mark.usefixtures("admitted")
def test_work_that_cannot_be_done_is_told_and_tried_again_when_asked(dokaz, folder, world):
    (line,) = dokaz("receive", folder / "one.txt", "--later", "--json").lines
    dokaz("examine", "--later", line["ref"])
    (name,) = vault.store().names()
    (blob,) = (path for path in (world.home / "vault").rglob("*") if path.is_file() and name in path.name)
    kept = blob.read_bytes()
    blob.unlink()
    said = dokaz("work", "--once")
    assert said.code == 1
    assert "Not done: 1 attempt" in said.out
    (told,) = [line for line in map(json.loads, _lines(said.err)) if line["level"] == "warning"]
    assert "bytes-missing" in told["says"]
    assert "one.txt" not in said.err
    (job,) = dokaz("jobs", "list", "--json").lines
    assert (job["outcome"], job["attempts"]) == ("bytes-missing", 1)
    blob.write_bytes(kept)
    assert dokaz("jobs", "retry", job["id"]).code == 1  # it waits already, until its time
    assert dokaz("jobs", "cancel", job["id"]).code == 0
    again = dokaz("jobs", "cancel", job["id"])
    assert (again.code, "has ended already (Cancelled)" in again.err) == (1, True)


def _lines(text):
    return [line for line in text.splitlines() if line.startswith("{")]


def test_what_no_machine_may_open_waits_for_a_member_and_runs_in_their_session(dokaz, folder):
    dokaz("receive", folder, "--later")
    dokaz("examine", "--later")
    assert dokaz("work", "--once", "--json").lines[0]["waiting_for_member"] == 2
    assert "Named: 2 jobs" in dokaz("jobs", "retry").out
    assert dokaz("work", "--once", "--as-member", "--json").lines[0]["done"] == 4


def test_who_may_not_run_jobs_runs_none(dokaz, world, passphrase_file):
    world.second_account(role="analyst")
    passphrase_file.write_text("acid " + world.passphrase, encoding="utf-8")
    said = dokaz("work", "--once")
    assert (said.code, said.out) == (1, "")
    assert "run background work" in said.err


def test_who_may_not_run_jobs_any_more_is_asked_before_each(world):
    analyst = world.as_account(world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        work._ends(lambda: False, analyst)
    assert [work._ends(lambda asked=asked: asked, world.session) for asked in (True, False)] == [True, False]


def test_an_id_that_is_none_is_not_understood(dokaz):
    assert dokaz("jobs", "cancel", "E-7K3F-9QXMT").code == 2


@pytest.mark.usefixtures("admitted")
def test_a_worker_that_is_told_to_stop_ends_its_job_first(dokaz, folder, monkeypatch):
    dokaz("receive", folder, "--later")
    dokaz("examine", "--later")
    run, done = jobs.work, []

    def told_to_stop(**named):
        def clock():
            if not done:
                done.append(os.kill(os.getpid(), signal.SIGTERM))
            return named["clock"]()

        return run(**named | {"clock": clock})

    monkeypatch.setattr("dokaz.jobs.api.work", told_to_stop)
    assert dokaz("work", "--json").lines == [
        {"done": 1, "not_done": 0, "waiting": 2, "waiting_for_member": 0, "failed": 0}
    ]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_whoever_started_it_is_told_when_it_works_and_what_a_thief_could_open(dokaz, tmp_path_factory, monkeypatch):
    place = str(tmp_path_factory.mktemp("n") / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(place)
        told.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", place)
        said = dokaz("work", "--once")
        assert told.recv(100) == b"READY=1"
    assert [json.loads(line)["says"] for line in _lines(said.err)] == ["begins", "ended"]
    assert logging.getLogger("dokaz").propagate  # the next command of this process speaks as it did before


@pytest.mark.usefixtures("admitted")
def test_a_worker_with_nothing_to_do_rests_and_gives_what_was_done_its_place(dokaz, folder, monkeypatch):
    dokaz("receive", folder, "--later")
    dokaz("examine", "--later")
    rests = []

    def rest(seconds):
        from dokaz.journal import api as journal

        rests.append((seconds, journal.unplaced()))
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(work.time, "sleep", rest)
    assert dokaz("work").code == 0
    assert rests == [(work.IDLE, 0)]


def test_asked_twice_it_ends_at_once():
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    heard = []

    def twice():
        with stopping.asked_to_stop() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            heard.append(stop())
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        twice()
    assert heard == [True]
    assert signal.signal(signal.SIGINT, usual) is signal.default_int_handler


def test_a_timer_works_as_the_machine_and_takes_nothing_out(dokaz, folder, tmp_path):
    (line, _other) = dokaz("receive", folder, "--later", "--json").lines
    assert dokaz("--as-machine", "checkpoint").code == 0
    assert not models.Statement.objects.filter(kind="worker").exists()  # nobody grants a job to what runs none
    assert dokaz("compartment", "admit-machine", "archive", "--json").lines[0]["name"] == "archive"
    said = dokaz("--as-machine", "extract", line["ref"], "--to", tmp_path / "out")
    assert (said.code, (tmp_path / "out").exists()) == (1, False)
    assert "take a copy of a file out" in said.err


def test_where_there_is_no_home_it_is_said_before_a_passphrase_is_asked_for(dokaz, tmp_path):
    told = dokaz("--home", str(tmp_path / "nowhere"), "work", "--once")
    assert (told.code, "There is no collection in" in told.err) == (1, True)
