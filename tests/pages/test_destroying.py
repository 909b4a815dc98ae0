"""Destroying in the office: proposed, read by a second person, and done by whoever asked."""

import html
import io
import re

import pytest
from tests.pages.test_approvals import fresh

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal


@pytest.fixture
def second(custodian, colleague, world):
    who = colleague("custodian")
    access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    fresh(custodian)
    fresh(who)
    return who


@pytest.fixture
def film(world):
    """An item, and what was made of it."""
    by, now = world.session, world.tick
    ref = custody.receive(io.BytesIO(b"a film"), name="film.txt", by=by, now=now()).ref
    words = custody.derive(
        io.BytesIO(b"words"), parent=ref, making=custody.Making.TRANSCRIPT, name="words.txt", tool="person",
        tool_version="1", parameters={}, by=by, now=now(),
    ).ref  # fmt: skip
    return ref, words


def text(answer):
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def test_an_item_goes_with_what_was_made_of_it_once_a_second_person_has_read_that(custodian, second, world, film):
    ref, words = film
    there = f"/items/{ref}/destroy"
    assert f'href="{there}"' in text(custodian.get(f"/items/{ref}"))
    page = text(custodian.get(f"{there}?ground=withdrawn"))
    assert re.search(r'value="withdrawn"[^>]* selected', page)
    assert f">{words}</textarea>" in page.replace("> ", ">")
    given = {"ground": "withdrawn", "reason": "she asked for it", "others": words}
    assert "This field" not in text(custodian.post(there, {**given, "reason": ""}))
    refused = custodian.post(there, {**given, "others": "E-0000-00000"})
    assert (refused.status_code, "she asked for it" in text(refused)) == (422, True)
    approval = custodian.post(there, given).headers["location"]
    assert custodian.get(f"{approval}/destroy").status_code == 404  # nobody approved it
    read = text(second.get(approval))
    assert ref in read
    assert words in read
    assert "she asked for it" in read
    assert second.post(f"{approval}/approve").status_code == 302
    assert second.get(f"{approval}/destroy").status_code == 404  # it is not theirs to do
    done = f"{approval}/destroy"
    assert f'href="{done}"' in text(custodian.get(approval))
    assert "This cannot be taken back." in text(custodian.get(done))
    assert "2 items are destroyed" in text(custodian.post(done))
    assert "2 items are destroyed" in text(custodian.post(done))  # pressed again after a lost line
    for each in film:
        assert custody.show(each, by=world.session, now=world.tick()).destroyed
        assert custodian.get(f"/items/{each}/destroy").headers["location"] == f"/items/{each}"
    assert journal.verify_records().found == ()


def test_what_stays_beside_it_is_named_to_the_second_person(custodian, second, film):
    ref, words = film
    given = {"ground": "danger", "reason": "it names a source", "authority": "GDPR 17", "others": ""}
    approval = custodian.post(f"/items/{ref}/destroy", given).headers["location"]
    read = text(second.get(approval))
    assert "GDPR 17" in read
    assert words in read  # as what remains


def test_who_may_not_destroy_is_not_offered_it(colleague, world, film):
    who = colleague("analyst")
    access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    fresh(who)
    assert "/destroy" not in text(who.get(f"/items/{film[0]}"))
    assert who.get(f"/items/{film[0]}/destroy").status_code == 403
