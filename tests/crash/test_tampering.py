"""Each way to change the house behind its back is named by `dokaz verify --all --checkpoint FILE` (SECURITY 7).

The attacker holds the database key and writes every file; outside their reach is only a checkpoint kept elsewhere.
The log's own tables are spoiled one by one in tests/unit/journal/test_tampering.py; here it is what they vouch for.
"""

import hmac
import io
import json
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction

from dokaz.access import api as access
from dokaz.access.sign_in_rows import PASSING
from dokaz.custody import api as custody
from dokaz.custody.models import UNVOUCHED
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.verify import checkpoints, merkle, notes

# files of the vault and the header store


def flip(path, at=-20):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def exchange(one, two):
    held = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(held)


def cut(path, count):
    path.write_bytes(path.read_bytes()[:count])


def lengthen(path):
    path.write_bytes(path.read_bytes() + b"\x00")


def without_chunk(path):
    """Drop one whole chunk of 64 KiB and its tag from the middle (age: STREAM)."""
    data, chunk = path.read_bytes(), 64 * 1024 + 16
    path.write_bytes(data[: 16 + chunk] + data[16 + 2 * chunk :])


def reordered(path):
    data, chunk = path.read_bytes(), 64 * 1024 + 16
    first, second = data[16 : 16 + chunk], data[16 + chunk : 16 + 2 * chunk]
    path.write_bytes(data[:16] + second + first + data[16 + 2 * chunk :])


def returned(tree):
    """The whole tree as it was before the last arrivals."""

    def act(house):
        shutil.rmtree(house.home / tree)
        shutil.copytree(house.earlier / tree, house.home / tree)

    return act


def of(name, tree, change):
    return lambda house: change(house.blob(name, tree))


def swapped(tree):
    return lambda house: exchange(house.blob("first", tree), house.blob("second", tree))


def replaced_by_another(house):
    house.blob("fifth").write_bytes(house.blob("sixth").read_bytes())


SHARED = {"first", "first again"}  # two items of the same bytes
RETURNED = {"seventh", "eighth", "guarded", "derivative"}

FILES = {
    "payload changed": (of("second", "vault", flip), "altered", {"second"}),
    "payload shared by two items changed": (of("first", "vault", flip), "altered", SHARED),
    "payload of a protected item changed": (of("guarded", "vault", flip), "altered", {"guarded"}),
    "payload of a derivative changed": (of("derivative", "vault", flip), "altered", {"derivative"}),
    "nonce of a payload changed": (of("second", "vault", lambda path: flip(path, 3)), "altered", {"second"}),
    "payload cut in its last chunk": (of("large", "vault", lambda path: cut(path, -5)), "altered", {"large"}),
    "payload cut at a chunk": (of("large", "vault", lambda path: cut(path, 16 + 65_552)), "altered", {"large"}),
    "payload emptied": (of("second", "vault", lambda path: cut(path, 0)), "altered", {"second"}),
    "payload made longer": (of("second", "vault", lengthen), "altered", {"second"}),
    "chunk removed from the middle": (of("large", "vault", without_chunk), "altered", {"large"}),
    "chunks re-ordered": (of("large", "vault", reordered), "altered", {"large"}),
    "payloads swapped": (swapped("vault"), "altered", {"first", "first again", "second"}),
    "payload replaced by another": (replaced_by_another, "altered", {"fifth"}),
    "payload of an empty file filled": (of("empty", "vault", lengthen), "altered", {"empty"}),
    "payload removed": (of("second", "vault", lambda path: path.unlink()), "missing", {"second"}),
    "vault returned to an earlier state": (returned("vault"), "missing", RETURNED),
    "header copy changed": (of("second", "headers", flip), "copy-altered", {"second"}),
    "header copy cut": (of("second", "headers", lambda path: cut(path, 60)), "copy-altered", {"second"}),
    "header copy removed": (of("second", "headers", lambda path: path.unlink()), "copy-missing", {"second"}),
    "header copies swapped": (swapped("headers"), "copy-altered", {"first", "first again", "second"}),
    "header store returned to an earlier state": (returned("headers"), "copy-missing", RETURNED),
}


