"""The register of releases as pages: what left, to whom, under which decision, and what became of it."""

import html
import re

import pytest
from tests import released
from tests.authority_worlds import WHY, requested
from tests.unit.releases.conftest import House

from dokaz.access import api as access


def text(answer):
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def own(fields):
    """As the form of any kind asks for them."""
    return {f"own-{name}": value for name, value in fields.items()}


@pytest.fixture
def house(world, tmp_path):
    return House(world, tmp_path)


def step(who, release, move, *, comment=WHY):
    page = f"/releases/{release}"
    seen = re.search(r'name="seen" value="(\d+)"', who.get(page).content.decode())
    return who.post(page, {"step": move, "comment": comment, "seen": seen[1]})


def test_the_register_shows_what_left_and_one_release_under_which_decision(custodian, colleague, house, world):
    assert "Nothing has left the house" in text(custodian.get("/releases"))
    one = requested(world)
    refs = house.items("one", "two")
    made, other = house.packed(refs, occasion=one.request.ref), house.packed(refs)
    listed = text(custodian.get("/releases"))
    assert "Police investigators, prosecutors and courts: Lithuania" in listed
    assert "2 releases on this page" in listed
    here = f"/releases/{made.ref}"
    page = text(custodian.get(here))
    for said in (made.package, one.request.ref, one.authority.ref, refs[0], "X-0002", "To none: it lay in clear"):
        assert said in page, said
    for page in (f"/items/{refs[0]}", f"/requests/{one.request.ref}"):
        assert f"/releases/{made.ref}" in text(custodian.get(page)), page
    assert f"/approvals/{made.held.fields['approval']}" in text(custodian.get(here))
    reviewed = text(custodian.get(f"/reviews/{made.id}"))
    assert f"Approval {made.held.fields['approval']}" in reviewed
    assert "No step was taken yet." in reviewed  # nobody can ask for a review of a release
    changed = custodian.post(
        f"/written/{made.id}/change", own({"until": "2026-12", "agreed": "Вярнуць"}) | {"reason": WHY, "seen": "1"}
    )
    assert changed.headers["location"] == here
    assert "Вярнуць" in text(custodian.get(here))
    assert step(custodian, other.ref, "end").status_code == 302
    assert made.ref not in text(custodian.get("/releases?state=ended"))
    assert other.ref in text(custodian.get(f"/releases?state=ended&to=partner&year={other.made_on.year}"))
    for wrong in ("state=x", "to=x", "to=authority:lt:prosecutor-general", "year=x"):
        assert custodian.get(f"/releases?{wrong}").status_code == 404, wrong
    analyst = colleague("analyst")
    assert made.ref not in text(analyst.get("/releases"))
    assert analyst.get(here).status_code == 404
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert made.ref in text(analyst.get("/releases"))


def test_what_comes_after_is_written_down_and_a_step_says_what_it_needs(custodian, world):
    one = requested(world)
    release = released.entered(world, [one.item(), one.item()], request=one.request.ref)
    here = f"/releases/{release.ref}"
    assert "No receipt is written down" in text(step(custodian, release.ref, "confirm"))
    assert custodian.post(f"{here}/add/receipt", own(released.RECEIPT)).headers["location"] == here
    assert step(custodian, release.ref, "confirm").status_code == 302
    assert custodian.post(f"{here}/add/use", own(released.USE | {"leave": "yes", "answer": "Так"})).status_code == 302
    refused = custodian.post(f"{here}/add/recall", own(released.RECALL | {"extent": "some", "items": "E-EACS-XJSW0"}))
    assert "These did not go in this release" in text(refused)
    assert custodian.post(f"{here}/add/recall", own(released.RECALL | released.SENT)).status_code == 302
    page = text(custodian.get(here))
    assert "Until they answer, what was called back is with them." in page
    assert "We let them pass it on to Суд у Вільні" in page
    refused = custodian.post(f"{here}/add/notice", own({"article": "14", "whom": "усе"}))
    assert "or why none is given" in text(refused)
    assert step(custodian, release.ref, "recall").status_code == 302
    assert "Recalled" in text(custodian.get("/releases?state=recalled"))
    assert custodian.get(f"{here}/add/strange").status_code == 404
    waits = text(custodian.get("/"))
    assert f"Ask what became of the recall of {release.ref}" in waits
    assert "Until 19 March 2026" in waits


def test_an_order_stands_in_a_list_with_its_day_and_is_counted_where_it_came_from(custodian, colleague, world):
    assert "we were compelled to disclose" in text(custodian.get("/compelled"))
    place = {"compartment": str(world.compartment)}
    refused = custodian.post("/compelled/add", {**place, **own(released.ORDER | {"state": "Lithuania"})})
    assert "Write the country as two letters" in text(refused)
    there = custodian.post("/compelled/add", {**place, **own(released.ORDER)}).headers["location"]
    assert "1-22/2026" in text(custodian.get("/compelled"))
    assert "Go on with the order 1-22/2026" in text(custodian.get("/"))
    seen = {"step": "settle", "comment": "", "seen": "1"}
    assert "Write down first what was given or refused" in text(custodian.post(there, seen))
    change = there.replace("/compelled/", "/written/") + "/change"
    told = released.ORDER | {"refused": "Усё", "told": "P-…", "told_on": "2026-03-05"}
    assert custodian.post(change, own(told) | {"reason": WHY, "seen": "1"}).headers["location"] == there
    assert custodian.post(there, seen | {"seen": "2"}).status_code == 302
    counted = text(custodian.get("/releases/counts?year=2026"))
    assert "Quarter 1, 2026" in counted
    assert "Police investigators, prosecutors and courts: Lithuania" in counted
    assert colleague("analyst").get(there).status_code == 404
