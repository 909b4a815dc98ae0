"""The files of a home, changed by two processes at once."""

import json
import os

import pytest

from dokaz.access import api as access
from dokaz.config import homes
from dokaz.database import api as database

pytestmark = pytest.mark.both

LIGHT = access.Argon2Cost(memory_kib=8192, passes=1, lanes=1)


def _admitted_in_a_child(world, organisation, word):
    child = os.fork()
    if child:
        return child
    try:
        session = homes.open(world.home, passphrase=world.passphrase, now=world.tick())
        for number in range(3):
            homes.admit(
                world.home,
                passphrase=f"{word} {number} {world.passphrase}",
                organisation=organisation,
                role="analyst",
                by=session,
                now=world.tick(),
                cost=LIGHT,
            )
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run in the child
        os._exit(1)


def test_two_admissions_at_once_lose_no_slot(world):
    elsewhere = access.add_organisation(name="Partner", by=world.session, now=world.tick())
    database.close()
    children = [_admitted_in_a_child(world, elsewhere, word) for word in ("one", "two")]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len(json.loads((world.home / "home.json").read_bytes())["slots"]) == 7
    world.tick(3600)  # the children's clocks went on
    for word in ("one", "two"):
        for number in range(3):
            assert world.open_again(f"{word} {number} {world.passphrase}")
