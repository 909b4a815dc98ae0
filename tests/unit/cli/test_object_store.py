"""The commands on a collection whose files and headers lie in buckets, as they are on one in folders."""

import os

import pytest
from tests import misbehaving, permitting
from tests.objectstores import LOOPBACK, SECRET

from dokaz.adapters.s3 import uploads
from dokaz.custody import vault
from dokaz.kernel.faults import failing_at

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

LARGE = uploads.PART + 100_000


@pytest.fixture
def stores(object_server, monkeypatch):
    """A locked bucket for files and one that keeps nothing for headers; the setting names both."""
    files, headers = object_server.make(lock="2d"), object_server.make()
    monkeypatch.setenv("DOKAZ_STORE", object_server.url(files.name, lock="2d"))
    monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(headers.name))
    return files, headers


@pytest.fixture
def material(folder):
    (folder / "film.bin").write_bytes(os.urandom(LARGE))
    return folder


def keys(server, bucket):
    listed = server.admin.list_objects_v2(Bucket=bucket.name).get("Contents", ())
    return [each["Key"] for each in listed]


def test_every_verb_works_on_buckets(dokaz, world, stores, material, tmp_path, object_server):
    received = dokaz("receive", material, "--json")
    assert (received.code, [line["outcome"] for line in received.lines]) == (0, ["received"] * 3)
    refs = {line["path"].rpartition("/")[2]: line["ref"] for line in received.lines}
    assert dokaz("extract", refs["film.bin"], "--to", tmp_path / "copy").code == 0
    assert (tmp_path / "copy").read_bytes() == (material / "film.bin").read_bytes()
    assert dokaz("examine").code == 0
    typed, second = permitting.typed(world, *refs.values()), permitting.words_of_second(world)
    assert permitting.by_two(dokaz, *typed, second=second, to=tmp_path / "package").code == 0
    swept = dokaz("sweep", "--json").lines[0]
    assert (swept["blobs"], swept["headers"], swept["temporary"], swept["locked"]) == (0, 0, 0, 0)
    assert dokaz("verify", "--all").code == 0
    files, headers = stores
    assert len(keys(object_server, files)) == len(keys(object_server, headers)) == 4  # three, and whose they are
    assert not any((tmp_path / "trial" / "vault").glob("???"))


def test_the_same_files_again_are_held_already(dokaz, stores, material):
    dokaz("receive", material)
    again = dokaz("receive", material, "--json")
    assert [line["outcome"] for line in again.lines] == ["already-held"] * 3


def test_a_header_that_is_gone_and_a_payload_that_was_hidden_by_somebody(dokaz, stores, folder, object_server):
    files, headers = stores
    refs = [line["ref"] for line in dokaz("receive", folder, "--json").lines]
    admin = object_server.admin
    (header, _other) = sorted(key for key in keys(object_server, headers) if not key.endswith("owner"))
    admin.delete_object(Bucket=headers.name, Key=header)
    for key in keys(object_server, files):
        admin.delete_object(Bucket=files.name, Key=key)  # hides them: what is locked is not taken away
    said = dokaz("verify", "--all")
    assert said.code == 1
    assert [ref in said.err + said.out for ref in refs].count(True) == 1
    assert "the second copy of the key is gone" in said.err


def test_copies_of_keys_that_a_bucket_lost_are_written_again(dokaz, stores, folder, object_server):
    dokaz("receive", folder)
    for key in [key for key in keys(object_server, stores[1]) if not key.endswith("owner")]:
        object_server.admin.delete_object(Bucket=stores[1].name, Key=key)
    assert dokaz("mend", "--json").lines[0]["written"] == 2
    assert dokaz("verify", "--all").code == 0


def test_what_a_crash_left_is_locked_and_said_to_stay(dokaz, stores, folder):
    class PowerCut(BaseException):
        pass

    def cut():
        raise PowerCut

    with failing_at("custody:rows", act=cut), pytest.raises(PowerCut):
        dokaz("receive", folder)
    said = dokaz("sweep")
    assert said.code == 0
    assert "2 files that no record names are locked by the store" in said.err
    assert [line["outcome"] for line in dokaz("receive", folder, "--json").lines] == ["received"] * 2


@pytest.mark.soak
def test_a_store_that_goes_away_is_named_and_the_same_command_goes_on(
    dokaz, stores, folder, object_server, monkeypatch
):
    with misbehaving.between(object_server) as between:
        monkeypatch.setenv("DOKAZ_STORE", between.server.url(stores[0].name, lock="2d"))
        dokaz("receive", folder / "one.txt")
        between.refuse = lambda _request: misbehaving.error(503, "SlowDown")
        for command in (("receive", folder), ("verify", "--all"), ("sweep",)):
            said = dokaz(*command)
            assert said.code == 1
            assert "cannot be reached: it answered 503 SlowDown" in said.err
            assert SECRET not in said.err
        assert dokaz("items").code == 0  # what needs no store goes on
        between.refuse = None
        assert dokaz("receive", folder).code == 0
        assert dokaz("verify", "--all").code == 0


def test_a_header_store_that_keeps_what_is_removed_is_named_before_a_byte_is_sent(
    dokaz, stores, folder, object_server, monkeypatch
):
    monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(object_server.make(versions=True).name))
    assert dokaz("receive", folder).code == 1
    assert keys(object_server, stores[0]) == []


def test_headers_are_refused_where_they_could_not_be_destroyed(dokaz, stores, folder, object_server, monkeypatch):
    suspended = object_server.make(versions=True)
    object_server.admin.put_bucket_versioning(Bucket=suspended.name, VersioningConfiguration={"Status": "Suspended"})
    for bucket, words in [
        (object_server.make(versions=True), "keeps versions or has kept them"),
        (suspended, "keeps versions or has kept them"),
        (object_server.make(lock="2d"), "keeps versions or has kept them"),
    ]:
        monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(bucket.name))
        said = dokaz("receive", folder)
        assert (said.code, words in said.err) == (1, True)
    monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(stores[1].name, lock="2d"))
    assert "headers may not be locked" in dokaz("receive", folder).err
    monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(stores[1].name))
    assert dokaz("receive", folder).code == 0


def test_a_removed_header_is_gone(dokaz, stores, folder, object_server):
    dokaz("receive", folder)
    headers = vault.headers()
    name = next(headers.names())
    headers.remove(name)
    assert not [key for key in keys(object_server, stores[1]) if key.endswith(name)]
    with pytest.raises(FileNotFoundError):
        headers.get(name)
