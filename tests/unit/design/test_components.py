"""What comes from outside is never markup, and every component says in words what it shows."""

import re
from dataclasses import fields, is_dataclass

import pytest

from dokaz.design import charts, component, lists, media, notices, shell, tables
from dokaz.design.component import Code, Component, Link, Quote, Shown, Tag, Tone
from dokaz.design.errors import FieldMissing, IconUnknown
from dokaz.kernel.dates import Span

PLANTED = "<script>alert('planted')</script>\"'&"
VALUES = {
    "tuple[SummaryRow, ...]": (lists.SummaryRow(PLANTED, PLANTED, Link(PLANTED, "#", hidden=PLANTED)),),
    "tuple[Task, ...]": (lists.Task(PLANTED, Tag(PLANTED), PLANTED, PLANTED), lists.Task(PLANTED, Tag(PLANTED))),
    "tuple[Happening, ...]": (lists.Happening(PLANTED, PLANTED, PLANTED, PLANTED),),
    "tuple[Column, ...]": (tables.Column(PLANTED, sort=PLANTED), tables.Column(PLANTED)),
    "tuple[tuple[Shown, ...], ...]": ((Link(PLANTED, "#"), PLANTED),),
    "tuple[FacetValue, ...]": (tables.FacetValue(PLANTED, PLANTED, 3, chosen=True),),
    "tuple[Facet, ...]": (tables.Facet(PLANTED, (tables.FacetValue(PLANTED, PLANTED, None),)),),
    "tuple[Chip, ...]": (tables.Chip(PLANTED, PLANTED),),
    "tuple[tuple[str, Shown], ...]": ((PLANTED, Tag(PLANTED)),),
    "tuple[Bar, ...]": (charts.Bar(PLANTED, 3), charts.Bar(PLANTED, None)),
    "tuple[Series, ...]": (charts.Series(PLANTED, (1,)),),
    "tuple[str, ...]": (PLANTED,),
    "tuple[int, ...]": (0, 7, 100),
    "tuple[Shown, ...]": (Link(PLANTED, "#"), PLANTED),
}
SCALARS = {str: PLANTED, Shown: PLANTED, int: 7, int | None: 7, bool: True, Tone: Tone.BAD, Link: Link(PLANTED, "#")}


def planted(kind):
    """A component in which every text is planted."""
    given = {}
    for field in fields(kind):
        if field.type in SCALARS:
            given[field.name] = SCALARS[field.type]
        elif (written := str(field.type).replace("dokaz.design.", "")) in VALUES:
            given[field.name] = VALUES[written]
        else:
            given[field.name] = VALUES.get(_short(written), field.default)
    return kind(**given)


def _short(written):
    """`tuple[component.Link | str, ...]` as it stands in the code."""
    bare = re.sub(r"\b(?:lists|tables|charts|component)\.", "", written).replace("str | int | Component", "Shown")
    return bare.replace("Link | None", "Link")


def kinds():
    modules = (component, tables, lists, media, notices, charts, shell)
    found = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    return sorted(
        (each for each in found if issubclass(each, Component) and is_dataclass(each)), key=lambda each: each.__name__
    )


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_what_comes_from_outside_is_never_markup(kind):
    drawn = planted(kind).html()
    assert "planted" in drawn
    assert "<script" not in drawn
    assert not re.search(r"""["']\s*'&""", drawn)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_no_component_needs_inline_style_or_script(kind):
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", planted(kind).html())


def test_text_in_a_page_is_escaped_and_numbers_are_grouped(draw, reading):
    assert draw("{% show it %}", it=PLANTED).startswith("&lt;script&gt;")
    with reading("be"):
        assert draw("{% show it %} {{ it|number }}", it=12345) == "12\N{NO-BREAK SPACE}345 12\N{NO-BREAK SPACE}345"
    assert draw("{% show it %}", it=1234567) == "1,234,567"


@pytest.mark.parametrize(
    "tag",
    [
        "tag it",
        "code it",
        'quote it "be" it',
        "back it it",
        "page_header it it it",
        "button it name=it value=it",
        "button it href=it",
    ],
)
def test_tags_escape_what_they_are_given(draw, tag):
    drawn = draw("{% " + tag + " %}", it=PLANTED)
    assert "planted" in drawn
    assert "<script" not in drawn


