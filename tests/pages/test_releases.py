"""The register of releases as pages: what left, to whom, under which decision, and what became of it."""

import html
import re

import pytest
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
    assert "Prosecutors and courts: LT" in listed
    assert "2 releases on this page" in listed
    here = f"/releases/{made.ref}"
    page = text(custodian.get(here))
    for said in (made.package, one.request.ref, one.authority.ref, refs[0], "X-0002", "To none: it lay in clear"):
        assert said in page, said
    changed = custodian.post(
        f"/written/{made.id}/change", own({"until": "2026-12", "agreed": "Вярнуць"}) | {"reason": WHY, "seen": "1"}
    )
    assert changed.headers["location"] == here
    assert "Вярнуць" in text(custodian.get(here))
    assert step(custodian, other.ref, "end").status_code == 302
    assert made.ref not in text(custodian.get("/releases?state=ended"))
    assert other.ref in text(custodian.get(f"/releases?state=ended&to=authority:lt&year={other.made_on.year}"))
    for wrong in ("state=x", "to=x", "to=authority:lt:prosecutor-general", "year=x"):
        assert custodian.get(f"/releases?{wrong}").status_code == 404, wrong
    analyst = colleague("analyst")
    assert made.ref not in text(analyst.get("/releases"))
    assert analyst.get(here).status_code == 404
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert made.ref in text(analyst.get("/releases"))
