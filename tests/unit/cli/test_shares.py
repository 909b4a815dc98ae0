"""The holders of the shares come to the screen on which the pass-phrase was proposed."""

from pathlib import Path

import pytest

from dokaz.cli import questions, shares
from dokaz.cli.voice import Voice

OWN = "a long sentence nobody else would think of"


@pytest.mark.parametrize("answers", [[OWN, OWN], ["weak", OWN, "another", OWN, OWN], []])
def test_the_screen_is_cleared_however_the_question_ends(monkeypatch, capsys, answers):
    typed = iter(answers)

    def secret(_question):
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None  # Ctrl-D

    monkeypatch.setattr(questions, "secret", secret)
    if answers:
        assert shares.agree_passphrase(Voice(as_json=False)) == OWN
    else:
        with pytest.raises(EOFError):
            shares.agree_passphrase(Voice(as_json=False))
    heard = capsys.readouterr()
    assert heard.err.endswith(shares.WIPE)
    assert "\x1b" not in heard.out


ELSEWHERE = Path("/proc")  # a file system of its own on every Linux


@pytest.fixture
def stick(tmp_path):
    """A folder on a stick, with the first share."""
    (tmp_path / "stick").mkdir()
    share = tmp_path / "stick/recovery-share-1-of-3.txt"
    share.write_text("academic acid")
    return share


def test_two_shares_do_not_lie_on_one_stick(stick, tmp_path):
    disks = shares.Disks(ELSEWHERE)
    disks.require_free(stick.parent)
    disks.take(stick)
    for folder in (stick.parent, tmp_path):
        with pytest.raises(shares.DiskTaken):
            disks.require_free(folder)


def test_another_stick_in_the_same_socket_is_not_the_first(stick):
    """It has the first one's device number; the first one's share is not on it."""
    disks = shares.Disks(ELSEWHERE)
    disks.take(stick)
    stick.unlink()
    disks.require_free(stick.parent)


def test_no_share_lies_on_the_disk_of_the_home(stick, tmp_path):
    with pytest.raises(shares.DiskTaken):
        shares.Disks(tmp_path / "not/yet").require_free(stick.parent)