def test_the_inside_of_details_keeps_its_markup_and_its_values_are_escaped(draw):
    drawn = draw("{% details it %}<p>{{ it }}</p>{% enddetails %}", it=PLANTED)
    assert "<p>&lt;script" in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "file:///etc/passwd"])
def test_an_address_that_is_no_page_stays_text(href):
    assert Link("Report", href).html() == "Report"


@pytest.mark.parametrize("href", ["", "?kind=a", "/item/A-0412", "#place", "https://example.org/"])
def test_an_address_of_a_page_is_a_link(href):
    assert Link("Report", href).html() == f'<a href="{href}">Report</a>'


def test_a_hash_breaks_in_groups_and_is_copied_without_gaps():
    digest = "9f86d081" * 8
    drawn = Code(digest).html()
    assert drawn.count("<wbr>") == 15
    assert re.sub("<[^>]+>", "", drawn) == digest


def test_a_short_name_stays_whole():
    assert Code("A-0412").html() == '<code class="code">A-0412</code>'


def test_somebodys_words_are_marked_with_their_language():
    assert '<div lang="be"><p>Вада</p></div>' in Quote("Вада", "be").html()


def test_an_uncertain_date_is_said_in_the_language_of_the_page(draw, reading):
    with reading("be"):
        assert draw("{{ it|when }}", it=Span.parse("2020-08~")) == "прыкладна жнівень 2020 г."
    assert draw("{{ it|when }}", it=Span.parse("2020-08~")) == "about August 2020"


def test_an_icon_that_is_not_there_is_named(draw):
    with pytest.raises(IconUnknown, match="dragon"):
        draw('{% icon "dragon" %}')


def test_a_field_that_is_not_on_the_form_is_not_passed_over(draw):
    with pytest.raises(FieldMissing):
        draw("{% field form.nothing %}")


def test_a_row_of_another_length_is_an_error():
    table = tables.Table("T", (tables.Column("A"), tables.Column("B")), (("only one",),), "none")
    with pytest.raises(ValueError, match="shorter"):
        table.html()


def test_a_table_with_nothing_in_it_says_why():
    drawn = tables.Table("T", (tables.Column("A"),), (), "Nothing fits these filters.").html()
    assert "Nothing fits these filters." in drawn
    assert "<table" not in drawn


def test_a_task_that_cannot_begin_is_no_link_and_says_why():
    drawn = lists.Tasks((lists.Task("Statement", Tag("Cannot start yet"), hint="After consent."),)).html()
    assert "<a" not in drawn
    assert "After consent." in drawn


def test_media_are_grey_and_silent_and_nothing_is_fetched_unasked():
    film = media.Film("/film", "A field").html()
    for needed in ('class="media grey"', " muted", 'preload="none"', " controls"):
        assert needed in film
    assert not re.search(r"autoplay|poster|loop", film)
    assert 'preload="none"' in media.Sound("/sound", "A voice").html()
    assert 'alt="A field" loading="lazy"' in media.Picture("/picture", "A field").html()


def test_a_dialog_keeps_its_markup_and_its_values_are_escaped(draw):
    drawn = draw('{% dialog "find" it %}<p>{{ it }}</p>{% enddialog %}', it=PLANTED)
    assert "<p>&lt;script" in drawn
    assert "<script" not in drawn


def test_finished_work_does_not_look_again():
    work = notices.Progress("w", "Counting", 8, 8, "All counted.", "now", "/again", over=True)
    assert "/again" not in work.html()


def test_work_of_unknown_length_has_no_invented_measure():
    drawn = notices.Progress("w", "Counting", 8, None, "8 so far.", "now", "/again").html()
    assert "max=" not in drawn
    assert "value=" not in drawn


def test_numbers_inside_attributes_are_the_same_in_every_language(reading):
    work = notices.Progress("w", "Counting", 1234, 5678, "", "", "/again")
    with reading("ru"):
        assert 'max="5678" value="1234"' in work.html()
