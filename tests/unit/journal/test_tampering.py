"""Each way to change the log behind its back is named. The attacker holds the database key and drops every trigger."""

from uuid import UUID

import pytest
from django.db import transaction

from dokaz.database import api as database
from dokaz.database.api import RecordDigest
from dokaz.journal import api as journal
from dokaz.journal import wires
from dokaz.journal.models import LogWitness, Tile
from dokaz.verify import checkpoints, merkle

from .conftest import NOON

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _only_the_tables_of_this_database(monkeypatch):
    """The modules above the journal name their kinds at start; their tables are not in this database."""
    monkeypatch.setattr(wires, "_covered", set())


@pytest.fixture
def full(log):
    """300 entries under four heads and two checkpoints; entry n stands at index n - 1."""
    log.grow(2, 100)
    journal.checkpoint(now=log.tick())
    log.grow(158, 40)
    log.outside = journal.checkpoint(now=log.tick())
    log.memory.note = None  # who puts back the database can take away what lies beside it
    assert journal.verify(outside=[log.outside]).found == ()
    return log


def codes(findings):
    return {(finding.code, finding.what) for finding in findings.found}


def found(log, **named):
    return codes(journal.verify(outside=[log.outside], **named))


def causes(found):
    """Where entries were changed, every head and checkpoint after them says so too: true, and not the cause."""
    consequences = {"head-altered", "checkpoint-altered", "log-forked"}
    altered = any(code == "leaf-altered" and int(what.split()[1]) < 300 for code, what in found)
    return {(code, what) for code, what in found if not altered or code not in consequences}


ENTRY_7 = "index 6 (entry 7)"
ENTRY_8 = "index 7 (entry 8)"