@pytest.mark.parametrize("name", FILES)
def test_each_change_to_a_stored_file_names_the_items_it_belongs_to(house, name):
    act, code, items = FILES[name]
    act(house)
    found = house.inspected()
    assert {found_code for found_code, _ in found} == {code}
    assert len(found) == len(items)
    for item in items:
        assert any(house.refs[item] in says for _, says in found)


# rows

ROWS = {
    "header changed in the database": (
        ["UPDATE custody_blob SET header = CAST(header || x'00' AS BLOB) WHERE id = '{second_blob}'"],
        {("record-altered", "{SECOND_BLOB}"), ("altered", "{second_ref}")},
    ),
    "header cut in the database": (
        ["UPDATE custody_blob SET header = substr(header, 1, 40) WHERE id = '{second_blob}'"],
        {("record-altered", "{SECOND_BLOB}"), ("altered", "{second_ref}")},
    ),
    "header removed from the database": (
        ["UPDATE custody_blob SET header = NULL WHERE id = '{second_blob}'"],
        {("record-altered", "{SECOND_BLOB}"), ("key-missing", "{second_ref}")},
    ),
    "item moved to another blob": (
        ["UPDATE custody_item SET blob_id = '{second_blob}' WHERE id = '{fifth_item}'"],
        {("record-altered", "{FIFTH_ITEM}")},
    ),
    "items exchanged their blobs": (
        [
            "UPDATE custody_item SET blob_id = '{second_blob}' WHERE id = '{fifth_item}'",
            "UPDATE custody_item SET blob_id = '{fifth_blob}' WHERE id = '{second_item}'",
        ],
        {("record-altered", "{FIFTH_ITEM}"), ("record-altered", "{SECOND_ITEM}")},
    ),
    "hash of the bytes rewritten": (
        ["UPDATE custody_blob SET sha256 = replace(sha256, 'a', 'b') WHERE id = '{second_blob}'"],
        {("record-altered", "{SECOND_BLOB}"), ("altered", "{second_ref}")},
    ),
    "blob pointed at another payload": (
        [
            "UPDATE custody_blob SET name = 'away' WHERE id = '{second_blob}'",
            "UPDATE custody_blob SET name = (SELECT replace(name, substr(name, 40), '000000000') FROM custody_blob WHERE id = '{fifth_blob}') WHERE id = '{second_blob}'",
        ],
        {("record-altered", "{SECOND_BLOB}"), ("missing", "{second_ref}")},
    ),
    "item pointed at another parent": (
        ["UPDATE custody_item SET parent_id = '{second_item}' WHERE id = '{derivative_item}'"],
        {("record-altered", "{DERIVATIVE_ITEM}")},
    ),
    "item given another reference": (
        ["UPDATE custody_item SET ref = 'E-other' WHERE id = '{second_item}'"],
        {("record-altered", "{SECOND_ITEM}")},
    ),
    "words of two items swapped": (
        [
            "CREATE TEMP TABLE kept AS SELECT id, record_key, words FROM custody_item",
            "UPDATE custody_item SET (record_key, words) = (SELECT record_key, words FROM kept WHERE id = '{fifth_item}') WHERE id = '{second_item}'",
        ],
        {("record-altered", "{SECOND_ITEM}")},
    ),
    "date of arrival moved": (
        ["UPDATE custody_item SET received_at = '2020-01-01 00:00:00' WHERE id = '{second_item}'"],
        {("record-altered", "{SECOND_ITEM}"), ("counts-differ", "")},
    ),
    "custody event rewritten": (
        ["UPDATE custody_event SET role = 'auditor' WHERE id = '{event1}'"],
        {("record-altered", "{EVENT1}"), ("chain-broken", "{first_ref}")},
    ),
    "custody event removed": (
        ["DELETE FROM custody_event WHERE id = '{event2}'"],
        {("record-missing", "{EVENT2}"), ("chain-broken", "{first_ref}")},
    ),
    "custody events re-ordered": (
        [
            "UPDATE custody_event SET number = -1 WHERE id = '{event1}'",
            "UPDATE custody_event SET number = 1 WHERE id = '{event2}'",
            "UPDATE custody_event SET number = 2 WHERE id = '{event1}'",
        ],
        {
            ("record-altered", "{EVENT1}"),
            ("record-altered", "{EVENT2}"),
            ("chain-broken", "{first_ref}"),
            ("database-damaged", "custody_event"),
        },
    ),
    "custody event moved to another item": (
        ["UPDATE custody_event SET item_id = '{second_item}', number = 9 WHERE id = '{event2}'"],
        {("record-altered", "{EVENT2}"), ("chain-broken", "{first_ref}"), ("chain-broken", "{second_ref}")},
    ),
    "custody event slipped in": (
        [
            "CREATE TEMP TABLE slipped AS SELECT * FROM custody_event WHERE id = '{event2}'",
            "UPDATE slipped SET id = '0123456789abcdef0123456789abcdef', number = 99",
            "INSERT INTO custody_event SELECT * FROM slipped",
        ],
        {("record-unknown", "01234567-89ab-cdef-0123-456789abcdef"), ("chain-broken", "{first_ref}")},
    ),
    "public key of a compartment replaced": (
        ["UPDATE access_keygeneration SET public_key = zeroblob(32) WHERE id = '{access_keygeneration}'"],
        {
            ("record-altered", "{ACCESS_KEYGENERATION}"),
            ("public-key-swapped", "{ACCESS_KEYGENERATION}"),
            ("record-unvouched", "{ACCESS_KEYGENERATION_ID}"),
        },
    ),
    "compartment made unprotected": (
        ["UPDATE access_compartment SET protected = 0 WHERE name = 'guarded'"],
        {
            ("record-altered", "{GUARDED}"),
            ("protection-changed", "{GUARDED}"),
            ("protection-changed", "{GUARDED_ID}"),
            ("checks-differ", ""),
        },
    ),
    "newest check of a file hidden": (
        ["UPDATE custody_lastcheck SET at = NULL, fault = NULL"],
        {("checks-differ", "")},
    ),
    "machine's key replaced": (
        ["UPDATE access_machine SET public_key = zeroblob(32)"],
        {("record-altered", "{ACCESS_MACHINE}"), ("public-key-swapped", "{ACCESS_MACHINE}")},
    ),
    "recovery key replaced": (
        ["UPDATE access_recoverygeneration SET box_public = zeroblob(32)"],
        {
            ("record-altered", "{ACCESS_RECOVERYGENERATION}"),
            ("public-key-swapped", "{ACCESS_RECOVERYGENERATION}"),
            ("public-key-swapped", "{ACCESS_RECOVERYGENERATION_ID}"),
        },
    ),
    "rows of a kind the log has never seen": (
        [
            "INSERT INTO access_halfpair SELECT '0123456789abcdef0123456789abcdef', '{access_compartment}', id, began_at FROM access_compartment WHERE name = 'guarded'",
        ],
        {("record-unknown", "access.halfpair 01234567-89ab-cdef-0123-456789abcdef")},
    ),
    "digest of a row rewritten with the row": (
        [
            "UPDATE custody_item SET mime = 'x/y' WHERE id = '{second_item}'",
            "UPDATE journal_written SET sha256 = replace(sha256, 'a', 'b') WHERE kind = 'custody.item' AND replace(row, '-', '') = '{second_item}'",
        ],
        {("record-altered", "{SECOND_ITEM}"), ("marks-altered", "index"), ("counts-differ", "")},
    ),
    "row and every mark of it removed": (
        [
            "DELETE FROM custody_note",
            "DELETE FROM journal_written WHERE kind = 'custody.note'",
        ],
        {("marks-altered", "index")},
    ),
    "event of an entry changed": (
        ["UPDATE journal_body SET event = CAST(event || ' ' AS BLOB) WHERE entry_id = {entry}"],
        {("body-altered", "index {index} "), ("body-malformed", "index {index} ")},
    ),
    "salt of an entry changed": (
        ["UPDATE journal_body SET salt = zeroblob(32) WHERE entry_id = {entry}"],
        {("body-altered", "index {index} ")},
    ),
    "sealed entry changed": (
        ["UPDATE journal_body SET sealed = CAST(substr(sealed, 1, 100) AS BLOB) WHERE entry_id = {sealed_entry}"],
        {("body-unsealable", "index {sealed_index} ")},
    ),
    "sealed entry put into another compartment": (
        ["UPDATE journal_entry SET compartment = '{access_compartment}' WHERE id = {sealed_entry}"],
        {("body-unsealable", "index {sealed_index} ")},
    ),
    "tile changed": (["UPDATE journal_tile SET hashes = zeroblob(32 * {size})"], {("tile-altered", "tile/0/000")}),
    "head changed": (
        ["UPDATE journal_treehead SET root = zeroblob(32) WHERE size = {size}"],
        {("head-altered", "head {size}")},
    ),
    "checkpoint changed": (
        ["UPDATE journal_checkpoint SET note = CAST(replace(note, 'dokaz', 'dakaz') AS BLOB) WHERE size = {size}"],
        {("checkpoint-forged", "checkpoint {size}")},
    ),
}


