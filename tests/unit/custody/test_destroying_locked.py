"""Destroying what lies in a locked bucket: the sealed bytes stay until their day, and nothing opens them."""

import io
import os
import re

import pytest
from tests import destroying
from tests.objectstores import LOOPBACK

from dokaz.custody import api as custody
from dokaz.custody import vault
from dokaz.custody.steps import Step
from dokaz.kernel import faults

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


@pytest.fixture
def stored(world, object_server, monkeypatch):
    files, headers = object_server.make(lock="2d"), object_server.make()
    monkeypatch.setenv("DOKAZ_STORE", object_server.url(files.name, lock="2d"))
    monkeypatch.setenv("DOKAZ_HEADERS", object_server.url(headers.name))
    world.open_again()
    return custody.receive(io.BytesIO(os.urandom(5000)), name="film", by=world.session, now=world.tick()).ref


def test_a_locked_payload_stays_without_its_header_and_both_acts_say_until_when(world, stored):
    two = destroying.Two.of(world)
    (name,) = vault.store().names()
    (going,) = two.ask([stored]).receipt.items
    assert going.locked_until is not None
    (gone,) = two.destroy([stored]).items
    assert (gone.finished_at is not None, gone.locked_until) == (True, going.locked_until)
    assert list(vault.headers().names()) == []
    assert list(vault.store().names()) == [name]
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(stored, by=world.session, now=world.tick())
    assert custody.check(by=world.session, now=world.tick()).clean
    assert custody.verify_destroyed().found == ()
    swept = custody.sweep(by=world.session, now=world.tick())
    assert (swept.blobs, swept.locked, swept.locked_until) == (0, 1, going.locked_until)


def test_with_the_store_away_nothing_is_destroyed_and_the_same_act_goes_on_later(world, stored, monkeypatch):
    two = destroying.Two.of(world)
    asked = two.ask([stored])
    two.approve(asked)
    place = os.environ["DOKAZ_STORE"]
    with monkeypatch.context() as away:
        away.setenv("DOKAZ_STORE", re.sub(r"endpoint=[^&]*", "endpoint=http://127.0.0.1:9", place))
        world.open_again()
        with pytest.raises(custody.StoreAway):
            custody.destroy(asked.receipt, by=two.asker, now=world.tick())
    world.open_again()
    with custody.open_item(stored, by=world.session, now=world.tick()) as stream:
        assert len(stream.read()) == 5000
    (gone,) = custody.destroy(asked.receipt, by=two.asker, now=world.tick()).items
    assert gone.finished_at is not None


def test_with_the_store_away_after_the_decision_it_opens_for_nobody_and_is_not_told_as_done(world, stored, monkeypatch):
    two = destroying.Two.of(world)
    asked = two.ask([stored])
    two.approve(asked)
    place = os.environ["DOKAZ_STORE"]
    with monkeypatch.context() as away:
        away.setenv("DOKAZ_STORE", re.sub(r"endpoint=[^&]*", "endpoint=http://127.0.0.1:9", place))

        def lose_the_store(name):
            if name == Step.COPIES_GONE:
                world.open_again()

        with faults.listening(lose_the_store), pytest.raises(custody.StoreAway):
            custody.destroy(asked.receipt, by=two.asker, now=world.tick())
    world.open_again()
    assert custody.show(stored, by=world.session, now=world.tick()).destroyed.finished_at is None
    with pytest.raises(custody.ItemDestroyed):
        custody.open_item(stored, by=world.session, now=world.tick())
    (gone,) = custody.destroy(asked.receipt, by=two.asker, now=world.tick()).items
    assert gone.finished_at is not None
    assert custody.verify_destroyed().found == ()