MUTATIONS = {
    "event changed": (
        [
            "UPDATE journal_body SET event = CAST(replace(CAST(event AS TEXT), '\"size\":4', '\"size\":9') AS BLOB) WHERE entry_id = 7"
        ],
        {("body-altered", ENTRY_7)},
    ),
    "event truncated": (
        ["UPDATE journal_body SET event = substr(event, 1, 30) WHERE entry_id = 7"],
        {("body-altered", ENTRY_7), ("body-malformed", ENTRY_7)},
    ),
    "salt changed": (["UPDATE journal_body SET salt = zeroblob(32) WHERE entry_id = 7"], {("body-altered", ENTRY_7)}),
    "bodies swapped": (
        [
            "CREATE TEMP TABLE kept AS SELECT * FROM journal_body WHERE entry_id IN (7, 8)",
            "UPDATE journal_body SET (salt, event) = (SELECT salt, event FROM kept WHERE kept.entry_id = 15 - journal_body.entry_id) WHERE entry_id IN (7, 8)",
        ],
        {("body-altered", ENTRY_7), ("body-altered", ENTRY_8), ("marks-altered", ENTRY_7), ("marks-altered", ENTRY_8)},
    ),
    "body removed": (["DELETE FROM journal_body WHERE entry_id = 7"], {("body-missing", ENTRY_7)}),
    "body emptied": (
        ["UPDATE journal_body SET salt = NULL, event = NULL WHERE entry_id = 7"],
        {("erased-uncovered", ENTRY_7)},
    ),
    "body erased under an entry that says something else": (
        ["UPDATE journal_body SET salt = NULL, event = NULL, erased_by_id = 9 WHERE entry_id = 7"],
        {("erased-uncovered", ENTRY_7)},
    ),
    "leaf changed": (
        ["UPDATE journal_entry SET leaf = zeroblob(32) WHERE id = 7"],
        {("body-altered", ENTRY_7), ("leaf-altered", "index 6")},
    ),
    "event and leaf changed together": (
        [
            "UPDATE journal_entry SET leaf = (SELECT leaf FROM journal_entry WHERE id = 8) WHERE id = 7",
            "UPDATE journal_body SET (salt, event) = (SELECT salt, event FROM journal_body WHERE entry_id = 8) WHERE entry_id = 7",
            "UPDATE journal_subject SET ref = (SELECT ref FROM journal_subject WHERE entry_id = 8) WHERE entry_id = 7",
        ],
        {("leaf-altered", "index 6")},
    ),
    "entry removed": (
        [
            "DELETE FROM journal_body WHERE entry_id = 7",
            "DELETE FROM journal_subject WHERE entry_id = 7",
            "DELETE FROM journal_entry WHERE id = 7",
        ],
        {("entry-missing", "index 6")},
    ),
    "entry and placement removed": (
        [
            "DELETE FROM journal_placement WHERE entry_id = 7",
            "DELETE FROM journal_body WHERE entry_id = 7",
            "DELETE FROM journal_entry WHERE id = 7",
        ],
        {("entry-missing", "index 6")},
    ),
    "placement removed": (
        ["DELETE FROM journal_placement WHERE entry_id = 7"],
        {("entry-missing", "index 6"), ("entry-lost", "entry 7")},
    ),
    "placements exchanged": (
        [
            "UPDATE journal_placement SET entry_id = -entry_id WHERE entry_id IN (7, 8)",
            "UPDATE journal_placement SET entry_id = 15 + entry_id WHERE entry_id IN (-7, -8)",
        ],
        {("leaf-altered", "index 6"), ("leaf-altered", "index 7")},
    ),
    "last entries removed with their placements": (
        [
            "DELETE FROM journal_placement WHERE entry_id > 298",
            "DELETE FROM journal_body WHERE entry_id > 298",
            "DELETE FROM journal_subject WHERE entry_id > 298",
            "DELETE FROM journal_entry WHERE id > 298",
        ],
        {("entry-missing", "index 298"), ("entry-missing", "index 299")},
    ),
    "entry without index and without a mark that it waits": (
        [
            "INSERT INTO journal_entry SELECT 301, leaf, verb, compartment, erasable, sealed FROM journal_entry WHERE id = 300"
        ],
        {("body-missing", "entry 301, not yet in the log"), ("entry-lost", "entry 301")},
    ),
    "placed entry made to wait again": (
        ["INSERT INTO journal_pending VALUES (7, '2026-01-01 00:00:00')"],
        {("pending-strange", "entry 7")},
    ),
    "entry slipped in at the end": (
        [
            "INSERT INTO journal_entry SELECT 301, leaf, verb, compartment, erasable, sealed FROM journal_entry WHERE id = 300",
            "INSERT INTO journal_body SELECT 301, salt, event, sealed, erased_by_id FROM journal_body WHERE entry_id = 300",
            "INSERT INTO journal_subject (entry_id, ref) SELECT 301, ref FROM journal_subject WHERE entry_id = 300",
            "INSERT INTO journal_placement VALUES (300, 301)",
        ],
        {("head-missing", "after head 300, for 1 entries"), ("leaf-altered", "index 300")},
    ),
    "verb changed beside the event": (
        ["UPDATE journal_entry SET verb = 'custody:item:show' WHERE id = 7"],
        {("marks-altered", ENTRY_7)},
    ),
    "compartment changed beside the event": (
        ["UPDATE journal_entry SET compartment = '00000000000000000000000000000009' WHERE id = 7"],
        {("marks-altered", ENTRY_7)},
    ),
    "entry made erasable afterwards": (
        ["UPDATE journal_entry SET erasable = true WHERE id = 7"],
        {("marks-altered", ENTRY_7)},
    ),
    "subject hidden": (["DELETE FROM journal_subject WHERE entry_id = 7"], {("marks-altered", ENTRY_7)}),
    "subject added": (
        ["INSERT INTO journal_subject (entry_id, ref) VALUES (7, 'E-other')"],
        {("marks-altered", ENTRY_7)},
    ),
    "digest added": (
        ["INSERT INTO journal_written (entry_id, kind, row, sha256) VALUES (7, 'journal.log', '1', NULL)"],
        {("marks-altered", ENTRY_7)},
    ),
    "tile changed": (
        [
            'UPDATE journal_tile SET hashes = CAST(substr(hashes, 33) || zeroblob(32) AS BLOB) WHERE level = 0 AND "index" = 0'
        ],
        {("tile-altered", "tile/0/000")},
    ),
    "upper tile changed": (
        ["UPDATE journal_tile SET hashes = zeroblob(32) WHERE level = 1"],
        {("tile-altered", "tile/1/000.p/1")},
    ),
    "tile cut short": (
        ['UPDATE journal_tile SET hashes = substr(hashes, 1, 320) WHERE level = 0 AND "index" = 1'],
        {("tile-altered", "tile/0/001.p/44")},
    ),
    "tile removed": (
        ['DELETE FROM journal_tile WHERE level = 0 AND "index" = 1'],
        {("tile-missing", "tile/0/001.p/44")},
    ),
    "tile beyond the end": (
        ['INSERT INTO journal_tile (level, "index", hashes) VALUES (0, 2, zeroblob(32))'],
        {("tile-strange", "tile/0/2")},
    ),
    "head changed": (
        ["UPDATE journal_treehead SET root = zeroblob(32) WHERE size = 102"],
        {("head-altered", "head 102"), ("head-missing", "before head 260")},
    ),
    "head changed together with the next": (
        [
            "UPDATE journal_treehead SET root = zeroblob(32) WHERE size = 102",
            "UPDATE journal_treehead SET previous_root = zeroblob(32) WHERE size = 260",
        ],
        {("head-altered", "head 102")},
    ),
    "head removed": (["DELETE FROM journal_treehead WHERE size = 102"], {("head-missing", "before head 260")}),
    "last head removed": (
        ["DELETE FROM journal_treehead WHERE size = 300"],
        {("head-missing", "after head 260, for 40 entries")},
    ),
    "heads all removed": (["DELETE FROM journal_treehead"], {("head-missing", "after head 0, for 300 entries")}),
    "checkpoint changed": (
        [
            "UPDATE journal_checkpoint SET note = CAST(replace(CAST(note AS TEXT), '102', '103') AS BLOB) WHERE size = 102"
        ],
        {("checkpoint-forged", "checkpoint 102")},
    ),
    "checkpoint put in another's place": (
        [
            "UPDATE journal_checkpoint SET note = (SELECT note FROM journal_checkpoint WHERE size = 300) WHERE size = 102"
        ],
        {("checkpoint-forged", "checkpoint 102")},
    ),
    "name of the log removed": (
        ["DELETE FROM journal_log"],
        {
            ("log-unnamed", "log"),
            ("checkpoint-forged", "checkpoint 102"),
            ("checkpoint-forged", "checkpoint 300"),
            ("outside-strange", "outside checkpoint 1"),
        },
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_mutation_is_named_where_it_is(full, name):
    statements, expected = MUTATIONS[name]
    with full.as_attacker() as sql:
        for statement in statements:
            sql(statement)
        assert causes(found(full)) == expected


def test_every_finding_is_a_sentence_with_its_place(full):
    with full.as_attacker() as sql:
        sql("DELETE FROM journal_body WHERE entry_id = 7")
    findings = journal.verify()
    assert not findings.sound
    assert findings.says == "1 thing(s) do not hold."
    assert findings.found[0].says.startswith("index 6 (entry 7): Every entry has a body")


def test_a_sound_log_alone_does_not_claim_too_much(full):
    assert journal.verify().says == (
        "Consistent in itself; a return to an earlier state cannot be excluded without a checkpoint kept elsewhere."
    )
    assert (
        journal.verify(outside=[full.outside]).says
        == "Consistent in itself, and with every checkpoint from outside that was given."
    )


def roll_back(log, size):
    with log.as_attacker() as sql:
        sql(f"DELETE FROM journal_placement WHERE entry_id > {size}")
        for table in ("body", "subject", "written", "pending"):
            sql(f"DELETE FROM journal_{table} WHERE entry_id > {size}")
        sql(f"DELETE FROM journal_entry WHERE id > {size}")
        for table in ("treehead", "checkpoint"):
            sql(f"DELETE FROM journal_{table} WHERE size > {size}")
        sql("DELETE FROM journal_tile")
        hashes = [merkle.leaf_hash(each.leaf) for each in journal.read()]
        sql('INSERT INTO journal_tile (level, "index", hashes) VALUES (0, 0, %s)', [b"".join(hashes)])


def test_a_log_returned_to_an_earlier_state_is_named_only_with_a_memory_outside(full):
    roll_back(full, 102)
    assert journal.verify().found == ()
    assert found(full) == {("log-behind", "outside checkpoint of 300 entries, 198 more than here")}


def test_a_log_that_goes_on_differently_is_named(full):
    roll_back(full, 102)
    full.grow(250)
    assert journal.verify().found == ()
    assert found(full) == {("log-forked", "outside checkpoint of 300 entries")}


def test_a_checkpoint_signed_over_another_history_is_named(full):
    forged = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", 260, bytes(32)), [full.signer.key])
    with full.as_attacker() as sql:
        sql("INSERT INTO journal_checkpoint VALUES (260, %s, '2026-01-01')", [forged])
    assert found(full) == {("checkpoint-altered", "checkpoint 260")}


def test_an_outside_checkpoint_by_another_key_is_named(full):
    stranger = type(full.signer)()
    foreign = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", 102, bytes(32)), [stranger.key])
    assert codes(journal.verify(outside=[full.outside, foreign, b"no note"])) == {
        ("outside-strange", "outside checkpoint 2"),
        ("outside-strange", "outside checkpoint 3"),
    }


def test_a_log_signed_anew_with_another_key_is_named_by_whoever_knows_the_first(full):
    known = full.signer.vkey
    stranger = type(full.signer)()
    with full.as_attacker() as sql:
        sql("UPDATE journal_log SET vkey = %s", [stranger.vkey])
        for size, root in sql("SELECT size, root FROM journal_treehead WHERE size IN (102, 300)"):
            note = checkpoints.sign(checkpoints.Checkpoint("dokaz/test", size, root), [stranger.key])
            sql("UPDATE journal_checkpoint SET note = %s WHERE size = %s", [note, size])
    assert [each.code for each in journal.verify().found] == ["register-strange"]
    full.memory.listed.unlink()  # whoever can do all this can do that too
    assert journal.verify().found == ()
    assert ("log-key-changed", "log dokaz/test") in found(full, vkey=known)


# sealed bodies


@pytest.fixture
def sealed(full):
    from uuid import UUID

    full.add(2, compartment=UUID(int=7), sealed=True)
    journal.sequence(now=full.tick())
    return full


def test_sealed_bodies_are_counted_without_a_key_and_checked_with_one(sealed):
    assert (journal.verify().unopened, journal.verify().sound) == (2, True)
    opened = journal.verify(unseal=sealed.sealer.unseal)
    assert (opened.unopened, opened.found) == (0, ())


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE journal_body SET sealed = CAST(substr(sealed, 2) AS BLOB) WHERE entry_id = 301", "body-unsealable"),
        (
            "UPDATE journal_body SET sealed = (SELECT sealed FROM journal_body WHERE entry_id = 302) WHERE entry_id = 301",
            "body-altered",
        ),
        ("UPDATE journal_entry SET erasable = true WHERE id = 301", "marks-altered"),
    ],
)
def test_a_change_to_a_sealed_entry_is_named_to_whoever_can_open_it(sealed, statement, code):
    with sealed.as_attacker() as sql:
        sql(statement)
    assert codes(journal.verify(unseal=sealed.sealer.unseal)) == {(code, "index 300 (entry 301)")}


