"""The holders of shares at a machine: what is asked, what is refused, and that no share stays on the screen."""

import itertools

import pytest
from django.db import connection

from dokaz.access import api as access
from dokaz.access import recovery
from dokaz.cli import gathering, main, questions, shares
from dokaz.cli.voice import Voice
from dokaz.config import machine
from dokaz.database import api as database

NEW = "new academic acid acne acquire acrobat activity actress adapt"


def test_the_scripted_recovery_of_a_trial_home(dokaz, world, tmp_path):
    database.close()
    said = dokaz(*_scripted(world, tmp_path), "--json")
    assert said.code == 0, said.err
    assert said.lines[0]["compartments"] == ["archive"]
    assert said.lines[0]["log_goes_on"]
    opened = dokaz("--passphrase-file", tmp_path / "new.txt", "compartment", "list")
    assert (opened.code, "archive" in opened.out) == (0, True)
    assert dokaz("compartment", "list").code == 1


def test_no_word_of_a_share_is_said_or_written(dokaz, world, tmp_path):
    database.close()
    said = dokaz(*_scripted(world, tmp_path))
    assert said.code == 0, said.err
    for slip, name in itertools.product(world.slips[:2], world.home.rglob("*")):
        assert slip not in said.out + said.err
        assert not name.is_file() or slip.encode() not in name.read_bytes()


@pytest.mark.parametrize("left_out", ["--share-file", "--organisation"])
def test_a_script_names_all_that_would_be_asked(dokaz, world, tmp_path, left_out):
    words = _scripted(world, tmp_path)
    while left_out in words:
        place = words.index(left_out)
        del words[place : place + 2]
    assert "--yes asks nothing" in dokaz(*words).err


@pytest.mark.parametrize("more", [["--yes"], ["--share-file", "share-0.txt"]])
def test_shares_of_a_real_home_are_never_read_from_files(real_world, capsys, more):
    database.close()
    assert main.run(["--home", str(real_world.home), "recover", *more]) == 1
    assert "typed by their holders" in capsys.readouterr().err


def test_a_share_file_that_is_not_there(dokaz, world, tmp_path):
    database.close()
    said = dokaz("recover", "--share-file", tmp_path / "nothing.txt")
    assert (said.code, "cannot be read" in said.err) == (1, True)


def test_shares_of_another_home_are_refused_before_anything_is_asked(dokaz, world, tmp_path):
    database.close()
    strange = recovery.split(bytes(range(32)), access.Shares(k=2, n=3))
    said = dokaz(*_scripted(world, tmp_path, slips=strange))
    assert (said.code, "do not open this home" in said.err) == (1, True)
    assert dokaz("compartment", "list").code == 0


def _share_files(slips, folder):
    for number, slip in enumerate(slips):
        (folder / f"try-{number}.txt").write_text(f"{slip}\n\nnot words\n")
        yield from ("--share-file", folder / f"try-{number}.txt")


