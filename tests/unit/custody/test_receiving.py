"""A file comes in, is sealed, and is found again."""

import hashlib
import io
import os
import random

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody import arriving, vault
from dokaz.custody.models import Blob, Item
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import age

pytestmark = pytest.mark.both


def received(world, data, *, name="note.txt", source="P-1", **more):
    return custody.receive(io.BytesIO(data), name=name, source=source, by=world.session, now=world.tick(), **more)


def counted(model):
    with access.whole_house("test"):
        return model.objects.count()


def arrivals(files, **more):
    return [custody.Arrival(open=lambda data=data: io.BytesIO(data), name=name, **more) for name, data in files]


def test_a_received_file_opens_and_equals_its_hash(world):
    receipt = received(world, b"evidence")
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"evidence"
    shown = custody.show(receipt.ref, by=world.session, now=world.tick())
    assert (shown.name, shown.source, shown.size, shown.sha256) == ("note.txt", "P-1", 8, receipt.sha256)
    assert receipt.sha256 == hashlib.sha256(b"evidence").hexdigest()


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 9_000_001])
def test_every_size_comes_back_whole(world, size):
    data = random.Random(size).randbytes(size)
    receipt = received(world, data)
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == data
    assert (receipt.size, receipt.sha256) == (size, hashlib.sha256(data).hexdigest())


def test_any_range_is_read_without_the_rest(world):
    data = random.Random(7).randbytes(3_000_000)
    receipt = received(world, data)
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        for at in (0, 65_530, 1_999_999, 2_999_990):
            stream.seek(at)
            assert stream.read(20) == data[at : at + 20]


def test_the_same_bytes_under_two_names_are_one_blob_and_two_receipts(world):
    first, second = received(world, b"same", name="a.txt"), received(world, b"same", name="b.txt")
    assert (first.outcome, second.outcome) == (custody.Outcome.RECEIVED, custody.Outcome.SAME_BYTES)
    assert first.ref != second.ref
    assert (counted(Blob), counted(Item)) == (1, 2)
    assert stored(world) == 1


def stored(world):
    return sum(len(list(folder.iterdir())) for folder in (world.home / "vault").iterdir() if len(folder.name) == 3)


def test_the_same_arrival_again_writes_nothing(world):
    first = received(world, b"once")
    again = received(world, b"once")
    assert (again.outcome, again.ref, again.entry) == (custody.Outcome.ALREADY_HELD, first.ref, None)
    assert received(world, b"once", source="P-2").outcome is custody.Outcome.SAME_BYTES
    assert counted(Item) == 2


def test_twins_within_one_group_are_told_apart_from_copies(world):
    files = [("a", b"x"), ("b", b"x"), ("a", b"x"), ("c", b"y")]
    answers = list(custody.receive_many(arrivals(files), by=world.session, now=world.now))
    assert [answer.outcome.value for answer in answers] == ["received", "same-bytes", "already-held", "received"]
    assert answers[2].ref == answers[0].ref
    assert [answer.same_as for answer in answers] == [None, answers[0].ref, None, None]
    assert received(world, b"x", name="z").same_as == answers[0].ref
    assert stored(world) == 2


