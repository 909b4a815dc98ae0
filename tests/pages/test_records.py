"""Pages about records of any kind: reviews, words, labels, fields, tables brought in, one change to many."""

import html
import io
import re

import pytest
from tests.unit.records import kinds
from tests.unit.records.kinds import PLACE

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.codes import Code, Kind
from dokaz.records import api as records

WORDS = {"label_en": "Beatings", "label_be": "Збіццё", "label_ru": "Избиение", "seen": "0"}
METHOD = {"method_en": "When it is said.", "method_be": "Калі сказана.", "method_ru": "Когда сказано."}


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    kinds.declare(monkeypatch)


def place(world, name="Valadarka", **fields):
    return records.begin(
        PLACE, fields={"name": name} | fields, compartment=world.compartment, by=world.session, now=world.tick()
    )


def member(world, colleague, role="documenter"):
    who = colleague(role)
    access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    return who


def text(answer):
    return html.unescape(answer.content.decode())


def received(world, data, name="places.csv"):
    return custody.receive(io.BytesIO(data), name=name, source="P-1", by=world.session, now=world.tick()).ref


def test_a_record_goes_from_its_author_to_a_colleague_and_back_and_each_finds_it_on_the_first_page(
    custodian, colleague, world
):
    held = place(world)
    there, other = f"/reviews/{held.id}", member(world, colleague)
    wrote = {"comment": "", "to": "", "seen": "1"}
    assert "Nobody has asked for a review yet." in text(custodian.get(there))
    assert "Somebody else has to review it" in text(
        custodian.post(there, wrote | {"step": "ask", "to": str(world.session.actor.account)})
    )
    assert custodian.post(there, wrote | {"step": "ask"}).status_code == 302
    assert "1 waits" in text(other.get("/"))
    assert held.ref in text(other.get("/reviews"))
    assert "Say why" in text(other.post(there, wrote | {"step": "return"}))
    assert other.post(there, wrote | {"step": "return", "comment": "Which floor?"}).status_code == 302
    page = text(custodian.get("/"))
    assert f"Go on with {held.ref}" in page
    assert "Which floor?" in text(custodian.get(there))
    records.revise(held.id, fields={"cells": 4}, seen=1, reason="counted", by=world.session, now=world.tick())
    assert "you wrote on revision 1" in text(custodian.post(there, wrote | {"step": "ask"}))
    assert custodian.post(there, wrote | {"step": "hand-on"}).status_code == 422
    assert custodian.post(there, wrote | {"step": "hand-on", "to": str(other.account)}).status_code == 302
    assert f"Go on with {held.ref}" in text(other.get("/"))
    assert other.post(there, wrote | {"step": "put-down"}).status_code == 302
    history = text(custodian.get(f"{there}/history"))
    assert re.search(r"Revision 2.*counted.*Cells.*4.*Revision 1", history, re.DOTALL)
    stranger = colleague("analyst")
    absent = f"/reviews/{Code.new(Kind.PLACE)}"
    for path in (there, f"{there}/history", f"{there}/labels"):
        assert stranger.get(path).status_code == 404
    assert stranger.get(absent).status_code == 404
    assert held.ref not in text(stranger.get("/reviews"))


def test_words_and_labels_are_written_in_three_languages_and_the_trees_stay_apart(custodian, colleague, world):
    new = WORDS | {"code": "acts", "tree": "claimed", **METHOD}
    assert "missing" in text(custodian.post("/words", new | {"method_ru": ""}))
    assert "cannot be a code" in text(custodian.post("/words", new | {"code": "Дзеянні"}))
    assert custodian.post("/words", new).status_code == 302
    assert custodian.post("/words", new | {"code": "seen", "tree": "observed"}).status_code == 302
    for of in ("acts", "seen"):
        for code in ("beaten", "burnt"):
            assert custodian.post(f"/words/{of}", WORDS | {"code": code, "parent": "", "do": "add"}).status_code == 302
    assert custodian.post("/words/acts", {"do": "order", "codes": "burnt\nbeaten"}).status_code == 302
    assert custodian.post("/words/acts", {"do": "order", "codes": "burnt"}).status_code == 422
    again = WORDS | {"parent": "", "retired": "on", "seen": "2", "label_en": "Blows"}
    assert custodian.post("/words/acts/words/beaten", again).status_code == 302
    assert "Somebody changed" in text(custodian.post("/words/acts/words/beaten", again))
    page = text(custodian.get("/words/acts"))
    assert re.search(r"Beatings.*burnt.*Blows.*Not chosen any more", page, re.DOTALL)
    changed = WORDS | METHOD | {"method_en": "When two say so.", "seen": "1"}
    assert custodian.post("/words/acts/change", changed).status_code == 302
    assert "When two say so." in text(custodian.get("/words/acts"))
    ref = received(world, b"page 7")
    there = f"/items/{ref}/labels"
    assert custodian.post(there, {"label": "acts/burnt", "reason": ""}).status_code == 422
    assert custodian.post(there, {"label": "acts/burnt", "reason": "Page 7, line 3"}).status_code == 302
    assert custodian.post(there, {"label": "seen/beaten", "reason": "Minute 2"}).status_code == 302
    page = text(custodian.get(there))
    assert re.search(
        r"What a source claims.*Page 7, line 3.*version 2 of.*What a reviewer observed.*Minute 2.*version 1 of",
        page,
        re.DOTALL,
    )
    off = re.search(r'name="off" value="([^"]+)"', page)[1]
    assert custodian.post(there, {"off": off, "reason": "Another page"}, page=there).status_code == 302
    assert "Page 7" not in text(custodian.get(there))
    assert custodian.post(there, {"off": "nonsense", "reason": "x"}, page=there).status_code == 404
    documenter = colleague("documenter")
    assert "Add a list" not in text(documenter.get("/words"))
    assert documenter.post("/words", new | {"code": "mine"}, page="/me").status_code == 403
    assert documenter.get(there).status_code == 404