# erasure


@pytest.fixture
def erasable(full):
    full.add(1, verb="people:person:create", erasable=True, about=["P-1"])
    journal.sequence(now=full.tick())
    return full


def test_salt_and_event_are_erased_together_and_the_log_stays_whole(erasable, people):
    covering = journal.erase(300, reason="consent-withdrawn", by=people.maryia, second=people.ales, now=erasable.tick())
    assert journal.verify(outside=[erasable.outside]).found == ()  # also before the covering entry is placed
    journal.sequence(now=erasable.tick())
    assert journal.verify(outside=[erasable.outside]).found == ()
    (gone,) = journal.read(start=300, limit=1)
    assert (gone.event, gone.erased) == (None, True)
    assert journal.entries_about("P-1") == []
    with pytest.raises(journal.BodyErased):
        journal.evidence(301)
    assert b'"reason":"consent-withdrawn"' in journal.evidence(covering).event
    journal.prove(301)  # its place in the log can still be shown


def test_what_staff_did_cannot_be_erased_and_nothing_twice_or_alone(erasable, people):
    def erase(index, second=people.ales):
        journal.erase(index, reason="x", by=people.maryia, second=second, now=erasable.tick())

    with pytest.raises(journal.NotErasable, match="what staff did"):
        erase(6)
    with pytest.raises(journal.SecondPersonNeeded):
        erase(300, second=people.maryia)
    with pytest.raises(journal.NoSuchEntry):
        erase(999)
    erase(300)
    with pytest.raises(journal.NotErasable):
        erase(300)
    journal.sequence(now=erasable.tick())
    with pytest.raises(journal.NotErasable):
        erase(301)  # the covering entry