def unforeseen(found, expected):
    return [
        (code, says) for code, says in found if not any(code == wanted and name in says for wanted, name in expected)
    ]


def assert_named(house, expected):
    expected = {(code, name.format(**house.names)) for code, name in expected}
    found = house.inspected()
    for code, name in expected:
        assert any(code == each and name in says for each, says in found), (code, name, found)
    assert unforeseen(found, expected) == []


@pytest.mark.parametrize("name", ROWS)
def test_each_change_to_a_row_is_named_with_the_row_or_the_place(house, name):
    statements, expected = ROWS[name]
    with house.as_attacker() as sql:
        for statement in statements:
            sql(statement)
    assert_named(house, expected)


# every column of every row that verbs write

UNUSED = {
    "access.grant",
    "access.halfpair",
    "access.halfholder",
    # of these the house has no row: that one slipped in is named is tried below, for every kind
    "access.appdecision",
    "access.delay",
    "access.duressword",
    "access.factorcopy",
    "access.houselimits",
    "access.lock",
    "custody.attempt",
    "custody.likeness",
}  # no verb of this version's commands
JOURNALLED = sorted(
    model._meta.label_lower
    for app in ("access", "custody")
    for model in apps.get_app_config(app).get_models()
    if model not in (*PASSING, *UNVOUCHED)
)
STRANGE = UUID("01234567-89ab-cdef-0123-456789abcdef")