def test_a_kind_of_record_is_given_a_field_and_keeps_what_it_said_when_that_is_retired(custodian, world):
    new = WORDS | {
        "kind": PLACE.code, "code": "floors", "type": "number", "sensitivity": "internal", "thesaurus": "",
    }  # fmt: skip
    assert "list of words" in text(custodian.post("/fields", new | {"type": "choice"}))
    assert custodian.post("/fields", new).status_code == 302
    assert custodian.post("/fields", new).status_code == 422
    held = place(world, floors=3)
    assert re.search(r"Beatings.*3", text(custodian.get(f"/reviews/{held.id}")), re.DOTALL)
    there = f"/fields/{PLACE.code}/floors"
    old = WORDS | {"sensitivity": "sealed", "thesaurus": "", "retired": "on", "seen": "1"}
    assert custodian.post(there, old).status_code == 302
    assert "Not filled any more" in text(custodian.get("/fields"))
    assert re.search(r"Beatings.*3", text(custodian.get(f"/reviews/{held.id}")), re.DOTALL)
    assert custodian.get(f"/fields/{PLACE.code}/nothing").status_code == 404
    assert custodian.get("/fields/dragon/nothing").status_code == 404


def test_a_table_is_looked_at_brought_in_and_taken_back(custodian, world):
    ref = received(world, b"Name,Sort\nAkrescina,court\nNowhere,dungeon\nValadarka,colony\n")
    asked = f"/imports/plan?ref={ref}&kind={PLACE.code}"
    page = text(custodian.get(asked))
    assert "“dungeon” is not among the words to choose from in “Sort”." in page
    assert "Bring in 2 records" in page
    mend = custodian.post("/imports/rows-to-mend", {"ref": ref, "kind": PLACE.code}, page=asked)
    assert mend.headers["content-disposition"] == f'attachment; filename="{ref}-to-mend.csv"'
    assert b"Nowhere,dungeon" in mend.content
    sent = {"ref": ref, "kind": PLACE.code, "reason": ""}
    unsaid = custodian.post("/imports/plan", sent, page=asked)
    assert (unsaid.status_code, "Why you bring it in: An answer is needed" in text(unsaid)) == (422, True)
    assert "Something needs" not in text(custodian.get("/imports?page-language=en"))
    assert records.of_kind(PLACE, by=world.session, now=world.tick()) == ()
    done = custodian.post("/imports/plan", sent | {"reason": "List of 2021"}, page=asked)
    there = done.headers["location"]
    assert "Complete" in text(custodian.get(there))
    assert {each.fields["name"] for each in records.of_kind(PLACE, by=world.session, now=world.tick())} == {
        "Akrescina", "Valadarka",
    }  # fmt: skip
    assert custodian.post(f"{there}/undo", {"reason": ""}, page=there).status_code == 422
    assert custodian.post(f"{there}/undo", {"reason": "Wrong list"}, page=there).status_code == 302
    assert "Taken back" in text(custodian.get(there))
    assert ref in text(custodian.get("/imports"))
    for wrong, says in (
        (f"ref=E-0000-00000&kind={PLACE.code}", "E-0000-00000"), (f"ref={Code.new(Kind.ITEM)}&kind={PLACE.code}", "No item"),
        (f"ref={received(world, b'x')}&kind={PLACE.code}", "line of headings"), ("ref=&kind=", "An answer is needed"),
    ):  # fmt: skip
        assert says in text(custodian.get(f"/imports/plan?{wrong}"))
    book = custodian.get(f"/imports/templates/{PLACE.code}")
    assert book.content.startswith(b"PK")
    assert b"[name] *" in custodian.get(f"/imports/templates/{PLACE.code}?as=csv").content


def test_one_change_to_many_is_shown_row_by_row_before_it_is_made(custodian, colleague, world):
    held = [place(world, name, sort=sort) for name, sort in (("One", "court"), ("Two", "colony"))]
    there, change = f"/records/{PLACE.code}", f"/records/{PLACE.code}/change"
    page = text(custodian.get(there))
    assert all(each.ref in page for each in held)
    assert "One" in page
    sent = {"record": [f"{each.id}:1" for each in held], "field": "sort", "value": "Court"}
    preview = text(custodian.post(change, sent, page=there))
    assert re.search(r"Court.*Nothing is different", preview, re.DOTALL)
    assert re.search(r"Colony.*Court", preview, re.DOTALL)
    assert "Nothing is different" in preview
    assert "Change 1 record" in preview
    assert custodian.post(change, sent | {"reason": ""}, page=there).status_code == 422
    assert custodian.post(change, sent | {"reason": "Looked up"}, page=there).status_code == 302
    assert records.held(held[1].id, by=world.session, now=world.tick()).fields["sort"] == "court"
    late = sent | {"reason": "Again", "value": "colony"}
    stale = custodian.post(change, late, page=there)
    assert (stale.status_code, "Nothing was overwritten" in text(stale)) == (409, True)
    wrong = custodian.post(change, sent | {"value": "dungeon"}, page=there)
    assert (wrong.status_code, "not among the words" in text(wrong)) == (422, True)
    assert len(re.findall(r'name="record"[^>]* checked', text(wrong))) == 2
    none = custodian.post(change, {"field": "sort", "value": "court"}, page=there)
    assert (none.status_code, "Choose at least one record" in text(none)) == (422, True)
    assert custodian.post(change, {"record": ["x"]}, page=there).status_code == 302
    analyst = member(world, colleague, "analyst")
    assert "Change several" not in text(analyst.get(there))
    assert analyst.get("/records/dragon").status_code == 404
