"""Forms: labels, hints and errors belong to their controls; dates are asked for as far as they are known."""

import re

import pytest
from django import forms
from django.test import RequestFactory

from dokaz.design import fields, samples
from dokaz.design.dates import Parts
from dokaz.design.errors import NotOneDate
from dokaz.kernel.dates import Span


class Asked(fields.Form):
    name = forms.CharField(label="Name", help_text="As on the <packet>.")
    ground = forms.ChoiceField(label="Ground", choices=[("a", "Field")], widget=fields.Radios)
    when = fields.Date(label="When", required=False)


def sent(**given):
    return Asked({"when_3": "NONE", **given})


def test_a_hint_and_an_error_are_said_with_their_control(draw):
    drawn = draw("{% field form.name %}", form=sent())
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_helptext"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "As on the &lt;packet&gt;." in drawn


def test_choices_and_dates_are_groups_with_a_legend(draw):
    for name in ("ground", "when"):
        assert re.search(r"<fieldset.*<legend>", draw("{% field form." + name + " %}", form=sent()), re.DOTALL)


def test_the_browser_checks_nothing(draw):
    drawn = draw("{% field form.name %}{% field form.ground %}{% field form.when %}", form=Asked())
    assert not re.search(r"\s(required|pattern|min|max)[\s=>]", drawn)


def test_what_may_be_left_out_says_so_and_nothing_has_an_asterisk(draw):
    assert "(optional)" in draw("{% field form.when %}", form=Asked())
    assert "(optional)" not in draw("{% field form.name %}", form=Asked())


def test_the_summary_leads_to_the_first_control_of_each_field(draw):
    form = sent(when_0="1")
    drawn = draw("{% error_summary form %}", form=form)
    whole = drawn + draw("{% field form.name %}{% field form.ground %}{% field form.when %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', drawn)
    assert targets == ["id_name", "id_ground_0", "id_when_0"]
    assert all(f'id="{target}"' in whole for target in targets)
    assert "Name: An answer is needed here." in drawn


def test_a_form_without_mistakes_has_no_summary(draw):
    assert draw("{% error_summary form %}", form=Asked()).strip() == ""


def test_a_message_of_the_form_itself_stands_first():
    class Strict(Asked):
        def clean(self):
            raise forms.ValidationError("These two do not go together.")

    assert Strict({}).problems[0] == fields.Problem("These two do not go together.", "#main")


def test_a_message_of_ones_own_is_kept():
    class Own(fields.Form):
        name = forms.CharField(error_messages={"required": "Say what stands on the packet."})

    assert Own({}).problems[0].text.endswith("Say what stands on the packet.")


def test_what_was_typed_is_shown_again_but_never_as_markup(draw):
    drawn = draw("{% field form.name %}", form=sent(name="<script>x</script>"))
    assert 'value="&lt;script&gt;x&lt;/script&gt;"' in drawn


PARTS = {
    ("12", "8", "2020", "NONE"): "2020-08-12",
    ("", "8", "2020", "APPROXIMATE"): "2020-08~",
    ("", "", "2020", "UNCERTAIN"): "2020?",
    (" 1 ", "02", "2020", "BOTH"): "2020-02-01%",
}


@pytest.mark.parametrize(("parts", "span"), PARTS.items(), ids=PARTS.values())
def test_a_date_is_kept_with_exactly_the_parts_that_were_given(parts, span):
    form = sent(name="x", ground="a", **{f"when_{n}": part for n, part in enumerate(parts)})
    assert form.is_valid()
    assert form.cleaned_data["when"] == Span.parse(span)


@pytest.mark.parametrize("span", ["2020", "2020-08", "2020-08-12", "2020-08-12?", "0999-01~"])
def test_a_stored_date_is_asked_for_again_as_it_was(span, draw):
    drawn = draw("{% field form.when %}", form=Asked(initial={"when": Span.parse(span)}))
    parts = Parts.of(Span.parse(span))
    assert parts.span() == Span.parse(span)
    assert f'value="{parts.year}"' in drawn
    assert re.search(rf'value="{parts.doubt}" selected', drawn)


@pytest.mark.parametrize("span", ["2020/2021", "2020-08-12T14:02", "202X", "2020-XX", "2020-22", ".."])
def test_what_three_parts_cannot_say_is_not_shortened_to_them(span):
    with pytest.raises(NotOneDate):
        Parts.of(Span.parse(span if span != ".." else "../2020"))


WRONG = {
    ("12", "8", "", "NONE"): "Give the year",
    ("12", "", "2020", "NONE"): "Give the month",
    ("31", "2", "2020", "NONE"): "no such day",
    ("1", "22", "2020", "NONE"): "no such day",
    ("", "21", "2020", "NONE"): "no such day",
    ("1", "0", "2020", "NONE"): "no such day",
    ("1", "1", "0000", "NONE"): "no such day",
    ("XX", "8", "2020", "NONE"): "in numbers",
    ("1", "8", "202X", "NONE"): "in numbers",
    ("1", "8", "20", "NONE"): "in numbers",
    ("١", "8", "2020", "NONE"): "in numbers",
    ("1", "8", "2020", "~"): "how certain",
    ("1", "8", "2020", ""): "how certain",
}


@pytest.mark.parametrize(("parts", "says"), WRONG.items(), ids=map("-".join, WRONG))
def test_parts_that_make_no_date_are_told_apart(parts, says):
    form = sent(name="x", ground="a", **{f"when_{n}": part for n, part in enumerate(parts)})
    assert not form.is_valid()
    assert says in form.errors["when"][0]


def test_no_date_is_an_answer_where_the_field_is_optional():
    form = sent(name="x", ground="a")
    assert form.is_valid()
    assert form.cleaned_data["when"] is None


def test_a_date_that_is_needed_is_asked_for():
    assert "harvested" in samples.Packet({"harvested_3": "NONE"}).errors


def test_a_form_sent_for_another_language_is_checked_by_nobody(draw):
    request = RequestFactory().post("/", {"name": "", "ground": "a", "page-language": "ru"})
    form = Asked.sent(request)
    assert not form.is_valid()
    assert form.problems == ()
    assert "checked" in draw("{% field form.ground %}", form=form)


def test_a_form_that_is_only_opened_is_empty_and_one_that_is_sent_is_checked():
    assert not Asked.sent(RequestFactory().get("/")).is_bound
    assert Asked.sent(RequestFactory().post("/", {"name": "x", "ground": "a", "when_3": "NONE"})).is_valid()
