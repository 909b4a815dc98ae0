"""The log as pages: its checkpoints, who keeps them outside, signing one, and asking others in the background."""

import re

from dokaz.access import api as access
from dokaz.jobs import api as jobs
from dokaz.journal import api as journal
from dokaz.verify.notes import COSIGNATURE, SignerKey


def test_the_log_says_in_words_how_it_stands(custodian, world):
    journal.checkpoint(now=world.tick())
    size = journal.head().size
    page = custodian.get("/log").content.decode()
    assert f"0 of 1 operator that is asked for has cosigned the checkpoint of {size} entries: not enough yet." in page
    assert "No log witness is admitted" in page
    assert "No time-stamp authority is admitted" in page
    assert "Nobody outside has vouched for a time yet." in page
    assert journal.identity().origin in page


def test_witnesses_and_authorities_are_named_with_when_each_was_heard_of(custodian, world):
    key = str(SignerKey.generate("w.example/a", COSIGNATURE).verifier)
    access.admit_witness(
        [key], operator="Partner", country="LT", url="https://w.example/", by=world.session, now=world.tick()
    )
    page = custodian.get("/log").content.decode()
    assert "Partner" in page
    assert "https://w.example/" in page
    assert "Never" in page


def test_a_checkpoint_is_signed_at_a_press_and_an_analyst_has_no_button(custodian, colleague, world):
    before = journal.head().size
    assert custodian.post("/log/sign", page="/log").status_code == 302
    assert journal.head().size > before
    assert str(journal.head().root.hex()[:4]) in custodian.get("/log").content.decode()
    analyst = colleague("analyst")
    page = analyst.get("/log").content.decode()
    assert "Checkpoints" in page
    assert "log/sign" not in page
    size = journal.head().size
    assert analyst.post("/log/sign", page="/log").status_code == 403
    assert analyst.post("/log/publish", page="/log").status_code == 403
    assert journal.head().size == size
    assert not jobs.listed()


def test_others_are_asked_in_the_background_once(custodian, world):
    journal.checkpoint(now=world.tick())
    first = custodian.post("/log/publish", page="/log").headers["location"]
    assert custodian.post("/log/publish", page="/log").headers["location"] == first
    page = custodian.get(first).content.decode()
    assert "Show the journal outside" in page
    assert f'data-again="{first}"' in page
    jobs.work(by=world.session, owner="one", clock=world.tick, stop=lambda: False, wait=lambda: None, once=True)
    assert "Nobody outside is admitted yet, so nobody was asked." in custodian.get(first).content.decode()


def test_a_log_that_departed_is_said_first(custodian, world):
    journal.checkpoint(now=world.tick())
    custodian.get("/journal")
    journal.checkpoint(now=world.tick())
    (world.home / "checkpoint").unlink()
    page = custodian.get("/log").content.decode()
    assert "Nothing is signed" in page


def test_checkpoints_come_a_page_at_a_time(custodian, world, monkeypatch):
    monkeypatch.setattr("dokaz.web.office.log.PAGE", 2)
    for _ in range(5):
        custodian.get("/journal")
        journal.checkpoint(now=world.tick())
    seen, address = [], "/log"
    while address:
        page = custodian.get(address).content.decode()
        seen += re.findall(r'<th role="rowheader" scope="row">(\d+)</th>', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward and onward[1]
    sizes = [int(each) for each in seen]
    assert sizes == sorted(set(sizes), reverse=True)
    assert len(sizes) >= 5
