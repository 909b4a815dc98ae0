"""What an entry holds, and what it refuses to hold."""

import hashlib
import hmac
import json
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokaz.database.api import RecordDigest
from dokaz.journal import api as journal
from dokaz.kernel.errors import NotWired
from dokaz.verify import canonical

pytestmark = pytest.mark.both

COMPARTMENT = UUID(int=7)


def record(log, people, **named):
    with transaction.atomic():
        return journal.record("custody:item:receive", by=people.maryia, now=log.tick(), **named)


def test_an_entry_can_be_read_again_and_opens_its_leaf(log, people):
    digest = RecordDigest("custody.item", "7c9e", "ab" * 32)
    entry = record(
        log, people, about=["E-7K3F-9QXM"], facts={"size": 12, "mime": "image/jpeg", "puid": None}, records=[digest]
    )
    journal.sequence(now=log.tick())

    evidence = journal.evidence(entry)
    assert json.loads(evidence.event) == {
        "v": 1,
        "verb": "custody:item:receive",
        "at": "2026-08-09T12:00:01.000000Z",
        "by": {"account": str(people.maryia.account), "organisation": "org-1", "role": "custodian", "kind": "person"},
        "about": ["E-7K3F-9QXM"],
        "facts": {"size": 12, "mime": "image/jpeg", "puid": None},
        "records": [{"kind": "custody.item", "id": "7c9e", "sha256": "ab" * 32}],
    }
    assert canonical.event_bytes(json.loads(evidence.event)) == evidence.event
    (placed,) = journal.read()
    assert placed.leaf == hmac.new(evidence.salt, evidence.event, hashlib.sha256).digest()
    assert [each.entry for each in journal.entries_about("E-7K3F-9QXM")] == [entry]


def test_two_equal_events_have_leaves_that_do_not_show_it(log, people):
    log.add(2, now=log.now, about=["E-1"], facts={})
    journal.sequence(now=log.tick())
    first, second = journal.read()
    assert first.event == second.event
    assert first.leaf != second.leaf


def test_an_entry_outside_a_transaction_is_refused(log, people):
    with pytest.raises(journal.OutsideTransaction, match="custody:item:receive"):
        journal.record("custody:item:receive", by=people.maryia, now=log.now)


def test_an_act_that_is_rolled_back_leaves_no_entry(log, people):
    with transaction.atomic():
        journal.record("custody:item:receive", by=people.maryia, now=log.now)
        transaction.set_rollback(True)
    assert journal.unplaced() == 0
    assert journal.sequence(now=log.now).size == 0


@pytest.mark.parametrize(
    "value",
    [
        "Марыя",
        "two words",
        "",
        "a" * 201,
        1.5,
        b"bytes",
        {"deep": {"deep": {"deep": {"deep": 1}}}},
        {"Key": 1},
        ["two words"],
        object(),
    ],
)
def test_words_and_floats_are_not_facts(log, people, value):
    with pytest.raises(journal.EventRefused):
        record(log, people, facts={"note": value})
    assert journal.unplaced() == 0


def test_an_integer_that_other_readers_would_round_is_refused(log, people):
    from dokaz.verify.errors import NumberRefused

    with pytest.raises(NumberRefused):
        record(log, people, facts={"size": 2**53 + 1})


@pytest.mark.parametrize("verb", ["receive", "Custody:item:receive", "custody:item", "custody:item:receive now"])
def test_a_verb_names_module_noun_and_act(log, people, verb):
    with pytest.raises(journal.EventRefused, match="a verb"), transaction.atomic():
        journal.record(verb, by=people.maryia, now=log.now)


def test_a_sealed_entry_shows_nothing_of_its_event(log, people):
    entry = record(log, people, about=["E-SECRET"], facts={"size": 3}, compartment=COMPARTMENT, sealed=True)
    journal.sequence(now=log.tick())
    (placed,) = journal.read()
    assert (placed.verb, placed.event, placed.compartment) == (None, None, COMPARTMENT)
    assert journal.entries_about("E-SECRET") == []
    with pytest.raises(journal.BodySealed, match="a member must open it"):
        journal.evidence(entry)
    opened = log.sealer.unseal(COMPARTMENT, placed.sealed)
    assert hmac.new(opened[:32], opened[32:], hashlib.sha256).digest() == placed.leaf
    assert b"E-SECRET" in opened


