"""Which items wait to be examined is a question like any other: permitted, and an entry."""

import io

import pytest

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.journal import api as journal

pytestmark = pytest.mark.both


def test_what_was_shown_as_waiting_is_an_entry(world):
    receipt = custody.receive(io.BytesIO(b"one"), name="one.txt", by=world.session, now=world.tick())
    assert list(custody.unexamined(by=world.session, now=world.tick())) == [receipt.ref]
    journal.sequence(now=world.tick())
    assert [entry.verb for entry in journal.entries_about(receipt.ref)][-1] == "custody:items:await"


def test_who_may_not_examine_does_not_learn_what_waits(world):
    analyst = world.as_account(world.second_account(role="analyst"))
    with pytest.raises(access.NotPermitted):
        custody.unexamined(by=analyst, now=world.tick())
