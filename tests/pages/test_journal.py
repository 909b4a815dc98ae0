"""The journal as pages: in plain words, by filters that combine, and nothing of what belongs to others."""

import ast
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest

import dokaz
from dokaz.access import api as access
from dokaz.config import wiring
from dokaz.custody import api as custody
from dokaz.design.languages import reading
from dokaz.journal import api as journal
from dokaz.kernel.languages import Language
from dokaz.verify import proofs
from dokaz.web.office import sentences

VERB = re.compile(
    r"(access|backups|config|consent|custody|disclosure|journal|people|records|releases|safeguards):[a-z-]{2,30}:[a-z-]{2,30}"
)


def received(world, name="list.txt", text=b"page 7", **named):
    return custody.receive(io.BytesIO(text), name=name, source="P-1", by=world.session, now=world.tick(), **named).ref


def placed(world):
    """What housekeeping does every few seconds."""
    journal.checkpoint(now=world.tick())


def shown(page):
    """The sentences of a page of the journal, newest first."""
    return re.findall(r'<td role="cell" data-title="What happened">(.*?)</td>', page.content.decode())


def words_of(source):
    """Every text of a file that has the form of a verb."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
            yield node.value


def test_every_verb_of_the_house_has_a_sentence_and_no_other():
    house = Path(dokaz.__path__[0])
    files = [path for path in house.rglob("*.py") if path.name != "sentences.py"]
    verbs = {verb for path in files for verb in words_of(path)}
    only_work = {handler.name for handler in wiring.HANDLERS} - set(sentences.SENTENCES)
    of_approvals = {"access:account:role", "people:role:take-back"}  # what these approve is told by others
    assert verbs - only_work - of_approvals - set(sentences.SENTENCES) == set()
    assert set(sentences.SENTENCES) - verbs - {"access:account:renew"} == set()
    assert {verb.partition(":")[0] for verb in sentences.SENTENCES} == set(sentences.GROUPS)


@pytest.mark.parametrize("language", Language)
def test_a_sentence_has_its_gaps_filled_in_every_language(language):
    with reading(language):
        for verb in sentences.SENTENCES:
            assert not re.search(r"[{}]", sentences.title(verb)), verb


def test_the_journal_says_in_plain_words_who_did_what(custodian, world):
    ref = received(world)
    placed(world)
    me = str(access.name_of(world.session.actor.account))
    page = custodian.get("/journal")
    assert f"{me} received {ref}." in shown(page)
    assert shown(page)[0] == f"{me} received {ref}."
    assert f"{me} signed in." in shown(page)
    assert "list.txt" not in page.content.decode()
    placed(world)
    assert shown(custodian.get("/journal"))[0].startswith(f"{me} looked at a page of the journal (")


def test_filters_combine_and_stand_as_codes_in_the_address(custodian, colleague, world):
    first, second = received(world), received(world, "b.txt", b"page 8")
    other = colleague("documenter")
    other.get("/people")
    custodian.get(f"/items/{first}")
    placed(world)
    me, them = (str(access.name_of(who)) for who in (world.session.actor.account, other.account))
    about_first = shown(custodian.get(f"/journal?item={first.lower()}"))
    assert about_first == [
        f"{me} looked at where {first} may go.",
        f"{me} looked at what is recorded about {first}.",
        f"{me} received {first}.",
    ]
    assert shown(custodian.get(f"/journal?item={first}&verb=custody:item:receive")) == [f"{me} received {first}."]
    assert shown(custodian.get(f"/journal?item={first}&account={them}")) == []
    both = shown(custodian.get("/journal?verb=custody&account=" + me))
    assert [each for each in both if "received" in each] == [f"{me} received {second}.", f"{me} received {first}."]
    assert all(each.startswith(me) for each in both)
    page = custodian.get(f"/journal?refused=on&account={them}&since=2026-03-04&until=2026-03-04")
    assert shown(page) == [
        f"{them} was refused: admit accounts and give roles, with a second person, take them away, and say which second factors count."
    ]
    for chip in ("from 2026-03-04", "to 2026-03-04", "Refusals only", them):
        assert chip in page.content.decode()
    assert shown(custodian.get("/journal?until=2026-03-03")) == []
    assert shown(custodian.get("/journal?since=2026-03-05")) == []


def test_pages_follow_each_other_without_a_gap_or_a_double(custodian, world, monkeypatch):
    monkeypatch.setattr("dokaz.web.office.journal.PAGE", 4)
    for number in range(10):
        received(world, f"{number}.txt", b"%d" % number)
    placed(world)
    seen, address = [], "/journal?verb=custody:item:receive"
    while address:
        page = custodian.get(address).content.decode()
        seen += re.findall(r'href="/journal/(\d+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward and onward[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 10
    assert [int(each) for each in seen] == sorted(map(int, seen), reverse=True)


def test_what_cannot_be_an_answer_is_said_beside_its_field(custodian):
    for query in ("account=T-0000-00000", "item=nothing", "since=yesterday", "verb=none:such:verb"):
        answer = custodian.get(f"/journal?{query}")
        assert answer.status_code == 422
        assert b"Something needs to be put right" in answer.content


def test_a_place_that_no_entry_can_have_is_no_page(custodian):
    for place in ("x", "-1", "٣", str(2**53), "0" * 17, "9" * 30, "9" * 5000):
        assert custodian.get(f"/journal/{place}").status_code == 404, place
        assert custodian.get(f"/journal?after={quote(place)}").status_code == 200, place


def test_an_entry_shows_exactly_what_is_recorded_and_gives_its_proof(custodian, world):
    ref = received(world)
    placed(world)
    (entry,) = journal.entries_about(ref)
    page = custodian.get(f"/journal/{entry.index}").content.decode()
    assert f"received {ref}." in page
    assert entry.event.decode().replace('"', "&quot;") in page
    assert custodian.get(f"/journal/{entry.index}/proof").status_code == 405  # a look leaves no entry, a press does
    answer = custodian.post(f"/journal/{entry.index}/proof", page=f"/journal/{entry.index}")
    assert answer.headers["content-disposition"] == f'attachment; filename="entry-{entry.index}.tlog-proof"'
    assert "sandbox" in answer.headers["content-security-policy"]
    proof = proofs.Proof.parse(answer.content)
    assert proof.index == entry.index
    assert proof.checkpoint == journal.latest_checkpoint()
    journal.sequence(now=world.tick())
    verbs = [each.verb for each in journal.read()]
    assert verbs[-2:] == ["access:journal:show", "access:journal:prove"]


def test_who_may_not_see_a_compartment_sees_no_entry_of_it_and_none_is_counted(custodian, colleague, world):
    ref = received(world)
    placed(world)
    (entry,) = journal.entries_about(ref)
    stranger = colleague("analyst")
    placed(world)
    page = stranger.get("/journal?verb=custody:item:receive").content.decode()
    assert shown(stranger.get("/journal?verb=custody:item:receive")) == []
    assert "0 entries on this page" in page
    assert ref not in stranger.get("/journal").content.decode()
    there, absent = (stranger.get(f"/journal/{index}") for index in (entry.index, 99_999))
    assert there.status_code == absent.status_code == 404
    told = [each.content.decode().replace(n, "") for each, n in ((there, str(entry.index)), (absent, "99999"))]
    assert told[0] == told[1]
    assert stranger.post(f"/journal/{entry.index}/proof", page="/me").status_code == 404


def test_what_the_house_notices_is_read_by_those_who_guard_it_and_by_nobody_about_themself(custodian, colleague, world):
    ref = custody.receive(io.BytesIO(b"page 7"), name="list.txt", source="P-1", by=world.session, now=world.tick()).ref
    other, analyst = colleague("custodian"), colleague("analyst")
    for who in (other, analyst):
        access.grant_membership(compartment=world.compartment, account=who.account, by=world.session, now=world.tick())
    custody.mark_canary(ref, by=world.session, now=world.tick())
    b"".join(other.post(f"/items/{ref}/bytes", page=f"/items/{ref}").streaming_content)
    placed(world)
    noticed = "The house noticed something about"
    index = next(entry.index for entry in journal.read() if entry.verb == "safeguards:alarm:sound")
    assert noticed in custodian.get("/journal").content.decode()
    assert custodian.get(f"/journal/{index}").status_code == 200
    for who in (other, analyst):
        assert not [each for each in shown(who.get("/journal")) if noticed in each]
        assert who.get(f"/journal/{index}").status_code == 404
    assert b"canary" not in analyst.get("/journal").content


def test_the_first_and_the_last_day_that_can_be_written_are_days_as_any(custodian):
    every = custodian.get("/journal").content.count(b"<time")
    for first, last in (("0001-01-01", ""), ("", "9999-12-31"), ("", "9999-12-30"), ("0001-01-01", "9999-12-31")):
        answer = custodian.get(f"/journal?since={first}&until={last}")
        assert (answer.status_code, answer.content.count(b"<time") >= every) == (200, True)
    assert custodian.get("/journal?since=9999-12-31").status_code == 200
    assert custodian.get("/journal?until=0001-01-01").status_code == 200
