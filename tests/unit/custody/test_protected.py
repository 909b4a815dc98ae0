"""In a protected compartment the hash of a file is a test for its presence, so it is sealed like a name."""

import io

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Blob, Event, Item
from dokaz.journal import api as journal
from dokaz.verify import canonical


@pytest.fixture
def guarded(real_world):
    made = access.add_compartment(name="sgbv", protected=True, by=real_world.session, now=real_world.tick())
    real_world.compartment = made.id
    return real_world


def received(world, data, name="x"):
    return custody.receive(
        io.BytesIO(data), name=name, compartment=world.compartment, by=world.session, now=world.tick()
    )


def test_the_hash_is_in_no_row_and_no_open_entry(guarded):
    receipt = received(guarded, b"evidence")
    custody.check(by=guarded.session, now=guarded.tick())
    with access.whole_house("test"):
        rows = [*Item.objects.all(), *Blob.objects.all(), *Event.objects.all()]
    assert receipt.sha256 not in repr([row.__dict__ for row in rows])
    assert bytes.fromhex(receipt.sha256) not in b"".join(bytes(blob.equality) for blob in Blob._base_manager.all())
    journal.sequence(now=guarded.tick())
    with pytest.raises(journal.BodySealed):
        journal.evidence(receipt.entry)
    assert receipt.sha256.encode() not in b"".join(
        path.read_bytes() for path in guarded.home.iterdir() if path.is_file()
    )


def test_no_open_entry_names_what_was_listed_or_shown(guarded):
    receipt = received(guarded, b"evidence")
    open_one = custody.receive(io.BytesIO(b"other"), name="y", by=guarded.session, now=guarded.tick())
    custody.items(by=guarded.session, now=guarded.tick())
    custody.show(receipt.ref, by=guarded.session, now=guarded.tick())
    journal.sequence(now=guarded.tick())
    entries = list(journal.read())
    assert receipt.ref.encode() not in b"".join(entry.event or b"" for entry in entries)
    assert journal.entries_about(receipt.ref) == []
    sealed = [access.open_sealed(e.compartment, sealed=e.sealed, by=guarded.session) for e in entries if e.sealed]
    said = [canonical.read_event(body[32:]) for body in sealed]
    assert [(event["verb"], event["about"]) for event in said][-2:] == [
        ("custody:items:list", [receipt.ref]),
        ("custody:item:show", [receipt.ref]),
    ]
    (listed,) = [each for each in journal.entries_about(open_one.ref) if each.verb == "custody:items:list"]
    assert canonical.read_event(listed.event)["about"] == [open_one.ref]


def test_a_list_that_showed_nothing_is_an_entry_too(guarded):
    assert custody.items(by=guarded.session, now=guarded.tick()) == []
    journal.sequence(now=guarded.tick())
    *_, last = journal.read()
    assert (last.verb, canonical.read_event(last.event)["facts"]) == ("custody:items:list", {"shown": 0})


def test_the_hash_is_shown_to_a_member_and_checked(guarded):
    receipt = received(guarded, b"evidence")
    shown = custody.show(receipt.ref, by=guarded.session, now=guarded.tick())
    assert shown.sha256 == receipt.sha256
    assert shown.events[0].hash_after == receipt.sha256
    assert custody.check(by=guarded.session, now=guarded.tick()).clean


def test_the_same_bytes_are_one_blob_here_and_another_elsewhere(guarded):
    received(guarded, b"evidence", name="a")
    assert received(guarded, b"evidence", name="b").outcome is custody.Outcome.SAME_BYTES
    elsewhere = custody.receive(io.BytesIO(b"evidence"), name="a", by=guarded.session, now=guarded.tick())
    assert elsewhere.outcome is custody.Outcome.RECEIVED
    with access.whole_house("test"):
        assert len(set(Blob.objects.values_list("equality", flat=True))) == Blob.objects.count() == 2
