"""Beginning, revising and reading a record."""

from decimal import Decimal
from uuid import uuid4

import pytest
from tests import attackers
from tests.unit.records.kinds import FRIEND, PLACE

from dokaz.access import api as access
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel.answers import Answer, Silence
from dokaz.kernel.dates import Span
from dokaz.kernel.ids import random_id
from dokaz.records import api as records
from dokaz.records.checking import Checking
from dokaz.records.models import Record, Revision

EVERYTHING = {
    "name": "  Валадарка ",
    "story": "Cells on two floors.\r\nA yard.",
    "sort": "colony",
    "uses": ("detention", "trial", "detention"),
    "since": "1825~/",
    "cells": "12.50",
    "open": True,
    "source": "e eacs xjsw0",
}


def begun(world, **fields):
    return records.begin(
        PLACE, fields={"name": "Валадарка"} | fields, compartment=world.compartment, by=world.session, now=world.tick()
    )


def revised(world, place, *, seen, reason="heard more", by=None, **fields):
    return records.revise(place.id, fields=fields, seen=seen, reason=reason, by=by or world.session, now=world.tick())


@pytest.mark.both
def test_what_was_said_comes_back_as_it_was_said_and_each_revision_with_who_and_why(world):
    place = records.begin(
        "test-place", fields=EVERYTHING, compartment=world.compartment, reason="  first heard of ", by=world.session,
        now=world.tick(),
    )  # fmt: skip
    assert place.fields == {
        "name": "Валадарка",
        "story": "Cells on two floors.\nA yard.",
        "sort": "colony",
        "uses": ("detention", "trial"),
        "since": Span.parse("1825~/"),
        "cells": Decimal("12.50"),
        "open": True,
        "source": "E-EACS-XJSW0",
    }
    assert (place.ref[0], place.number, place.state, place.reason) == ("H", 1, "open", "first heard of")
    silent = Answer(silence=Silence.NOT_ASKED)
    later = revised(world, place, seen=1, open=False, cells=silent, source=None, since=None)
    assert records.find(place.ref.lower(), by=world.session, now=world.tick()) == later
    first, second = records.history(place.id, by=world.session, now=world.tick())
    assert (first.fields, first.reason, first.by) == (place.fields, "first heard of", world.session.actor.account)
    changed = {each.field: each.after for each in second.changed}
    assert changed == {"cells": silent, "open": False, "source": None, "since": None}
    assert records.differences(first, second) == second.changed
    journal.sequence(now=world.tick())
    entries = [entry.verb for entry in journal.entries_about(place.ref)]
    assert entries == [f"tests:test-place:{act}" for act in ("begin", "revise", "show", "history")]
    assert journal.verify_records().found == ()


def test_nobody_overwrites_what_another_wrote_meanwhile_and_is_told_what_it_was(world):
    place = begun(world, cells=3)
    revised(world, place, seen=1, cells=4, story="A yard.")
    with pytest.raises(records.StaleRevision) as refused:
        revised(world, place, seen=1, cells=5)
    changed = {each.field: (each.before, each.after) for each in refused.value.differences}
    assert changed == {"cells": (Decimal(3), Decimal(4)), "story": (None, "A yard.")}
    assert str(access.name_of(world.session.actor.account)) in str(refused.value)
    assert "yard" not in repr(refused.value)
    with pytest.raises(records.StaleRevision):
        revised(world, place, seen=7, cells=5)
    with pytest.raises(records.NothingChanged):
        revised(world, place, seen=2, cells="4")
    assert revised(world, place, seen=2, cells=5).number == 3


REFUSED = [
    ({"name": ""}, records.FieldMissing, "Name"),
    ({"name": "one\ntwo"}, records.FieldNotOneLine, "Name"),
    ({"name": "x" * 1001}, records.FieldTooLong, "1001"),
    ({"name": 7}, records.FieldNotText, "Name"),
    ({"sort": "prison"}, records.ChoiceUnknown, "prison"),
    ({"uses": ["trial", "balls"]}, records.ChoiceUnknown, "balls"),
    ({"uses": "trial"}, records.FieldNotText, "Uses"),
    ({"since": "12.08.2020"}, records.FieldNotDate, "Since"),
    ({"cells": "a dozen"}, records.FieldNotNumber, "Cells"),
    ({"cells": "NaN"}, records.FieldNotNumber, "Cells"),
    ({"cells": True}, records.FieldNotNumber, "Cells"),
    ({"open": "yes"}, records.FieldNotYesNo, "Still used"),
    ({"source": "E-EACS-XJSW1"}, records.FieldNotLink, "Source"),
    ({"colour": "red"}, records.FieldUnknown, "colour"),
]


def test_what_a_field_cannot_hold_is_refused_with_its_name(world):
    checking = Checking.of(PLACE)
    for fields, refusal, names in REFUSED:
        with pytest.raises(refusal, match=names):
            checking.begun({"name": "Валадарка"} | fields)