@pytest.mark.parametrize(
    "facts",
    [
        {"index": 299, "reason": "x", "second": "00000000-0000-0000-0000-000000000002"},
        {"index": 300, "reason": "x", "second": "00000000-0000-0000-0000-000000000001"},
        {"index": 300, "reason": "x"},
    ],
    ids=["another index", "one person twice", "one person"],
)
def test_an_erasure_whose_covering_entry_does_not_cover_it_is_named(erasable, people, facts):
    with transaction.atomic():
        covering = journal.record("journal:entry:erase", by=people.maryia, now=erasable.tick(), facts=facts)
    journal.sequence(now=erasable.tick())
    with erasable.as_attacker() as sql:
        sql("UPDATE journal_body SET salt = NULL, event = NULL, erased_by_id = %s WHERE entry_id = 301", [covering])
    assert ("erased-uncovered", "index 300 (entry 301)") in found(erasable)


def test_an_erased_body_that_comes_back_is_named(erasable, people):
    kept = erasable.sql("SELECT salt, event FROM journal_body WHERE entry_id = 301")[0]
    journal.erase(300, reason="x", by=people.maryia, second=people.ales, now=erasable.tick())
    with erasable.as_attacker() as sql:
        sql("UPDATE journal_body SET salt = %s, event = %s, erased_by_id = NULL WHERE entry_id = 301", list(kept))
        sql("INSERT INTO journal_subject (entry_id, ref) VALUES (301, 'P-1')")
    assert found(erasable) == {("erasure-undone", "index 300 (entry 301)")}


