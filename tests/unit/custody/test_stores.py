"""What custody may rely on in any store: one suite for the folder, the bucket and the locked bucket."""

import contextlib
import io
import os
import shutil

import pytest
from tests.objectstores import LOOPBACK

from dokaz.adapters import api as adapters
from dokaz.custody import api as custody

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

SIZES = [0, 1, 65_552, 300_000, 9_000_000]


CEPH = [pytest.param(kind, marks=pytest.mark.soak) for kind in ("bucket of Ceph", "locked bucket of Ceph")]


@pytest.fixture(params=["folder", "bucket", "versioned bucket", "locked bucket", *CEPH])
def make(request, tmp_path):
    """A store of the same place each time, for whoever is named as its owner."""
    if request.param == "folder":
        return lambda owner="ours": custody.FolderBlobs(tmp_path / "store", owner=owner)
    server = request.getfixturevalue("ceph_server" if "Ceph" in request.param else "object_server")
    lock = "2d" if "locked" in request.param else None
    bucket = server.make(lock=lock, versions=request.param == "versioned bucket")
    free = contextlib.nullcontext
    return lambda owner="ours": adapters.object_store(bucket, owner=owner, together=free, alone=free)


@pytest.fixture
def store(make):
    return make()


def begun(store, data, *, size=None):
    deposit = store.begin(size=size)
    for start in range(0, len(data), 100_000):
        assert deposit.write(memoryview(data)[start : start + 100_000]) == min(100_000, len(data) - start)
    deposit.finish()
    return deposit


def kept(store, *payloads):
    deposits = [begun(store, data, size=len(data)) for data in payloads]
    store.keep(deposits)
    return [deposit.name for deposit in deposits]


def whole(stream):
    out = io.BytesIO()
    shutil.copyfileobj(stream, out)
    return out.getvalue()


def test_what_is_kept_comes_back_byte_for_byte_in_one_group(store):
    payloads = [os.urandom(size) for size in SIZES]
    names = kept(store, *payloads)
    for name, data in zip(names, payloads, strict=True):
        with store.open(name) as stream:
            assert whole(stream) == data
    assert sorted(store.names()) == sorted(names)


def test_a_size_that_is_not_known_or_was_wrong_changes_nothing(store):
    data = os.urandom(20_000_000)
    deposits = [begun(store, data), begun(store, data, size=1), begun(store, data[:10], size=10**9)]
    store.keep(deposits)
    assert [deposit.size for deposit in deposits] == [len(data), len(data), 10]
    assert all(store.holds(deposit.name, size=deposit.size) for deposit in deposits)


@pytest.mark.parametrize("size", [1_000_000, 9_000_000])
def test_any_range_is_read_without_the_rest(store, size):
    data = os.urandom(size)
    (name,) = kept(store, data)
    with store.open(name) as stream:
        assert stream.seek(0, io.SEEK_END) == size
        for start in (size - 10, 0, 65_552, size // 2, 3):
            stream.seek(start)
            read = bytearray(10)
            assert stream.readinto(read) == 10
            assert read == data[start : start + 10]
        stream.seek(size + 5)
        assert stream.read(10) == b""


def test_nothing_lies_under_a_name_before_it_is_kept_nor_after_it_is_dropped(store):
    small, large = begun(store, b"small"), begun(store, os.urandom(9_000_000))
    assert list(store.names()) == []
    for deposit in (small, large, large):
        deposit.discard()
    assert list(store.names()) == []
    assert store.sweep_temporary(spared=lambda _name: False) == 0


def test_dropping_what_is_kept_takes_nothing_away(store):
    deposit = begun(store, b"kept")
    store.keep([deposit])
    deposit.discard()
    assert store.holds(deposit.name, size=4)


def test_another_size_or_another_name_is_not_held(store):
    (name,) = kept(store, b"1234")
    assert store.holds(name, size=4)
    assert not store.holds(name, size=5)
    assert not store.holds("0" * 48, size=4)


@pytest.mark.parametrize("name", ["../owner", "owner", "", "0" * 47, "G" * 48, "0" * 48 + "/x"])
def test_a_name_that_an_attacker_wrote_into_a_row_leads_nowhere(store, name):
    kept(store, b"x")
    assert not store.holds(name, size=4)
    for act in (store.open, store.remove):
        with pytest.raises(FileNotFoundError):
            act(name)


def test_a_payload_that_is_not_there_is_missing(store):
    with pytest.raises(FileNotFoundError):
        store.open("0" * 48)
    with pytest.raises(FileNotFoundError):
        store.remove("0" * 48)


def test_what_is_removed_is_gone_or_the_day_is_named_on_which_it_can_be(store, request):
    (name,) = kept(store, b"x")
    if "locked" in request.node.callspec.id:
        with pytest.raises(custody.PayloadLocked, match="shredding the headers"):
            store.remove(name)
        assert list(store.names()) == [name]
        return
    store.remove(name)
    assert list(store.names()) == []
    with pytest.raises(FileNotFoundError):
        store.open(name)


def test_a_place_of_one_collection_is_not_taken_by_another(make):
    kept(make("ours"), b"x")
    kept(make("ours"), b"y")
    with pytest.raises(custody.StoreTaken, match="belongs to another collection"):
        kept(make("theirs"), b"z")


def test_two_who_receive_at_once_do_not_disturb_each_other(make):
    first, second = make(), make()
    deposits = [begun(first, b"first"), begun(second, b"second")]
    second.keep(deposits[1:])
    first.keep(deposits[:1])
    assert sorted(first.names()) == sorted(deposit.name for deposit in deposits)
