"""Keys for look-up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dokaz.names import api as names


def test_keys_have_no_vowel_of_the_name_and_tell_people_apart():
    keys = names.keys("Лукашенко Александр Григорьевич")
    assert keys == {"lvksnk", "given.alaksandr", "hrhrvs"}
    assert keys & names.keys("Łukaszenka Aleksander")
    assert not keys & names.keys("Станіслаў Шушкевіч")


def test_a_short_surname_has_a_key_too():
    assert names.keys("Ус Дзмітрый") & names.keys("Uss D. I.")


def test_each_word_of_a_double_surname_has_its_key():
    assert names.keys("Ганна Пятрова-Іванова") & names.keys("Иванова А.")


def test_initials_alone_find_the_same_initials():
    assert names.keys("А. Г.") == names.keys("Г.А.") != names.keys("А. Б.")


@pytest.mark.parametrize("nothing", ["", " ", "12", "—", "\u0301"])
def test_what_is_no_name_has_no_key(nothing):
    assert names.keys(nothing) == frozenset()


@given(some.text(max_size=50))
@settings(max_examples=150, deadline=None)
def test_every_text_has_its_keys(text):
    assert all(isinstance(key, str) and key for key in names.keys(text))
