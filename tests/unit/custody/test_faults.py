"""What can be wrong with a file at the door: each is received whole, or refused with a sentence, and the rest goes on."""

import errno
import io
import os
import socket
import tempfile
from pathlib import Path

import pytest

from dokaz.custody import api as custody
from dokaz.custody import folder, mimes
from dokaz.kernel import faults

pytestmark = pytest.mark.both


def walked(world, *paths):
    return list(custody.receive_many(custody.walk(paths), by=world.session, now=world.tick()))


@pytest.fixture
def drop(tmp_path):
    made = tmp_path / "drop"
    made.mkdir()
    (made / "a good file").write_bytes(b"good")
    return made


def outcomes(answers):
    return [answer.code if isinstance(answer, custody.Refusal) else answer.outcome.value for answer in answers]


def test_a_zero_byte_file_is_received(world, drop):
    (drop / "empty").touch()
    empty = walked(world, drop)[1]
    assert (empty.size, empty.outcome.value) == (0, "received")
    assert custody.show(empty.ref, by=world.session, now=world.tick()).mime == mimes.EMPTY


def test_a_name_of_ten_thousand_characters_is_received_whole(world):
    name = "ў" * 10_000
    receipt = custody.receive(io.BytesIO(b"x"), name=name, by=world.session, now=world.tick())
    assert custody.show(receipt.ref, by=world.session, now=world.tick()).name == name


@pytest.mark.parametrize(
    "name", [b"\xff\xfe broken", "Дакумент і фота.txt".encode(), "文件 ملف שם 👁".encode(), b"new\nline"]
)
def test_a_name_in_any_script_or_none_comes_back_byte_for_byte(world, drop, name):
    (drop / os.fsdecode(name)).write_bytes(name)
    (receipt,) = [answer for answer in walked(world, drop) if os.fsencode(answer.name) == name]
    shown = custody.show(receipt.ref, by=world.session, now=world.tick())
    assert os.fsencode(shown.name) == name
    assert os.fsencode(shown.path) == b"drop/" + name


def test_a_file_without_a_name_is_refused(world):
    with pytest.raises(custody.NameRefused, match="name"):
        custody.receive(io.BytesIO(b"x"), name="", by=world.session, now=world.tick())


def test_a_sparse_file_larger_than_the_room_is_refused_before_a_byte_is_written(world, drop):
    with (drop / "sparse").open("wb") as sparse:
        sparse.truncate(1 << 42)
    good, refused = walked(world, drop)
    assert outcomes([good, refused]) == ["received", "no-room"]
    assert "sparse" in refused.says
    assert not list((world.home / "vault" / "arriving").iterdir())


def test_a_disk_that_fills_up_in_the_middle_shows_nothing_and_keeps_what_was_acknowledged(world, drop):
    acknowledged = custody.receive(io.BytesIO(b"before"), name="before", by=world.session, now=world.tick())
    (drop / "b large").write_bytes(os.urandom(3_000_000))
    with faults.failing_at("write", after=1):
        answers = walked(world, drop)
    assert "no-room" in outcomes(answers)
    assert not list((world.home / "vault" / "arriving").iterdir())
    assert "received" in outcomes(walked(world, drop))
    assert {answer.code if isinstance(answer, custody.Refusal) else "" for answer in walked(world, drop)} == {""}
    with custody.open_item(acknowledged.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"before"


@pytest.mark.parametrize("step", ["sync-file", "link", "sync-folder"])
def test_a_disk_that_is_full_when_a_group_is_kept_refuses_the_group_and_leaves_nothing_shown(world, drop, step):
    with faults.failing_at(step):
        answers = walked(world, drop)
    assert outcomes(answers) == ["no-room"]
    assert custody.items(by=world.session, now=world.tick()) == []
    custody.sweep(by=world.session, now=world.tick())
    assert outcomes(walked(world, drop)) == ["received"]
    assert custody.check(by=world.session, now=world.tick()).clean


class Restless(io.FileIO):
    """A file that somebody goes on writing while it is read."""

    def read(self, size=-1):
        data = super().read(size)
        if data:
            with Path(self.name).open("ab") as writer:
                writer.write(b"more")
        return data


def test_a_file_that_changes_while_it_is_read_is_received_as_read_and_says_so(world, drop):
    restless = custody.Arrival(open=lambda: Restless(drop / "a good file"), name="a good file")
    (receipt,) = custody.receive_many([restless], by=world.session, now=world.tick())
    shown = custody.show(receipt.ref, by=world.session, now=world.tick())
    assert receipt.changed
    assert "Changed while it was read" in shown.description.alterations[0]
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        data = stream.read()
    assert data.startswith(b"good")
    assert len(data) == receipt.size


def test_a_file_that_grew_since_it_was_listed_is_read_to_its_end(world, drop):
    (arrival,) = custody.walk([drop / "a good file"])
    (drop / "a good file").write_bytes(b"g" * 3_000_000)
    (receipt,) = custody.receive_many([arrival], by=world.session, now=world.tick())
    assert receipt.size == 3_000_000


def test_pipes_sockets_and_devices_are_refused_without_waiting(world, drop):
    os.mkfifo(drop / "b pipe")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(drop / "c socket"))
    answers = walked(world, drop, Path("/dev/zero"))
    listening.close()
    assert outcomes(answers) == ["received", "not-a-file", "not-a-file", "not-a-file"]
    assert ["pipe" in answers[1].says, "socket" in answers[2].says, "device" in answers[3].says] == [True] * 3


