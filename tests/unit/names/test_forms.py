"""A name written in other scripts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.namesakes.officials import officials

from dokaz.names import api as names

SCRIPT = names.NameScript


def texts(name, script):
    return [form.text for form in names.forms(name, script=script)]


def test_a_belarusian_name_is_written_as_each_rule_has_it():
    name = "Ціхароўская Святлана Георгіеўна"
    assert texts(name, SCRIPT.LACINKA) == ["Cicharoŭskaja Sviatłana Hieorhijeŭna"]
    assert texts(name, SCRIPT.RUSSIAN) == ["Тихаровская Светлана Георгиевна"]
    assert texts("Кавалёў Сяргей", SCRIPT.OFFICIAL) == ["Kavalioŭ Siarhiej"]
    assert texts("Кавалёў Дзмітрый", SCRIPT.PASSPORT)[0] == "Kavaliou Dzmitry"
    assert texts("Юр'еў Юрый", SCRIPT.BGN)[0] == "Yur”yew Yuryy"


def test_a_russian_name_is_written_as_each_rule_has_it():
    name = "Щукин Юрий Ильич"
    assert "Shchukin Iurii Ilich" in texts(name, SCRIPT.PASSPORT)
    assert "Schtschukin Juri Ilitsch" in texts(name, SCRIPT.GERMAN)
    assert "Szczukin Jurij Ilicz" in texts(name, SCRIPT.POLISH)
    assert "Chtchoukine Iouri Ilitch" in texts(name, SCRIPT.FRENCH)
    assert texts(name, SCRIPT.BELARUSIAN) == ["Шчукін Юрый Ільіч"]


def test_what_was_guessed_says_so():
    certain = {form.script: form.certain for form in names.forms("Ціхановіч Іван")}
    assert certain[SCRIPT.BELARUSIAN]
    assert not certain[SCRIPT.RUSSIAN]  # Тихонович as well as Тиханович
    assert not any(form.certain for form in names.forms("Siarhei Navumau"))


def test_initials_keep_their_full_stop():
    assert texts("Лукашенко А.Г.", SCRIPT.BELARUSIAN) == ["Лукашэнка А. Г."]


def test_every_form_of_an_official_is_the_same_name():
    lost = [
        (" ".join(ru), form.script, form.text)
        for ru, _ in officials()[::4]
        for form in names.forms(" ".join(ru))
        if names.compare(" ".join(ru), form.text).verdict is not names.NameVerdict.SAME
    ]
    assert len(lost) <= 0.02 * len(officials()[::4]) * 20, lost


@pytest.mark.parametrize("side", ["russian", "belarusian"])
def test_given_names_and_patronymics_cross_the_border_as_they_are_printed(side):
    pairs = [(ru, be) if side == "belarusian" else (be, ru) for ru, be in officials()]
    wrong = [
        (written[1:], made[1:])
        for one, written in pairs
        if (made := texts(" ".join(one), SCRIPT(side))[0].split())[1:] != list(written[1:])
    ]
    assert len(wrong) <= len(pairs) * 0.15, wrong


@given(some.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_asked_for(text):
    assert all(form.text for form in names.forms(text))
