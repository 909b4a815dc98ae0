"""HOME/checkpoint: what a home remembers of its journal outside the database."""

import shutil

import pytest

from dokaz.config.memory import CheckpointFile
from dokaz.database import api as database
from dokaz.journal import api as journal


def _with_older_database(world):
    database.close()
    shutil.copy(world.home / "dokaz.db", world.home.parent / "older.db")
    for _ in range(3):
        world.open_again()
        journal.checkpoint(now=world.tick())
    database.close()
    shutil.copy(world.home.parent / "older.db", world.home / "dokaz.db")
    world.open_again()


@pytest.mark.embedded("its file is copied away and put back")
def test_a_home_with_an_older_database_opens_and_signs_nothing(world):
    _with_older_database(world)
    assert isinstance(journal.departure(), journal.LogBehind)
    with pytest.raises(journal.LogBehind):
        journal.checkpoint(now=world.tick())


def test_a_home_opened_again_and_again_signs(world):
    for _ in range(2):
        note = journal.checkpoint(now=world.tick())
        assert (world.home / "checkpoint").read_bytes() == note
        world.open_again()


def test_a_shorter_log_never_takes_the_place_of_a_longer_one(world):
    short = journal.checkpoint(now=world.tick())
    world.open_again()
    long = journal.checkpoint(now=world.tick())
    CheckpointFile(world.home).keep(short)
    assert CheckpointFile(world.home).newest() == long
