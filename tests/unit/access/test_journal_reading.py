"""Reading the journal: of a protected compartment its members read all, and everybody else not even that it grew."""

import io

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal
from dokaz.journal import searching
from dokaz.journal.api import Question


@pytest.fixture
def circle(real_world):
    """A protected compartment with one item in it, of which the second person is no member."""
    inner = access.add_compartment(name="inner", protected=True, by=real_world.session, now=real_world.tick()).id
    ref = custody.receive(
        io.BytesIO(b"page 7"), name="list.txt", compartment=inner, by=real_world.session, now=real_world.tick()
    ).ref
    real_world.second_person()
    journal.sequence(now=real_world.tick())
    return inner, ref


def verbs(found):
    return [each.event["verb"] for each in found.entries]


@pytest.mark.both
def test_members_read_sealed_entries_and_find_them_by_verb_item_and_account(real_world, circle):
    inner, ref = circle
    me = real_world.session
    for question in (
        Question(verbs=frozenset({"custody:item:receive"})),
        Question(ref=ref),
        Question(ref=ref, account=me.actor.account, verbs=frozenset({"custody:item:receive"})),
    ):
        found = access.read_journal(question, by=me, now=real_world.tick())
        assert verbs(found) == ["custody:item:receive"]
        assert found.entries[0].compartment == inner
        assert found.entries[0].sealed
        assert found.onward is None


def test_a_look_at_sealed_entries_is_told_in_a_sealed_entry(real_world, circle):
    inner, ref = circle
    (shown,) = access.read_journal(Question(ref=ref), by=real_world.session, now=real_world.tick()).entries
    journal.sequence(now=real_world.tick())
    looked = access.read_journal(
        Question(verbs=frozenset({"access:journal:list"})), by=real_world.session, now=real_world.tick()
    )
    (told,) = looked.entries
    assert (told.compartment, told.sealed) == (inner, True)
    assert told.event["facts"] == {"shown": 1, "indices": [shown.index]}


@pytest.mark.both
def test_others_see_no_entry_of_it_and_are_not_kept_waiting_by_it(real_world, circle):
    _inner, ref = circle
    other = real_world.second_person()
    found = access.read_journal(Question(ref=ref), by=other, now=real_world.tick())
    assert found == journal.Found((), None)
    everything = access.read_journal(Question(), limit=100, by=other, now=real_world.tick())
    assert {each.compartment for each in everything.entries} == {None}
    (mine,) = access.read_journal(Question(ref=ref), by=real_world.session, now=real_world.tick()).entries
    for verb in (access.read_entry, access.prove_entry):
        with pytest.raises(journal.NoSuchEntry):
            verb(mine.index, by=other, now=real_world.tick())
        with pytest.raises(journal.NoSuchEntry):
            verb(10**6, by=other, now=real_world.tick())
    assert access.read_entry(mine.index, by=real_world.session, now=real_world.tick()).event["about"] == [ref]


def test_a_page_that_looked_at_enough_says_how_far_it_came(world, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    journal.sequence(now=world.tick())
    question, before, seen = Question(account=world.session.actor.account), None, []
    for _ in range(journal.head().size + 1):
        found = access.read_journal(question, before=before, limit=100, by=world.session, now=world.tick())
        seen += [each.index for each in found.entries]
        before = found.onward
        if before is None:
            break
    assert before is None
    assert seen == sorted(set(seen), reverse=True)
    assert seen
    whole = [
        e.index for e in journal.read(compartments=[world.compartment]) if str(question.account).encode() in e.event
    ]
    assert set(seen) <= set(whole)


def test_many_entries_that_have_no_place_yet_are_soon_passed(world, monkeypatch):
    journal.sequence(now=world.tick())
    placed = journal.head().size
    for _ in range(100):
        custody.receive(io.BytesIO(b"1"), name="1", by=world.session, now=world.tick())
    asked = []
    whole = searching._candidates
    monkeypatch.setattr(searching, "_candidates", lambda *given: asked.append(given) or whole(*given))
    found = access.read_journal(Question(), limit=3, by=world.session, now=world.tick())
    assert [each.index for each in found.entries] == [placed - 1, placed - 2, placed - 3]
    assert len(asked) <= 6  # of the last 100 and some, first 4 and then twice as many each time


@pytest.mark.both
def test_days_bound_what_is_looked_at(world):
    custody.receive(io.BytesIO(b"1"), name="1", by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    first_day = world.now
    world.tick(10 * 86_400)
    custody.receive(io.BytesIO(b"2"), name="2", by=world.session, now=world.tick())
    journal.sequence(now=world.tick())
    received = frozenset({"custody:item:receive"})
    early = access.read_journal(Question(verbs=received, end=first_day), by=world.session, now=world.tick())
    late = access.read_journal(Question(verbs=received, begin=first_day), by=world.session, now=world.tick())
    assert [len(early.entries), len(late.entries)] == [1, 1]
    assert early.entries[0].index < late.entries[0].index
