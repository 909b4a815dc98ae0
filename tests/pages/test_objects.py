"""Physical objects as pages: recorded with how they were found, every change of hands, a label that says nothing."""

import io
import re

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal

ANSWERS = {
    "name": "Black telephone", "act": "collected", "found": "On the table in room 4", "came_from": "P-1",
    "went_to": "Archive", "place": "Room 4", "reason": "Handed over for safekeeping", "witness": "P-2",
    "packaging": "Bag 17, seal 0042",
}  # fmt: skip


def recorded(who, world, *, page="/objects/new", **more):
    return who.post("/objects/new", {**ANSWERS, "compartment": str(world.compartment), **more}, page=page)


def test_an_object_is_recorded_moved_and_given_back_with_its_chain(custodian, world):
    there = recorded(custodian, world).headers["location"]
    ref = there.rpartition("/")[2]
    page = custodian.get(there).content.decode()
    for words in ("Black telephone", "On the table in room 4", "Bag 17, seal 0042", "From whom: P-1", "Collected"):
        assert words in page
    assert "Archive, Room 4" in custodian.get("/objects").content.decode()
    custodian.post(f"{there}/move", {"went_to": "Laboratory", "reason": "To be read"}, page=f"{there}/move")
    assert "Laboratory" in custodian.get("/objects").content.decode()
    custodian.post(f"{there}/return", {"went_to": "P-1", "reason": "Asked for it"}, page=f"{there}/return")
    page = custodian.get(there).content.decode()
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["Collected", "Handed over", "Returned"]
    assert f"{there}/move" not in page
    told = re.findall(r"<li>.*?</li>", page[page.index("Who held it when") :], re.DOTALL)
    of_item = custodian.get(f"/items/{ref}").content.decode()
    assert told == re.findall(r"<li>.*?</li>", of_item[of_item.index("Who held it when") :], re.DOTALL)[: len(told)]
    assert "Who was present: P-2" in of_item
    late = custodian.post(f"{there}/move", {"went_to": "X", "reason": "Y"}, page=f"{there}/return")
    assert late.status_code == 409
    journal.sequence(now=world.tick())
    verbs = [entry.verb for entry in journal.entries_about(ref)]
    acts = [verb for verb in verbs if verb.startswith("custody:object:")]
    assert acts == ["custody:object:record", "custody:object:move", "custody:object:return"]


def test_what_is_missing_is_said_and_nothing_is_recorded(custodian, world):
    answer = recorded(custodian, world, name="", found="")
    assert answer.status_code == 422
    assert answer.content.decode().count("An answer is needed here.") == 4  # each beside its field and above
    there = recorded(custodian, world).headers["location"]
    assert custodian.post(f"{there}/move", {"went_to": ""}, page=f"{there}/move").status_code == 422
    assert len(custody.objects(by=world.session, now=world.tick())) == 1


def test_a_label_bears_the_reference_and_no_word_of_the_object(custodian, world):
    there = recorded(custodian, world).headers["location"]
    page = custodian.get(f"{there}/label").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<svg" in main
    assert there.rpartition("/")[2] in main
    assert "telephone" not in page


def test_an_item_that_is_a_file_is_no_object(custodian, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", by=world.session, now=world.tick()).ref
    assert custodian.get(f"/objects/{ref}").status_code == 409
    assert ref not in custodian.get("/objects").content.decode()


def test_who_does_not_belong_sees_no_object_and_who_may_not_records_none(custodian, colleague, world):
    there = recorded(custodian, world).headers["location"]
    ref = there.rpartition("/")[2]
    analyst = colleague("analyst")
    assert ref not in analyst.get("/objects").content.decode()
    assert "Record an object" not in analyst.get("/objects").content.decode()
    assert analyst.get(there).status_code == 404
    assert analyst.get(f"{there}/label").status_code == 404
    assert analyst.get("/objects/new").status_code == 403
    assert recorded(analyst, world, page="/me").status_code == 403
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert ref in analyst.get("/objects").content.decode()
    assert f"{there}/move" not in analyst.get(there).content.decode()
    assert analyst.post(f"{there}/move", {"went_to": "X", "reason": "Y"}, page="/me").status_code == 403
    assert len(custody.history(ref, by=world.session, now=world.tick())) == 1


def test_objects_come_a_page_at_a_time(custodian, world, monkeypatch):
    monkeypatch.setattr("dokaz.web.office.objects.PAGE", 2)
    refs = [recorded(custodian, world, name=f"{n}").headers["location"].rpartition("/")[2] for n in range(5)]
    seen, address = [], "/objects"
    while address:
        page = custodian.get(address).content.decode()
        seen += re.findall(r'<th role="rowheader" scope="row" class="whole"><a href="/objects/([^"]+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward and onward[1]
    assert seen == refs[::-1]
    assert custodian.get("/objects?after=E-0000-00000").status_code == 404
