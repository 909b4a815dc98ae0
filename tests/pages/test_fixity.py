"""Unchanged files as a page: how the whole stands in words, checking again, and who may not ask."""

import io

from dokaz.custody import api as custody
from dokaz.jobs import api as jobs


def received(world, text):
    return custody.receive(io.BytesIO(text), name="list.txt", by=world.session, now=world.tick()).ref


def run(world):
    said = {"owner": "one", "clock": world.tick, "stop": lambda: False, "wait": lambda: None}
    return jobs.work(by=world.session, once=True, **said)


def test_the_whole_is_checked_in_the_background_and_then_said_to_be_unchanged(custodian, world):
    for number in range(3):
        received(world, b"%d" % number)
    assert "Nothing was checked yet" in custodian.get("/fixity").content.decode()
    there = custodian.post("/fixity/all", page="/fixity").headers["location"]
    assert "Check files against their hashes" in custodian.get(there).content.decode()
    run(world)
    assert "Everything that was read is unchanged." in custodian.get(there).content.decode()
    assert "All 3 items are unchanged" in custodian.get("/fixity").content.decode()
    received(world, b"new")
    assert "1 item was never checked" in custodian.get("/fixity").content.decode()


def test_what_needs_attention_is_named_and_lost_copies_are_written_again(custodian, world):
    ref = received(world, b"page 7")
    for copy in (world.home / "headers").rglob("*"):
        if copy.is_file():
            copy.unlink()
    custodian.post("/fixity/one", {"ref": ref.lower()}, page="/fixity")
    run(world)
    page = custodian.get("/fixity").content.decode()
    assert "1 item needs attention" in page
    assert ref in page
    assert "the second copy of the key is gone" in page
    custodian.post("/fixity/mend", page="/fixity")
    run(world)
    custody.check(by=world.session, now=world.tick())
    assert "1 item is unchanged" in custodian.get("/fixity").content.decode()


def test_an_item_that_is_none_is_said_beside_its_field(custodian):
    for ref in ("", "E-0000-00000", "nothing"):
        answer = custodian.post("/fixity/one", {"ref": ref}, page="/fixity")
        assert answer.status_code == 422
        assert b"Something needs to be put right" in answer.content
    assert not jobs.listed()


def test_who_may_not_check_sees_nothing_and_asks_for_nothing(colleague, world):
    documenter = colleague("documenter")
    assert documenter.get("/fixity").status_code == 403
    for path in ("all", "one", "mine", "mend"):
        assert documenter.post(f"/fixity/{path}", {"ref": "E-0000-00000"}, page="/me").status_code in (403, 422)
    assert not jobs.listed()