# records


ADMITTED = {"statement": UUID(int=1), "admitted_at": NOON}


@pytest.fixture
def record(full, people):
    """A row of any kind that an entry speaks for."""
    row = LogWitness.objects.create(vkey="w", operator="org-2", country="LT", **ADMITTED)
    note(full, people, database.digest(row))
    assert journal.verify_records().found == ()
    return row


def note(log, people, *records):
    with transaction.atomic():
        return journal.record("journal:witness:admit", by=people.maryia, now=log.tick(), records=records)


def test_a_record_changed_behind_the_journals_back_is_named(full, record, people):
    with full.as_attacker() as sql:
        sql("UPDATE journal_logwitness SET country = 'XX'")
    assert codes(journal.verify_records()) == {("record-altered", f"journal.logwitness {record.pk}")}
    note(full, people, database.digest(LogWitness.objects.get()))  # a later entry does not make it right
    assert codes(journal.verify_records()) == {("record-rewritten", f"journal.logwitness {record.pk}")}


def test_a_record_that_may_change_is_as_the_newest_entry_left_it(full, people):
    row = Tile.objects.first()  # no entry speaks of tiles; it is a row whose guard lets a column change
    note(full, people, database.digest(row))
    with full.as_attacker() as sql:
        sql("UPDATE journal_tile SET hashes = %s WHERE id = %s", [b"x" * 32, row.pk])
    assert codes(journal.verify_records()) >= {("record-altered", f"journal.tile {row.pk}")}
    note(full, people, database.digest(Tile.objects.get(pk=row.pk)))
    assert ("record-altered", f"journal.tile {row.pk}") not in codes(journal.verify_records())
    assert ("record-rewritten", f"journal.tile {row.pk}") not in codes(journal.verify_records())


def test_a_record_deleted_behind_the_journals_back_is_named(full, record):
    with full.as_attacker() as sql:
        sql("DELETE FROM journal_logwitness")
    assert codes(journal.verify_records()) == {("record-missing", f"journal.logwitness {record.pk}")}


def test_a_record_that_an_entry_took_away_may_be_gone_and_not_return(full, record, people):
    note(full, people, database.gone("journal.logwitness", id=record.pk))
    assert codes(journal.verify_records()) == {("record-returned", f"journal.logwitness {record.pk}")}
    with full.as_attacker() as sql:
        sql("DELETE FROM journal_logwitness")
    assert journal.verify_records().found == ()


def test_a_record_without_an_entry_is_named(full, record):
    stranger = LogWitness.objects.create(vkey="x", operator="org-3", country="PL", **ADMITTED)
    assert codes(journal.verify_records()) == {("record-unknown", f"journal.logwitness {stranger.pk}")}


def test_a_kind_that_must_be_journalled_is_looked_at_before_its_first_entry(full, monkeypatch):
    monkeypatch.setattr("dokaz.journal.wires._covered", set())
    LogWitness.objects.create(vkey="x", operator="org-3", country="PL", **ADMITTED)
    assert journal.verify_records().found == ()
    journal.covers("journal.logwitness")
    assert [finding.code for finding in journal.verify_records().found] == ["record-unknown"]


def test_a_kind_without_a_table_is_named(full, people):
    note(full, people, RecordDigest("journal.nothing", "1", "ab" * 32))
    assert codes(journal.verify_records()) == {("kind-unknown", "journal.nothing")}
