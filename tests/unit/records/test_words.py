"""Lists of words, labels on things, and fields a platform defines for itself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.records.kinds import FRIEND, PLACE

from dokaz.access import api as access
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language, speaking
from dokaz.records import api as records
from dokaz.records.labelling import _declared
from dokaz.records.word_rows import LabelRow

SORTS = records.Labels("Sorts of places", "Віды месцаў", "Виды мест")
COLONY = records.Labels("Colony", "Калонія", "Колония")
METHOD = records.Labels("When two sources say so.", "Калі так кажуць дзве крыніцы.", "Когда так говорят два источника.")


def term(world, code, labels=COLONY, *, seen=0, of="sorts", **more):
    return records.write_term(of, code=code, labels=labels, seen=seen, by=world.session, now=world.tick(), **more)


def thesaurus(world, code="sorts", **more):
    return records.write_thesaurus(code, labels=SORTS, by=world.session, now=world.tick(), **more)


@pytest.mark.both
def test_words_keep_their_codes_change_their_labels_and_are_retired_not_deleted(world):
    thesaurus(world)
    for code in ("court", "colony", "street"):
        term(world, code)
    held = records.order_terms("sorts", codes=["colony", "street", "court"], by=world.session, now=world.tick())
    assert [each.code for each in held.terms] == ["colony", "street", "court"]
    held = term(world, "street", replace(COLONY, be="Вуліца"), seen=held.term("street").number, retired=True)
    assert [each.code for each in held.chosen_from] == ["colony", "court"]
    with speaking(Language.BELARUSIAN):
        assert held.term("street").says == "Вуліца"
    held = term(world, "yard", parent="colony")
    assert records.thesauri() == (held,)
    assert [each.code for each in held.terms] == ["colony", "street", "court", "yard"]
    assert journal.verify_records().found == ()


def test_what_would_spoil_a_list_of_words_is_refused(world):
    thesaurus(world)
    held = term(world, "colony")
    term(world, "yard", parent="colony")
    refused = [
        (records.StaleWords, lambda: thesaurus(world)),
        (records.NothingChanged, lambda: thesaurus(world, seen=1)),
        (records.CodeUnfit, lambda: thesaurus(world, "Віды")),
        (records.LabelMissing, lambda: term(world, "x", replace(COLONY, ru=" "))),
        (records.LabelMissing, lambda: thesaurus(world, "labels", tree=records.Tree.CLAIMED)),
        (records.StaleWords, lambda: term(world, "colony")),
        (records.ParentUnfit, lambda: term(world, "colony", seen=1, parent="yard")),
        (records.ParentUnfit, lambda: term(world, "x", parent="nowhere")),
        (records.ThesaurusUnknown, lambda: term(world, "x", of="nowhere")),
        (records.TermUnknown, lambda: held.term("nowhere")),
        (records.OrderUnfit, lambda: records.order_terms("sorts", codes=["yard"], by=world.session, now=world.now)),
    ]
    for error, act in refused:
        with pytest.raises(error):
            act()
    documenter = world.as_account(world.second_account(role="documenter"))
    with pytest.raises(access.NotPermitted):
        records.write_term("sorts", code="x", labels=COLONY, by=documenter, now=world.tick())


def test_a_label_says_by_which_method_it_was_put_and_the_two_trees_stay_apart(world):
    thesaurus(world, "claims", tree=records.Tree.CLAIMED, method=METHOD)
    thesaurus(world, "seen", tree=records.Tree.OBSERVED, method=METHOD)
    thesaurus(world)
    for of in ("claims", "seen", "sorts"):
        term(world, "beaten", of=of)
    place = records.begin(
        PLACE, fields={"name": "Valadarka"}, compartment=world.compartment, by=world.session, now=world.tick()
    )

    def put(of, code="beaten", reason="page 3"):
        return records.put_label(
            place.id, kind=PLACE.code, thesaurus=of, term=code, reason=reason, by=world.session, now=world.tick()
        )

    claimed = put("claims")
    thesaurus(
        world, "seen", tree=records.Tree.OBSERVED, method=replace(METHOD, en="When it is in the picture."), seen=1
    )
    observed = put("seen")
    assert (claimed.tree, claimed.method, observed.tree, observed.method) == ("claimed", 1, "observed", 2)
    on = {"kind": PLACE.code, "by": world.session}
    assert records.labels_on(place.id, now=world.tick(), **on) == (claimed, observed)
    for error, of, more in (
        (records.LabelThere, "claims", {}), (records.NotALabel, "sorts", {}), (records.TermUnknown, "claims", {"code": "x"}),
    ):  # fmt: skip
        with pytest.raises(error):
            put(of, **more)
    records.take_label_off(claimed.id, reason="another page", by=world.session, now=world.tick())
    assert records.labels_on(place.id, now=world.tick(), **on) == (observed,)
    with pytest.raises(records.ReasonMissing):
        put("claims", reason="")
    with pytest.raises(records.LabelUnknown):
        records.take_label_off(claimed.id, reason="again", by=world.session, now=world.tick())
    with access.whole_house("test"):
        assert b"beaten" not in b"".join(bytes(row.words) for row in LabelRow.objects.all())
    stranger = world.as_account(world.second_account(role="documenter"))
    with pytest.raises(records.RecordNotFound):
        records.labels_on(place.id, kind=PLACE.code, by=stranger, now=world.tick())
    with pytest.raises(records.KindUnknown):
        records.labels_on(place.id, kind="dragon", by=stranger, now=world.tick())


@pytest.mark.both
def test_a_platform_gives_a_kind_a_field_and_its_values_stay_when_it_is_retired(world):
    thesaurus(world)
    term(world, "colony")
    labels = records.Labels("Floors", "Паверхі", "Этажи")

    def field(code, kind=records.FieldType.NUMBER, *, of=FRIEND.code, **more):
        return records.write_field(of, code=code, type=kind, labels=labels, by=world.session, now=world.tick(), **more)

    floors = field("floors")
    field("sort", records.FieldType.CHOICE, thesaurus="sorts")
    friend = records.begin(
        FRIEND, fields={"name": "A", "floors": 2, "sort": "colony"}, compartment=world.compartment, by=world.session,
        now=world.tick(),
    )  # fmt: skip
    assert friend.fields["floors"] == Decimal(2)
    field("floors", seen=floors.number, retired=True)
    term(world, "colony", seen=1, retired=True)
    assert [each.name for each in records.fields_of(FRIEND)] == ["name", "sort"]
    later = records.revise(
        friend.id, fields={"name": "B", "sort": "colony"}, seen=1, reason="r", by=world.session, now=world.tick()
    )
    assert later.fields == {"name": "B", "floors": Decimal(2), "sort": "colony"}
    assert records.held(friend.id, by=world.session, now=world.tick()) == later
    with pytest.raises(records.FieldUnknown):
        records.revise(friend.id, fields={"floors": 3}, seen=2, reason="r", by=world.session, now=world.tick())
    with pytest.raises(records.ChoiceUnknown):
        records.begin(
            FRIEND, fields={"name": "C", "sort": "colony"}, compartment=world.compartment, by=world.session,
            now=world.tick(),
        )  # fmt: skip
    for error, act in (
        (records.FieldCodeTaken, lambda: field("name")),
        (records.FieldTypeFixed, lambda: field("floors", records.FieldType.TEXT, seen=2)),
        (records.ThesaurusNeeded, lambda: field("x", records.FieldType.CHOICE)),
        (records.ThesaurusNeeded, lambda: field("x", thesaurus="sorts")),
        (records.KindUnknown, lambda: field("x", of="dragon")),
    ):
        with pytest.raises(error):
            act()
    assert journal.verify_records().found == ()


def test_things_of_other_modules_take_labels_where_they_lie(world, monkeypatch):
    from uuid import uuid4

    thing, elsewhere = uuid4(), uuid4()

    def place(asked, by):
        if asked != thing:
            raise records.RecordNotFound(ref=str(asked))
        return records.Place(world.compartment, "E-EACS-XJSW0", protected=False)

    monkeypatch.setitem(_declared, "test-thing", None)
    records.declare_thing(records.ThingKind(code="test-thing", sees=PLACE.sees, writes=PLACE.writes, place=place))
    thesaurus(world, "seen", tree=records.Tree.OBSERVED, method=METHOD)
    term(world, "fire", of="seen")
    put = {"kind": "test-thing", "thesaurus": "seen", "term": "fire", "reason": "minute 2", "by": world.session}
    assert records.put_label(thing, now=world.tick(), **put).term == "fire"
    with pytest.raises(records.RecordNotFound):
        records.put_label(elsewhere, now=world.tick(), **put)
    journal.sequence(now=world.tick())
    assert [each.verb for each in journal.entries_about("E-EACS-XJSW0")] == ["records:label:put"]