def _files_of(home):
    """All but the database, and its keys with them."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and "dokaz.db" not in path.name}


def test_a_try_says_what_the_shares_open_and_changes_nothing(dokaz, world, tmp_path):
    world.second_account()
    database.close()
    checked = dokaz("verify", "--json").lines[0]["entries"]
    before = _files_of(world.home)
    said = dokaz("recover", "--try", *_share_files(world.slips[1:], tmp_path), "--json")
    assert said.code == 0, said.err
    expected = {"shares": [2, 3], "generation": 1, "compartments": ["archive"], "lacking": [], "log_goes_on": True}
    assert expected.items() <= said.lines[0].items()
    assert all(slip not in said.out + said.err for slip in world.slips)
    assert _files_of(world.home) == before
    assert dokaz("verify", "--json").lines[0]["entries"] == checked + 1  # the check itself
    assert dokaz("compartment", "list").code == 0


def test_a_try_names_a_compartment_that_the_shares_do_not_open(dokaz, world, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_wrap WHERE recovery_id IS NOT NULL")
    database.close()
    said = dokaz("recover", "--try", *_share_files(world.slips[:2], tmp_path), "--json")
    assert (said.code, said.lines[0]["lacking"], "the compartment archive" in said.err) == (1, ["archive"], True)


def test_a_try_refuses_shares_of_another_home_and_too_few(dokaz, world, tmp_path):
    database.close()
    strange = recovery.split(bytes(range(32)), access.Shares(k=2, n=3))
    assert "do not open this home" in dokaz("recover", "--try", *_share_files(strange[:2], tmp_path)).err
    assert dokaz("recover", "--try", *_share_files(world.slips[:1], tmp_path)).code == 1


@pytest.fixture
def networks(tmp_path):
    """The interfaces of a machine as Linux tells them."""

    def told(**flags):
        for name, value in flags.items():
            (tmp_path / "net" / name).mkdir(parents=True)
            (tmp_path / "net" / name / "flags").write_text(f"{value}\n")
        return tmp_path / "net"

    return told


def test_a_machine_that_only_talks_to_itself_is_without_network(networks):
    listed = networks(lo="0x9", eth0="0x1002", wlan0="0x1002")
    assert machine.networks(listed) == ()
    gathering.require_offline("real", Voice(as_json=False), networks=listed)


def test_a_real_home_is_refused_where_an_interface_is_switched_on(networks):
    listed = networks(lo="0x9", eth0="0x1003", wlan0="0x1002")
    with pytest.raises(gathering.NetworkUp, match="eth0"):
        gathering.require_offline("real", Voice(as_json=False), networks=listed)


@pytest.mark.parametrize("kind", ["trial", "practice"])
def test_a_home_for_no_real_evidence_gets_a_caution(networks, capsys, kind):
    gathering.require_offline(kind, Voice(as_json=False), networks=networks(eth0="0x1003"))
    assert "eth0" in capsys.readouterr().err


def test_what_cannot_be_told_is_taken_for_a_network(tmp_path):
    assert machine.networks(tmp_path / "nothing") != ()
    (tmp_path / "net" / "eth0").mkdir(parents=True)
    assert machine.networks(tmp_path / "net") == ("eth0",)


@pytest.fixture
def typed(monkeypatch):
    """Answers what is asked, one after another."""

    def answers(*given):
        left = iter(given)
        monkeypatch.setattr(questions, "ask", lambda _question, **_flag: next(left))
        return shares.take_one_by_one(Voice(as_json=False))

    return answers


def test_shares_are_typed_until_there_are_enough_and_the_screen_is_cleared_after_each(world, typed, capsys):
    assert typed(world.slips[2], world.slips[0]) == (world.slips[2], world.slips[0])
    heard = capsys.readouterr()
    assert heard.err.count(shares.WIPE) == 2
    assert all(slip not in heard.out + heard.err for slip in world.slips)


def test_a_wrong_word_the_same_share_and_one_of_another_set_are_asked_for_again(world, typed, capsys):
    strange = recovery.split(bytes(range(32)), access.Shares(k=2, n=3))
    wrong = " ".join(["academic", *world.slips[0].split()[1:]])
    taken = typed(wrong, world.slips[0], world.slips[0], strange[1], world.slips[1])
    assert taken == world.slips[:2]
    heard = capsys.readouterr()
    assert "Share 1 has a wrong or misspelt word" in heard.err
    assert "a share that was typed already" in heard.out
    assert "of another set" in heard.err
    assert heard.err.count(shares.WIPE) == 5


def test_the_screen_is_cleared_where_somebody_stops_in_the_middle_of_a_share(monkeypatch, capsys):
    def stopped(_question, **_flag):
        raise KeyboardInterrupt

    monkeypatch.setattr(questions, "ask", stopped)
    with pytest.raises(KeyboardInterrupt):
        shares.take_one_by_one(Voice(as_json=False))
    assert capsys.readouterr().err.endswith(shares.WIPE)


def _scripted(world, tmp_path, slips=None):
    (tmp_path / "new.txt").write_text(NEW)
    words = ["--passphrase-file", tmp_path / "new.txt", "recover", "--yes", "--organisation", "Partner"]
    for number, slip in enumerate((slips or world.slips)[:2]):
        (tmp_path / f"share-{number}.txt").write_text(f"{slip}\n\nRecovery share\n")
        words += ["--share-file", tmp_path / f"share-{number}.txt"]
    return words
