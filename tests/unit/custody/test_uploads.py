"""Files that come in over several requests: what was sealed stays, what is not whole is no item, nothing is mixed."""

import contextlib
import hashlib
import io
import os
import random
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.objectstores import LOOPBACK

from dokaz.access import api as access
from dokaz.adapters import api as adapters
from dokaz.custody import api as custody
from dokaz.custody import growing, vault
from dokaz.custody.models import Blob, Item
from dokaz.custody.models import Upload as UploadRow
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.faults import failing_at

CHUNK = 65_536
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 17 * CHUNK + 5]


@pytest.fixture(autouse=True)
def _a_process_of_its_own():
    yield
    give_up()


def give_up():
    for upload in growing.every():
        growing.drop(upload)


class Sender:
    """Who sends one file, as the page's script does."""

    def __init__(self, world, data, *, by=None, size=None):
        self.world, self.data, self.by = world, data, by or world.session
        self.upload = custody.begin_upload(size=len(data) if size is None else size, by=self.by, now=world.tick())

    def append(self, length=None, *, offset=None, before=None, incoming=None):
        offset = self.upload.offset if offset is None else offset
        part = self.data[offset:][:length]
        before = hashlib.sha256(self.data[max(0, offset - CHUNK) : offset]).hexdigest() if before is None else before
        self.upload = custody.append_upload(
            self.upload.id, incoming=incoming or io.BytesIO(part), length=len(part), offset=offset, before=before,
            by=self.by, now=self.world.tick(),
        )  # fmt: skip
        return self.upload.offset

    def close(self, *, name="a.bin", rest=None, **more):
        rest = self.data[self.upload.parts_end :] if rest is None else rest
        return custody.close_upload(self.upload.id, rest=rest, name=name, by=self.by, now=self.world.tick(), **more)

    def sent(self, **more):
        if self.upload.parts_end:
            self.append()
        return self.close(**more)


def opened(world, ref):
    with custody.open_item(ref, by=world.session, now=world.tick()) as stream:
        return stream.read()


def payload_files(world):
    return [path for path in (world.home / "vault").rglob("*") if path.is_file() and path.name not in ("lock", "owner")]


def entries(world):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.read()]


@pytest.mark.both
def test_what_was_sent_in_parts_is_received_as_one_file(world):
    for size in SIZES:
        data = os.urandom(size)
        receipt = Sender(world, data).sent(name=f"{size}.bin", path=f"folder/{size}.bin", source="P-1")
        assert (receipt.size, receipt.sha256) == (size, hashlib.sha256(data).hexdigest())
        assert opened(world, receipt.ref) == data
    record = custody.show(receipt.ref, by=world.session, now=world.tick())
    assert (record.name, record.path, record.source) == (f"{size}.bin", f"folder/{size}.bin", "P-1")
    assert record.channel is custody.Channel.UPLOAD
    assert entries(world).count("custody:item:receive") == len(SIZES)
    assert custody.check(by=world.session, now=world.tick()).clean
    assert not growing.every()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_however_it_is_cut_and_broken_off_the_same_bytes_are_held(world, data):
    """The sender sends any lengths from where it is told to go on, and the line breaks anywhere."""
    give_up()  # what an example that was cut short has left
    content = random.Random(data.draw(st.integers(0, 999))).randbytes(data.draw(st.sampled_from([0, 70_000, 400_000])))
    sender = Sender(world, content)
    while sender.upload.offset < sender.upload.parts_end:
        length = data.draw(st.integers(CHUNK - 10, 4 * CHUNK))
        arrives = data.draw(st.one_of(st.none(), st.integers(0, 3 * CHUNK)))
        part = content[sender.upload.offset :][:length]
        told = sender.append(length, incoming=io.BytesIO(part[:arrives]) if arrives else None)
        assert told % CHUNK == 0
    receipt = sender.close(name=f"{uuid4()}")
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert opened(world, receipt.ref) == content


def test_each_chunk_is_sealed_once_and_none_is_kept_in_clear(world):
    data = os.urandom(4 * CHUNK + 9)
    sender = Sender(world, data)
    sender.append(CHUNK + 100)
    assert sender.upload.offset == CHUNK
    (payload,) = payload_files(world)
    assert payload.stat().st_size == 16 + CHUNK + 16
    assert data[CHUNK : CHUNK + 64] not in payload.read_bytes()
    sender.append()
    assert sender.upload.offset == 4 * CHUNK == sender.upload.parts_end
    assert payload.stat().st_size == 16 + 4 * (CHUNK + 16)
    sender.close()