def another(field, value):
    """A value this column did not hold."""
    while field.is_relation:
        field = field.target_field
    match field:
        case models.BooleanField():
            return not value
        case models.IntegerField():
            return (value or 0) + 1000
        case models.BinaryField():
            return bytes(value or b"") + b"\x00"
        case models.UUIDField():
            return STRANGE
        case models.DateTimeField():
            return datetime(2001, 1, 1, tzinfo=UTC)
        case _:
            return f"{value}x"


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def named_records():
    return {(each.code, each.what) for each in journal.verify_records().found}


def fields_of(kind):
    return [field for field in apps.get_model(kind)._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("kind", [kind for kind in JOURNALLED if kind not in UNUSED])
def test_a_change_in_any_column_of_any_kind_of_row_is_named(house, kind):
    rows = apps.get_model(kind)._base_manager
    row = rows.order_by("pk").first()
    with house.as_attacker():
        for field in fields_of(kind):
            with undone():
                rows.filter(pk=row.pk).update(**{field.attname: another(field, getattr(row, field.attname))})
                assert named_records() == {("record-altered", f"{kind} {row.pk}")}, field.name
        with undone():
            rows.filter(pk=row.pk)._raw_delete(rows.db)
            assert named_records() == {("record-missing", f"{kind} {row.pk}")}


@pytest.mark.parametrize("kind", JOURNALLED)
def test_a_row_slipped_in_is_named_whatever_its_kind(house, kind):
    model = apps.get_model(kind)
    with house.as_attacker(), undone():
        row = model._base_manager.order_by("pk").first() or model()
        row.pk = STRANGE
        for field in fields_of(kind):
            if field.unique or row._state.adding or field.name in {"number", "revision"}:
                setattr(row, field.attname, another(field, getattr(row, field.attname)))
        for columns in [each.fields for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]:
            field = model._meta.get_field(columns[-1])
            setattr(row, field.attname, another(field, getattr(row, field.attname)))
        row.save(force_insert=True)
        assert named_records() == {("record-unknown", f"{kind} {STRANGE}")}


def test_rows_put_back_to_an_earlier_revision_are_named(house):
    """The end of a fixity run, and the date a share was confirmed, are written on rows that were there before."""
    with house.as_attacker() as sql:
        sql("UPDATE custody_fixityrun SET ended_at = NULL, unchanged = 0")
    assert_named(house, {("record-altered", "{CUSTODY_FIXITYRUN}")})


# the log, by somebody who can compute


def recompute_the_log(house, sql, *, sign=None):
    """Make tiles and heads fit whatever the bodies and leaves now are, as a forger would."""
    leaves = [
        merkle.leaf_hash(leaf)
        for (leaf,) in sql('SELECT leaf FROM journal_placement JOIN journal_entry ON id = entry_id ORDER BY "index"')
    ]
    sql("UPDATE journal_tile SET hashes = %s WHERE level = 0", [b"".join(leaves)])
    before = (0, merkle.EMPTY_ROOT)
    for (size,) in sql("SELECT size FROM journal_treehead ORDER BY size"):
        root = merkle.root(leaves[:size])
        sql("UPDATE journal_treehead SET root = %s, previous_root = %s WHERE size = %s", [root, before[1], size])
        before = (size, root)
    for size, note in sql("SELECT size, note FROM journal_checkpoint"):
        origin = bytes(note).split(b"\n", 1)[0].decode()
        text = checkpoints.Checkpoint(origin, size, merkle.root(leaves[:size]))
        signer = sign or notes.SignerKey.generate(origin)
        sql("UPDATE journal_checkpoint SET note = %s WHERE size = %s", [checkpoints.sign(text, [signer]), size])


def rewrite_an_entry(house, sql):
    """Another event under a salt of the forger's, its leaf made to fit."""
    ((event,),) = sql("SELECT event FROM journal_body WHERE entry_id = {entry}")
    forged = bytes(event).replace(b'"size":12', b'"size":13')
    assert forged != bytes(event)
    leaf = hmac.digest(bytes(32), forged, "sha256")
    sql("UPDATE journal_body SET salt = zeroblob(32), event = %s WHERE entry_id = {entry}", [forged])
    sql("UPDATE journal_entry SET leaf = %s WHERE id = {entry}", [leaf])


def codes(house):
    return {code for code, _ in house.inspected()}


def test_a_log_made_to_fit_a_forged_entry_fails_at_its_checkpoints(house):
    with house.as_attacker() as sql:
        rewrite_an_entry(house, sql)
        recompute_the_log(house, sql)
    assert codes(house) == {"checkpoint-forged", "log-forked"}
    assert any("outside checkpoint of {size} entries".format(**house.names) in says for _, says in house.inspected())


def test_a_forger_who_also_holds_the_log_key_is_named_by_the_memory_outside(house):
    """The whole machine was seized: the log key signs the forged history. Only what was kept elsewhere tells."""
    key = access.log_signer(house.world.session)
    with house.as_attacker() as sql:
        rewrite_an_entry(house, sql)
        recompute_the_log(house, sql)
        for size, note in sql("SELECT size, note FROM journal_checkpoint"):
            text = bytes(note).split(b"\n\n", 1)[0] + b"\n"
            sql("UPDATE journal_checkpoint SET note = %s WHERE size = %s", [key.sign(text), size])
    assert codes(house) == {"log-forked"}


# the whole house


def restore(house, *names):
    database.close()
    for name in names:
        gone = house.home / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink(missing_ok=True)
        if (house.earlier / name).is_dir():
            shutil.copytree(house.earlier / name, gone)
        elif (house.earlier / name).exists():
            shutil.copy(house.earlier / name, gone)


DATABASE = ("dokaz.db", "dokaz.db-wal", "dokaz.db-shm")


@pytest.mark.parametrize("files", [DATABASE, (*DATABASE, "vault", "headers")])
def test_a_house_returned_to_an_earlier_state_is_named_by_the_memory_outside(house, files):
    restore(house, *files)
    found = house.inspected()
    assert {code for code, _ in found} == {"log-behind", "register-ahead"}
    assert any("outside checkpoint of {size} entries".format(**house.names) in says for _, says in found)


def test_a_house_returned_and_gone_on_with_is_named_by_the_memory_outside(house):
    restore(house, *DATABASE)
    house.world.open_again()
    for number in range(80):
        custody.receive(io.BytesIO(b"%d" % number), name="new", by=house.world.session, now=house.world.tick())
    journal.sequence(now=house.world.tick())
    assert codes(house) == {"log-forked", "register-ahead"}


def flip_page(house):
    database.close()
    path = house.home / "dokaz.db"
    flip(path, path.stat().st_size // 2)


def change_json(change):
    def act(house):
        path = house.home / "home.json"
        facts = json.loads(path.read_bytes())
        change(facts)
        path.write_text(json.dumps(facts))

    return act


def without_slot_bytes(facts):
    sealed = facts["slots"][0]["sealed"]
    facts["slots"] = [facts["slots"][0] | {"sealed": ("A" if sealed[0] != "A" else "B") + sealed[1:]}]


HOME = {
    "page of the database changed": (flip_page, "database-damaged", "dokaz.db"),
    "database cut short": (lambda house: (database.close(), cut(house.home / "dokaz.db", 8192)), {"database-damaged", "wrong-database-key"}, "dokaz.db"),
    "first page of the database changed": (lambda house: (database.close(), flip(house.home / "dokaz.db", 100)), "wrong-database-key", "dokaz.db"),
    "fingerprint of the ceremony replaced": (change_json(lambda facts: facts.update(ceremony="00" * 32)), "ceremony-unknown", ""),
    "machine's key in its slot changed": (change_json(without_slot_bytes), "wrong-passphrase", ""),
    "pepper changed": (lambda house: flip(house.home / "pepper", 0), "wrong-passphrase", ""),
    "sealed database key changed": (lambda house: flip(house.home / "keys" / "database.age"), "home-unreadable", "home"),
    "sealed database key removed": (lambda house: (house.home / "keys" / "database.age").unlink(), "home-unreadable", "database.age"),
    "home.json removed": (lambda house: (house.home / "home.json").unlink(), "home-missing", "home"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOME)
def test_a_home_whose_own_files_were_changed_is_refused_with_a_sentence(house, name):
    act, code, what = HOME[name]
    act(house)
    ((found, says),) = house.inspected()
    assert (found in code, what in says) == (True, True), says


@pytest.mark.parametrize(
    "kind",
    [
        "home",
        "account",
        "accountkeys",
        "role",
        "machine",
        "logkey",
        "statement",
        "organisation",
        "compartment",
        "keygeneration",
        "wrap",
        "recoverygeneration",
    ],
)
def test_a_house_whose_key_rows_are_gone_is_refused_or_reported_and_never_breaks_down(house, kind):
    with house.as_attacker() as sql:
        sql(f"DELETE FROM access_{kind}")
    found = house.inspected()
    assert found
    assert all(says for _, says in found)
