"""Who appears in an item is judged, with a place in it; what nobody looked through reads "not examined"."""

import io

import pytest
from tests.persons import Kept

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.people import api as people
from dokaz.people.api import Relation
from dokaz.records import api as records


@pytest.fixture
def item(kept: Kept):
    receipt = custody.receive(io.BytesIO(b"a photograph"), name="a.jpg", source="x", by=kept.by, now=kept.world.tick())
    return receipt.ref


def _appears(kept, person, item, **more):
    asked = {"relation": Relation.SHOWS, "pinpoint": "second row", "reason": "same coat"} | more
    return people.appear(person.id, item=item, by=kept.by, now=kept.world.tick(), **asked)


def test_appearances_are_judged_and_taken_back(kept: Kept, item):
    one, two, now = kept.person(), kept.person("Чабор"), kept.world.tick
    found = people.appearances_of(item, by=kept.by, now=now())
    assert (found.examined, found.of) == (False, ())
    made = _appears(kept, one, item)
    _appears(kept, two, item, relation=Relation.COMES_FROM, judgement=records.Judgement.UNSURE)
    people.examined(item, reason="looked at all of it", by=kept.by, now=now())
    found = people.appearances_of(item, by=kept.by, now=now())
    assert found.examined
    assert found.persons == {one.id, two.id}
    assert {(each.person_ref, each.pinpoint) for each in found.of} == {
        (one.ref, "second row"), (two.ref, "second row"),
    }  # fmt: skip
    (mine,) = people.appearances_of_person(one.id, by=kept.by, now=now())
    assert (mine.item, mine.relation) == (item, Relation.SHOWS)
    _appears(kept, one, item, judgement=records.Judgement.NEGATIVE)
    assert people.appearances_of(item, by=kept.by, now=now()).persons == {two.id}
    people.take_back_appearance(made.id, reason="wrong person", by=kept.by, now=now())
    dossier = people.dossier(one.id, by=kept.by, now=now())
    assert dossier.person == people.person(one.id, by=kept.by, now=now())
    assert dossier.left == ()


def test_who_sees_no_item_learns_of_no_appearance(kept: Kept, item):
    person = kept.person()
    _appears(kept, person, item)
    with pytest.raises(custody.ItemNotFound):
        people.appearances_of(item, by=kept.second, now=kept.world.tick())
    access.grant_membership(
        compartment=kept.world.compartment, account=kept.second.actor.account, by=kept.by, now=kept.world.tick()
    )
    assert people.appearances_of(item, by=kept.second, now=kept.world.tick()).persons == {person.id}