def test_a_part_of_another_place_file_or_length_is_refused_and_nothing_is_lost(world):
    data = os.urandom(3 * CHUNK + 5)
    sender = Sender(world, data)
    sender.append(2 * CHUNK)
    for offset in (0, CHUNK, CHUNK + 1, 3 * CHUNK):
        with pytest.raises(custody.OffsetDiffers) as refused:
            sender.append(CHUNK, offset=offset)
        assert refused.value.offset == 2 * CHUNK
    with pytest.raises(custody.OtherFile):
        sender.append(CHUNK, before=hashlib.sha256(b"of another").hexdigest())
    with pytest.raises(custody.LongerThanAnnounced):
        custody.append_upload(
            sender.upload.id, incoming=io.BytesIO(bytes(2 * CHUNK)), length=2 * CHUNK, offset=2 * CHUNK,
            before=hashlib.sha256(data[CHUNK : 2 * CHUNK]).hexdigest(), by=world.session, now=world.tick(),
        )  # fmt: skip
    with pytest.raises(custody.ShorterThanAnnounced):
        sender.close()
    sender.append()
    for rest in (b"", data[-5:-1]):
        with pytest.raises(custody.ShorterThanAnnounced):
            sender.close(rest=rest)
    with pytest.raises(custody.LongerThanAnnounced):
        sender.close(rest=data[-5:] + b"!")
    with pytest.raises(custody.NameRefused):
        sender.close(name="")
    assert opened(world, sender.close().ref) == data


def test_a_closing_whose_answer_was_lost_is_answered_again_and_received_once(world):
    sender = Sender(world, b"page 7")
    first = sender.close()
    again = sender.close()
    assert (again.ref, again.sha256, again.entry) == (first.ref, first.sha256, None)
    assert again.outcome is custody.Outcome.ALREADY_HELD
    growing._begin_anew()  # also after a restart
    assert sender.close().ref == first.ref
    assert entries(world).count("custody:item:receive") == 1
    with pytest.raises(custody.UploadNotFound):
        sender.append(offset=0)
    world.tick(timedelta(hours=13).total_seconds())
    assert custody.end_uploads(now=world.now) == 0  # nothing unfinished, and the row is gone
    assert not UploadRow.objects.exists()


def test_the_same_bytes_are_one_stored_file_and_the_same_arrival_is_held_once(world):
    data = os.urandom(CHUNK + 1)
    first = Sender(world, data).sent(name="one.bin")
    second = Sender(world, data).sent(name="two.bin")
    third = Sender(world, data).sent(name="two.bin")
    assert (second.outcome, second.same_as) == (custody.Outcome.SAME_BYTES, first.ref)
    assert (third.outcome, third.ref) == (custody.Outcome.ALREADY_HELD, second.ref)
    with access.whole_house("test"):
        assert (Blob.objects.count(), Item.objects.count()) == (1, 2)
    assert len(payload_files(world)) == 1


def test_nobody_else_learns_of_an_upload_or_goes_on_with_it(world):
    sender = Sender(world, os.urandom(2 * CHUNK))
    documenter = world.as_account(world.second_account(role="documenter"))
    told = {"by": documenter, "now": world.tick()}
    for upload in (sender.upload.id, uuid4()):
        for act in (
            lambda upload: custody.find_upload(upload, **told),
            lambda upload: custody.append_upload(
                upload, incoming=io.BytesIO(bytes(CHUNK)), length=CHUNK, offset=0, before="", **told
            ),
            lambda upload: custody.close_upload(upload, rest=b"", name="x", **told),
            lambda upload: custody.drop_upload(upload, **told),
        ):
            with pytest.raises(custody.UploadNotFound):
                act(upload)
    assert custody.uploads(**told) == ()
    assert [each.id for each in custody.uploads(by=world.session, now=world.tick())] == [sender.upload.id]


def test_permission_is_asked_at_each_step(world, monkeypatch):
    sender = Sender(world, os.urandom(2 * CHUNK))
    sender.append()
    monkeypatch.setitem(access.ALLOWED, access.RoleName.CUSTODIAN, frozenset())
    for act in (sender.close, lambda: sender.append(0), lambda: Sender(world, b"")):
        with pytest.raises(access.NotPermitted):
            act()
    assert entries(world).count("access:permission:refuse") == 3
    monkeypatch.undo()
    assert sender.close().size == 2 * CHUNK


def test_a_protected_compartment_holds_it_with_its_hash_sealed(real_world):
    world = real_world
    protected = access.add_compartment(name="clinical", protected=True, by=world.session, now=world.tick()).id
    data = os.urandom(CHUNK + 7)
    upload = custody.begin_upload(size=len(data), compartment=protected, by=world.session, now=world.tick())
    custody.append_upload(
        upload.id, incoming=io.BytesIO(data), length=len(data), offset=0, before="", by=world.session, now=world.tick()
    )
    told = {"rest": data[CHUNK:], "name": "b.bin", "by": world.session, "now": world.tick()}
    receipt = custody.close_upload(upload.id, **told)
    assert receipt.sha256 == hashlib.sha256(data).hexdigest()
    assert custody.close_upload(upload.id, **told).sha256 == ""  # the row says nothing of it
    assert opened(world, receipt.ref) == data


