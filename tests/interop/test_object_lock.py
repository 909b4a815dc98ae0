"""Against a server that enforces what it is told: Debian's Ceph object gateway, with real object lock and real keys."""

import contextlib
import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from tests import destroying, objectstores
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.adapters import api as adapters
from dokaz.adapters.s3 import uploads
from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.models import Blob

pytestmark = [pytest.mark.soak, pytest.mark.allow_hosts(LOOPBACK)]

POLICY = Path(__file__).parents[2] / "docs" / "writer-policy.json"
LARGE = uploads.PART + 100_000


def store(bucket, owner="ours"):
    return adapters.object_store(bucket, owner=owner, together=contextlib.nullcontext, alone=contextlib.nullcontext)


def kept(blobs, data):
    deposit = blobs.begin(size=len(data))
    deposit.write(data)
    deposit.finish()
    blobs.keep([deposit])
    return deposit.name


@pytest.fixture
def writer(ceph_cluster, ceph_server, tmp_path):
    """Gives a locked bucket as the key of the operating page sees it: it may write and read, and never delete."""

    def made(lock="2d"):
        bucket = ceph_server.make(lock=lock)
        name = f"writer-{bucket.name[-12:]}"
        account = ceph_cluster.user(name, f"KEY{bucket.name[-12:].upper()}", "the-secret-of-the-writer")
        policy = POLICY.read_text().replace("BUCKET", bucket.name).replace("USER", name)
        ceph_server.admin.put_bucket_policy(Bucket=bucket.name, Policy=json.dumps(json.loads(policy)))
        file = Path(os.environ["AWS_SHARED_CREDENTIALS_FILE"])
        words = f"[{name}]\naws_access_key_id = {account.key}\naws_secret_access_key = {account.secret}\n"
        file.write_text(file.read_text() + words)
        return replace(bucket, profile=name), account

    return made


@pytest.mark.parametrize("size", [10, LARGE])
def test_what_is_locked_is_neither_deleted_nor_unlocked_by_its_owner(ceph_server, size):
    bucket = ceph_server.make(lock="2d")
    name = kept(store(bucket), os.urandom(size))
    admin, key = ceph_server.admin, f"vault/{name[:3]}/{name}"
    (version,) = admin.list_object_versions(Bucket=bucket.name, Prefix=key)["Versions"]
    named = {"Bucket": bucket.name, "Key": key, "VersionId": version["VersionId"]}
    sooner = {"Mode": "COMPLIANCE", "RetainUntilDate": datetime.now(tz=UTC) + timedelta(hours=1)}
    for act in (
        lambda: admin.delete_object(**named),
        lambda: admin.delete_object(**named, BypassGovernanceRetention=True),
        lambda: admin.put_object_retention(**named, Retention=sooner),
        lambda: admin.put_object_retention(**named, Retention=sooner, BypassGovernanceRetention=True),
        lambda: admin.put_object_retention(**named, Retention=sooner | {"Mode": "GOVERNANCE"}),
    ):
        with pytest.raises(ClientError, match=r"AccessDenied|InvalidRequest"):
            act()
    with pytest.raises(custody.PayloadLocked):
        store(bucket).remove(name)
    assert store(bucket).holds(name, size=size)


def test_destroying_makes_a_locked_file_unreadable_for_ever(world, ceph_server, monkeypatch):
    files, headers = ceph_server.make(lock="2d"), ceph_server.make()
    monkeypatch.setenv("DOKAZ_STORE", ceph_server.url(files.name, lock="2d"))
    monkeypatch.setenv("DOKAZ_HEADERS", ceph_server.url(headers.name))
    world.open_again()
    receipt = custody.receive(io.BytesIO(os.urandom(LARGE)), name="film", by=world.session, now=world.tick())
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        stream.read(10)
    (name,) = vault.headers().names()
    (gone,) = destroying.Two.of(world).destroy([receipt.ref]).items
    assert (gone.finished_at is not None, gone.locked_until is not None) == (True, True)
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(receipt.ref, by=world.session, now=world.tick())
    with access.whole_house("test"):
        assert Blob.objects.get(name=name).header is None
    assert list(vault.store().names()) == [name]  # the bytes lie there still, and say nothing
    with pytest.raises(custody.PayloadLocked, match="shredding the headers"):
        vault.store().remove(name)
    assert "Versions" not in ceph_server.admin.list_object_versions(Bucket=headers.name, Prefix=f"vault/headers/{name}")