def test_a_sealed_entry_needs_a_compartment_and_a_sealer(log, people):
    with pytest.raises(journal.SealNeedsCompartment):
        record(log, people, sealed=True)
    journal.wire()
    with pytest.raises(NotWired, match=r"journal\.sealer"):
        record(log, people, sealed=True, compartment=COMPARTMENT)
    assert journal.unplaced() == 0


def test_readers_see_only_entries_of_compartments_they_may_see(log, people):
    other = UUID(int=8)
    mine, theirs, open_to_all = (
        record(log, people, about=["E-1"], compartment=place) for place in (COMPARTMENT, other, None)
    )
    journal.sequence(now=log.tick())
    assert [each.entry for each in journal.read(compartments=[COMPARTMENT])] == [mine, open_to_all]
    assert [each.entry for each in journal.entries_about("E-1", compartments=[])] == [open_to_all]
    assert [each.entry for each in journal.read()] == [mine, theirs, open_to_all]


def test_reading_goes_on_where_it_stopped(log):
    entries = log.grow(5, 1500)
    assert [each.entry for each in journal.read(start=1200, limit=2)] == entries[1200:1202]
    assert [each.index for each in journal.read(start=3)] == list(range(3, 1505))
    assert list(journal.read(start=1505)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET leaf = zeroblob(32)",
        "DELETE FROM journal_entry",
        "UPDATE journal_body SET event = zeroblob(9)",
        "UPDATE journal_body SET salt = NULL",
        "UPDATE journal_body SET salt = NULL, event = NULL",
        "UPDATE journal_body SET salt = NULL, event = NULL, erased_by_id = entry_id + 1",
        "DELETE FROM journal_body",
        "UPDATE journal_placement SET entry_id = entry_id + 1",
        'UPDATE journal_placement SET "index" = "index" + 5',
        "DELETE FROM journal_placement",
        "UPDATE journal_tile SET hashes = zeroblob(length(hashes))",
        "UPDATE journal_tile SET hashes = substr(hashes, 1, 32)",
        "DELETE FROM journal_tile",
        "UPDATE journal_treehead SET root = zeroblob(32)",
        "DELETE FROM journal_treehead",
        "UPDATE journal_checkpoint SET note = zeroblob(9)",
        "DELETE FROM journal_checkpoint",
        "DELETE FROM journal_subject",
        "DELETE FROM journal_written",
        "DELETE FROM journal_pending",
        "INSERT INTO journal_pending SELECT entry_id, '2026-01-01' FROM journal_placement",
        'INSERT INTO journal_placement ("index", entry_id) VALUES (77, 4)',
        "UPDATE journal_log SET vkey = 'x'",
        "DELETE FROM journal_log",
        "INSERT INTO journal_log (id, origin, vkey, began_at, from_size) VALUES (1, 'a', 'b', '2026-01-01', 262)",
        "INSERT INTO journal_log (id, origin, vkey, began_at, from_size) VALUES (3, 'a', 'b', '2026-01-01', 262)",
        "INSERT INTO journal_log (id, origin, vkey, began_at, from_size) VALUES (2, 'a', 'b', '2026-01-01', 99)",
        "INSERT INTO journal_entry VALUES (1, zeroblob(32), 'a:b:c', NULL, false, false) ON CONFLICT (id) DO UPDATE SET verb = 'x:y:z'",
        "INSERT INTO journal_checkpoint VALUES (99, zeroblob(3), '2026-01-01')",
    ],
)
def test_the_database_refuses_what_may_never_happen_to_the_log(log, people, statement):
    record(log, people, records=[RecordDigest("custody.item", "1", "ab" * 32)])
    log.grow(2)
    journal.checkpoint(now=log.tick())
    log.add(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        log.sql(statement)


FACTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,50}", fullmatch=True),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50, deadline=None
)
@given(facts=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True), FACTS, max_size=4))
def test_any_facts_that_are_taken_come_back_as_they_were(log, people, facts):
    try:
        entry = record(log, people, facts=facts)
    except journal.FreeTextRefused:
        return  # nested too deeply
    journal.sequence(now=log.tick())
    assert json.loads(journal.evidence(entry).event)["facts"] == facts
