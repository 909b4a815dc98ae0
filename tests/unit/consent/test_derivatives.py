"""What was made of an item goes no further than the item, but for those of whom it is judged that they are out of it."""

import io

import pytest
from tests.unit.consent.conftest import House
from tests.unit.consent.test_gate import stored, whys

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.consent.api import ConditionKind, Reply, Why
from dokaz.custody import api as custody
from dokaz.custody.api import Making
from dokaz.journal import api as journal
from dokaz.people import api as people
from dokaz.people.api import Relation
from dokaz.records.api import Judgement

both = pytest.mark.both


def derived(house: House, parent, making=Making.REDACTION, *, name="a.txt"):
    return custody.derive(
        io.BytesIO(f"{name} {house.world.now}".encode()), parent=parent, making=making, name=name, tool="by hand",
        tool_version="1", parameters={}, by=house.by, now=house.now(),
    ).ref  # fmt: skip


def judges(house, item, person, relation, judgement=Judgement.NEGATIVE):
    people.appear(
        person.id, item=item, relation=relation, pinpoint="", judgement=judgement, reason="looked", by=house.by,
        now=house.now(),
    )  # fmt: skip


def looks(house, item):
    people.examined(item, reason="all of it", by=house.by, now=house.now())


@both
def test_who_is_in_the_original_is_asked_for_its_derivatives_until_they_are_judged_out_of_them(house):
    asked, other = house.kept.person(), house.kept.person("Чабор")
    original = house.item(asked, other)
    house.says(asked)
    house.says(other, Reply.NO)
    copy = derived(house, original)
    text = derived(house, copy, Making.TEXT)
    assert [whys(each) for each in house.decided(copy, text)] == [[Why.NOT_EXAMINED]] * 2
    judges(house, copy, other, Relation.COMES_FROM)
    assert whys(house.decided(copy)[0]) == [Why.NOT_EXAMINED]
    looks(house, text)
    assert whys(house.decided(text)[0]) == [Why.SAID_NO]  # what lies between was not looked through
    looks(house, copy)
    assert [each.allowed for each in house.decided(original, copy, text)] == [False, True, True]
    house.require(copy, text)
    judges(house, copy, other, Relation.COMES_FROM, Judgement.UNSURE)
    assert [whys(each) for each in house.decided(copy, text)] == [[Why.SAID_NO]] * 2
    ways = consent.ways_of_item(copy, by=house.by, now=house.now())
    assert all(each.form is None for each in ways)


def test_each_way_of_appearing_is_judged_out_by_itself(house):
    source, shown = house.kept.person(), house.kept.person("Чабор")
    original = house.item(source)
    for relation in (Relation.SHOWS, Relation.NAMES):
        judges(house, original, shown, relation, Judgement.POSITIVE)
    house.says(source)
    copy = derived(house, original)
    looks(house, copy)

    def removed():
        (decision,) = house.decided(copy)
        assert decision.allowed
        return [each.person for each in decision.conditions if each.kind is ConditionKind.REDACT]

    assert removed() == [shown.id]
    judges(house, copy, shown, Relation.SHOWS)
    assert removed() == [shown.id]
    judges(house, copy, shown, Relation.NAMES)
    assert removed() == []
    (permit,) = house.require(copy)
    judges(house, original, shown, Relation.HEARD, Judgement.UNSURE)
    with pytest.raises(consent.PermitOutdated):
        consent.recheck([permit], by=house.by, now=house.now())
    judges(house, copy, source, Relation.COMES_FROM)
    assert whys(house.decided(copy)[0]) == [Why.NOBODY_ANSWERS]


@both
@pytest.mark.parametrize("change", ["parent_id = (SELECT id FROM custody_item WHERE ref = %s)", "kind = 'file'"])
def test_a_derivative_to_which_another_original_was_given_by_hand_lets_nothing_go(house, tampered, change):
    silent, asked = house.kept.person(), house.kept.person("Чабор")
    house.says(asked)
    copy = derived(house, house.item(silent))
    harmless = house.item(asked, name="b")
    judges(house, copy, asked, Relation.COMES_FROM, Judgement.POSITIVE)
    looks(house, copy)
    assert whys(house.decided(copy)[0]) == [Why.SILENCE]
    if change.startswith("kind"):
        tampered(f"UPDATE custody_item SET {change}, parent_id = NULL WHERE ref = %s", copy)
    else:
        tampered(f"UPDATE custody_item SET {change} WHERE ref = %s", harmless, copy)
    with pytest.raises(journal.RecordUnvouched):
        house.decided(copy)


def test_what_was_made_of_something_out_of_sight_goes_nowhere(house, tampered):
    """No verb moves an item; where a house was joined from others by hand, nothing is let through for it."""
    asked = house.kept.person()
    house.says(asked)
    elsewhere = access.add_compartment(name="apart", protected=False, by=house.by, now=house.now()).id
    copy = derived(house, house.item(asked))
    looks(house, copy)
    assert house.decided(copy)[0].allowed
    tampered("UPDATE custody_item SET compartment_id = %s WHERE parent_id IS NULL", stored(elsewhere))
    access.grant_membership(
        compartment=house.world.compartment, account=house.kept.second.actor.account, by=house.by, now=house.now()
    )
    assert whys(house.decided(copy, by=house.kept.second)[0]) == [Why.ORIGIN_UNSEEN]