def test_many_files_are_answered_in_order_and_each_opens(world):
    files = [(f"file {number}", os.urandom(300)) for number in range(600)]
    answers = list(custody.receive_many(arrivals(files), by=world.session, now=world.now))
    assert [answer.name for answer in answers] == [name for name, _ in files]
    assert [answer.sha256 for answer in answers] == [hashlib.sha256(data).hexdigest() for _, data in files]
    assert len({answer.entry for answer in answers}) == 600
    with custody.open_item(answers[555].ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == files[555][1]


def test_a_reader_who_stops_early_leaves_whole_items_and_can_go_on(world):
    files = [(f"file {number}", os.urandom(300)) for number in range(600)]
    answers = custody.receive_many(arrivals(files), by=world.session, now=world.now)
    next(answers)
    answers.close()
    again = list(custody.receive_many(arrivals(files), by=world.session, now=world.tick()))
    assert {answer.outcome.value for answer in again} == {"already-held", "received"}
    assert counted(Item) == 600
    assert custody.check(by=world.session, now=world.tick()).clean
    custody.sweep(by=world.session, now=world.tick())
    assert stored(world) == 600


def test_every_row_has_its_entry_and_its_digest(world):
    received(world, b"one", description=custody.Description(title="A title"))
    received(world, b"two")
    journal.sequence(now=world.tick())
    findings = journal.verify_records()
    assert findings.sound, findings


def test_the_entry_says_what_was_received_and_no_words(world):
    receipt = received(world, b"evidence", name="Паказанні.txt")
    journal.sequence(now=world.tick())
    event = journal.evidence(receipt.entry).event
    assert receipt.sha256.encode() in event
    assert receipt.ref.encode() in event
    assert "Паказанні".encode() not in event


def test_no_name_source_or_word_lies_in_the_open_in_any_row(world):
    words = custody.Description(title="canary-title", holders=("canary-holder",), place="canary-place")
    receipt = received(world, b"x", name="canary-name", source="canary-source", path="a/canary-path", description=words)
    with access.whole_house("test"):
        item = Item.objects.get(ref=receipt.ref)
        rows = [item, item.blob, *item.notes.all(), *item.events.all()]
    text = repr([row.__dict__ for row in rows])
    assert "canary" not in text
    assert custody.show(receipt.ref, by=world.session, now=world.tick()).description == words


@pytest.mark.parametrize("in_a_group", [256, 1])
def test_a_generation_that_moves_while_files_come_in_seals_to_the_newer_one(world, monkeypatch, in_a_group):
    monkeypatch.setattr("dokaz.custody.groups.MOST_FILES", in_a_group)

    def moved():
        access.remove_member(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
        return io.BytesIO(b"second")

    leaver = world.second_account()
    access.grant_membership(compartment=world.compartment, account=leaver, by=world.session, now=world.tick())
    both = [custody.Arrival(open=lambda: io.BytesIO(b"first"), name="a"), custody.Arrival(open=moved, name="b")]
    receipts = list(custody.receive_many(both, by=world.session, now=world.now))
    with access.whole_house("test"):
        assert {item.generation for item in Item.objects.all()} == {2}
        assert {blob.generation for blob in Blob.objects.all()} == {2}
        headers = [bytes(blob.header) for blob in Blob.objects.all()]
    newest = access.identities(world.compartment, by=world.session)[:1]
    assert all(age.open_header(header, newest) for header in headers)
    for receipt, data in zip(receipts, (b"first", b"second"), strict=True):
        with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
            assert stream.read() == data
    assert custody.check(by=world.session, now=world.tick()).clean


def test_what_an_error_report_may_print_of_an_arrival_shows_no_key(world):
    arrival = custody.Arrival(open=lambda: io.BytesIO(b"evidence"), name="x")
    taken = arriving.take(arrival, store=vault.store())
    taken.discard()
    assert repr(taken.file_key) not in repr(taken)
    assert taken.file_key.hex() not in repr(taken)


def test_receiving_needs_a_role_that_allows_it(world):
    stranger = world.second_account(role="analyst")
    session = world.as_account(stranger)
    with pytest.raises(access.NotPermitted):
        custody.receive(io.BytesIO(b"x"), name="x", compartment=world.compartment, by=session, now=world.tick())


def test_who_holds_no_key_can_still_hand_in(world):
    session = world.as_account(world.second_account(role="documenter"))
    receipt = custody.receive(io.BytesIO(b"x"), name="x", compartment=world.compartment, by=session, now=world.tick())
    with pytest.raises(custody.ItemNotFound):
        custody.open_item(receipt.ref, by=session, now=world.tick())
    with custody.open_item(receipt.ref, by=world.session, now=world.tick()) as stream:
        assert stream.read() == b"x"


def test_without_the_wrap_a_file_does_not_decrypt(world):
    from dokaz.access.models import Wrap
    from dokaz.verify.age import NoMatch

    receipt = received(world, b"x")
    with access.whole_house("test"):
        blob = Item.objects.select_related("blob").get(ref=receipt.ref).blob
    Wrap.objects.filter(account=world.session.actor.account).delete()

    with pytest.raises(NoMatch):
        age.open_header(bytes(blob.header), access.identities(world.compartment, by=world.session))


def test_rows_refuse_to_be_changed(world):
    from django.db import IntegrityError

    receipt = received(world, b"x")
    with access.whole_house("test"), pytest.raises(IntegrityError):
        Item.objects.filter(ref=receipt.ref).update(mime="text/html")
    assert database.recompute("custody.item", id=str(receipt.item)) is not None
