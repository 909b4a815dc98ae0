"""The file on the disk: nothing readable in it, a wrong key refused, a flipped bit named."""

import os

import pytest
from django.db import connection, transaction

from dokaz.database import api as database

KEY = bytes(range(32))
PLANTED = "марыя ў акрэсціне planted-sentence"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "house.db"
    database.open(path, key=KEY)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer primary key, text text)")
        cursor.execute("INSERT INTO note (text) VALUES (%s)", [PLANTED])
    yield path
    database.close()


def test_no_file_holds_plain_text_while_the_database_is_in_use(file):
    beside = [path for path in file.parent.iterdir() if path.name.startswith(file.name)]
    assert {path.name for path in beside} >= {"house.db", "house.db-wal", "house.db-shm"}
    for path in beside:
        data = path.read_bytes()
        for trace in (
            PLANTED.encode(),
            b"planted-sentence",
            b"CREATE TABLE",
            b"SQLite format 3",
            KEY,
            KEY.hex().encode(),
        ):
            assert trace not in data, f"{trace!r} is readable in {path.name}"


def test_a_wrong_key_is_refused_with_a_sentence_and_changes_nothing(file):
    database.close()
    before = file.read_bytes()
    with pytest.raises(database.WrongDatabaseKey, match="belongs to another home"):
        database.open(file, key=os.urandom(32))
    assert file.read_bytes() == before


def test_without_a_home_nothing_is_asked_of_any_database():
    database.close()
    with pytest.raises(database.DatabaseNotOpen, match="Open a home first"), connection.cursor():
        pass


def test_a_flipped_bit_is_named_when_the_pages_are_examined_and_when_they_are_read(file):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO note (text) VALUES (%s)", [(PLANTED * 20,)] * 500)
    database.close()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    database.open(file, key=KEY)
    with pytest.raises(database.DatabaseDamaged, match="page"):
        database.examine()
    with pytest.raises(database.DatabaseDamaged, match="restore from a backup"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(length(text)) FROM note")


def test_a_sound_file_is_examined_without_a_word(file):
    database.examine()


def test_every_promise_of_durability_is_switched_on(file):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "secure_delete": 1,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "temp_store": 2,  # memory
        "busy_timeout": 5000,
    }
    with connection.cursor() as cursor:
        assert {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_a_key_of_another_length_is_refused(tmp_path):
    with pytest.raises(ValueError, match="32 bytes"):
        database.open(tmp_path / "x.db", key=b"short")


def test_another_writer_that_does_not_end_is_named_and_the_next_try_works(file):
    other = connection.get_new_connection(connection.get_connection_params())
    other.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(database.DatabaseBusy, match="Another command has been writing"), transaction.atomic():
        pytest.fail("two writers at once")
    other.rollback()
    other.close()
    with transaction.atomic():
        assert connection.in_atomic_block
