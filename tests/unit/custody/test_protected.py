"""In a protected compartment the hash of a file is a test for its presence, so it is sealed like a name."""

import io

import pytest
from django.db import connection

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.models import Blob, Event, FixityRun, Item
from dokaz.journal import api as journal
from dokaz.verify import canonical

pytestmark = pytest.mark.both


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
    assert [table for table, row in stored() if receipt.sha256 in repr(row)] == []


def stored():
    """Every row of every table, as whoever holds the key of the database and of no compartment reads it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield (
                    table,
                    [
                        bytes(each).hex() + repr(bytes(each)) if isinstance(each, bytes | memoryview) else each
                        for each in row
                    ],
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


def test_how_many_files_a_run_checked_in_a_protected_compartment_stands_in_its_sealed_entry_only(guarded):
    received(guarded, b"one"), received(guarded, b"two")
    custody.receive(io.BytesIO(b"other"), name="y", by=guarded.session, now=guarded.tick())
    assert custody.check(by=guarded.session, now=guarded.tick()).counts[custody.Finding.UNCHANGED] == 3
    run = FixityRun.objects.get()
    assert run.unchanged == 1
    journal.sequence(now=guarded.tick())
    ends = {
        entry.compartment: entry for entry in journal.entries_about(str(run.id)) if entry.verb == "custody:fixity:end"
    }
    assert [canonical.read_event(entry.event)["facts"].get("unchanged") for entry in ends.values()] == [None, 1]
    (sealed,) = [event for event in opened(guarded) if event["verb"] == "custody:fixity:end"]
    assert (sealed["about"], sealed["facts"]["unchanged"]) == ([str(run.id)], 2)
    assert journal.verify_records().found == ()


def opened(world):
    """The events of all sealed entries, as a member reads them."""
    entries = [entry for entry in journal.read() if entry.sealed]
    bodies = [access.open_sealed(each.compartment, sealed=each.sealed, by=world.session) for each in entries]
    return [canonical.read_event(body[32:]) for body in bodies]


def test_the_same_bytes_are_one_blob_here_and_another_elsewhere(guarded):
    received(guarded, b"evidence", name="a")
    assert received(guarded, b"evidence", name="b").outcome is custody.Outcome.SAME_BYTES
    elsewhere = custody.receive(io.BytesIO(b"evidence"), name="a", by=guarded.session, now=guarded.tick())
    assert elsewhere.outcome is custody.Outcome.RECEIVED
    with access.whole_house("test"):
        assert len(set(Blob.objects.values_list("equality", flat=True))) == Blob.objects.count() == 2
