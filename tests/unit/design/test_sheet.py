"""The style sheet, the scripts and the templates: their size, their contrast, and that nothing stands inline."""

import re

import pytest

from dokaz.design import colours

HOUSE = colours.SHEET.parents[2]
TEMPLATES = sorted(HOUSE.glob("templates/**/*.html"))
CSS = colours.SHEET.read_text()


def test_the_style_sheet_is_small():
    assert len(CSS.encode()) <= 25_000


def test_the_known_extremes_have_their_known_contrast():
    assert colours.ratio("000000", "ffffff") == pytest.approx(21)
    assert colours.ratio("777777", "ffffff") == pytest.approx(4.48, abs=0.01)  # WebAIM's example of just too little


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme):
    colour = colours.schemes()[scheme]
    weak = [
        f"{pair.ink} on {pair.paper}: {found:.2f}"
        for pair in colours.PAIRS
        if (found := colours.ratio(colour[pair.ink], colour[pair.paper])) < pair.least
    ]
    assert weak == []


def test_every_colour_is_in_a_pair_and_has_a_dark_one():
    light, dark = colours.schemes().values()
    checked = {name for pair in colours.PAIRS for name in (pair.ink, pair.paper)}
    assert set(light) - checked == {"line"}  # only ever beside something that says the same
    assert [name for name in light if light[name] == dark[name]] == []


def test_no_colour_is_written_past_the_names():
    rules = CSS.split("/* Ground */")[1].replace("#000", "")  # black on paper
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


def test_the_sheet_asks_nobody_for_anything():
    assert not re.search(r"url\(|@import|@font-face|https?:", CSS)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://|\|safe\b|autoescape", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


def test_every_class_of_a_page_has_a_rule():
    pages = sorted(HOUSE.parent.glob("web/**/*.html")) + TEMPLATES
    told = [re.findall(r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text())) for path in pages]
    told += [re.findall(r'"class": "([^"]*)"', path.read_text()) for path in HOUSE.parent.glob("web/**/*.py")]
    names = {name for found in told for classes in found for name in classes.split()}
    assert sorted(name for name in names if not re.search(rf"\.{re.escape(name)}\b", CSS)) == []


def test_our_own_scripts_are_tiny_and_write_no_markup():
    scripts = {path.name: path.read_text() for path in colours.SHEET.parent.glob("*.js")}
    assert set(scripts) == {"keys.js", "palette.js", "again.js"}
    assert [name for name, text in scripts.items() if len(text.encode()) >= 2_500] == []
    kept = re.compile(r"innerHTML|outerHTML|insertAdjacent|\beval\b|Function\(|Storage|document\.write")
    assert [name for name, text in scripts.items() if kept.search(text)] == []
