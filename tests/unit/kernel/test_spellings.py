"""Words are the same words however they are spelled, and each letter of them is where it stood."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.kernel.spellings import folded, seeker, stands_in

LETTERS = "абвгдеёжзийклмнопрстуўфхцчшыьэюяіїєґabcdefghijklmnopqrstuvwxyzéšł"
WORDS = st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=1, max_size=3).filter(
    lambda words: len("".join(words)) > 2
)
BETWEEN = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2009 ", " \u200b ", "-\n", "\u00ad\n  "])
WITHIN = st.sampled_from(["", "", "", "", "\u00ad", "\u200b", "\u2060", "\u0301", "-\r\n", "\u2010\n", "\ufeff"])
LETTER = st.sampled_from(
    [str, str.upper, lambda letter: letter.replace("ё", "е"), lambda letter: letter.replace("е", "ё")]
)
FORM = st.sampled_from([str, lambda text: unicodedata.normalize("NFD", text)])
FILLER = st.text("0123456789 .,!?()«»\n", max_size=20)


def respelled(draw, words):
    pieces = []
    for word in words:
        letters = [draw(LETTER)(letter) for letter in word]
        pieces.append(letters[0] + "".join(draw(WITHIN) + letter for letter in letters[1:]))
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += draw(BETWEEN) + piece
    return draw(FORM)(joined)


@given(WORDS, st.data())
def test_words_are_found_in_any_spelling_and_exactly_where_they_stand(words, data):
    one, other = (respelled(data.draw, words) for _each in range(2))
    before, between, after = (data.draw(FILLER) for _each in range(3))
    text = f"{before}.{one};{between};{other}.{after}"
    held = folded(text)
    found = [text[slice(*held.original(*each.span()))] for each in seeker(" ".join(words)).finditer(held.text)]
    assert found == [one, other]
    assert stands_in(one, folded(other).text)
    assert not stands_in(one, folded(text.replace(one, "\uffff").replace(other, "\uffff")).text)


@given(st.text(max_size=60))
def test_each_letter_is_within_the_text_and_in_its_order(text):
    held = folded(text)
    assert len(held.text) == len(held.begins) == len(held.ends)
    assert list(held.begins) == sorted(held.begins)
    assert all(0 <= begins < ends <= len(text) for begins, ends in zip(held.begins, held.ends, strict=True))


@pytest.mark.parametrize(("one", "other"), [
    ("Дзям'ян", "ДЗЯМ’ЯН"), ("Анна-Мария", "Анна‑Мария"), ("Анна-Мария", "Анна-\nМария"), ("Петров", "Пeтpoв"),
    ("Софи", "Cофи"), ("Fischer", "Ｆischer"), ("Stefi", "Steﬁ"), ("Петров,", "«Петров»"), ("Ян", "(Ян)"),
])  # fmt: skip
def test_signs_and_letters_that_look_alike_are_one(one, other):
    assert stands_in(one, folded(f"1 {other} 2").text)


def test_a_long_passage_is_found_over_dashes_at_ends_of_lines():
    passage = "Слова за сло-\nвам " * 20_000
    assert stands_in(passage, folded(f"1 {passage.replace('-' + chr(10), '')}").text)
    assert not stands_in(passage, folded("1 словы за слова-\nмі").text)


def test_other_words_are_others():
    for one, other in (("Анна Петрова", "АннаПетрова"), ("Ян", "Яна"), ("я", "я"), ("...", "Анна."), ("йод", "иод")):
        assert not stands_in(one, folded(other).text)
    assert seeker(" \u00ad\n") is None
