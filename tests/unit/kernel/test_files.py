import mmap
import os
import signal
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.kernel import direct, faults, files
from dokaz.kernel.errors import AlreadySettled, AlreadyThere, Busy
from dokaz.kernel.files import Arriving, Step

NEW = b"new" * 5_000
OLD = b"old"


def write_new(path):
    files.write_new(path, [NEW[:7_000], NEW[7_000:]])


def write_direct(path):
    with Arriving(path, direct=True) as arriving:
        arriving.write(NEW)
        arriving.keep()


def write_three(path):
    with ExitStack() as discarding:
        arrivals = [discarding.enter_context(Arriving(path.with_suffix(f".{number}"))) for number in range(3)]
        for arriving in arrivals:
            arriving.write(NEW)
        files.keep_many(arrivals)


def replace(path):
    files.replace(path, NEW)


def steps_of(act, path):
    heard = []
    with faults.listening(heard.append):
        act(path)
    return heard


def in_a_child(act):
    """Run in a forked child, and say by which signal it was killed, or None."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else None


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_steps_of_a_new_file_are_those_the_docstring_numbers(tmp_path):
    heard = steps_of(write_new, tmp_path / "a" / "b" / "item")
    assert heard == [
        *[Step.MAKE_FOLDER, Step.SYNC_PARENT] * 2,
        Step.CREATE, *[Step.WRITE] * 2, Step.SYNC_FILE, Step.LINK, Step.SYNC_FOLDER, Step.DROP_TEMPORARY, Step.DONE,
    ]  # fmt: skip
    assert contents(tmp_path) == {"item": NEW}


def test_the_steps_of_replacing_are_those_the_docstring_numbers(tmp_path):
    (tmp_path / "item").write_bytes(OLD)
    heard = steps_of(replace, tmp_path / "item")
    assert heard == [Step.CREATE, Step.WRITE, Step.SYNC_FILE, Step.RENAME, Step.SYNC_FOLDER, Step.DONE]
    assert contents(tmp_path) == {"item": NEW}


def test_a_group_syncs_every_file_before_the_first_name_and_each_folder_once(tmp_path):
    heard = steps_of(write_three, tmp_path / "item")
    tail = heard[heard.index(Step.SYNC_FILE) :]
    assert tail == [
        *[Step.SYNC_FILE] * 3, *[Step.LINK] * 3, Step.SYNC_FOLDER, *[Step.DROP_TEMPORARY] * 3, Step.DONE,
    ]  # fmt: skip


@pytest.mark.parametrize("act", [write_new, write_direct, write_three])
def test_a_kill_at_any_step_leaves_nothing_or_whole_files(tmp_path, act):
    (tmp_path / "rehearsal").mkdir()
    number_of_steps = len(steps_of(act, tmp_path / "rehearsal" / "in" / "item"))
    for number in range(number_of_steps):
        folder = tmp_path / str(number)
        folder.mkdir()
        died = in_a_child(partial(kill_at, number, act, folder / "in" / "item"))
        assert died == signal.SIGKILL
        swept(folder)
        assert set(contents(folder).values()) <= {NEW}
        if number == number_of_steps - 1:
            assert contents(folder)


def kill_at(number, act, path):
    heard = []

    def count(name):
        heard.append(name)
        if len(heard) == number + 1:
            faults.crash()

    with faults.listening(count):
        act(path)


def swept(folder):
    if (folder / "in").is_dir():
        files.sweep(folder / "in")
        assert list((folder / "in").glob(f"{files.TEMPORARY}*")) == []


def test_a_kill_at_any_step_of_replacing_leaves_the_old_or_the_new(tmp_path):
    found = []
    for number in range(6):
        folder = tmp_path / str(number)
        (folder / "in").mkdir(parents=True)
        (folder / "in" / "item").write_bytes(OLD)
        assert in_a_child(partial(kill_at, number, replace, folder / "in" / "item")) == signal.SIGKILL
        swept(folder)
        found.append(contents(folder)["item"])
    assert found == [OLD] * 4 + [NEW] * 2


@pytest.mark.parametrize("act", [write_new, write_direct, write_three, replace])
def test_an_error_at_any_step_is_raised_and_leaves_no_temporary_file(tmp_path, act):
    for number, name in enumerate(dict.fromkeys(steps_of(act, tmp_path / "rehearsal" / "item"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(OSError, match="no space left"), files.failing_at(name):
            act(folder / "in" / "item")
        assert set(contents(folder).values()) <= {NEW}
        assert list(folder.rglob(f"{files.TEMPORARY}*")) == []


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "item").write_bytes(OLD)
    with pytest.raises(AlreadyThere, match="item is there already"):
        write_new(tmp_path / "item")
    assert contents(tmp_path) == {"item": OLD}


def test_a_link_laid_in_the_way_is_not_followed(tmp_path):
    (tmp_path / "item").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AlreadyThere):
        write_new(tmp_path / "item")
    assert not (tmp_path / "elsewhere").exists()


def test_discarded_bytes_leave_nothing_and_a_settled_file_takes_no_more(tmp_path):
    with Arriving(tmp_path / "item") as arriving:
        arriving.write(NEW)
    assert contents(tmp_path) == {}
    for late in (partial(arriving.write, b"more"), arriving.keep):
        with pytest.raises(AlreadySettled):
            late()
    arriving.discard()


def test_temporary_files_may_lie_in_a_folder_of_their_own(tmp_path):
    (tmp_path / "arriving").mkdir()
    with Arriving(tmp_path / "vault" / "item", temporary_in=tmp_path / "arriving") as arriving:
        arriving.write(NEW)
        assert len(contents(tmp_path / "arriving")) == 1
        arriving.keep()
    assert contents(tmp_path) == {"item": NEW}


def test_new_files_are_for_their_owner_alone(tmp_path):
    write_new(tmp_path / "folder" / "item")
    assert (tmp_path / "folder" / "item").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700


def test_sweeping_leaves_files_that_are_still_being_written(tmp_path):
    (tmp_path / f"{files.TEMPORARY}dead").write_bytes(b"half")
    (tmp_path / "item").write_bytes(OLD)
    with Arriving(tmp_path / "living") as arriving:
        arriving.write(NEW)
        assert files.sweep(tmp_path) == [tmp_path / f"{files.TEMPORARY}dead"]
        arriving.keep()
    assert contents(tmp_path) == {"item": OLD, "living": NEW}


def test_a_group_already_written_is_synced_file_by_file_and_folder_once(tmp_path):
    paths = [tmp_path / str(number) for number in range(20)]
    for path in paths:
        path.write_bytes(OLD)
    heard = []
    with faults.listening(heard.append):
        files.sync_many(paths)
    assert heard == [Step.SYNC_FILE] * 20 + [Step.SYNC_FOLDER]


def test_one_holds_alone_and_many_share(tmp_path):
    lock = tmp_path / "lock"
    sharing = (files.shared(lock), files.shared(lock, wait=False))
    with sharing[0], sharing[1], pytest.raises(Busy, match="in use by another"), files.exclusive(lock, wait=False):
        pass
    with files.exclusive(lock), pytest.raises(Busy), files.shared(lock, wait=False):
        pass
    with files.exclusive(lock, wait=False):
        pass


def test_a_lock_ends_with_its_process(tmp_path):
    lock = tmp_path / "lock"

    def die_holding():
        with files.exclusive(lock):
            faults.crash()

    assert in_a_child(die_holding) == signal.SIGKILL
    with files.exclusive(lock, wait=False):
        pass


EDGES = st.sampled_from(
    [0, 1, 4095, 4096, 4097, direct.BLOCK - 1, direct.BLOCK, direct.BLOCK + 4097, 4 * direct.BLOCK + 1]
)


@settings(max_examples=25, deadline=None)
@given(size=EDGES, piece=st.sampled_from([1 << 16, 100_003, 5 << 20]), expected=st.none() | EDGES)
def test_direct_writing_keeps_every_byte_at_every_size(tmp_path_factory, size, piece, expected):
    path = tmp_path_factory.mktemp("direct") / "item"
    data = (os.urandom(1 << 16) * (size // (1 << 16) + 1))[:size]
    with Arriving(path, direct=True, size=expected) as arriving:
        for start in range(0, size, piece):
            arriving.write(memoryview(data)[start : start + piece])
        arriving.keep()
    assert path.read_bytes() == data
    path.unlink()


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.sampled_from([1, 65_552, 1 << 20, direct.BLOCK - 7]), max_size=12))
def test_bytes_made_in_the_lent_room_are_kept_as_if_written(tmp_path_factory, sizes):
    path = tmp_path_factory.mktemp("direct") / "item"
    data = [os.urandom(16) * (size // 16 + 1) for size in sizes]
    pieces = [piece[:size] for piece, size in zip(data, sizes, strict=True)]
    with Arriving(path, direct=True) as arriving:
        for piece in pieces:
            if room := arriving.lender.room(len(piece)):
                room[:] = piece
                arriving.lender.filled(len(piece))
            else:
                arriving.write(piece)
        assert arriving.size == sum(sizes)
        arriving.finish()
        arriving.keep()
    assert path.read_bytes() == b"".join(pieces)
    path.unlink()


def test_files_that_are_finished_and_wait_to_be_kept_hold_no_memory(tmp_path):
    before = _shared()
    with ExitStack() as discarding:
        for number in range(8):
            arriving = discarding.enter_context(Arriving(tmp_path / str(number), direct=True))
            arriving.write(bytes(direct.BLOCK))
            arriving.finish()
        assert _shared() - before < 2 * direct.BLOCK


def _shared():
    """Bytes of memory mapped as the blocks are (proc(5), statm: resident shared pages, libraries among them)."""
    return int(Path("/proc/self/statm").read_text().split()[2]) * os.sysconf("SC_PAGE_SIZE")


def test_a_file_system_without_direct_writing_gets_the_same_bytes():
    descriptor = os.memfd_create("no-direct-writing-here")
    with direct.DirectFile(descriptor) as plain:
        plain.write(NEW * 1_000)
        plain.sync()
    assert os.pread(descriptor, len(NEW) * 1_001, 0) == NEW * 1_000
    os.close(descriptor)


@settings(max_examples=25, deadline=None)
@given(pieces=st.lists(st.tuples(st.sampled_from([0, 1, 4096]), st.sampled_from([0, 1, 4095, 4096, 70_000, 1 << 18]))))
def test_what_is_written_past_the_cache_is_every_byte_from_aligned_memory_or_not(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("direct") / "exhibit"
    memory = memoryview(mmap.mmap(-1, 1 << 19))
    memory[:] = os.urandom(1 << 19)
    with path.open("xb", buffering=0) as file:
        past = direct.PastCache(file.fileno())
        for start, length in pieces:
            past.write(memory[start : start + length])
    assert path.read_bytes() == b"".join(memory[start : start + length] for start, length in pieces)
    path.unlink()


def test_an_error_of_the_writing_thread_reaches_the_caller(tmp_path):
    def write_much(arriving):
        for _ in range(10):
            arriving.write(bytes(direct.BLOCK))
        arriving.keep()

    item = Arriving(tmp_path / "item", direct=True)
    with files.failing_at(Step.WRITE, after=2), item, pytest.raises(OSError, match="no space left"):
        write_much(item)
    assert contents(tmp_path) == {}


def test_bytes_may_be_changed_by_the_caller_after_write_returns(tmp_path):
    block = bytearray(b"a" * direct.BLOCK)
    with Arriving(tmp_path / "item", direct=True) as arriving:
        for letter in b"abc":
            block[:] = bytes([letter]) * len(block)
            arriving.write(block)
        block[:] = bytes(len(block))
        arriving.keep()
    assert (tmp_path / "item").read_bytes() == b"".join(bytes([letter]) * direct.BLOCK for letter in b"abc")
