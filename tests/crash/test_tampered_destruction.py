"""What was destroyed and comes back, and what vanishes without its entry, is named by `dokaz verify --all`."""

import shutil

import pytest
from tests.crash.test_tampering import assert_named

from dokaz.database import api as database
from dokaz.kernel import files

ROW = ("record-altered", "{GONE_ITEM}")
BACK = ("destroyed-returned", "{gone_ref}")

ROWS = {
    "header put back into the database": (
        ["UPDATE custody_blob SET header = CAST('age-encryption.org/v1' AS BLOB) WHERE id = '{gone_blob}'"],
        {("record-altered", "{GONE_BLOB}"), BACK},
    ),
    "words put back into the item": (
        ["UPDATE custody_item SET words = CAST('words' AS BLOB) WHERE id = '{gone_item}'"],
        {ROW, BACK, ("chain-broken", "{gone_ref}")},
    ),
    "mark made to look unfinished": (
        ["UPDATE custody_destruction SET finished_at = NULL"],
        {("record-altered", "{GONE_MARK}"), ("destruction-unfinished", "{gone_ref}")},
    ),
    "mark given to another item": (
        ["UPDATE custody_destruction SET item_id = '{second_item}'"],
        {
            ("record-altered", "{GONE_MARK}"),
            ("destroyed-returned", "{second_ref}"),
            ("gone-unlisted", "{second_ref}"),
            ("chain-broken", "{gone_ref}"),
            ("missing", "{gone_ref}"),
            ("checks-differ", ""),
        },
    ),
    "item emptied without an entry": (
        ["UPDATE custody_item SET words = zeroblob(0), record_key = zeroblob(0) WHERE id = '{second_item}'"],
        {("record-altered", "{SECOND_ITEM}"), ("missing", "{second_ref}")},
    ),
    "second person's name changed": (
        ["UPDATE custody_destruction SET second = '0123456789abcdef0123456789abcdef'"],
        {("record-altered", "{GONE_MARK}")},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_change_to_what_was_destroyed_is_named(house, name):
    statements, expected = ROWS[name]
    with house.as_attacker() as sql:
        for statement in statements:
            sql(statement)
    assert_named(house, expected)


def test_a_mark_that_is_removed_is_missed(house):
    with house.as_attacker() as sql:
        sql("DELETE FROM custody_destruction")
    chain = {("chain-broken", "{gone_ref}"), ("missing", "{gone_ref}"), ("checks-differ", "")}
    assert_named(house, {("record-missing", "{GONE_MARK}"), *chain})


def test_a_digest_of_what_an_event_was_that_is_changed_is_named(house):
    with house.as_attacker() as sql:
        sql("UPDATE custody_erased SET sha256 = replace(sha256, 'a', 'b') WHERE kind = 'custody.event'")
    found = {code for code, _ in house.inspected()}
    assert found == {"record-altered", "chain-broken"}


def test_a_header_copy_put_back_after_the_destruction_is_named(house):
    with house.as_attacker() as sql:
        ((name,),) = sql("SELECT name FROM custody_blob WHERE id = '{gone_blob}'")
    files.write_new(house.home / "headers" / name[:3] / name, [house.header])
    assert_named(house, {("copy-returned", "{gone_ref}")})


def test_a_register_that_was_shortened_is_named(house):
    (house.home / "register").unlink()
    with house.as_attacker() as sql:
        sql("DELETE FROM journal_gone")
    # beside the item also the erased body of its receipt
    assert {code for code, _ in house.inspected()} == {"gone-unlisted"}
    assert_named(house, {("gone-unlisted", "{gone_ref}"), ("gone-unlisted", "index ")})


def test_a_house_put_back_to_before_the_destruction_is_opened_to_nobody(house):
    """All but the register and the checkpoint, which no back-up holds."""
    database.close()
    for name in ("dokaz.db", "dokaz.db-wal", "dokaz.db-shm"):
        (house.home / name).unlink(missing_ok=True)
        if (house.earlier / name).exists():
            shutil.copy(house.earlier / name, house.home / name)
    assert {code for code, _ in house.inspected()} >= {"register-ahead"}
