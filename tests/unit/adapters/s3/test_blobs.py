"""What only a bucket can do wrong: keys, clocks, settings, broken lines, and bytes that are not those that were sent."""

import contextlib
import os
from dataclasses import replace

import pytest
from tests import misbehaving
from tests.objectstores import LOOPBACK, SECRET, credentials

from dokaz.adapters.s3 import faults, uploads
from dokaz.adapters.s3.blobs import BucketBlobs
from dokaz.adapters.s3.uploads import part_size
from dokaz.custody import api as custody
from dokaz.kernel.faults import failing_at

pytestmark = pytest.mark.allow_hosts(LOOPBACK)

LARGE = 2 * uploads.PART + 12_345


def store(bucket, owner="ours"):
    return BucketBlobs(bucket, owner, contextlib.nullcontext, contextlib.nullcontext)


def begun(blobs, data):
    return written(blobs.begin(size=len(data)), data)


def written(deposit, data):
    deposit.write(data)
    deposit.finish()
    return deposit


def kept(blobs, *payloads):
    deposits = [begun(blobs, data) for data in payloads]
    blobs.keep(deposits)
    return [deposit.name for deposit in deposits]


def everything(blobs, name):
    with blobs.open(name) as stream:
        return stream.read()


def key_of(deposit):
    return f"vault/{deposit.upload.name}"


@pytest.fixture
def between(object_server):
    with misbehaving.between(object_server) as told:
        yield told


def through(between, bucket):
    return replace(bucket, endpoint=between.server.endpoint)


# What is sent


@pytest.mark.parametrize("size", [None, 5 * 1024**4, 100 * 1024**3, 1, 0])
def test_the_largest_object_fits_into_as_many_parts_as_there_may_be(size):
    least, most = 5 * 1024**2, 5 * 1024**3  # S3: bounds of a part
    parts = [part_size(number, size=size) for number in range(1, uploads.MOST_PARTS + 1)]
    assert sum(parts) >= (uploads.MOST_BYTES if size is None else max(size, 1024**4))
    assert least <= min(parts)
    assert max(parts) <= most
    if size:
        needed = next(n for n in range(1, 10_001) if sum(parts[:n]) >= size)
        assert len(set(parts[: needed - 1])) <= 1  # some servers want all parts but the last alike


def test_content_md5_goes_with_every_object_and_part(between):
    kept(store(through(between, between.server.make(lock="2d"))), b"small", os.urandom(LARGE))
    assert len([seen for seen in between.seen if seen.is_a_part]) == 3
    puts = [seen for seen in between.seen if seen.puts_a_payload and "?retention" not in seen.path]
    assert [seen.path for seen in puts if not seen.md5] == []


# What is read back


@pytest.mark.parametrize("size", [100, LARGE])
@pytest.mark.parametrize("wrong", [misbehaving.flipped, misbehaving.shorter, misbehaving.truncated])
@pytest.mark.soak
def test_bytes_that_come_back_otherwise_are_never_acknowledged(between, wrong, size):
    data = os.urandom(size)
    blobs = store(through(between, between.server.make(versions=True)))
    deposit = begun(blobs, data)
    between.spoil = lambda request, answer: wrong(answer) if request.reads_a_payload else answer
    with pytest.raises((custody.StoreUntrue, custody.StoreAway)) as refused:
        blobs.keep([deposit])
    assert isinstance(refused.value, custody.StoreUntrue) == (wrong is misbehaving.flipped)
    between.spoil = None
    (name,) = kept(blobs, data)
    assert everything(blobs, name) == data


def test_bytes_that_break_off_once_are_asked_for_again(between):
    blobs = store(through(between, between.server.make()))
    broken = []

    def once(request, answer):
        if request.reads_a_payload and not broken:
            broken.append(request)
            return misbehaving.truncated(answer)
        return answer

    between.spoil = once
    (name,) = kept(blobs, b"whole" * 1000)
    assert broken
    assert everything(blobs, name) == b"whole" * 1000


def test_what_was_wrongly_kept_in_a_locked_bucket_is_said_to_stay(between):
    blobs = store(through(between, between.server.make(lock="2d")))
    deposit = begun(blobs, b"x" * 100)
    between.spoil = lambda request, answer: misbehaving.flipped(answer) if request.reads_a_payload else answer
    with pytest.raises(custody.StoreUntrue, match="where it is locked, it stays until its day"):
        blobs.keep([deposit])