def test_a_pipe_put_in_the_place_of_a_file_after_the_walk_is_refused_without_waiting(world, drop):
    (arrival,) = custody.walk([drop / "a good file"])
    (drop / "a good file").unlink()
    os.mkfifo(drop / "a good file")
    assert outcomes(custody.receive_many([arrival], by=world.session, now=world.tick())) == ["not-a-file"]


def test_links_are_never_followed(world, drop, tmp_path):
    (tmp_path / "secret").write_bytes(b"outside")
    (drop / "b broken").symlink_to(drop / "nothing")
    (drop / "c loop").symlink_to(drop)
    (drop / "d out").symlink_to(tmp_path / "secret")
    answers = walked(world, drop)
    assert outcomes(answers) == ["received", "link-refused", "link-refused", "link-refused"]


def test_a_file_that_went_is_named(world, drop):
    answers = walked(world, drop / "never", drop)
    assert outcomes(answers) == ["file-gone", "received"]
    assert "never" in answers[0].says


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on():
    with tempfile.TemporaryDirectory() as made:
        top = Path(made)
        top.chmod(0o755)
        (top / "a closed").mkdir(mode=0o700)
        (top / "b open").write_bytes(b"x")
        found = _walked_as_nobody(top)
    assert [getattr(each, "code", each.name) for each in found] == ["folder-unreadable", "b open"]


def _walked_as_nobody(top):
    if os.geteuid() != 0:  # then a folder of mode 0 is closed to us already
        (top / "a closed").chmod(0)
        return list(custody.walk([top]))
    os.seteuid(65534)
    try:
        return list(custody.walk([top]))
    finally:
        os.seteuid(0)


class Failing(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, _buffer):
        raise OSError(errno.EIO, "Input/output error")


def test_a_medium_that_fails_while_it_is_read_is_refused_and_the_rest_goes_on(world):
    both = [
        custody.Arrival(open=Failing, name="scratched"),
        custody.Arrival(open=lambda: io.BytesIO(b"fine"), name="fine"),
    ]
    answers = list(custody.receive_many(both, by=world.session, now=world.tick()))
    assert outcomes(answers) == ["file-unreadable", "received"]
    assert "scratched" in answers[0].says


def test_the_same_folder_is_walked_in_the_same_order(drop):
    for name in ("z", "ё", "Z", "10", "9"):
        (drop / name).write_bytes(b"")
    names = [arrival.path for arrival in custody.walk([drop])]
    assert names == sorted(names, key=os.fsencode)
    assert names == [arrival.path for arrival in custody.walk([drop])]


def test_a_tree_deeper_than_the_stack_is_walked(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        here, above = os.open("d", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    try:
        assert list(custody.walk([tmp_path])) == []
    finally:  # what clears up after the tests is recursive, and would fail on such a tree
        for depth in range(1500, 0, -1):
            Path(f"{tmp_path}{'/d' * depth}").rmdir()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "." * 48, "/" + "0" * 47, "0" * 47])
def test_a_name_from_the_database_never_leads_out_of_the_store(tmp_path, name):
    store = folder.FolderBlobs(tmp_path, owner="us")
    with pytest.raises(FileNotFoundError):
        store.open(name)