def test_two_windows_do_not_mix(world):
    data = os.urandom(3 * CHUNK)
    sender, came, go_on = Sender(world, data), Event(), Event()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            came.set()
            assert go_on.wait(30)
            return super().read(size)

    def slowly():
        sender.append(incoming=Slow(data))
        database.let_go()

    other = Thread(target=slowly)
    other.start()
    assert came.wait(30)
    for act in (sender.append, lambda: custody.drop_upload(sender.upload.id, by=world.session, now=world.tick())):
        with pytest.raises(custody.UploadBusy):
            act()
    go_on.set()
    other.join()
    assert opened(world, sender.close().ref) == data


def test_a_restart_begins_again_under_another_key_and_what_was_written_is_swept(world):
    data = os.urandom(3 * CHUNK)
    sender = Sender(world, data)
    sender.append(2 * CHUNK)
    for grows in growing.every().values():
        grows.deposit.arriving._close()  # as the end of a process lets go of its files
    growing._begin_anew()
    assert custody.uploads(by=world.session, now=world.tick()) == ()
    for act in (sender.append, sender.close):
        with pytest.raises(custody.UploadLost):
            act()
    again = Sender(world, data)
    assert again.upload.offset == 0
    assert again.sent().size == len(data)
    assert custody.sweep(by=world.session, now=world.tick()).temporary == 1
    assert len(payload_files(world)) == 1


@pytest.mark.parametrize("at", ["custody:upload-seal", "write", "custody:upload-sealed"])
def test_when_writing_fails_nobody_guesses_what_was_written(world, at):
    data = os.urandom(3 * CHUNK)
    sender = Sender(world, data)
    sender.append(CHUNK)
    with failing_at(at), pytest.raises(custody.NoRoom):
        sender.append()
    assert payload_files(world) == []
    with pytest.raises(custody.UploadLost):
        sender.append()
    assert Sender(world, data).sent().size == len(data)


CLOSING = [
    "custody:upload-close", "custody:upload-read-back", "custody:keep", "custody:headers", "custody:rows",
    "custody:commit",
]  # fmt: skip


@pytest.mark.parametrize("at", CLOSING)
def test_a_closing_that_fails_holds_nothing_and_can_be_done_again(world, at):
    """Nothing is sent anew and nothing sealed anew; what was written meanwhile is spared by the sweeper."""
    data = os.urandom(CHUNK + 3)
    sender = Sender(world, data)
    sender.append()
    with failing_at(at), pytest.raises(custody.NoRoom):
        sender.close()
    with access.whole_house("test"):
        assert not Item.objects.exists()
    (sealed,) = [path.read_bytes() for path in payload_files(world)]
    custody.sweep(by=world.session, now=world.tick())
    assert custody.find_upload(sender.upload.id, by=world.session, now=world.tick()).offset == CHUNK
    if at != CLOSING[0]:
        with pytest.raises(custody.OtherFile):
            sender.close(rest=b"abc")
    receipt = sender.close(name="b.bin")
    assert (receipt.sha256, opened(world, receipt.ref)) == (hashlib.sha256(data).hexdigest(), data)
    (kept,) = [path.read_bytes() for path in payload_files(world)]
    assert kept[: len(sealed)] == sealed
    assert entries(world).count("custody:item:receive") == 1
    assert sender.close().ref == receipt.ref
    assert custody.check(by=world.session, now=world.tick()).clean
    assert not growing.every()


@pytest.mark.parametrize("fault", [database.DatabaseBusy, database.DatabaseFull, KeyboardInterrupt])
def test_a_busy_or_full_database_at_the_closing_costs_no_upload(world, fault):
    def stop():
        raise fault(place="here") if issubclass(fault, database.DatabaseFull) else fault()

    data = os.urandom(2 * CHUNK)
    sender = Sender(world, data)
    sender.append()
    for at in ("custody:rows", "custody:commit", "custody:headers"):
        with failing_at(at, act=stop), pytest.raises(fault):
            sender.close()
    receipt = sender.close()
    assert opened(world, receipt.ref) == data
    assert len(payload_files(world)) == 1
    assert custody.sweep(by=world.session, now=world.tick()).blobs == 0


def test_an_answer_that_failed_after_the_commit_is_given_again(world):
    sender = Sender(world, os.urandom(CHUNK + 3))
    sender.append()
    with failing_at("custody:committed"), pytest.raises(custody.NoRoom):
        sender.close()
    (line,) = custody.items(by=world.session, now=world.tick())
    assert sender.close().ref == line.ref
    assert opened(world, line.ref) == sender.data
    assert not growing.every()


