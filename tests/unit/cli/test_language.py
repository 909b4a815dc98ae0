"""The command speaks the language of whoever types it."""

import pytest

from dokaz.cli import language
from dokaz.config.environment import SettingUnusable
from dokaz.kernel.languages import Language, counted, speaking


@pytest.fixture
def belarusian(monkeypatch):
    monkeypatch.setenv("DOKAZ_LANGUAGE", "be")


@pytest.mark.parametrize(
    ("variables", "heard"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "en"),
        ({"LANG": "be_BY.UTF-8"}, "be"),
        ({"LANG": "be_BY@latin"}, "be"),
        ({"LANG": "be_BY.UTF-8", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "be_BY.UTF-8", "LC_MESSAGES": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "be_BY.UTF-8", "LC_ALL": ""}, "be"),
        ({"LANG": "be_BY.UTF-8", "DOKAZ_LANGUAGE": "ru"}, "ru"),
    ],
)
def test_the_setting_wins_then_the_terminal_then_english(variables, heard):
    assert language.chosen(variables) == Language(heard)


@pytest.mark.parametrize("strange", ["by", "BE", "be_BY.UTF-8"])
def test_a_language_that_is_none_of_ours_is_refused_by_name(strange):
    with pytest.raises(SettingUnusable, match=f"DOKAZ_LANGUAGE is set to “{strange}”.*write be, en or ru"):
        language.chosen({"DOKAZ_LANGUAGE": strange})


def test_an_unusable_setting_stops_the_command_in_the_language_of_the_terminal(dokaz, monkeypatch):
    monkeypatch.setenv("DOKAZ_LANGUAGE", "by")
    monkeypatch.setenv("LC_ALL", "be_BY.UTF-8")
    said = dokaz("items")
    assert (said.code, said.out) == (1, "")
    assert "напішыце be, en або ru" in said.err


def test_help_and_what_was_not_understood_are_read_in_belarusian_and_only_there(dokaz, belarusian, monkeypatch):
    told = dokaz("--help").out
    assert "як карыстацца: dokaz [-h] [--home FOLDER]" in told
    assert "запусціць сайт на гэтай машыне" in told
    assert "start a site" not in told
    assert "show this help" not in told
    assert "(без гэтага: 127.0.0.1:8080)" in dokaz("serve", "office", "--help").out
    wrong = dokaz("destroy")
    assert (wrong.code, "не хапае: --receipt" in wrong.err) == (2, True)
    monkeypatch.setenv("DOKAZ_LANGUAGE", "en")
    assert "usage: dokaz [-h] [--home FOLDER]" in dokaz("--help").out  # nothing of the run before is left


def test_a_refusal_and_its_reason_are_one_sentence_in_belarusian(dokaz, belarusian):
    said = dokaz("verify", "--checkpoint", "missing.txt")
    assert said.err.splitlines()[-1] == (
        "Файл кантрольнай кропкі missing.txt не чытаецца: такога файла або папкі няма. Праверце назву пасля --checkpoint."
    )


def test_what_was_done_is_told_in_belarusian_and_codes_for_programs_stay(dokaz, folder, belarusian):
    assert "запячатана: 2; прачытана 11 байтаў." in dokaz("receive", "--later", folder).out
    assert dokaz("items").out.endswith("2 адзінкі.\n")
    again = dokaz("--json", "receive", "--later", folder)
    assert {line["outcome"] for line in again.lines} == {"already-held"}


def test_a_terminal_without_our_letters_is_no_reason_to_fail(dokaz, belarusian, capfd, monkeypatch):
    with open(1, "w", encoding="ascii", closefd=False) as narrow:
        monkeypatch.setattr("sys.stdout", narrow)
        said = dokaz("--help")
    assert (said.code, "dokaz [-h]" in said.out, "\\u" in said.out) == (0, True, True)


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 адзінка"), (2, "2 адзінкі"), (5, "5 адзінак"), (11, "11 адзінак"), (21, "21 адзінка")]
)
def test_a_number_takes_the_form_its_language_wants(count, told):
    with speaking(Language.BELARUSIAN):
        assert counted("{count} item", "{count} items", count) == told
