"""Every sentence is said in Belarusian and in Russian."""

import re
import string
from collections import defaultdict

import polib
import pytest
from django.conf import settings
from tools import catalogues

from dokaz.kernel import languages

PACKAGES = catalogues.packages()
FILES = [path for package in PACKAGES for path in catalogues.catalogues(package)]


def named(path):
    return path.relative_to(catalogues.SOURCE).as_posix()


def placeholders(text):
    """Each `{name}` with its form, and each `%(name)s`."""
    filled = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
    return sorted([*filled, *re.findall(r"%\(\w+\)s", text)])


@pytest.mark.parametrize("package", PACKAGES, ids=named)
def test_a_package_has_both_languages(package):
    assert [path.parents[1].name for path in catalogues.catalogues(package)] == ["be", "ru"]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_sentence_of_the_package_is_there_and_no_other(path):
    said = {(sentence.one, sentence.many) for sentence in catalogues.said(path.parents[3])}
    assert {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))} == said  # else: `make words`


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_sentence_is_translated_and_sure(path):
    entries = polib.pofile(str(path))
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_translation_has_the_same_places_to_fill_and_no_markup(path):
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not set(text) & set('<>"!')
            assert not text or placeholders(text) == placeholders(entry.msgid)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_what_is_counted_has_a_form_for_one_for_few_and_for_many(path):
    for entry in polib.pofile(str(path)):
        assert set(entry.msgstr_plural) == ({0, 1, 2} if entry.msgid_plural else set())


@pytest.mark.parametrize("language", ["be", "ru"])
def test_packages_that_say_the_same_sentence_say_it_in_the_same_words(language):
    """Pages and errors read all catalogues as one: where two differed, the alphabet would choose."""
    said = defaultdict(set)
    for path in FILES:
        if path.parents[1].name == language:
            for entry in polib.pofile(str(path)):
                said[entry.msgid].add((entry.msgstr, *entry.msgstr_plural.values()))
    assert {sentence: words for sentence, words in said.items() if len(words) > 1} == {}


def test_what_is_read_at_run_time_is_every_catalogue_there_is():
    assert languages.catalogues() == [package / "locale" for package in PACKAGES]
    assert languages.catalogues() == settings.LOCALE_PATHS


@pytest.mark.parametrize("path", FILES, ids=named)
def test_what_the_pages_read_is_what_was_written(path):
    assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(path)  # else: `make setup`


@pytest.mark.parametrize("path", FILES, ids=named)
def test_neither_language_is_written_with_letters_of_the_other(path):
    others = {"be": "ищъ", "ru": "іў"}[path.parents[1].name]
    texts = [text for entry in polib.pofile(str(path)) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if set(text.lower()) & set(others)] == []


def test_marks_are_found_in_code_and_templates(tmp_path):
    (tmp_path / "a.py").write_text(
        "from django.utils.translation import gettext_lazy as later\nx = later('One')\ny = other('No')\n"
    )
    (tmp_path / "b.html").write_text(
        '{% load i18n %}{% translate "Two" as x %}{{ _("Three") }}{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}'
    )
    found = {(each.one, each.many) for file in sorted(tmp_path.iterdir()) for each in catalogues._said_in(file)}
    assert found == {("One", ""), ("Two", ""), ("Three", ""), ("one", "many")}
