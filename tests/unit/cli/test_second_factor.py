"""The code of a second factor, as somebody meets it who types commands."""

import os
import stat

import pyotp
import pytest

from dokaz.access import api as access
from dokaz.cli import main, questions
from dokaz.kernel import clock


@pytest.fixture
def codes(world):
    """Ten codes on paper of the custodian, who also has an app."""
    secret = access.new_app_secret(by=world.session, issuer="test").text
    access.add_app(secret, code=pyotp.TOTP(secret).at(world.now), by=world.session, now=world.now)
    return list(access.new_codes(by=world.session, now=world.tick()))


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """The folder that a log-in makes in memory, and a login session: the tests' own may have begun in another place."""
    monkeypatch.setattr(os, "getsid", lambda _: os.getpid())
    device = tmp_path.stat().st_dev
    listed = tmp_path / "mountinfo"
    listed.write_text(f"22 21 {os.major(device)}:{os.minor(device)} / /run rw - tmpfs tmpfs rw\n")
    monkeypatch.setattr(questions, "MOUNTS", listed)
    made = tmp_path / "runtime"
    made.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(made))
    return made


def test_a_command_asks_for_a_code_and_the_next_ones_do_not(dokaz, codes, runtime):
    alone = dokaz("compartment", "list")
    assert (alone.code, alone.out) == (1, "")
    assert "--code" in alone.err
    assert "archive" in dokaz("compartment", "list", "--code", codes[0]).out
    (kept,) = (runtime / "dokaz").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert codes[0].replace("-", "").encode() not in kept.read_bytes()
    assert dokaz("--json", "compartment", "list").lines[0]["name"] == "archive"
    kept.write_bytes(kept.read_bytes()[::-1])
    assert dokaz("compartment", "list").code == 1
    spent = dokaz("compartment", "list", "--code", codes[0])
    assert (spent.code, "not accepted as your second factor" in spent.err) == (1, True)


def test_where_nothing_can_be_kept_in_memory_each_command_asks(dokaz, codes, runtime, monkeypatch):
    (runtime / "dokaz").mkdir(mode=0o755)
    (runtime / "dokaz").chmod(0o755)  # others could look in
    assert dokaz("compartment", "list", "--code", codes[0]).code == 0
    assert list((runtime / "dokaz").iterdir()) == []
    (runtime / "dokaz").chmod(0o700)
    monkeypatch.setattr(questions, "MOUNTS", runtime.parent / "none")
    (runtime.parent / "none").write_text("")  # on a disk
    assert dokaz("compartment", "list", "--code", codes[1]).code == 0
    assert list((runtime / "dokaz").iterdir()) == []
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert dokaz("compartment", "list", "--code", codes[2]).code == 0
    assert dokaz("compartment", "list").code == 1


def test_where_the_login_session_cannot_be_told_each_command_asks(dokaz, codes, runtime, monkeypatch):
    monkeypatch.setattr(os, "getsid", lambda _: 0)  # it began in another process namespace, as in a container
    assert dokaz("compartment", "list", "--code", codes[0]).code == 0
    assert list((runtime / "dokaz").iterdir()) == []
    assert dokaz("compartment", "list").code == 1


@pytest.mark.usefixtures("codes", "runtime")
def test_what_only_starts_the_machine_asks_for_no_code(dokaz):
    assert dokaz("--as-machine", "checkpoint").code == 0
    assert dokaz("work", "--once").code == 0
    assert dokaz("work", "--once", "--as-member").code == 1


def test_an_account_of_a_real_home_is_told_that_it_has_no_second_factor(real_world, runtime, tmp_path, capfd):
    words = tmp_path / "words"
    words.write_text(real_world.passphrase)
    command = ["--home", str(real_world.home), "--passphrase-file", str(words), "compartment", "list"]
    assert main.run(command) == 0
    assert "Your account has no second factor" in capfd.readouterr().err
    secret = access.new_app_secret(by=real_world.session, issuer="test").text
    now = clock.now()
    access.add_app(secret, code=pyotp.TOTP(secret).at(now), by=real_world.session, now=now)
    assert main.run(command) == 1
    assert "Your account has no second factor" not in capfd.readouterr().err


def test_a_folder_that_cannot_be_made_or_written_keeps_nobody_from_signing_in(dokaz, codes, runtime):
    (runtime / "dokaz").write_text("somebody else's, as after su")
    assert dokaz("compartment", "list", "--code", codes[0]).code == 0
    (runtime / "dokaz").unlink()
    assert dokaz("compartment", "list", "--code", codes[1]).code == 0
    (kept,) = (runtime / "dokaz").iterdir()
    kept.unlink()
    (kept / "in the way").mkdir(parents=True)
    assert dokaz("compartment", "list", "--code", codes[2]).code == 0
    assert list((runtime / "dokaz").iterdir()) == [kept]