def test_every_part_is_locked_also_where_the_server_forgot_to(object_server):
    bucket = object_server.make(lock="2d")
    blobs = store(bucket)
    names = kept(blobs, b"small", os.urandom(LARGE))  # moto does not lock what was sent in parts by itself
    for name in names:
        found = object_server.admin.head_object(Bucket=bucket.name, Key=f"vault/{name[:3]}/{name}")
        assert found["ObjectLockMode"] == "COMPLIANCE"


# A name is written once


def test_a_later_version_of_a_name_changes_nothing_of_what_is_read(object_server):
    bucket = object_server.make(versions=True)
    blobs = store(bucket)
    (name,) = kept(blobs, b"ours")
    key = f"vault/{name[:3]}/{name}"
    object_server.admin.put_object(Bucket=bucket.name, Key=key, Body=b"theirs")
    assert everything(blobs, name) == b"ours"
    assert blobs.holds(name, size=4)


def test_a_payload_that_somebody_hid_is_still_read_and_listed(object_server):
    bucket = object_server.make(versions=True)
    blobs = store(bucket)
    (name,) = kept(blobs, b"ours")
    object_server.admin.delete_object(Bucket=bucket.name, Key=f"vault/{name[:3]}/{name}")
    assert everything(blobs, name) == b"ours"
    assert list(blobs.names()) == [name]


def test_a_name_that_is_taken_is_never_written_again(object_server):
    bucket = object_server.make(versions=True)
    blobs = store(bucket)
    deposit = begun(blobs, b"ours")
    object_server.admin.put_object(Bucket=bucket.name, Key=key_of(deposit), Body=b"theirs")
    with pytest.raises(custody.StoreUntrue, match="lies under the name"):
        blobs.keep([deposit])
    assert everything(blobs, deposit.name) == b"theirs"


def test_a_second_version_that_appears_meanwhile_is_a_finding(between, object_server):
    blobs = store(through(between, between.server.make(versions=True)))
    deposit = begun(blobs, b"ours")
    admin, written = object_server.admin, []

    def overtaken(request, answer):
        if request.puts_a_payload and not written:
            written.append(admin.put_object(Bucket=blobs.bucket.name, Key=key_of(deposit), Body=b"evil"))
        return answer

    between.spoil = overtaken
    with pytest.raises(custody.StoreUntrue, match="other bytes"):
        blobs.keep([deposit])


def test_an_answer_that_is_lost_and_a_request_sent_twice_are_no_finding(between):
    blobs = store(through(between, between.server.make(versions=True)))
    lost = []

    def lose_the_first(request, answer):
        if request.puts_a_payload and not lost:
            lost.append(request)
            return None
        return answer

    between.spoil = lose_the_first
    (name,) = kept(blobs, b"ours")
    assert lost
    assert len(blobs._objects.of(f"{name[:3]}/{name}")) == 2
    assert everything(blobs, name) == b"ours"


# What answers instead


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (misbehaving.error(500, "InternalError"), custody.StoreAway, "it answered 500 InternalError"),
        (misbehaving.error(503, "SlowDown"), custody.StoreAway, "it answered 503 SlowDown"),
        (misbehaving.error(403, "AccessDenied"), custody.StoreUnfit, "refused with 403 AccessDenied"),
        (misbehaving.error(403, "RequestTimeTooSkewed"), custody.StoreUnfit, "clocks of this machine"),
        (misbehaving.error(403, "InvalidAccessKeyId"), custody.StoreUnfit, "does not know the key"),
        (misbehaving.error(403, "SignatureDoesNotMatch"), custody.StoreUnfit, "secret of this profile"),
        (misbehaving.error(404, "NoSuchBucket"), custody.StoreUnfit, "no bucket of this name"),
    ],
)
@pytest.mark.parametrize("at", ["the start", "a put", "a part"])
@pytest.mark.soak
def test_each_refusal_ends_in_a_sentence_and_the_same_again_goes_on(between, answer, kind, words, at):
    blobs = store(through(between, between.server.make()))
    concerned = {
        "the start": lambda _request: True,
        "a put": lambda request: request.puts_a_payload and not request.is_a_part,
        "a part": lambda request: request.is_a_part,
    }[at]
    between.refuse = lambda request: answer if concerned(request) else None
    data = os.urandom(LARGE if at == "a part" else 10)
    with pytest.raises(kind, match=words) as refused:
        kept(blobs, data)
    assert str(blobs.bucket.name) in str(refused.value)
    between.refuse = None
    (name,) = kept(blobs, data)
    assert everything(blobs, name) == data


def test_a_connection_cut_in_the_middle_of_a_part_is_made_again(between):
    blobs = store(through(between, between.server.make()))
    cut = []

    def once(request, answer):
        if request.is_a_part and not cut:
            cut.append(request)
            return None
        return answer

    between.spoil = once
    data = os.urandom(LARGE)
    (name,) = kept(blobs, data)
    assert cut
    assert everything(blobs, name) == data