def test_the_key_of_the_operating_page_writes_and_never_deletes(writer):
    bucket, account = writer()
    name = kept(store(bucket), os.urandom(LARGE))
    key = f"vault/{name[:3]}/{name}"
    assert store(bucket).holds(name, size=LARGE)
    for refused in (
        lambda: account.admin.delete_object(Bucket=bucket.name, Key=key),
        lambda: account.admin.put_bucket_versioning(
            Bucket=bucket.name, VersioningConfiguration={"Status": "Suspended"}
        ),
        lambda: account.admin.delete_bucket_policy(Bucket=bucket.name),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            refused()
    with pytest.raises(custody.PayloadLocked):
        store(bucket).remove(name)
    assert store(bucket).sweep_temporary(spared=lambda _name: False) == 0


def test_a_shelf_is_written_without_the_right_to_delete(writer):
    bucket, account = writer()
    shelf = adapters.shelf(bucket, passing=("keys/",))
    for name in ("parts/a", "keys/2026-11-23/b"):
        data = os.urandom(LARGE)
        shelf.put(name, io.BytesIO(data), size=LARGE)
        shelf.put(name, io.BytesIO(data), size=LARGE)
        with pytest.raises(Exception, match="holds something else under the name"):
            shelf.put(name, io.BytesIO(b"other"), size=5)
        with shelf.open(name) as stream:
            assert stream.read(1) == data[:1]
        for version in account.admin.list_object_versions(Bucket=bucket.name, Prefix=f"vault/{name}")["Versions"]:
            with pytest.raises(ClientError, match="AccessDenied"):
                account.admin.delete_object(Bucket=bucket.name, Key=f"vault/{name}", VersionId=version["VersionId"])
    keeper = adapters.shelf(replace(bucket, profile=None), passing=("keys/",))
    keeper.remove("keys/2026-11-23/b")  # the owner's key takes away what must fall away
    assert [name for name, _ in keeper.sizes()] == ["parts/a"]


def test_a_wrong_secret_and_an_unknown_key_are_named(ceph_server, tmp_path, monkeypatch):
    bucket = ceph_server.make()
    objectstores.credentials(tmp_path, monkeypatch, key=ceph_server.key, secret="another")
    with pytest.raises(custody.StoreUnfit, match="secret of this profile is not the one"):
        kept(store(bucket), b"x")
    objectstores.credentials(tmp_path, monkeypatch, key="NOBODY", secret="another")
    with pytest.raises(custody.StoreUnfit, match="does not know the key"):
        kept(store(bucket), b"x")


def test_a_clock_that_is_wrong_is_named(ceph_server, monkeypatch):
    bucket = ceph_server.make()
    late = datetime.now(tz=UTC).replace(tzinfo=None) - timedelta(hours=2)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda **_words: late)
    with pytest.raises(custody.StoreUnfit, match="clocks of this machine and of the server are too far apart"):
        kept(store(bucket), b"x")


def test_a_bucket_that_cannot_lock_or_keeps_headers_is_refused(ceph_server):
    plain, versioned = ceph_server.make(), ceph_server.make(versions=True)
    two_days = timedelta(days=2)
    for bucket, words in ((plain, "does not keep versions"), (versioned, "made without object lock")):
        with pytest.raises(custody.StoreUnfit, match=words):
            kept(store(replace(bucket, lock=two_days)), b"x")
    for bucket in (versioned, ceph_server.make(lock="2d")):
        headers = adapters.object_headers(replace(bucket, lock=None), owner="ours")
        with pytest.raises(custody.StoreUnfit, match="keeps versions or has kept them"):
            headers.put({"0" * 48: b"header"})
