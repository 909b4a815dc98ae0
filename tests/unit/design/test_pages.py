"""The shell round every page, and the gallery in its languages."""

import re

import pytest
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from dokaz.design import gallery, languages
from dokaz.design.errors import IconUnknown
from dokaz.kernel.languages import Language, spoken


def opened(name="text", method="get", **query):
    return gallery.page(getattr(RequestFactory(), method)(f"/{name}", query), name).content.decode()


@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_page_has_one_heading_a_title_and_a_way_past_the_navigation(name):
    page = opened(name)
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]*\w[^<]* – Gallery</title>", page)
    assert page.index('href="#main"') < page.index("<nav")
    assert re.search(r'<main id="main" tabindex="-1">', page)


@pytest.mark.parametrize("name", gallery.PAGES)
@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_page_is_in_one_language(name, language):
    body = opened(name, **{"page-language": language})
    assert f'<html lang="{language}">' in body
    foreign = re.sub(
        r'<(\w+)[^>]*\slang="(?!' + language + r")[^>]*>.*?</\1>", "", body.partition("<body")[2], flags=re.DOTALL
    )
    words = re.findall(r">([^<>]+)<", re.sub(r"<(code|kbd)\b.*?</\1>", "", foreign, flags=re.DOTALL))
    assert [word for word in words if re.search(r"[A-Za-z]{3,}", word.replace("UTC", ""))] == []


@pytest.mark.parametrize("name", gallery.PAGES)
def test_no_id_is_given_twice(name):
    ids = re.findall(r'\sid="([^"]+)"', opened(name, wrong="1"))
    assert sorted(ids) == sorted(set(ids))


def test_a_title_says_that_something_is_wrong():
    assert "<title>Error: Forms" in opened("form", wrong="1")
    assert "<title>Forms" in opened("form")


def test_languages_are_named_in_themselves_and_lead_to_the_same_place():
    page = opened("tables", kind="rye", after="S-0300")
    assert '<a href="/tables?kind=rye&amp;after=S-0300&amp;page-language=be" hreflang="be">Беларуская</a>' in page
    assert '<span aria-current="true">English</span>' in page


def test_on_a_form_the_languages_send_its_answers_along():
    assert re.search(
        r'<button[^>]*form="answers"[^>]*name="page-language" value="be"[^>]*>Беларуская</button>', opened("form")
    )


@pytest.mark.parametrize("given", ["", "de", "BE", "en' OR 1=1", "b" * 5000])
def test_a_language_that_is_not_one_of_ours_is_no_question(given):
    assert languages.asked(RequestFactory().get("/", {"page-language": given})) is None


def test_pages_and_the_kernel_speak_one_language():
    with languages.reading(Language.BELARUSIAN):
        assert spoken() is languages.shown() is Language.BELARUSIAN
    assert spoken() is languages.shown() is Language.ENGLISH


def test_a_refusal_of_this_package_is_said_in_the_language_of_the_reader():
    with languages.reading(Language.RUSSIAN):
        assert str(IconUnknown(name="x", known="lock")) == "Нет значка «x». Возьмите один из этих: lock."


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(list(gallery.PAGES)),
    st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=3), max_size=4),
)
def test_no_query_and_no_answers_break_a_page(name, query):
    for method in ("get", "post"):
        for asked in (
            query,
            {**query, "harvested_0": list(query)[:1], "page-language": "ru"},
            {**query, "harvested_2": "20²0"},
        ):
            request = getattr(RequestFactory(), method)(f"/{name}", asked)
            assert gallery.page(request, name).status_code == 200


def test_a_page_that_is_not_there_is_not_there():
    with pytest.raises(Http404):
        opened("nothing")


def test_keys_can_be_switched_off():
    assert '<body data-keys="on">' in opened()
    still = opened(still="1")
    assert '<body data-keys="off">' in still
    assert "switched off in your settings" in still


def test_only_a_page_that_looks_again_loads_the_script_for_it():
    assert "again.js" not in opened("text")
    assert "again.js" in opened("notices")
