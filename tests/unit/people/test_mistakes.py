"""A role that protects binds for good; one that was a mistake is taken back by two people, and can bind again by one."""

import pytest
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.people.api import Part, RoleHeld
from dokaz.records import api as records

both = pytest.mark.both


def writes(kept: Kept, person, *parts):
    now = people.person(person.id, by=kept.by, now=kept.world.tick())
    return people.revise_person(
        person.id, pseudonym=now.pseudonym, roles=[RoleHeld(part) for part in parts], vulnerabilities=(),
        born_around=None, note="", seen=now.number, reason="so", by=kept.by, now=kept.world.tick(),
    )  # fmt: skip


def binds(kept: Kept, person):
    found = people.person(person.id, by=kept.by, now=kept.world.tick())
    return people.bound([found], by=kept.by, now=kept.world.tick()) == {person.id}


def asks(kept: Kept, person, part=Part.WITNESS, reason="another Veras was meant"):
    return people.ask_role_mistaken(person.id, part=part, reason=reason, by=kept.by, now=kept.world.tick())


def does(kept: Kept, person, mistake, by=None):
    return people.take_role_back(person.id, mistake=mistake.id, by=by or kept.by, now=kept.world.tick())


def let_in(kept: Kept):
    access.grant_membership(
        compartment=kept.world.compartment, account=kept.second.actor.account, by=kept.by, now=kept.world.tick()
    )


def official(kept: Kept, *once):
    """An official who was recorded in these roles before."""
    return writes(kept, kept.person(roles=[RoleHeld(part) for part in once]), Part.OFFICIAL)


@both
def test_a_role_is_taken_back_by_two_and_binds_again_by_one_and_both_are_told(kept: Kept):
    let_in(kept)
    person = official(kept, Part.WITNESS, Part.SOURCE)
    assert binds(kept, person)
    assert people.once(person.id, by=kept.by, now=kept.world.tick()) == (
        people.RoleOnce(Part.SOURCE, (1,)), people.RoleOnce(Part.WITNESS, (1,)),
    )  # fmt: skip
    asked = asks(kept, person)
    with pytest.raises(access.ApprovalMissing):
        does(kept, person, asked)
    with pytest.raises(access.ApprovedByAsker):
        access.approve(asked.approval, by=kept.by, now=kept.world.tick())
    assert people.mistake_asked(asked.approval, by=kept.second, now=kept.world.tick()) == asked
    waiting = access.approval(asked.approval, by=kept.second, now=kept.world.tick())
    assert waiting.sha256 == asked.digest.hex()
    access.approve(asked.approval, by=kept.second, now=kept.world.tick())
    with pytest.raises(access.ApprovalMissing):
        does(kept, person, asked, by=kept.second)
    done = does(kept, person, asked)
    assert (done.counts, done.approved_by) == (True, kept.second.actor.account)
    assert binds(kept, person)  # as a source
    other = asks(kept, person, Part.SOURCE)
    access.approve(other.approval, by=kept.second, now=kept.world.tick())
    does(kept, person, other)
    assert not binds(kept, person)
    with pytest.raises(people.RoleMistakeUnknown):
        does(kept, person, other)
    again = people.bind_again(person.id, mistake=other.id, reason="it was him", by=kept.second, now=kept.world.tick())
    assert (again.counts, again.bound_again_because, binds(kept, person)) == (False, "it was him", True)
    told = people.role_mistakes(person.id, by=kept.by, now=kept.world.tick())
    assert [(each.part, each.revisions, each.counts) for each in told] == [
        (Part.WITNESS, (1,), True), (Part.SOURCE, (1,), False),
    ]  # fmt: skip
    before = records.history(person.id, by=kept.by, now=kept.world.tick())
    assert before[0].fields["roles"] == "witness\nsource"
    journal.sequence(now=kept.world.tick())
    verbs = [entry.verb for entry in journal.entries_about(str(person.id))]
    assert (verbs.count("people:role-mistaken:judge"), verbs.count("people:role-mistaken:reverse")) == (4, 1)
    assert journal.verify_records().found == ()


@both
def test_nobody_lets_a_mistake_count_again_by_taking_the_taking_back_back(kept: Kept):
    let_in(kept)
    person = official(kept, Part.VICTIM)
    asked = asks(kept, person, Part.VICTIM)
    access.approve(asked.approval, by=kept.second, now=kept.world.tick())
    does(kept, person, asked)
    people.bind_again(person.id, mistake=asked.id, reason="she was", by=kept.by, now=kept.world.tick())
    (back,) = [
        each for each in records.judgements(people.MISTAKEN, of=person.id, by=kept.by, now=kept.world.tick())
        if each.reverses
    ]  # fmt: skip
    people.take_back_appearance(back.id, reason="no, she was not", by=kept.by, now=kept.world.tick())
    assert binds(kept, person)
    with pytest.raises(people.RoleMistakeUnknown):
        people.bind_again(person.id, mistake=asked.id, reason="?", by=kept.by, now=kept.world.tick())
    once_more = asks(kept, person, Part.VICTIM)  # by two people again
    access.approve(once_more.approval, by=kept.second, now=kept.world.tick())
    does(kept, person, once_more)
    assert not binds(kept, person)


def test_what_is_written_with_the_role_later_binds_and_makes_an_approval_void(kept: Kept):
    let_in(kept)
    person = official(kept, Part.WITNESS)
    asked = asks(kept, person)
    access.approve(asked.approval, by=kept.second, now=kept.world.tick())
    writes(kept, person, Part.WITNESS)
    with pytest.raises(people.RoleStillWritten):
        does(kept, person, asked)
    writes(kept, person, Part.OFFICIAL)
    with pytest.raises(people.RoleMistakeOutdated):
        does(kept, person, asked)
    fresh = asks(kept, person)
    assert fresh.revisions == (1, 3)
    access.approve(fresh.approval, by=kept.second, now=kept.world.tick())
    does(kept, person, fresh)
    assert not binds(kept, person)
    writes(kept, person, Part.WITNESS)
    writes(kept, person, Part.OFFICIAL)
    assert binds(kept, person)


def test_what_cannot_be_taken_back_says_why(kept: Kept):
    person = official(kept, Part.WITNESS)
    with pytest.raises(people.RoleReasonMissing):
        asks(kept, person, reason="  ")
    with pytest.raises(people.RoleNotBinding):
        asks(kept, person, Part.RELATIVE)
    with pytest.raises(people.RoleStillWritten):
        asks(kept, kept.person(roles=[RoleHeld(Part.WITNESS)]))
    with pytest.raises(people.RoleStillWritten):
        asks(kept, writes(kept, kept.person(roles=[RoleHeld(Part.WITNESS)])))  # no role at all binds as well
    asked = asks(kept, person)
    assert people.mistake_asked(asked.approval, by=kept.second, now=kept.world.tick()) is None
    with pytest.raises(records.RecordNotFound):
        does(kept, person, asked, by=kept.second)
