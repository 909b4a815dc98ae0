"""Whose turn a record is, and its review by a second person."""

import pytest
from tests import attackers
from tests.unit.records.kinds import PLACE

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.records import api as records


@pytest.fixture
def two(world):
    """A world, a colleague who may review and write and belongs to the compartment, and a record."""
    account = world.second_account(role="documenter")
    access.grant_membership(compartment=world.compartment, account=account, by=world.session, now=world.tick())
    place = records.begin(
        PLACE, fields={"name": "Valadarka"}, compartment=world.compartment, by=world.session, now=world.tick()
    )
    return world, world.as_account(account), place


def moved(world, place, act, *, by=None, seen=1, **more):
    return records.move(place.id, move=act, seen=seen, by=by or world.session, now=world.tick(), **more)


def waits(world, by):
    return [(each.ref, each.state, each.mine) for each in records.waiting(by=by, now=world.tick())]


@pytest.mark.both
def test_a_record_is_reviewed_by_a_second_person_and_locked_until_it_is_opened_again_with_a_reason(two):
    world, colleague, place = two
    moved(world, place, "ask")
    assert waits(world, colleague) == [(place.ref, "review-asked", False)]
    assert [
        each.code
        for each in records.possible(
            records.held(place.id, by=colleague, now=world.tick()), by=colleague, now=world.tick()
        )
    ] == ["accept", "return", "withdraw"]
    with pytest.raises(records.ReviewByAnother):
        moved(world, place, "accept")
    with pytest.raises(records.ReasonMissing):
        moved(world, place, "return", by=colleague)
    back = moved(world, place, "return", by=colleague, comment="Which floor?")
    assert (back.state, back.holder) == ("returned", world.session.actor.account)
    assert waits(world, world.session) == [(place.ref, "returned", True)]
    records.revise(place.id, fields={"cells": 4}, seen=1, reason="asked", by=world.session, now=world.tick())
    moved(world, place, "ask", seen=2, to=colleague.actor.account)
    assert waits(world, colleague) == [(place.ref, "review-asked", True)]
    with pytest.raises(records.StaleRevision):
        moved(world, place, "accept", by=colleague, seen=1)
    assert moved(world, place, "accept", by=colleague, seen=2).state == "reviewed"
    assert waits(world, colleague) == waits(world, world.session) == []
    with pytest.raises(records.RecordLocked, match="Open it again"):
        records.revise(place.id, fields={"cells": 5}, seen=2, reason="x", by=world.session, now=world.tick())
    with pytest.raises(records.MoveNotFromHere):
        moved(world, place, "ask", seen=2)
    with pytest.raises(records.MoveUnknown):
        moved(world, place, "dance", seen=2)
    moved(world, place, "reopen", seen=2, comment="A witness counted again.")
    records.revise(place.id, fields={"cells": 5}, seen=2, reason="x", by=colleague, now=world.tick())
    moved(world, place, "ask", seen=3)
    # only what is new since the last review counts: the first author may look at a colleague's change
    assert moved(world, place, "accept", seen=3).state == "reviewed"
    told = records.steps(place.id, by=colleague, now=world.tick())
    assert [each.act for each in told] == ["ask", "return", "ask", "accept", "reopen", "ask", "accept"]
    assert (told[1].comment, told[1].by, told[1].revision) == ("Which floor?", colleague.actor.account, 1)
    journal.sequence(now=world.tick())
    assert journal.verify_records().found == ()


def test_a_record_is_handed_to_a_member_and_put_down_again(two):
    world, colleague, place = two
    stranger = world.second_account(role="analyst", passphrase="acme acid academic acne acquire acrobat activity")
    with pytest.raises(records.HolderCannotSee, match="member"):
        records.assign(place.id, to=stranger, by=world.session, now=world.tick())
    records.assign(place.id, to=colleague.actor.account, comment="Please count", by=world.session, now=world.tick())
    assert waits(world, colleague) == [(place.ref, "open", True)]
    assert waits(world, world.as_account(stranger, passphrase="acme acid academic acne acquire acrobat activity")) == []
    records.put_down(place.id, comment="Counted", by=colleague, now=world.tick())
    assert waits(world, colleague) == []
    with pytest.raises(records.ReviewByAnother):
        moved(world, place, "ask", to=world.session.actor.account)


@pytest.mark.embedded("the statement is SQLite's")
def test_a_review_written_into_the_database_by_hand_locks_and_shows_nothing(two):
    world, _colleague, place = two
    moved(world, place, "ask")
    with attackers.as_attacker() as sql:
        sql("UPDATE records_step SET state = 'reviewed' WHERE record_id = %s", (place.id.hex,))
    with pytest.raises(journal.RecordUnvouched):
        records.held(place.id, by=world.session, now=world.tick())
