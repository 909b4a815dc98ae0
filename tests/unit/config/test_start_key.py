"""A machine that starts without a person: by a key of its own, which opens no account, until it is ended."""

import io
import json
from hashlib import sha256

import pytest
from tests.unit.config.test_people import Cut, cut_at

from dokaz.access import api as access
from dokaz.config import homes, people
from dokaz.custody import api as custody
from dokaz.database import api as database
from dokaz.journal import api as journal


@pytest.fixture
def key(world):
    return people.make_start_key(world.home, by=world.session, now=world.tick())


def end(world):
    people.end_start_key(world.home, by=world.session, now=world.tick())


def started(world, key, start=homes.serve, **named):
    database.close()
    return start(world.home, passphrase=key, now=world.tick(), **named)


def told(world, verb):
    world.open_again()
    journal.sequence(now=world.tick())
    return [json.loads(each.event) for each in journal.read() if each.verb == verb and each.event]


@pytest.mark.both
@pytest.mark.parametrize(("start", "verb"), [(homes.serve, "access:site:start"), (homes.work, "access:work:start")])
def test_it_starts_the_machine_and_the_journal_says_that_nobody_was_there(world, key, start, verb):
    machine = started(world, key, start, granted=True)
    assert machine.of_a_machine
    assert machine.keys.worker is None  # nobody signed for a key that could be granted anything
    journal.checkpoint(now=world.tick())  # it signs the log, as a machine does
    (entry,) = told(world, verb)
    assert (entry["by"]["kind"], entry["about"], entry["facts"]) == ("machine", [str(machine.machine)], {"alone": True})


def test_what_it_starts_opens_no_file_and_no_account(world, key):
    item = custody.receive(io.BytesIO(b"1"), name="1", by=world.session, now=world.tick()).ref
    machine = started(world, key)
    with pytest.raises(access.NotPermitted):
        access.require(machine, access.Permission.EXTRACT_ITEMS, now=world.tick())
    with pytest.raises(custody.ItemNotFound):
        custody.open_item(item, by=machine, now=world.tick())
    database.close()
    with pytest.raises(access.StartKeyOpensNobody):
        homes.open(world.home, passphrase=key, now=world.tick())


def test_a_change_of_pass_phrase_leaves_it_and_it_leaves_all_pass_phrases(world, key):
    started(world, key)
    world.open_again()
    assert started(world, f"  {key.lower()}\n").of_a_machine  # as a terminal or a file gives it


def test_another_one_takes_its_place(world, key):
    second = people.make_start_key(world.home, by=world.session, now=world.tick())
    with pytest.raises(access.WrongStartKey, match="start-key --to"):
        started(world, key)
    assert started(world, second).of_a_machine


def test_once_ended_it_opens_nothing(world, key):
    end(world)
    assert "start" not in json.loads((world.home / "home.json").read_bytes())
    with pytest.raises(access.WrongStartKey):
        started(world, key)
    world.open_again()
    with pytest.raises(access.NoStartKey):
        end(world)
    assert len(told(world, "access:start-key:end")) == 1


def test_one_that_was_cut_short_or_changed_is_told_from_a_wrong_one(world, key):
    for damaged in (key[:-1], key[:-8], key[:-1] + ("A" if key[-1] != "A" else "B"), key + "A"):
        with pytest.raises(access.StartKeyDamaged):
            started(world, damaged)
    assert started(world, key).of_a_machine


def test_the_home_file_holds_neither_the_key_nor_what_it_opens(world, key):
    machine = started(world, key)
    written = (world.home / "home.json").read_bytes()
    assert key.encode() not in written
    assert key.rpartition("-")[2].encode() not in written
    assert machine.keys.machine.secret.hex().encode() not in written
    assert sha256(machine.keys.machine.secret).hexdigest().encode() not in written


def test_who_may_not_let_it_start_changes_nothing(world):
    other = world.as_account(world.second_account(role="analyst"))
    before = (world.home / "home.json").read_bytes()
    with pytest.raises(access.NotPermitted, match="without a person"):
        people.make_start_key(world.home, by=other, now=world.tick())
    with pytest.raises(access.NotPermitted):
        people.end_start_key(world.home, by=other, now=world.tick())
    assert (world.home / "home.json").read_bytes() == before


def test_a_machine_that_was_withdrawn_starts_no_more(world, key):
    access.withdraw_machine(machine=world.session.machine, by=world.session, now=world.tick())
    with pytest.raises(access.StatementWithdrawn):
        started(world, key)


@pytest.mark.parametrize("again", ["make", "end"])
def test_cut_off_while_it_is_made_nobody_has_a_key_and_it_can_be_done_again(world, again):
    with pytest.raises(Cut), cut_at(people.Step.START_KEY_ENTERED):
        people.make_start_key(world.home, by=world.session, now=world.tick())
    world.open_again()
    if again == "end":
        end(world)  # the entry said that there was one
        assert len(told(world, "access:start-key:end")) == 1
    else:
        assert started(world, people.make_start_key(world.home, by=world.session, now=world.tick())).of_a_machine


@pytest.mark.both
@pytest.mark.usefixtures("key")
def test_cut_off_while_it_is_ended_it_opens_nothing_and_the_next_try_says_so(world):
    with pytest.raises(Cut), cut_at(people.Step.START_KEY_GONE):
        end(world)
    world.open_again()
    assert "start" not in json.loads((world.home / "home.json").read_bytes())
    end(world)
    assert len(told(world, "access:start-key:end")) == 1
