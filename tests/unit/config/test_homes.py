"""The files of a home, changed by two processes at once."""

import json
import os

import pytest

from dokaz.access import api as access
from dokaz.config import homes, people
from dokaz.database import api as database

pytestmark = pytest.mark.both

LIGHT = access.Argon2Cost(memory_kib=8192, passes=1, lanes=1)


def _asked(world, organisation, word):
    """Three persons asked for and approved, each to be let in by whoever finishes it."""
    for number in range(3):
        asked = people.propose_account(
            world.home, passphrase=f"{word} {number} {world.passphrase}", organisation=organisation, role="analyst",
            by=world.session, now=world.tick(), cost=LIGHT,
        )  # fmt: skip
        access.approve(asked.approval, by=world.second_person(), now=world.tick(), fingerprint=asked.fingerprint)
        yield asked.approval


def _finished_in_a_child(world, approvals):
    child = os.fork()
    if child:
        return child
    try:
        session = homes.open(world.home, passphrase=world.passphrase, now=world.tick())
        for approval in approvals:
            people.admit(world.home, approval=approval, by=session, now=world.tick())
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run in the child
        os._exit(1)


def test_two_admissions_at_once_lose_no_slot(world):
    elsewhere = access.add_organisation(name="Partner", by=world.session, now=world.tick())
    world.second_person()
    asked = [list(_asked(world, elsewhere, word)) for word in ("one", "two")]
    database.close()
    children = [_finished_in_a_child(world, approvals) for approvals in asked]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len(json.loads((world.home / "home.json").read_bytes())["slots"]) == 8
    world.tick(3600)  # the children's clocks went on
    for word in ("one", "two"):
        for number in range(3):
            assert world.open_again(f"{word} {number} {world.passphrase}")
