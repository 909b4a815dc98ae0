"""Receiving is killed at every numbered step: afterwards there is nothing, or whole items that were acknowledged."""

import hashlib
import os
import random

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Blob, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults, ids

LARGE = 1_100_000  # more than one read, so that the second thread hashes


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """A killed child begins its ids anew, by the world's clock; tests before may have made ids by a later one here."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


def made(folder, number):
    """A small file, its twin, and a large one, never seen before."""
    folder.mkdir()
    small, large = random.Random(number).randbytes(500), random.Random(-number - 1).randbytes(LARGE)
    files = {"a small": small, "b twin": small, "c large": large}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {f"{folder.name}/{name}": data for name, data in files.items()}


def received(world, folder):
    return list(custody.receive_many(custody.walk([folder]), by=world.session, now=world.tick()))


def in_a_killed_child(world, folder, *, at):
    """Receive in a child that is killed at its step of this number; give what it had acknowledged, and if it was killed."""
    database.close()  # a connection to SQLite may not be carried across a fork
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        _receive_until(world, folder, at, mouth)
    os.close(mouth)
    _, status = os.waitpid(child, 0)
    with os.fdopen(ears) as heard:
        acknowledged = heard.read().splitlines()
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    world.open_again()
    return acknowledged, os.WIFSIGNALED(status)


def _receive_until(world, folder, at, mouth):
    try:
        world.open_again()
        left = iter(range(at, -1, -1))
        with faults.listening(lambda _name: faults.crash() if next(left, None) == 0 else None):
            for answer in custody.receive_many(custody.walk([folder]), by=world.session, now=world.tick()):
                os.write(mouth, f"{answer.path}\n".encode())
        os._exit(0)
    finally:
        os._exit(1)


def assert_whole(world, files, acknowledged):
    lines = custody.items(by=world.session, now=world.tick(), limit=len(files))
    shown = {
        record.path: record for record in (custody.show(line.ref, by=world.session, now=world.tick()) for line in lines)
    }
    present = shown.keys() & files.keys()
    assert set(acknowledged) <= present
    assert present in (set(), files.keys())  # one group: all or nothing
    for path in present:
        assert shown[path].sha256 == hashlib.sha256(files[path]).hexdigest()
        with custody.open_item(shown[path].ref, by=world.session, now=world.tick()) as stream:
            assert stream.read() == files[path]


def assert_rows_and_entries_agree(world):
    journal.sequence(now=world.tick())
    findings = journal.verify_records()
    assert findings.sound, findings


def assert_only_what_rows_name_is_stored(world):
    custody.sweep(by=world.session, now=world.tick())
    with access.whole_house("test"):
        named = set(Blob.objects.values_list("name", flat=True))
    for tree in ("vault", "headers"):
        found = {path.name for path in (world.home / tree).rglob("*") if path.is_file()} - {"lock", "owner"}
        assert found == named


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_a_kill_at_any_step_leaves_nothing_or_whole_items(world, tmp_path, every):
    database.close()
    world.open_again()
    at, rounds, killed = 0, 0, True
    while killed:
        folder = tmp_path / f"round {at}"
        files = made(folder, at)
        acknowledged, killed = in_a_killed_child(world, folder, at=at)
        assert_whole(world, files, acknowledged)
        assert_rows_and_entries_agree(world)
        answers = received(world, folder)
        assert {answer.outcome.value for answer in answers} <= {"received", "same-bytes", "already-held"}
        assert_whole(world, files, [answer.path for answer in answers])
        at, rounds = at + every, rounds + 1
    assert at > 30  # the round that was not killed came only after every step had been tried
    assert_only_what_rows_name_is_stored(world)
    assert custody.check(by=world.session, now=world.tick()).clean
    with access.whole_house("test"):
        assert Item.objects.count() == 3 * rounds


def test_what_a_killed_receiver_left_is_swept_and_what_a_live_one_holds_is_not(world, tmp_path):
    folder = tmp_path / "left"
    made(folder, 1)
    steps = []
    with faults.listening(steps.append):
        received(world, folder)
    other = tmp_path / "other"
    made(other, 2)
    acknowledged, killed = in_a_killed_child(world, other, at=steps.index("custody:rows"))
    assert killed
    assert acknowledged == []
    swept = custody.sweep(by=world.session, now=world.tick())
    assert (swept.blobs, swept.headers) == (2, 2)
    assert_only_what_rows_name_is_stored(world)


def test_the_sweeper_waits_for_a_receiver(world):
    from dokaz.custody import vault
    from dokaz.kernel import files
    from dokaz.kernel.errors import Busy

    with vault.store().receiving(), pytest.raises(Busy), files.exclusive(world.home / "vault" / "lock", wait=False):
        pass


def test_two_processes_receiving_the_same_folder_hold_each_file_once(world, tmp_path):
    folder = tmp_path / "both"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}").write_bytes(random.Random(number).randbytes(400))
    database.close()
    children = [_receiving(world, folder) for _ in range(2)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    world.open_again()
    lines = custody.items(by=world.session, now=world.tick(), limit=500)
    assert sorted(line.name for line in lines) == sorted(str(number) for number in range(60))
    assert custody.check(by=world.session, now=world.tick()).clean
    assert_rows_and_entries_agree(world)
    assert_only_what_rows_name_is_stored(world)


def _receiving(world, folder):
    child = os.fork()
    if child == 0:
        _receive_until(world, folder, 10**9, os.open(os.devnull, os.O_WRONLY))
    return child
