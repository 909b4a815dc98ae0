"""Compartments in the browser: who sees them, who joins and leaves, and what a refusal tells."""

import io
import re

import pytest
from tests.pages.test_accounts import fresh, second, text, verbs  # noqa: F401 - `second` is a fixture

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.jobs import api as jobs

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def archive(world):
    return f"/compartments/{world.compartment}"


def test_what_one_does_not_belong_to_is_what_is_not_there(custodian, colleague, world, archive):
    stranger = colleague("analyst")
    assert "archive" not in text(stranger.get("/compartments"))
    answers = [stranger.get(path) for path in (archive, f"/compartments/{NOBODY}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [text(answer).replace(str(world.compartment), "").replace(NOBODY, "") for answer in answers]
    assert pages[0] == pages[1]
    access.grant_membership(compartment=world.compartment, account=stranger.account, by=world.session, now=world.tick())
    seen = text(stranger.get(archive))
    assert str(access.name_of(stranger.account)) in seen
    assert "Remove" not in seen
    for what in ("grant", "half", "machine", f"members/{stranger.account}/remove/now"):
        assert stranger.post(f"{archive}/{what}", page="/me").status_code == 403, what


def test_a_member_is_let_in_and_removed_with_new_keys_for_the_others(custodian, second, world, archive):  # noqa: F811
    fresh(custodian)
    assert custodian.post(f"{archive}/grant", {"chosen": NOBODY}).status_code == 422
    assert custodian.post(f"{archive}/grant", {"chosen": str(second.account)}).status_code == 302
    name = str(access.name_of(second.account))
    assert name in text(custodian.get(archive))
    assert "archive" in text(second.get("/compartments"))
    leaving = f"{archive}/members/{second.account}/remove"
    before = text(custodian.get(leaving))
    assert "read or copied" in before
    assert "Gets key number 2" in before
    assert custodian.post(f"{leaving}/now").status_code == 302
    page = text(custodian.get(archive))
    assert name not in page
    assert access.identities(world.compartment, by=world.second_person()) == ()
    assert {"access:member:grant", "access:member:remove", "access:compartments:see"} <= set(verbs(world))
    assert custodian.post(f"{leaving}/now", page="/me").status_code == 404
    for nobody in (leaving, f"{archive}/members/{NOBODY}/remove"):  # nothing is said of who does not belong
        assert custodian.get(nobody).status_code == 404


def test_a_compartment_is_added_and_what_is_wrong_with_its_name_is_told(custodian, archive):
    fresh(custodian)
    for given, said in (
        ({"name": "archive"}, "archive"),
        ({"name": " "}, "An answer is needed"),
        ({"name": "x", "protected": "on"}, "protected"),
    ):
        answer = custodian.post("/compartments/add", given)
        assert answer.status_code == 422
        assert said in text(answer)
    made = custodian.post("/compartments/add", {"name": "Clinic <1>"})
    page = text(custodian.get(made.headers["location"]))
    assert "Clinic &lt;1&gt;" in page
    assert "Admit this machine" in page
    assert "Recovery does not hold" not in page


def test_a_machine_is_admitted_and_withdrawn_everywhere(custodian, world, archive):
    fresh(custodian)
    made = custodian.post("/compartments/add", {"name": "Clinic"}).headers["location"]
    assert custodian.post(f"{made}/machine", page=made).status_code == 302
    page = text(custodian.get(made))
    assert "This machine" in page
    path = re.search(r"/compartments/[0-9a-f-]+/machines/[0-9a-f-]+/withdraw", page)[0]
    before = text(custodian.get(path))
    assert "every other compartment" in before
    assert "Clinic" in before
    assert custodian.post(path, page=made).status_code == 405
    assert custodian.post(f"{path}/now").status_code == 302
    assert "This machine" not in text(custodian.get(made))
    for gone in (path, f"{path}/now"):
        answer = custodian.get(gone)
        assert answer.status_code == 404
        assert "There is no machine" in text(answer)
    assert custodian.post(f"{path}/now", page="/me").status_code == 404


def test_two_halves_have_no_member_in_common(custodian, second, world):  # noqa: F811
    fresh(custodian)
    one, two = (custodian.post("/compartments/add", {"name": name}).headers["location"] for name in ("One", "Two"))
    refused = custodian.post(f"{one}/half", {"chosen": two.rpartition("/")[2]})
    assert refused.status_code == 422
    made = access.add_compartment(name="Theirs", by=world.second_person(), now=world.tick())
    assert custodian.post(f"{one}/half", {"chosen": str(made.id)}).status_code == 302
    assert "One half of identities" in text(custodian.get(one))
    again = custodian.post(f"{one}/grant", {"chosen": str(second.account)})
    assert again.status_code == 422


def test_files_from_before_a_removal_follow_and_the_page_says_how_many(custodian, second, colleague, world, archive):  # noqa: F811
    for number in range(2):
        custody.receive(io.BytesIO(b"%d" % number), name="one.txt", by=world.session, now=world.tick())
    access.grant_membership(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    assert "older key" not in text(custodian.get(archive))
    access.remove_member(compartment=world.compartment, account=second.account, by=world.session, now=world.tick())
    page = text(custodian.get(archive))
    assert re.search(r"Files sealed to an older key\s*</dt>\s*<dd[^>]*>\s*2", page)
    (job,) = jobs.listed()
    assert f"/jobs/{job.id}" in page
    assert "Seal files to the newest key of their compartment" in text(custodian.get(f"/jobs/{job.id}"))
    outside = text(fresh(second).get(archive))  # who manages and does not belong is not told how many there are
    assert "Some. Members see how many." in outside
    assert "Seal some of them" not in outside
    assert second.post(f"{archive}/files", page=archive).status_code == 403
    analyst = colleague("analyst")
    access.grant_membership(compartment=world.compartment, account=analyst.account, by=world.session, now=world.tick())
    assert "Seal some of them" not in text(analyst.get(archive))
    came = text(custodian.post(f"{archive}/files", page=archive))
    assert "2 files are sealed to the newest key" in came
    assert "Seal some of them" not in came
    assert re.search(r"Files sealed to an older key\s*</dt>\s*<dd[^>]*>\s*None", came)
    assert custody.behind() == frozenset()
