"""Countries by their letters and names, and languages by their tags."""

import pytest

from dokaz.kernel.countries import country_name, is_country, two_letters
from dokaz.kernel.languages import Language, speaking
from dokaz.kernel.tags import language_tag, own_name


def test_a_country_is_named_in_the_language_spoken():
    assert country_name("lt") == "Lithuania"
    assert country_name("LT", Language.BELARUSIAN) == "Літва"
    with speaking(Language.RUSSIAN):
        assert country_name("lt") == "Литва"
    assert country_name("xq") == "XQ"


def test_letters_of_no_country_are_known_as_such():
    assert (is_country("LT"), is_country(" lt "), is_country("xq"), is_country("lithuania")) == (
        True,
        True,
        False,
        False,
    )
    assert two_letters("xq") == "XQ"


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("be", "be"), (" UK ", "uk"), ("uz-latn", "uz-Latn"), ("PT-br", "pt-BR"), ("es-419", "es-419"),
        ("be-tarask", "be-tarask"), ("ti", "ti"), ("prs", "prs"), ("zh-hant-tw", "zh-Hant-TW"), ("av", "av"),
    ],
)  # fmt: skip
def test_a_tag_is_written_as_the_standard_writes_it(typed, tag):
    assert language_tag(typed) == tag


@pytest.mark.parametrize("typed", ["", "x", "xx", "und", "mul", "english", "en_GB", "en-", "pt-QQ", "x-own", "be" * 20])
def test_what_names_no_language_is_none(typed):
    assert language_tag(typed) == ""


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("be", "Беларуская"),
        ("uk", "Українська"),
        ("fa-AF", "فارسی (AF)"),
        ("ka", "ქართული"),
        ("prs", "prs"),
        ("av", "av"),
    ],
)
def test_a_language_is_shown_by_its_own_name_where_it_is_known(tag, name):
    assert own_name(tag) == name


@pytest.mark.parametrize("language", Language)
def test_the_languages_of_the_house_have_one_name(language):
    assert own_name(language.value) == language.own_name
