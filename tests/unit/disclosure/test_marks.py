"""A plan is a value: one spelling, one hash, whatever the order in which it was made."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.disclosure.api import MarkBeyondEnd as Beyond
from dokaz.disclosure.api import (
    MarkedArea,
    MarkedLetters,
    MarkedSound,
    MarkUnfit,
    PlanTooLong,
    PlanUnreadable,
    RedactionForm,
    RedactionMark,
    RedactionPlan,
    RedactionReason,
    WordsNotFound,
    at_line,
    lines,
    occurrences,
    placed,
)
from dokaz.kernel.languages import Language
from dokaz.kernel.regions import Box, KeyFrame, Stretch, Track

BOX = Box(100, 200, 3_000, 4_000)
FILM = (
    RedactionMark(MarkedSound(Stretch(10, 500), tone=True), RedactionReason.VOICE, person="P-7K3F-9QXM4"),
    RedactionMark(Track((KeyFrame(0, BOX), KeyFrame(900, BOX))), RedactionReason.FACE),
    RedactionMark(Track((KeyFrame(0, BOX),), whole=True), RedactionReason.OTHER, "a plate"),
)
MARKS = st.builds(
    lambda begins, lasting, reason: RedactionMark(MarkedLetters(begins, begins + lasting), reason),
    st.integers(0, 500), st.integers(1, 50), st.sampled_from([each for each in RedactionReason if each is not RedactionReason.OTHER]),
)  # fmt: skip


@given(st.lists(MARKS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_marks_says_nothing_and_a_mark_twice_is_one(marks, chance):
    other = [*marks, *marks]
    chance.shuffle(other)
    plan = RedactionPlan(RedactionForm.TEXT, "00", tuple(marks))
    assert RedactionPlan(RedactionForm.TEXT, "00", tuple(other)).text == plan.text
    assert RedactionPlan.read(plan.text) == plan


def test_a_plan_is_read_as_it_was_written_and_counts_its_reasons():
    plan = RedactionPlan(RedactionForm.FILM, "ab" * 32, FILM, Language.BELARUSIAN)
    assert RedactionPlan.read(plan.text) == plan
    assert plan.counts == {"face": 1, "other": 1, "voice": 1}
    assert RedactionPlan.read(plan.text.replace("face", "name")).sha256 != plan.sha256
    assert plan.without(1).with_marks(plan.marks[1]) == plan


def test_the_program_is_told_places_and_nobody():
    told = str(RedactionPlan(RedactionForm.FILM, "ab" * 32, FILM).orders)
    assert "P-7K3F" not in told
    assert "plate" not in told


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form":"dokaz/v1/redaction"}', "null"])
def test_what_nobody_wrote_here_is_no_plan(text):
    with pytest.raises(PlanUnreadable):
        RedactionPlan.read(text)


def test_a_mark_that_does_not_fit_says_why():
    for make in (
        lambda: RedactionMark(MarkedArea(1, BOX), RedactionReason.OTHER),
        lambda: RedactionMark(MarkedArea(1, BOX), RedactionReason.FACE, "two\nlines"),
        lambda: RedactionPlan(RedactionForm.TEXT, "00", (RedactionMark(MarkedArea(1, BOX), RedactionReason.FACE),)),
        lambda: placed(Box, 5, 5, 5, 5),
        lambda: placed(Stretch, 9, 3),
    ):
        with pytest.raises(MarkUnfit, match="This mark cannot be used"):
            make()
    with pytest.raises(PlanTooLong):
        RedactionPlan(
            RedactionForm.TEXT,
            "00",
            tuple(RedactionMark(MarkedLetters(at, at + 1), RedactionReason.NAME) for at in range(2_001)),
        )


def test_words_are_found_in_every_form_and_line():
    text = "Алёна и АЛЕНА,\r\nАлены\nАлена\nИванова."
    stems = occurrences(text, words="Ален", whole=True)
    assert [text[each.begins : each.ends] for each in stems] == ["Алёна", "АЛЕНА", "Алены", "Алена"]
    (both,) = occurrences(text, words="алена иванова", whole=False)
    assert text[both.begins : both.ends] == "Алена\nИванова"
    with pytest.raises(WordsNotFound):
        occurrences(text, words="Пётр", whole=True)
    with pytest.raises(WordsNotFound):
        occurrences(text, words="  ", whole=False)


def test_words_are_found_however_they_are_spelled():
    parts = unicodedata.normalize("NFD", "Жытоўскі")
    text = f"Жытоўскі, {parts}; Жытоў\u00adскі! жы-\nтоўскі"
    found = occurrences(text, words="Жытоўскі", whole=True)
    assert [text[each.begins : each.ends] for each in found] == ["Жытоўскі", parts, "Жытоў\u00adскі", "жы-\nтоўскі"]
    assert occurrences(text, words=parts, whole=False) == found


def test_a_line_and_its_letters_are_counted_from_one():
    text = "first\r\nsecond\n"
    held = lines(text)
    found = at_line(held, number=2, first=1, last=3)
    assert text[found.begins : found.ends] == "sec"
    for number, first, last in [(4, 1, 1), (0, 1, 1), (1, 1, 6)]:
        with pytest.raises(Beyond):
            at_line(held, number=number, first=first, last=last)
    with pytest.raises(MarkUnfit):
        at_line(held, number=1, first=3, last=2)
