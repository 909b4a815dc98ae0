"""The practice authorities of the demo: two, their stamps hold, and each says what it is."""

import shutil

import pytest

from dokaz.demo import authorities
from dokaz.demo.errors import ToolMissing
from dokaz.journal import api as journal
from dokaz.kernel import clock


def stamped(world):
    journal.checkpoint(now=clock.now())
    return authorities.stamp(world.home, size=journal.head().size, by=world.session, now=clock.now())


@pytest.mark.skipif(not shutil.which("openssl"), reason="the program openssl makes the stamps")
def test_two_practice_authorities_stamp_and_are_found_again(world):
    for _ in range(2):
        results = stamped(world)
        assert [(each.authority, each.practice) for each in results] == [("practice-one", True), ("practice-two", True)]
    found = journal.verify_stamps(everything=True, now=clock.now())
    assert (found.found, len(found.held)) == ((), 4)
    assert all(each.practice for each in journal.authorities())
    shutil.rmtree(world.home.with_name(f"{world.home.name}-practice-authorities") / "practice-one")
    assert [type(each) for each in stamped(world)] == [journal.NotStamped, journal.Stamped]


def test_without_openssl_the_demo_says_so(world, monkeypatch):
    monkeypatch.setattr(authorities.shutil, "which", lambda _: None)
    with pytest.raises(ToolMissing, match="openssl"):
        stamped(world)
