"""What a back-up holds comes back, row for row, on either database."""

import pytest
from django.db import transaction
from tests.unit.backups.conftest import CANARY, everything

from dokaz.access import api as access
from dokaz.backups import api as backups
from dokaz.custody import api as custody
from dokaz.custody.models import Blob
from dokaz.database import api as database
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.verify import age

pytestmark = pytest.mark.both

ENTRY = ("entry", "body", "pending", "subject", "written")  # the tables that each entry has a row in


def test_every_table_of_the_restored_database_equals_the_one_it_came_from(kept, empty):
    for number in range(5):
        kept.receive(b"page %d" % number, f"{number}.txt")
    made = kept.make()
    after = everything()
    size = journal.head().size
    empty()
    backup = kept.found()
    assert kept.restore_rows(backup) == made.rows == backup.rows
    restored = everything()
    assert set(restored) == set(after)
    still = {name for name, rows in after.items() if rows == restored[name]}
    # what the back-up wrote of itself after its view is not in it: that it ended, and the entry that says so
    assert set(after) - still == {"backups_backup"} | {f"journal_{each}" for each in ENTRY}
    assert backups.differing(backup) == ()
    assert journal.head().size == size == backup.size


def test_headers_that_followed_to_a_newer_key_are_what_a_later_back_up_brings_back(kept, empty):
    world = kept.world
    kept.receive()
    old = access.identities(world.compartment, by=world.session)
    access.rekey(compartment=world.compartment, by=world.session, now=world.tick())
    assert custody.move_some(world.compartment, by=world.session, now=world.tick()).moved == 1
    new = access.identities(world.compartment, by=world.session)
    kept.make()
    empty()
    kept.restore_rows(kept.found())
    with access.whole_house("test"):
        header = bytes(Blob.objects.get().header)
    with pytest.raises(age.AgeError):
        age.open_header(header, old)
    assert age.open_header(header, new)


@pytest.mark.parametrize("other", ["embedded", "postgres"])
def test_a_back_up_moves_between_the_databases(kept, empty, other):
    kept.receive()
    kept.make()
    backup = kept.found()
    empty(other)
    kept.restore_rows(backup)
    assert backups.differing(backup) == ()


def test_work_that_waits_is_in_no_back_up(kept, empty):
    with transaction.atomic():
        jobs.enqueue("test:item:look", arguments={"item": "E-1"}, now=kept.world.tick())
    kept.make()
    backup = kept.found()
    assert "jobs_job" not in {listed.table for listed in backup.tables}
    empty()
    kept.restore_rows(backup)
    assert jobs.listed() == []
    assert backups.differing(backup) == ()


def test_what_is_full_is_not_filled_again(kept, empty):
    kept.make()
    empty()
    backup = kept.found()
    kept.restore_rows(backup)
    with pytest.raises(database.DatabaseNotEmpty):
        kept.restore_rows(backup)
    assert backups.differing(backup) == ()


def test_the_second_back_up_writes_only_what_is_new(kept):
    for number in range(3):
        kept.receive(b"page %d" % number, f"{number}.txt")
    first = kept.make()
    assert (first.payloads, first.new_payloads, first.missing) == (3, 3, ())
    before = kept.shelved()
    kept.receive(b"page 4", "4.txt")
    second = kept.make()
    assert (second.payloads, second.new_payloads) == (4, 1)
    assert before < kept.shelved()
    assert [each.name.partition("/")[2] for each in backups.backups(kept.shelf, identities=[kept.identity], told=pytest.fail)] == [
        second.name, first.name,
    ]  # fmt: skip


def test_no_name_and_no_key_is_on_the_shelf_in_clear(kept):
    kept.receive(CANARY, "canary-name.txt")
    kept.make()
    held = b"".join(path.read_bytes() for path in kept.folder.rglob("*") if path.is_file())
    for secret in (CANARY, b"canary-name", b"k" * 32, b"p" * 32, b"home.json"):
        assert secret not in held