def test_a_line_that_stays_dead_is_named_and_leaves_nothing_that_counts(between):
    blobs = store(through(between, between.server.make()))
    deposit = blobs.begin(size=LARGE)
    between.spoil = lambda _request, _answer: None
    with pytest.raises(custody.StoreAway, match="run the same command again"):
        written(deposit, os.urandom(LARGE))
    deposit.discard()
    between.spoil = None
    assert list(blobs.names()) == []
    blobs.sweep_temporary(spared=lambda _name: False)
    assert list(blobs._objects.unfinished()) == []


def test_a_server_that_is_not_there_is_named(object_server):
    bucket = replace(object_server.make(), endpoint="http://127.0.0.1:9")
    with pytest.raises(custody.StoreAway, match=r"127\.0\.0\.1:9"):
        kept(store(bucket), b"x")


def test_a_full_store_takes_nothing_more_and_says_so(between):
    blobs = store(through(between, between.server.make()))
    assert blobs.free() == uploads.MOST_BYTES
    between.refuse = lambda request: misbehaving.error(403, "QuotaExceeded") if request.puts_a_payload else None
    with pytest.raises(OSError, match="takes no more bytes") as full:
        kept(blobs, b"x")
    assert full.value.errno == 122
    assert blobs.free() == 0


def test_a_crash_between_two_parts_leaves_what_a_sweep_takes_away(object_server):
    blobs = store(object_server.make())
    deposit = blobs.begin(size=LARGE)

    class PowerCut(BaseException):
        pass

    def cut():
        raise PowerCut

    with failing_at("s3:part", after=1, act=cut), pytest.raises(PowerCut):
        written(deposit, os.urandom(LARGE))
    assert list(blobs.names()) == []
    assert blobs.sweep_temporary(spared=lambda _name: False) == 1
    assert blobs.sweep_temporary(spared=lambda _name: False) == 0


def test_what_is_begun_in_another_place_of_the_bucket_is_not_swept(object_server):
    bucket = object_server.make()
    theirs = store(replace(bucket, prefix="theirs"), owner="theirs").begin(size=LARGE)
    theirs.write(os.urandom(LARGE))
    theirs.finish()
    assert store(replace(bucket, prefix="")).sweep_temporary(spared=lambda _name: False) == 0
    theirs.discard()


# How a bucket is set up


def test_a_lock_is_refused_where_the_bucket_cannot_lock(object_server):
    for bucket, words in [
        (object_server.make(), "does not keep versions"),
        (object_server.make(versions=True), "made without object lock"),
    ]:
        with pytest.raises(custody.StoreUnfit, match=words):
            kept(store(replace(bucket, lock=object_server.make(lock="9d").lock)), b"x")


def test_a_bucket_that_is_not_there_is_named(object_server):
    bucket = replace(object_server.make(), name="nobody-made-this-one")
    with pytest.raises(custody.StoreUnfit, match="no bucket of this name"):
        kept(store(bucket), b"x")


def test_a_key_that_is_not_in_the_file_is_asked_for(object_server, tmp_path, monkeypatch):
    bucket = object_server.make()
    credentials(tmp_path, monkeypatch).unlink()
    with pytest.raises(custody.StoreUnfit, match=r"no key was found; put it into ~/\.aws/credentials"):
        kept(store(bucket), b"x")
    with pytest.raises(custody.StoreUnfit, match="no key was found"):
        kept(store(replace(bucket, profile="absent")), b"x")


def test_a_key_in_the_environment_is_not_used_and_no_metadata_service_is_asked(object_server, tmp_path, monkeypatch):
    bucket = object_server.make()
    credentials(tmp_path, monkeypatch).unlink()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(custody.StoreUnfit, match="no key was found"):
        kept(store(bucket), b"x")


def test_nothing_of_this_machine_is_told_to_the_server(between, object_server):
    kept(store(through(between, object_server.make())), b"x")
    agents = {seen.headers["User-Agent"] for seen in between.seen}
    assert agents == {"dokaz"}


def test_no_key_is_shown_by_what_goes_wrong(between):
    blobs = store(through(between, between.server.make()))
    between.refuse = lambda _request: misbehaving.error(403, "AccessDenied")
    with pytest.raises(custody.StoreUnfit) as refused:
        kept(blobs, b"x")
    error = refused.value
    while error is not None:
        assert SECRET not in f"{error}{error!r}"
        error = error.__cause__ or error.__context__
    assert isinstance(refused.value.__cause__, faults.Refused)
