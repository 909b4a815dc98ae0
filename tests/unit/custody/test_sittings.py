"""Looking at items in a sitting, and care of those who look."""

import io
from uuid import uuid4

import pytest
from tests.evidence import letter, picture

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.custody.care_rows import PRIVATE, Exposure
from dokaz.journal import api as journal


def received(world, content=b"page 7", name="list.txt", **said):
    given = {"description": custody.Description(**said), "by": world.session, "now": world.tick()}
    return custody.receive(io.BytesIO(content), name=name, source="P-1", **given).ref


def verbs(world, ref):
    journal.sequence(now=world.tick())
    return [entry.verb for entry in journal.entries_about(ref)]


@pytest.fixture
def companion(world):
    """A colleague who belongs to the archive as well."""
    other = world.second_person()
    access.grant_membership(
        compartment=world.compartment, account=other.actor.account, by=world.session, now=world.tick()
    )
    return other


@pytest.mark.both
def test_asking_twice_in_a_sitting_is_one_event_and_nobody_elses_asking(world, companion):
    ref, sitting = received(world), uuid4()
    mine = {"sitting": sitting, "by": world.session}
    with pytest.raises(custody.NotAskedFor):
        custody.stream(ref, **mine, now=world.tick())
    for _twice in range(2):
        custody.ask_to_see(ref, **mine, now=world.tick())
    with custody.stream(ref, **mine, now=world.tick()).bytes as stream:
        assert stream.read() == b"page 7"
    assert verbs(world, ref).count("custody:item:open") == 1
    for other in ({"sitting": uuid4(), "by": world.session}, {"sitting": sitting, "by": companion}):
        assert not custody.is_asked_for(ref, **other)
        with pytest.raises(custody.NotAskedFor):
            custody.look(ref, wanted=custody.Wanted(), **other, now=world.tick())
    assert [event.act for event in custody.history(ref, by=world.session, now=world.tick())][-1] is custody.Act.OPENED
    assert custody.verify_chains() == ()


def test_a_right_that_ended_ends_an_open_sitting(world, companion):
    ref, sitting = received(world), uuid4()
    custody.ask_to_see(ref, sitting=sitting, by=companion, now=world.tick())
    access.remove_member(
        compartment=world.compartment, account=companion.actor.account, by=world.session, now=world.tick()
    )
    with pytest.raises((custody.ItemNotFound, access.NotPermitted)):
        custody.stream(ref, sitting=sitting, by=companion, now=world.tick())


def test_a_part_taken_out_is_an_event_of_its_own_and_kept_it_is_a_derivative(world):
    ref, sitting = received(world, letter(), "letter.eml"), uuid4()
    mine = {"sitting": sitting, "by": world.session}
    custody.ask_to_see(ref, **mine, now=world.tick())
    assert custody.take_part(ref, part=(1,), **mine, now=world.tick()).data == picture()
    assert custody.history(ref, by=world.session, now=world.tick())[-1].reason == "part 1"
    kept = custody.keep_part(ref, part=(1,), **mine, now=world.tick())
    record = custody.show(kept.ref, by=world.session, now=world.tick())
    assert (record.parent, record.making, record.parameters, record.name) == (
        ref, custody.Making.PART, {"part": "1"}, "../../photo.jpg",
    )  # fmt: skip
    with pytest.raises(custody.PartUnreadable):
        custody.take_part(ref, part=(9,), **mine, now=world.tick())


@pytest.mark.both
def test_a_colleague_learns_that_a_reader_is_needed_and_not_who_handed_it_back(world, companion):
    ref = received(world, picture(), "a.jpg")
    custody.hand_back(ref, by=world.session, now=world.tick())
    custody.hand_back(ref, by=world.session, now=world.tick())
    assert custody.readers(ref, by=world.session) == custody.Readers(handed_back=True, needed=False)
    assert custody.readers(ref, by=companion) == custody.Readers(handed_back=False, needed=True)
    assert custody.handed_back(by=world.session, now=world.tick()) == (ref,)
    assert custody.unread(by=companion, now=world.tick()) == (ref,)
    assert (
        custody.handed_back(by=companion, now=world.tick()) == custody.unread(by=world.session, now=world.tick()) == ()
    )
    with pytest.raises(custody.ItemHandedBack):
        custody.ask_to_see(ref, sitting=uuid4(), by=world.session, now=world.tick())
    custody.ask_to_see(ref, sitting=uuid4(), by=companion, now=world.tick())
    assert custody.unread(by=companion, now=world.tick()) == ()
    custody.take_up(ref, by=world.session, now=world.tick())
    custody.ask_to_see(ref, sitting=uuid4(), by=world.session, now=world.tick())
    assert set(verbs(world, ref)) == {"custody:item:receive", "custody:item:open"}
    assert journal.verify_records().sound


def test_who_sees_what_is_graphic_is_counted_by_the_day_and_forgotten_after_a_month(world, companion):
    by = world.session
    graphic = [
        received(world, picture((1, 1, 1)), "a.jpg"),
        received(world, b"words of a survivor", "a.txt", graphic="graphic"),
    ]
    harmless = [received(world, b"x", "b.txt"), received(world, picture((2, 2, 2)), "c.jpg", graphic="not-graphic")]
    sitting = uuid4()
    for ref in (*graphic, *graphic, *harmless):
        custody.ask_to_see(ref, sitting=sitting, by=by, now=world.tick())
    custody.rest_after(2, by=by, now=world.tick())
    seen = custody.exposure(by=by, now=world.tick())
    assert (seen.today, seen.week, seen.rest) == (2, 2, True)
    assert custody.exposure(by=companion, now=world.tick()).week == 0
    custody.rest_after(0, by=by, now=world.tick())
    assert not custody.exposure(by=by, now=world.tick()).rest
    world.tick(3 * 24 * 3600)
    custody.ask_to_see(graphic[0], sitting=uuid4(), by=by, now=world.tick())
    seen = custody.exposure(by=by, now=world.tick())
    assert (seen.today, seen.week) == (1, 3)
    world.tick(40 * 24 * 3600)
    custody.ask_to_see(graphic[0], sitting=uuid4(), by=by, now=world.tick())
    assert Exposure.objects.filter(account=by.actor.account).count() == 1


def test_nothing_of_care_has_a_column_for_a_reason_or_a_name():
    columns = {field.name for model in PRIVATE for field in model._meta.concrete_fields}
    assert columns == {"id", "account", "day", "opened", "after", "item", "at"}
