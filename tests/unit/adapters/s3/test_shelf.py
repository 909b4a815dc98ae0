"""Back-ups in a bucket: written once, never overwritten, and what must fall away is never locked."""

import io
import os
from dataclasses import replace

import pytest
from tests import misbehaving
from tests.objectstores import LOOPBACK

from dokaz.adapters.s3 import uploads
from dokaz.adapters.s3.shelf import BucketShelf
from dokaz.backups import api as backups

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

KEYS = ("keys/",)
LARGE = uploads.PART + 1


@pytest.fixture(params=[None, "2d"], ids=["plain", "locked"])
def shelf(request, object_server):
    return BucketShelf(object_server.make(lock=request.param), KEYS)


def put(shelf, name, data):
    shelf.put(name, io.BytesIO(data), size=len(data))


def read(shelf, name):
    with shelf.open(name) as stream:
        return stream.read()


@pytest.mark.parametrize("size", [0, 10, LARGE])
def test_what_was_put_is_read_from_the_beginning(shelf, size):
    data = os.urandom(size)
    put(shelf, "payload/3f2/3f2a", data)
    with shelf.open("payload/3f2/3f2a") as stream:
        assert b"".join(iter(lambda: stream.read(100_000), b"")) == data
    assert list(shelf.sizes()) == [("payload/3f2/3f2a", size)]


def test_the_same_bytes_again_are_no_error_and_others_change_nothing(shelf):
    put(shelf, "parts/a", b"ours")
    put(shelf, "parts/a", b"ours")
    for other in (b"other", b"our", b""):
        with pytest.raises(backups.NameTaken, match="Nothing of it was changed"):
            put(shelf, "parts/a", other)
    assert read(shelf, "parts/a") == b"ours"


def test_names_come_in_their_order_and_by_their_beginning(shelf):
    for name in ("parts/b", "back-ups/2026", "parts/a", "keys/2026-11-23/aa"):
        put(shelf, name, name.encode())
    assert [name for name, _ in shelf.sizes()] == ["back-ups/2026", "keys/2026-11-23/aa", "parts/a", "parts/b"]
    assert list(shelf.sizes("parts/")) == [("parts/a", 7), ("parts/b", 7)]


@pytest.mark.parametrize("name", ["../a", "/a", "a/", "a//b", "a b", "", "./a", "a/../b"])
def test_a_name_that_an_attacker_wrote_leads_nowhere(shelf, name):
    with pytest.raises(FileNotFoundError):
        put(shelf, name, b"x")
    with pytest.raises(FileNotFoundError):
        read(shelf, name)


def test_a_name_that_is_not_there_is_missing(shelf):
    with pytest.raises(FileNotFoundError):
        read(shelf, "parts/none")


def test_what_must_fall_away_is_not_locked_and_falls_away_whole(object_server):
    bucket = object_server.make(lock="2d")
    shelf = BucketShelf(bucket, KEYS)
    put(shelf, "keys/2026-11-23/aa", b"opens something")
    put(shelf, "parts/a", b"stays")
    lock = [
        object_server.admin.head_object(Bucket=bucket.name, Key=f"vault/{name}").get("ObjectLockMode")
        for name in ("keys/2026-11-23/aa", "parts/a")
    ]
    assert lock == [None, "COMPLIANCE"]
    shelf.remove("keys/2026-11-23/aa")
    assert "Versions" not in object_server.admin.list_object_versions(Bucket=bucket.name, Prefix="vault/keys/")
    with pytest.raises(ValueError, match="parts/a"):
        shelf.remove("parts/a")


def test_a_bucket_that_locks_by_itself_takes_no_keys(object_server):
    bucket = object_server.make(lock="2d")
    object_server.admin.put_object_lock_configuration(
        Bucket=bucket.name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}},
        },
    )
    with pytest.raises(backups.ShelfAway, match="must be able to fall away"):
        put(BucketShelf(bucket, KEYS), "keys/2026-11-23/aa", b"opens something")


def test_a_hidden_name_is_still_listed_and_read(object_server):
    bucket = object_server.make(versions=True)
    shelf = BucketShelf(bucket)
    put(shelf, "parts/a", b"ours")
    object_server.admin.delete_object(Bucket=bucket.name, Key="vault/parts/a")
    object_server.admin.put_object(Bucket=bucket.name, Key="vault/parts/a", Body=b"theirs")
    assert list(shelf.sizes()) == [("parts/a", 4)]
    assert read(shelf, "parts/a") == b"ours"


def test_a_writer_without_the_right_to_delete_needs_none(object_server):
    with misbehaving.between(object_server) as between:
        shelf = BucketShelf(replace(object_server.make(), endpoint=between.server.endpoint))
        put(shelf, "parts/a", os.urandom(LARGE))
        put(shelf, "parts/b", b"small")
        assert [seen.path for seen in between.seen if seen.method == "DELETE"] == []


@pytest.mark.parametrize("wrong", [misbehaving.flipped, misbehaving.shorter])
def test_what_comes_back_otherwise_is_never_called_kept(object_server, wrong):
    with misbehaving.between(object_server) as between:
        shelf = BucketShelf(replace(object_server.make(), endpoint=between.server.endpoint))
        between.spoil = lambda request, answer: wrong(answer) if request.reads_a_payload else answer
        with pytest.raises(backups.ShelfAway):
            put(shelf, "parts/a", b"ours" * 100)


def test_a_shelf_that_is_away_is_named(object_server):
    with misbehaving.between(object_server) as between:
        shelf = BucketShelf(replace(object_server.make(), endpoint=between.server.endpoint))
        between.refuse = lambda _request: misbehaving.error(503, "SlowDown")
        acts = (
            lambda: put(shelf, "parts/a", b"x"),
            lambda: read(shelf, "parts/a"),
            lambda: list(shelf.sizes()),
        )
        for act in acts:
            with pytest.raises(backups.ShelfAway, match="503"):
                act()
        between.refuse = None
        put(shelf, "parts/a", b"x")
        assert read(shelf, "parts/a") == b"x"
