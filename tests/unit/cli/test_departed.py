"""A custodian puts an older database back and works on: nothing is signed, and it is said each time."""

import shutil

import pytest

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database
from dokaz.journal import api as journal


@pytest.mark.embedded("its file is copied away and put back")
def test_an_older_database_is_read_and_not_signed(dokaz, world, folder, tmp_path):
    dokaz("receive", folder / "one.txt", "--later")
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "older.db")
    assert dokaz("receive", folder / "два.txt", "--later").code == 0
    signed = (world.home / "checkpoint").read_bytes()
    database.close()
    for name in ("dokaz.db-wal", "dokaz.db-shm"):
        (world.home / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.db", world.home / "dokaz.db")

    seen = dokaz("items")
    assert (seen.code, "one.txt" in seen.out, "два.txt" in seen.out) == (1, True, False)
    assert "Nothing is signed" in seen.err
    refused = dokaz("checkpoint")
    assert refused.code == 1
    assert "journal recover" in refused.err
    assert "checkpoint beside the database" in dokaz("verify").err
    assert dokaz("work").code == 1
    world.open_again()
    (begun,) = models.Statement.objects.filter(kind="worker")  # nobody grants anything to what never came to work
    assert models.Statement.objects.filter(kind="withdrawal", subject=begun.id).exists()
    assert (world.home / "checkpoint").read_bytes() == signed


def test_two_ordinary_commands_each_leave_a_newer_checkpoint(dokaz, world):
    sizes = []
    for _ in range(2):
        assert dokaz("items").code == 0
        sizes.append(int((world.home / "checkpoint").read_text().splitlines()[1]))
    assert sizes[0] < sizes[1]


@pytest.mark.embedded("its file is copied away and put back")
def test_a_database_in_which_a_removed_member_stands_again_is_opened_to_nobody(dokaz, world, tmp_path):
    member = world.second_account()
    access.grant_membership(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    database.close()
    shutil.copy(world.home / "dokaz.db", tmp_path / "older.db")
    world.open_again()
    access.remove_member(compartment=world.compartment, account=member, by=world.session, now=world.tick())
    database.close()
    shutil.copy(tmp_path / "older.db", world.home / "dokaz.db")

    refused = dokaz("items")
    assert (refused.code, refused.out) == (1, "")
    assert "has 3 number(s)" in refused.err
    world.open_again()
    access.replay_gone(journal.register_ahead(), by=world.session, now=world.tick())
    assert dokaz("items").code == 0
