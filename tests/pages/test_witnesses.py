"""What an authority was told of a witness who agreed stands beside what the house knows of them."""

import re

import pytest
from tests.authority_worlds import WHY
from tests.pages.test_requests import own, text
from tests.witnessing import TOLD, WORDS, planned


@pytest.fixture
def world(real_world):
    return real_world


def test_that_the_authority_was_told_of_a_witness_is_written_on_a_page_and_what_came_of_it(custodian, world):
    witness = planned(world)
    witness.one.admitted()
    here = f"/requests/{witness.one.request.ref}"
    there = f"{here}/witnesses/{witness.plan}/told"
    assert there not in custodian.get(here).content.decode()
    refused = custodian.post(there, own(TOLD))
    assert (refused.status_code, "This person has not agreed" in text(refused)) == (422, True)
    witness.agrees()
    assert there in custodian.get(here).content.decode()
    assert WORDS in text(custodian.get(there))  # stands there at first
    assert custodian.post(there, own(TOLD | {"channel": ""})).status_code == 422
    assert custodian.post(there, own(TOLD)).headers["location"] == here
    page = custodian.get(here).content.decode()
    assert "The authority was told" in page
    review = re.search(r'(/reviews/[0-9a-f-]{36})">Write down what came of it', page)[1]
    assert custodian.post(review, {"step": "meet", "comment": WHY, "seen": "1"}).status_code == 302
    assert "They met" in text(custodian.get(here))
    strange = f"{here}/witnesses/{witness.one.contact.id}/told"
    assert custodian.get(strange).status_code == 404
