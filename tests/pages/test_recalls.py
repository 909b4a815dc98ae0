"""After something left: a withdrawal asks for a recall, and whoever is in it is told what went."""

import re

import pytest
from tests import released
from tests.authority_worlds import Case
from tests.pages.test_releases import own, text

from dokaz.consent import api as consent
from dokaz.journal import api as journal
from dokaz.releases import api as releases


@pytest.fixture
def world(real_world):
    return real_world


def test_a_withdrawal_after_it_left_asks_for_a_recall_and_who_is_in_it_is_told(custodian, world, tmp_path):
    """From the first page to the recall, and to the words that somebody was told."""
    case = Case(world)
    witness = case.person(form=consent.Form.NAMED)
    item = case.item(witness)
    case.one.prepared(item, case.nobodys())
    case.make(case.one.approved(), tmp_path / "out")
    ((release,), who) = releases.register(**case.said), custodian
    here = f"/releases/{release.ref}"
    assert "may not be with them" not in text(who.get(here))
    assert "Look whether something has to be called back" in text(who.get("/"))
    assert "Nothing has to be called back" in text(who.get("/releases/recalls"))
    assert "called back" not in text(who.get("/"))
    case.withdraws(witness)
    assert "Look whether something has to be called back" in text(who.get("/"))
    journal.sequence(now=world.tick())
    assert release.ref in text(who.get("/releases/recalls"))
    assert "Call back what may not be with others" in text(who.get("/"))
    page = text(who.get(here))
    assert "It would not go today, and nobody has called it back yet." in page
    form = who.get(f"{here}/add/recall").content.decode()
    assert item in form
    asked = released.RECALL | {"extent": "some", "items": item} | released.SENT
    assert who.post(f"{here}/add/recall", own(asked)).status_code == 302
    assert "It would not go today" not in text(who.get(here))
    assert "Nothing has to be called back, as far as you may see." in text(who.get("/releases/recalls"))
    listed = text(who.get(f"{here}/people"))
    assert (witness.ref in listed, "Not yet" in listed) == (True, True)
    there = f"{here}/people/{witness.ref}/tell"
    assert witness.ref in who.get(there).content.decode()
    told = {"channel": "video", "told_on": "2026-03-09", "words": "Што перададзена"}
    assert who.post(there, own(told)).headers["location"] == f"{here}/people"
    listed = who.get(f"{here}/people").content.decode()
    assert "To be told" in listed
    on = re.search(r'href="(/written/[0-9a-f-]+/change)"', listed)[1]
    done = who.post(on, own(told | {"answer": "Добра"}) | {"reason": "said so", "seen": "1"})
    assert done.headers["location"] == f"{here}/people"
    assert who.get(f"{here}/people/P-EACS-XJSW0/tell").status_code == 404