def test_a_record_elsewhere_is_as_one_that_is_nowhere_and_neither_is_counted(world):
    place = begun(world)
    stranger = world.as_account(world.second_account(role="documenter"))
    for record in (place.id, uuid4()):
        with pytest.raises(records.RecordNotFound) as refused:
            records.held(record, by=stranger, now=world.tick())
        assert "archive" not in str(refused.value)
    with pytest.raises(records.RecordNotFound):
        records.find(place.ref, by=stranger, now=world.tick())
    with pytest.raises(records.RecordReferenceUnreadable):
        records.find("H-7K3F", by=stranger, now=world.tick())
    assert records.of_kind(PLACE, by=stranger, now=world.tick()) == ()
    with pytest.raises(records.RecordNotFound):
        revised(world, place, seen=1, by=stranger, cells=1)
    with pytest.raises(access.NotPermitted):
        records.begin(PLACE, fields={"name": "x"}, compartment=world.compartment, by=stranger, now=world.tick())
    with pytest.raises(records.KindUnknown):
        records.of_kind("dragon", by=stranger, now=world.tick())


def test_the_records_of_a_kind_come_newest_first_a_page_at_a_time_and_the_page_is_told(world):
    made = [begun(world, cells=number).id for number in range(5)]
    records.begin(FRIEND, fields={"name": "A"}, compartment=world.compartment, by=world.session, now=world.tick())
    first = records.of_kind(PLACE, by=world.session, now=world.tick(), limit=2)
    second = records.of_kind(PLACE, by=world.session, now=world.tick(), limit=9, before=first[-1].id)
    assert [each.id for each in (*first, *second)] == made[::-1]
    journal.sequence(now=world.tick())
    shown = [entry.verb for entry in journal.entries_about(first[0].ref)]
    assert shown == ["tests:test-place:begin", "tests:test-place:list"]


def test_a_record_of_a_person_has_no_row_that_tells_when_and_no_word_lies_in_clear(real_world):
    world = real_world
    place = access.add_compartment(name="names", protected=True, by=world.session, now=world.tick())
    friend = records.begin(
        FRIEND, fields={"name": "Xylophone"}, compartment=place.id, record=random_id(), reason="Zither",
        by=world.session, now=world.tick(),
    )  # fmt: skip
    records.revise(friend.id, fields={"name": "Kazoo"}, seen=1, reason="Lute", by=world.session, now=world.tick())
    with access.whole_house("test"):
        rows = list(Revision.objects.filter(record=friend.id))
    assert {row.id.version for row in rows} == {4}
    assert friend.ref == str(friend.id)
    lying = b"".join(bytes(row.words) + bytes(row.record_key) for row in rows)
    for word in (b"Xylophone", b"Zither", b"Kazoo", b"Lute", str(world.session.actor.account).encode()):
        assert word not in lying
    # reading holds the rows against sealed entries, which only a member opens
    with pytest.raises(journal.RecordUnvouched):
        journal.vouch(*database.digests(*rows))
    stranger = world.as_account(world.second_account(role="documenter"))
    with pytest.raises(journal.RecordUnvouched):
        journal.vouch(*database.digests(*rows), unseal=access.unsealer(stranger))
    journal.vouch(*database.digests(*rows), unseal=access.unsealer(world.session))
    assert records.held(friend.id, by=world.session, now=world.tick()).fields["name"] == "Kazoo"
    journal.sequence(now=world.tick())
    assert journal.entries_about(friend.ref) == []


@pytest.mark.embedded("the statements are SQLite's")
@pytest.mark.parametrize("protected", [False, True])
def test_a_row_changed_behind_the_journal_is_not_shown(real_world, protected):
    world = real_world
    place = access.add_compartment(name="names", protected=protected, by=world.session, now=world.tick())
    made = [
        records.begin(FRIEND, fields={"name": name}, compartment=place.id, by=world.session, now=world.tick())
        for name in ("one", "two")
    ]
    with access.whole_house("test"):
        one, two = (Revision.objects.get(record=each.id) for each in made)
    with attackers.as_attacker() as sql:
        sql("UPDATE records_revision SET number = 2 WHERE id = %s", (one.id.hex,))
    with pytest.raises(journal.RecordUnvouched, match="records"):
        records.held(made[0].id, by=world.session, now=world.tick())
    with attackers.as_attacker() as sql:
        sql("UPDATE records_record SET kind = 'test-place' WHERE id = %s", (made[1].id.hex,))
    with pytest.raises(journal.RecordUnvouched, match="records"):
        records.of_kind(PLACE, by=world.session, now=world.tick())
    assert two.number == 1


def test_a_group_is_written_whole_or_not_at_all_and_rows_beside_stand_in_the_entry(world):
    new = [records.NewRecord(fields={"name": "one"}), records.NewRecord(fields={"name": ""})]
    with pytest.raises(records.FieldMissing):
        records.begin_many(PLACE, new=new, compartment=world.compartment, by=world.session, now=world.tick())
    assert records.of_kind(PLACE, by=world.session, now=world.tick()) == ()
    one, two = (begun(world) for _ in range(2))
    with access.whole_house("test"):
        beside = Record.objects.get(pk=two.id)
    records.revise(one.id, fields={}, seen=1, reason="beside", beside=[beside], by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    newest = journal.entries_about(one.ref)[-1]
    assert database.digest(beside).sha256.encode() in newest.event
    with pytest.raises(records.RecordNotFound):
        records.revise_many(
            [records.Change(record=one.id, fields={"name": "x"}, seen=2),
             records.Change(record=uuid4(), fields={"name": "x"}, seen=1)],
            by=world.session, now=world.tick(),
        )  # fmt: skip
    assert records.held(one.id, by=world.session, now=world.tick()).number == 2
