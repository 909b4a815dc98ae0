"""Where the pass-phrase of a collection may lie."""

import os

import pytest

from dokaz.cli import main, questions
from dokaz.config import homes


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    """Lets the folder of the test lie on a file system of this kind, under a name with a space in it."""

    def on(kind):
        device = tmp_path.stat().st_dev
        listed = tmp_path / "mountinfo"
        number = f"{os.major(device)}:{os.minor(device)}"
        listed.write_text(
            "21 1 0:999 / /run rw,nosuid shared:1 - tmpfs tmpfs rw\n"
            f"22 21 {number} / /run/media/MY\\040STICK rw shared:2 master:1 - {kind} /dev/sda1 rw\n"
        )
        monkeypatch.setattr(questions, "MOUNTS", listed)

    return on


@pytest.fixture
def words(tmp_path, real_world):
    path = tmp_path / "words"
    path.write_text(real_world.passphrase)
    return path


@pytest.mark.parametrize(("kind", "memory"), [("tmpfs", True), ("ramfs", True), ("ext4", False), ("vfat", False)])
def test_a_file_lies_in_memory_only_where_its_file_system_does(tmp_path, mounted, kind, memory):
    mounted(kind)
    (tmp_path / "words").touch()
    assert questions.in_memory(tmp_path / "words") is memory


def test_a_pipe_is_memory(tmp_path, mounted):
    mounted("ext4")
    os.mkfifo(tmp_path / "pipe")
    assert questions.in_memory(tmp_path / "pipe")


def test_a_real_home_is_not_opened_with_a_passphrase_that_lies_on_a_disk(real_world, words, mounted, capfd):
    mounted("ext4")
    command = ["--home", str(real_world.home), "--passphrase-file", str(words), "compartment", "list"]
    assert main.run(command) == 1
    assert "the pass-phrase of a real collection may not" in capfd.readouterr().err
    mounted("tmpfs")
    assert main.run(command) == 0


def test_a_passphrase_left_in_a_real_home_is_not_read(real_world, monkeypatch):
    monkeypatch.setattr(questions, "at_terminal", lambda: False)
    (real_world.home / homes.PASSPHRASE_FILE).write_text(real_world.passphrase)
    with pytest.raises(questions.NobodyToAsk):
        questions.passphrase(given=None, home=real_world.home)
