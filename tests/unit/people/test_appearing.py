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
    people.take_back_appearance(found.judgement, reason="the back was not seen", by=kept.by, now=now())
    again = people.appearances_of(item, by=kept.by, now=now())
    assert (again.examined, again.judgement, again.of) == (False, None, found.of)
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


def test_no_row_about_a_person_tells_by_its_id_when_it_was_written(kept: Kept, item):
    from dokaz.records import models

    one, two, now = kept.person(), kept.person("Чабор"), kept.world.tick
    answers = [records.Judgement.POSITIVE, records.Judgement.NEGATIVE] * 4
    for place, answer in enumerate(answers):
        _appears(kept, (one, two)[place % 3 == 0], item, judgement=answer)
        people.judge_same(one.id, other=two.id, judgement=answer, reason="scar", by=kept.by, now=now())
    words = records.Labels("Lame", "Кульгае", "Хромает")
    records.write_thesaurus(
        "marks", labels=words, method=words, tree=records.Tree.CLAIMED, by=kept.by, now=now()
    )  # fmt: skip
    records.write_term("marks", code="lame", labels=words, seen=0, by=kept.by, now=now())
    records.put_label(one.id, kind="person", thesaurus="marks", term="lame", reason="told so", by=kept.by, now=now())
    with access.whole_house("test"):
        for model in (models.JudgementRow, models.LabelRow):
            assert {row.id.version for row in model.objects.all()} == {4}
    told = records.judgements(people.PERSON, of=one.id, by=kept.by, now=now())
    assert [each.judgement for each in told] == answers  # oldest first all the same
