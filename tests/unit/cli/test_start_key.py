"""`dokaz home start-key`, as whoever looks after the machine types it."""

import stat

import pytest

from dokaz.cli import main, questions

pytestmark = pytest.mark.embedded("the database makes no difference here")


@pytest.fixture
def file(tmp_path, dokaz):
    assert dokaz("home", "start-key", "--to", tmp_path / "key").code == 0
    return tmp_path / "key"


def test_its_file_is_new_and_for_its_owner_alone(dokaz, file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    refused = dokaz("home", "start-key", "--to", file)
    assert (refused.code, "is there already" in refused.err) == (1, True)
    assert file.read_bytes() == before
    assert dokaz("--as-machine", "--passphrase-file", file, "verify").code == 0  # the refused one took no place


def test_where_no_file_can_be_the_key_that_there_is_goes_on(dokaz, file):
    assert dokaz("home", "start-key", "--to", "/proc/nowhere/key").code == 1
    assert dokaz("--as-machine", "--passphrase-file", file, "verify").code == 0


def test_it_works_without_a_person_and_says_at_each_start_what_that_means(dokaz, folder, file):
    dokaz("compartment", "admit-machine", "archive")
    dokaz("receive", folder, "--later")
    dokaz("examine", "--later")
    for _ in range(2):
        told = dokaz("--passphrase-file", file, "work", "--once")
        assert told.code == 0, told.err
        assert "starts without a person" in told.err
        assert "seizes it" in told.err
    assert "Jobs: 4 done" in dokaz("jobs", "list", "--state", "done").out


def test_it_signs_nobody_in(dokaz, file):
    refused = dokaz("--passphrase-file", file, "items")
    assert (refused.code, "opens no account" in refused.err) == (1, True)


def test_it_is_ended_by_the_same_command(dokaz, file):
    told = dokaz("--json", "home", "start-key", "--end")
    assert told.lines == [{"start_key": None}]
    refused = dokaz("--passphrase-file", file, "work", "--once")
    assert (refused.code, "does not open this machine" in refused.err) == (1, True)
    assert dokaz("home", "start-key", "--end").code == 1


def test_one_of_a_real_collection_is_not_written_to_a_disk(real_world, tmp_path, monkeypatch, capfd):
    words, memory = tmp_path / "words", tmp_path / "memory"
    memory.mkdir()
    words.write_text(real_world.passphrase, encoding="utf-8")
    monkeypatch.setattr(questions, "in_memory", lambda path: path in (words, memory))
    command = ["--home", str(real_world.home), "--passphrase-file", str(words), "home", "start-key", "--to"]
    assert main.run([*command, str(tmp_path / "key")]) == 1
    assert "may not" in capfd.readouterr().err
    assert not (tmp_path / "key").exists()
    assert main.run([*command, str(memory / "key")]) == 0
    assert (memory / "key").read_text(encoding="utf-8").startswith("DOKAZ-START-KEY-1-")
