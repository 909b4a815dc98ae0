"""The key ceremony at the command line."""

import pytest

pytestmark = pytest.mark.both

WORDS = "academic acid acne acquire acrobat activity actress adapt"


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


@pytest.fixture
def scripted(dokaz, fresh, tmp_path, words):
    def run(*more, home="new-home"):
        return dokaz(
            "--home", tmp_path / home, "init", "--yes", "--name", "Archive", "--shares", "2/3",
            "--shares-to", tmp_path / f"{home}-shares", "--passphrase-file", words, *more,
        )  # fmt: skip

    return run


def test_a_scripted_ceremony_makes_a_trial_home_and_its_shares(scripted, tmp_path):
    said = scripted("--json")
    assert said.code == 0
    assert said.lines[0]["kind"] == "trial"
    shares = sorted(path.name for path in (tmp_path / "new-home-shares").iterdir())
    assert shares == [f"recovery-share-{number}-of-3.txt" for number in (1, 2, 3)]


def test_a_ceremony_is_held_once(scripted, tmp_path):
    scripted()
    before = (tmp_path / "new-home" / "home.json").read_bytes()
    said = scripted("--shares-to", tmp_path / "other")
    assert said.code == 1
    assert (tmp_path / "new-home" / "home.json").read_bytes() == before
    assert not (tmp_path / "other").exists()


def test_shares_are_never_written_over_something(scripted, tmp_path):
    (tmp_path / "new-home-shares").mkdir()
    (tmp_path / "new-home-shares" / "mine.txt").write_text("mine", encoding="utf-8")
    said = scripted()
    assert said.code == 1
    assert not (tmp_path / "new-home").exists()


@pytest.mark.parametrize("shares", ["1/3", "5/3", "three", "2", "2/17"])
def test_shares_that_protect_nothing_are_refused(dokaz, tmp_path, words, shares):
    said = dokaz(
        "--home", tmp_path / "h", "init", "--yes", "--name", "A", "--shares", shares,
        "--shares-to", tmp_path / "s", "--passphrase-file", words,
    )  # fmt: skip
    assert said.code == 1
    assert not (tmp_path / "h").exists()


def test_a_weak_passphrase_makes_no_home(scripted, words, tmp_path):
    words.write_text("password", encoding="utf-8")
    assert scripted().code == 1
    assert not (tmp_path / "new-home").exists()


def test_yes_without_answers_says_which_are_needed(dokaz, fresh, tmp_path):
    said = dokaz("--home", tmp_path / "h", "init", "--yes")
    assert said.code == 1
    assert "--shares-to" in said.err


def test_without_a_terminal_every_question_names_its_flag(dokaz, fresh, tmp_path):
    said = dokaz("--home", tmp_path / "h", "init")
    assert said.code == 1
    assert "--name" in said.err
