"""Stamps on checkpoints: two authorities, a fault at each, and what is kept."""

import json
import os
import shutil
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction
from tests.authorities import Authority, certified

from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal import wires
from dokaz.kernel import clock, faults
from dokaz.verify import stamps

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps")


class Stampers:
    """The port in memory: each address has an authority, or an error that it raises."""

    def __init__(self):
        self.at, self.asked = {}, []

    def ask(self, url, request):
        self.asked.append(url)
        answer = self.at[url](request)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def outside(log, tmp_path, monkeypatch):
    """Two admitted authorities, answering."""
    ours = {kind for kind in wires.covered() if kind.startswith("journal.")}
    monkeypatch.setattr(wires, "_covered", ours)  # the tables of the modules above are not in this database
    log.stampers = Stampers()
    log.authorities = {}
    for name, kind in (("first", "ec"), ("second", "rsa")):
        authority = Authority(tmp_path / name, name=name, kind=kind)
        log.authorities[name] = authority
        log.stampers.at[f"https://{name}.example/"] = authority.reply
        admit(log, name, authority)
    journal.wire(signer=log.signer, sealer=log.sealer, memory=log.memory, stamper=log.stampers)
    log.now = clock.now()
    return log


def admit(log, name, authority, **more):
    from tests.unit.journal.conftest import MARYIA

    named = {"url": f"https://{name}.example/", "roots": stamps.pem(authority.roots), "by": MARYIA, "now": log.now}
    return journal.admit_authority(name, **(named | more))


def attack(log, statement, values):
    with log.as_attacker() as run:
        run(statement, values)


def published(log):
    journal.checkpoint(now=log.now)
    return journal.head().size


def stamped(log, size, people):
    return {each.authority: each for each in journal.stamp(size, by=people.maryia, now=log.now)}


def test_each_checkpoint_is_stamped_by_both_and_only_once(outside, people):
    size = published(outside)
    both = stamped(outside, size, people)
    assert {name: type(each) for name, each in both.items()} == {"first": journal.Stamped, "second": journal.Stamped}
    assert not any(each.odd for each in both.values())
    assert journal.stamp(size, by=people.maryia, now=outside.now) == ()
    kept = journal.stamps_on(size)
    assert sorted(each.authority for each in kept) == ["first", "second"]
    note = journal.latest_checkpoint()
    for each in kept:
        roots = outside.authorities[each.authority].roots
        made = stamps.check(each.answer, digest=sha256(note).digest(), roots=roots)
        assert stamps.certificates(each.chain) == made.chain


def test_every_stamp_has_an_entry_so_that_the_next_one_covers_it(outside, people):
    size = published(outside)
    stamped(outside, size, people)
    assert published(outside) == size + 2
    assert journal.verify_records().sound
    assert journal.verify().sound
    (entry, _) = [each for each in journal.read() if each.verb == "journal:stamp:keep"]
    assert json.loads(entry.event)["facts"]["authority"] == "first"


def test_one_that_is_away_is_asked_again_and_the_other_is_not(outside, people):
    def away(_):
        return journal.AuthorityAway(url="https://first.example/", why="no network")

    outside.stampers.at["https://first.example/"], there = away, outside.stampers.at["https://first.example/"]
    size = published(outside)
    results = stamped(outside, size, people)
    assert isinstance(results["second"], journal.Stamped)
    assert results["first"].code == "authority-away"
    outside.stampers.at["https://first.example/"] = there
    outside.add(3)
    newer = published(outside)
    assert set(stamped(outside, newer, people)) == {"first", "second"}
    assert [each.authority for each in journal.stamps_on(size)] == ["second"]  # the newest covers the older one


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _: b"", "stamp-malformed"),
        (lambda _: b"<html>busy</html>", "stamp-malformed"),
        (lambda _: bytes(1 << 19), "stamp-malformed"),
    ],
    ids=["nothing", "html", "huge"],
)
def test_nothing_is_kept_of_what_is_no_stamp(outside, people, answer, code):
    outside.stampers.at["https://first.example/"] = answer
    size = published(outside)
    assert stamped(outside, size, people)["first"].code == code
    assert [each.authority for each in journal.stamps_on(size)] == ["second"]


def test_an_old_answer_another_root_and_an_ended_certificate_are_not_kept(outside, people, tmp_path):
    first = outside.authorities["first"]
    size = published(outside)
    old = first.stamp(journal.latest_checkpoint())
    outside.stampers.at["https://first.example/"] = lambda _: old
    assert stamped(outside, size, people)["first"].code == "stamp-nonce-wrong"
    outside.stampers.at["https://first.example/"] = Authority(tmp_path / "stranger").reply
    assert stamped(outside, size, people)["first"].code == "stamp-chain-missing"
    real = clock.now()
    first.signer = certified("first", by=first.root, since=real - timedelta(9), until=real - timedelta(1))
    outside.stampers.at["https://first.example/"] = first.reply
    assert stamped(outside, size, people)["first"].code == "stamp-expired"


