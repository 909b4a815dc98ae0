"""Finding by reference: whatever names something leads to its page, and what is not for the reader is not there."""

import io
import re

import pytest
from tests.pages.test_office import verbs
from tests.pages.test_refusals import Entries

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.kernel.codes import Code, Kind
from dokaz.kernel.languages import Language


def finds(who, words):
    return who.post("/find", {"words": words}, page="/me")


def led(who, words):
    """The page to which these words lead, as it is shown."""
    answer = finds(who, words)
    assert answer.status_code == 302, answer.content.decode()
    return who.get(answer.headers["location"])


def test_a_reference_however_it_is_typed_leads_to_its_page(custodian, world):
    ref = custody.receive(io.BytesIO(b"7"), name="7.txt", source="P-1", by=world.session, now=world.tick()).ref
    custody.give_out([ref], package="K-0000-00003", by=world.session, now=world.tick())
    custodian.get("/journal")
    me = access.name_of(world.session.actor.account)
    assert "7.txt" in led(custodian, f"  {ref.lower().replace('-', ' ')} ").content.decode()
    assert f"/people/{world.session.actor.account}" == finds(custodian, str(me)).headers["location"]
    assert finds(custodian, "k-0000-00003").headers["location"] == "/journal?item=K-0000-00003"
    person = str(Code.new(Kind.PERSON))
    assert finds(custodian, person).headers["location"] == f"/persons/{person}"


def test_what_is_not_for_the_reader_is_found_as_little_as_what_is_not_there(custodian, colleague, world):
    ref = custody.receive(io.BytesIO(b"7"), name="7.txt", source="P-1", by=world.session, now=world.tick()).ref
    stranger, entries = colleague("analyst"), Entries(world)
    told = []
    for each in (ref, str(Code.new(Kind.ITEM))):
        page = led(stranger, each)
        told.append((page.status_code, page.content.decode().replace(each, ""), [*map(str, entries.refusals())]))
    assert told[0][0] == 404
    assert told[0] == told[1]
    assert len(told[0][2]) == 1
    colleagues = [finds(stranger, str(each)) for each in (access.name_of(stranger.account), Code.new(Kind.COLLEAGUE))]
    assert [each.status_code for each in colleagues] == [403, 403]
    assert colleagues[0].content == colleagues[1].content
    entries.refusals()
    assert finds(custodian, str(Code.new(Kind.COLLEAGUE))).status_code == 404
    assert len(entries.refusals()) == 1


@pytest.mark.parametrize("language", Language)
def test_what_is_no_reference_is_told_what_can_be_found_and_asks_for_nothing(custodian, world, language):
    custodian.get(f"/me?page-language={language}")
    before = verbs(world)
    for words in ("", "7", "Ядвіга", "E-7K3F-9QXM", "x" * 500, str(Code.new(Kind.CLAIM)), "E-0000-0000Z"):
        answer = finds(custodian, words)
        assert answer.status_code == 422, words
        assert re.search(r'class="error".*E-…|E-….*class="error"', answer.content.decode(), re.DOTALL), words
    assert verbs(world) == before


def test_the_list_of_pages_holds_those_that_the_reader_may_open(custodian, colleague):
    for who in (custodian, colleague("analyst")):
        page = who.get("/").content.decode()
        go = re.findall(r'<li><a href="([^"]+)"', page[page.index('id="go"') : page.index('id="keys"')])
        assert go == [*re.findall(r'<a href="([^"]+)"[^>]*data-key="g', page), *_rooms(who)]
        assert [path for path in go if who.get(path).status_code != 200] == []


def _rooms(who):
    return re.findall(r'<dt><a href="([^"]+)"', who.get("/manage").content.decode())
