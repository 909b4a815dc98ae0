"""A store that lost a payload, was changed, or belongs to somebody else: nothing is acknowledged or removed on its word."""

import io
import os
import shutil

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Item
from dokaz.database import api as database
from dokaz.journal import api as journal

TRUE = b"what may be the last copy" * 4_000


def receive(world, data=TRUE, name="scan.jpg"):
    (answer,) = custody.receive_many(
        [custody.Arrival(open=lambda: io.BytesIO(data), name=name)], by=world.session, now=world.tick
    )
    return answer


def payload(world, ref):
    with access.whole_house("test"):
        name = Item.objects.select_related("blob").get(ref=ref).blob.name
    return world.home / "vault" / name[:3] / name


def cut_off(path):
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


def make_a_pipe_of(path):
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("name", ["scan.jpg", "another name.jpg"])
@pytest.mark.parametrize("lost", [os.unlink, cut_off, make_a_pipe_of])
def test_bytes_that_are_recorded_and_gone_are_not_acknowledged_a_second_time(world, lost, name):
    first = receive(world)
    lost(payload(world, first.ref))
    again = receive(world, name=name)
    assert isinstance(again, custody.Refusal)
    assert again.code == "held-bytes-lost"
    assert first.ref in again.says
    assert [line.ref for line in custody.items(by=world.session, now=world.tick())] == [first.ref]


def test_the_rest_of_the_batch_goes_on(world):
    first = receive(world)
    payload(world, first.ref).unlink()
    arrivals = [
        custody.Arrival(open=lambda data=data: io.BytesIO(data), name=f"{n}")
        for n, data in enumerate([b"one", TRUE, TRUE, b"two"])
    ]
    answers = list(custody.receive_many(arrivals, by=world.session, now=world.tick))
    assert [isinstance(answer, custody.Receipt) for answer in answers] == [True, False, False, True]
    for answer in (answers[0], answers[3]):
        custody.open_item(answer.ref, by=world.session, now=world.tick()).close()


def test_a_pipe_in_the_place_of_a_payload_is_not_waited_for(world):
    ref = receive(world).ref
    make_a_pipe_of(payload(world, ref))
    report = custody.check(by=world.session, now=world.tick())
    assert [(fault.ref, fault.finding) for fault in report.faults] == [(ref, custody.Finding.UNREADABLE)]


@pytest.mark.embedded("its file is copied away and put back")
def test_an_older_database_sweeps_nothing_that_a_newer_one_acknowledged(world, tmp_path):
    journal.checkpoint(now=world.tick())
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "older.db")
    world.open_again()
    ref = receive(world).ref
    journal.checkpoint(now=world.tick())
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "newer.db")
    _put_back(world, tmp_path / "older.db")
    with pytest.raises(journal.LogBehind):
        custody.sweep(by=world.session, now=world.tick())
    with pytest.raises(journal.LogBehind):  # it may have keys of what was destroyed since
        custody.mend(by=world.session, now=world.tick())
    database.close()
    _put_back(world, tmp_path / "newer.db")
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == TRUE


def _put_back(world, file):
    for path in world.home.glob("dokaz.db-*"):
        path.unlink()
    shutil.copy(file, world.home / "dokaz.db")
    world.open_again()


def test_a_store_of_one_collection_is_not_taken_by_another(tmp_path):
    ours = custody.FolderBlobs(tmp_path / "store", owner="ours")
    assert list(ours.names()) == []
    custody.FolderBlobs(tmp_path / "store", owner="ours")
    with pytest.raises(custody.StoreTaken, match="belongs to another collection"):
        custody.FolderBlobs(tmp_path / "store", owner="theirs")