@pytest.mark.parametrize("ahead", [timedelta(days=-400), timedelta(days=30)])
def test_a_clock_far_from_ours_is_kept_and_named(outside, people, ahead):
    outside.now = clock.now() - ahead
    size = published(outside)
    result = stamped(outside, size, people)["first"]
    assert result.odd
    assert abs(result.ahead - ahead) < timedelta(minutes=2)
    facts = [json.loads(each.event)["facts"] for each in entries_of_stamps(outside)]
    assert abs(facts[0]["ahead"] - ahead.total_seconds()) < 120


def entries_of_stamps(log):
    journal.sequence(now=log.tick())
    return [each for each in journal.read() if each.verb == "journal:stamp:keep"]


def test_an_authority_that_was_withdrawn_is_not_asked_and_still_believed(outside, people):
    size = published(outside)
    stamped(outside, size, people)
    journal.withdraw_authority("first", by=people.maryia, now=outside.tick())
    assert set(stamped(outside, published(outside), people)) == {"second"}
    found = journal.verify_stamps(everything=True, now=outside.now)
    assert found.found == ()
    assert {each.authority for each in found.held} == {"first", "second"}
    with pytest.raises(journal.AuthorityUnknown):
        journal.withdraw_authority("first", by=people.maryia, now=outside.tick())


def test_a_bad_stamp_is_named_and_the_rest_holds(outside, people):
    size = published(outside)
    stamped(outside, size, people)
    other = outside.authorities["first"].stamp(b"something else")
    attack(outside, "UPDATE journal_timestamp SET answer = %s WHERE authority_id = 1", [other])
    found = journal.verify_stamps(everything=False, now=outside.now)
    assert [each.code for each in found.found] == ["stamp-broken"]
    assert "first over" in found.found[0].what
    assert [each.authority for each in found.held] == ["second"]


def test_an_authority_that_somebody_swapped_is_not_believed(outside, people, tmp_path):
    size = published(outside)
    stranger = stamps.pem(Authority(tmp_path / "stranger").roots).decode()
    attack(outside, "UPDATE journal_timeauthority SET roots = %s WHERE id = 1", [stranger])
    with pytest.raises(journal.RecordUnvouched):
        journal.stamp(size, by=people.maryia, now=outside.now)


def test_verify_says_when_a_certificate_ends(outside, people):
    size = published(outside)
    stamped(outside, size, people)
    found = journal.verify_stamps(everything=True, now=outside.now)
    assert found.ending(timedelta(days=90)) == ()
    assert {each.authority for each in found.ending(timedelta(days=1000))} == {"first", "second"}
    later = journal.verify_stamps(everything=True, now=outside.now + timedelta(days=2000))
    assert later.found == ()  # ended since, and true at their own time
    assert {each.authority for each in later.ending(timedelta(0))} == {"first", "second"}


@pytest.mark.parametrize("where", ["journal-stamp-answer-checked", "journal-stamp-kept"])
def test_a_kill_leaves_the_stamp_with_its_entry_or_neither(outside, people, where):
    size = published(outside)
    child = os.fork()
    if not child:
        database.close()
        outside.reopen()
        with faults.failing_at(where, act=lambda: os._exit(9)):
            journal.stamp(size, by=people.maryia, now=outside.now)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    outside.reopen()
    kept = [each.authority for each in journal.stamps_on(size)]
    assert kept == ([] if where.endswith("checked") else ["first"])
    assert len(entries_of_stamps(outside)) == len(kept)
    assert journal.verify_records().sound
    assert set(stamped(outside, size, people)) == {"first", "second"} - set(kept)


def test_a_name_an_address_and_a_root_are_asked_for_as_they_must_be(outside, tmp_path):
    authority = Authority(tmp_path / "more")
    with pytest.raises(journal.AuthorityNameUnfit):
        admit(outside, "A b", authority, url="https://a.example/")
    for url in ("http://tsa.example/", "ftp://tsa.example", "https://", "https://user@tsa.example/", "file:///etc"):
        with pytest.raises(journal.AuthorityAddressUnfit):
            admit(outside, "more", authority, url=url)
    with pytest.raises(journal.AuthorityRootUnfit, match="own key"):
        admit(outside, "more", authority, roots=stamps.pem([authority.signer.certificate]))
    with pytest.raises(journal.AuthorityRootUnfit, match="no certificate"):
        admit(outside, "more", authority, roots=b"not a certificate")
    with pytest.raises(journal.AuthorityKnown):
        admit(outside, "first", authority)
    assert admit(outside, "more", authority, url="http://127.0.0.1:8080/tsa").policy == ""


def test_nothing_is_asked_inside_a_transaction_or_for_what_was_not_signed(outside, people):
    size = published(outside)
    with transaction.atomic(), pytest.raises(journal.InsideTransaction):
        journal.stamp(size, by=people.maryia, now=outside.now)
    with pytest.raises(journal.StrangeCheckpoint):
        journal.stamp(size + 100, by=people.maryia, now=outside.now)
    assert outside.stampers.asked == []
