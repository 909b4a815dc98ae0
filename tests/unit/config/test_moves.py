"""A home found at another place is asked whether it was moved or copied; two copies never sign one journal."""

import json
import os
import shutil
import subprocess

import pytest
from tests.conftest import PASSPHRASE

from dokaz.access import api as access
from dokaz.config import environment, homes, inspection, installations, memory, moves
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.kernel import faults

pytestmark = pytest.mark.embedded("a copy on a server is refused")
STEPS = ("moves:named", "moves:begun", "moves:signed")


class Cut(BaseException):
    """The machine stops here."""


def cut_at(wanted):
    def listener(name):
        if name == wanted:
            raise Cut

    return faults.listening(listener)


@pytest.fixture
def copy(world, tmp_path):
    """A second folder with everything of the first, as `cp -a` makes it; both are closed."""
    journal.checkpoint(now=world.tick())
    database.close()
    subprocess.run(["cp", "-a", world.home, tmp_path / "copy"], check=True)
    yield tmp_path / "copy"
    database.close()


def opened(home, world):
    database.close()
    return homes.open(home, passphrase=PASSPHRASE, now=world.tick())


def answer(verb, home, world):
    database.close()
    return verb(home, passphrase=PASSPHRASE, now=world.tick())


def origin(home):
    return memory.CheckpointFile(home).newest().partition(b"\n")[0].decode()


def sound(session, world):
    return inspection.inspect(by=session, everything=True, now=world.tick()).problems


def test_a_copy_beside_the_original_is_asked_and_the_original_is_not(world, copy):
    with pytest.raises(installations.UsedElsewhere, match="home moved"):
        opened(copy, world)
    assert opened(world.home, world)


def test_a_home_that_was_renamed_on_its_disk_is_not_asked(world, tmp_path):
    database.close()
    world.home.rename(tmp_path / "renamed")
    assert opened(tmp_path / "renamed", world)


def test_a_home_on_another_machine_is_asked(world, monkeypatch, tmp_path):
    (tmp_path / "machine-id").write_text("0" * 31 + "1\n")
    monkeypatch.setattr(installations, "MACHINE_ID", tmp_path / "machine-id")
    with pytest.raises(installations.UsedElsewhere):
        opened(world.home, world)
    (tmp_path / "machine-id").unlink()
    installations.begin(world.home)
    assert not installations.read(world.home / installations.INSTALLATION_FILE).machine
    assert opened(world.home, world)  # where the machine has no id the folder alone binds


def test_a_home_of_an_older_version_is_bound_at_its_first_opening(world):
    (world.home / installations.INSTALLATION_FILE).unlink()
    opened(world.home, world)
    assert installations.read(world.home / installations.INSTALLATION_FILE).is_at(world.home)


def test_what_was_moved_goes_on_with_the_same_journal(world, copy):
    before = origin(copy)
    shutil.rmtree(world.home)
    done = answer(moves.moved, copy, world)
    assert (done.origin, done.new_log, origin(copy)) == (before, False, before)
    assert [each.verb for each in journal.read()].count(moves.MOVE) == 1
    assert sound(opened(copy, world), world) == ()


def test_a_copy_begins_a_journal_that_quotes_the_last_checkpoint(world, copy):
    quoted = journal_size(copy)
    done = answer(moves.copied, copy, world)
    (entry,) = [each for each in journal.read() if each.verb == "journal:log:begin-anew"]
    facts = json.loads(entry.event)["facts"]
    assert facts["old"] != done.origin == origin(copy)
    assert (facts["old_size"], facts["reason"]) == (quoted, "copied")
    assert sound(opened(copy, world), world) == ()
    assert sound(opened(world.home, world), world) == ()
    assert origin(world.home) != origin(copy)


def journal_size(home):
    return int(memory.CheckpointFile(home).newest().splitlines()[1])


@pytest.mark.parametrize("at", STEPS)
def test_killed_anywhere_the_same_answer_begins_one_journal(world, copy, at):
    with pytest.raises(Cut), cut_at(at):
        answer(moves.copied, copy, world)
    with pytest.raises(installations.UsedElsewhere):
        opened(copy, world)
    done = answer(moves.copied, copy, world)
    assert [each.verb for each in journal.read()].count("journal:log:begin-anew") == 1
    assert not (copy / installations.COPYING_FILE).exists()
    assert opened(copy, world)
    assert journal.identity().origin == done.origin


def test_a_copy_of_a_copy_that_was_cut_off_has_a_journal_of_its_own(world, copy, tmp_path):
    with pytest.raises(Cut), cut_at("moves:begun"):
        answer(moves.copied, copy, world)
    database.close()
    subprocess.run(["cp", "-a", copy, tmp_path / "third"], check=True)
    names = {answer(moves.copied, home, world).origin for home in (copy, tmp_path / "third")}
    assert len(names) == 2


def test_killed_while_it_moves_it_is_asked_again(world, copy):
    with pytest.raises(Cut), cut_at("moves:recorded"):
        answer(moves.moved, copy, world)
    with pytest.raises(installations.UsedElsewhere):
        opened(copy, world)
    answer(moves.moved, copy, world)
    assert sound(opened(copy, world), world) == ()


def test_only_who_answers_for_the_journal_may_answer(world, tmp_path):
    words = "acid " + PASSPHRASE
    world.second_account(role="documenter", passphrase=words)
    database.close()
    subprocess.run(["cp", "-a", world.home, tmp_path / "copy"], check=True)
    for verb in (moves.moved, moves.copied):
        with pytest.raises(access.NotPermitted):
            verb(tmp_path / "copy", passphrase=words, now=world.tick())
        database.close()


def test_a_copy_that_shares_its_files_or_database_is_refused(world, copy, tmp_path, monkeypatch):
    shutil.move(copy / "vault", tmp_path / "vault")
    (copy / "vault").symlink_to(tmp_path / "vault")
    with pytest.raises(moves.SharedWithOriginal, match="store of files"):
        answer(moves.copied, copy, world)
    monkeypatch.setenv(environment.DATABASE.name, "postgresql://web@127.0.0.1/archive")
    with pytest.raises(moves.SharedWithOriginal, match="The database"):
        answer(moves.copied, copy, world)
    monkeypatch.delenv(environment.DATABASE.name)
    os.link(copy / "dokaz.db", tmp_path / "hard-link.db")
    with pytest.raises(moves.SharedWithOriginal, match="The database"):
        answer(moves.copied, copy, world)


def test_nothing_is_answered_where_nothing_was_asked(world):
    for verb in (moves.moved, moves.copied):
        with pytest.raises(moves.NotMoved):
            answer(verb, world.home, world)


def test_a_damaged_file_is_asked_about(world):
    (world.home / installations.INSTALLATION_FILE).write_text('{"id": 3}')
    with pytest.raises(installations.InstallationUnreadable, match="damaged"):
        opened(world.home, world)
    answer(moves.moved, world.home, world)
    assert opened(world.home, world)


def test_the_file_is_in_no_back_up(world):
    assert installations.INSTALLATION_FILE not in homes.back_up(world.home, by=world.session).files