@pytest.mark.parametrize("at", ["write", "sync-file", "link"])
def test_where_nobody_knows_what_the_store_holds_it_begins_again(world, at):
    data = os.urandom(CHUNK + 3)
    sender = Sender(world, data)
    sender.append()
    with failing_at(at), pytest.raises(custody.NoRoom):
        sender.close()
    with pytest.raises(custody.UploadLost):
        sender.close()
    world.tick(timedelta(hours=13).total_seconds())
    custody.sweep(by=world.session, now=world.tick())
    assert payload_files(world) == []
    assert Sender(world, data).sent().size == len(data)


def test_one_given_up_after_a_failed_closing_is_swept(world):
    sender = Sender(world, os.urandom(CHUNK + 3))
    sender.append()
    with failing_at("custody:headers"), pytest.raises(custody.NoRoom):
        sender.close()
    custody.drop_upload(sender.upload.id, by=world.session, now=world.tick())
    assert custody.sweep(by=world.session, now=world.tick()).blobs == 1
    assert payload_files(world) == []


def test_bytes_that_changed_in_the_store_meanwhile_are_not_received(world):
    data = os.urandom(3 * CHUNK)
    sender = Sender(world, data)
    sender.append()
    (payload,) = payload_files(world)
    with payload.open("r+b") as file:
        file.seek(CHUNK)
        file.write(b"!")
    with pytest.raises(custody.UploadLost):
        sender.close()
    with access.whole_house("test"):
        assert not Item.objects.exists()


def test_there_is_room_for_what_was_announced_or_it_is_refused_at_once(world, monkeypatch):
    first = Sender(world, b"", size=10**6)
    free = 3 * 10**6
    monkeypatch.setattr(vault.store(), "free", lambda: free)
    with pytest.raises(custody.NoRoom):
        Sender(world, b"", size=2 * 10**6)  # the first was promised its room
    custody.drop_upload(first.upload.id, by=world.session, now=world.tick())
    Sender(world, b"", size=2 * 10**6)
    with pytest.raises(custody.NoRoom):
        Sender(world, b"", size=2**70)


def test_what_does_not_go_on_ends_after_half_a_day_and_there_are_few_at_once(world):
    senders = [Sender(world, b"x" * (CHUNK + 1)) for _ in range(8)]
    with pytest.raises(custody.UploadsTooMany):
        Sender(world, b"")
    world.tick(timedelta(hours=11).total_seconds())
    senders[0].append()
    world.tick(timedelta(hours=2).total_seconds())
    with pytest.raises(custody.UploadNotFound):
        senders[1].append()
    assert custody.end_uploads(now=world.tick()) == 7
    assert len(payload_files(world)) == 1
    assert senders[0].close().size == CHUNK + 1


def test_unfinished_uploads_are_in_no_backup(world):
    from dokaz.backups import rows

    assert "custody_upload" not in {table.name for table, _model in rows.tables()}


@pytest.mark.allow_hosts(LOOPBACK)
@pytest.mark.parametrize("lock", [None, "2d"])
def test_in_a_bucket_as_in_a_folder(world, object_server, monkeypatch, lock):
    free = contextlib.nullcontext
    bucket = object_server.make(lock=lock)
    store = adapters.object_store(bucket, owner="ours", together=free, alone=free)
    monkeypatch.setattr(vault._wired, "store", store)
    data = os.urandom(9 * 1024 * 1024 + 11)
    sender = Sender(world, data)
    sender.append(9 * 1024 * 1024)  # the first of its parts is sent
    custody.sweep(by=world.session, now=world.tick())  # which spares what goes on
    sender.append()
    for at in ("custody:upload-read-back", "custody:keep", "custody:headers", "custody:commit"):
        with failing_at(at), pytest.raises(custody.NoRoom):
            sender.close()
        custody.sweep(by=world.session, now=world.tick())
    receipt = sender.close()
    assert opened(world, receipt.ref) == data
    assert Sender(world, data).sent().outcome is custody.Outcome.ALREADY_HELD
    assert len(list(store.names())) in ((1, 2) if lock else (1,))  # what a lock holds stays until its day
    lost = Sender(world, data)
    lost.append(9 * 1024 * 1024)
    UploadRow.objects.filter(id=lost.upload.id).delete()  # of a process that is gone, after half a day
    growing._begin_anew()
    assert custody.sweep(by=world.session, now=world.tick()).temporary == 1
    other = adapters.object_store(replace(bucket, prefix="other"), owner="ours", together=free, alone=free)
    assert list(other.names()) == []
