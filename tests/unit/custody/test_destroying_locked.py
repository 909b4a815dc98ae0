"""Destroying what lies in a locked bucket: the sealed bytes stay until their day, and nothing opens them."""

import io
import os

import pytest
from tests import destroying
from tests.objectstores import LOOPBACK

from dokaz.custody import api as custody
from dokaz.custody import vault

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
