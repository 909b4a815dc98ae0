import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.kernel.dates import Span, in_words
from dokaz.kernel.languages import Language, speaking


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2020-08-12", "12 August 2020"),
        ("2020-08", "August 2020"),
        ("2020", "2020"),
        ("202X", "the 2020s"),
        ("19XX", "the years 1900 to 1999"),
        ("2020-22", "summer 2020"),
        ("2020-08-XX", "August 2020, day not stated"),
        ("2020-XX", "2020, month not stated"),
        ("2020-XX-XX", "2020, day not stated"),
        ("2020-08-12T14:30", "12 August 2020, 14:30"),
        ("2020-08-12T14", "12 August 2020, 14 h"),
        ("2020-08-12~", "about 12 August 2020"),
        ("2020-08-12?", "perhaps 12 August 2020"),
        ("2020-08%", "perhaps about August 2020"),
        ("2020-08-10~/2020-08-12~", "about 10 to 12 August 2020"),
        ("2020-08-10~/2020-08-12", "about 10 August 2020 to 12 August 2020"),
        ("2020-08-30/2020-09-02", "30 August to 2 September 2020"),
        ("2020-12-30/2021-01-02", "30 December 2020 to 2 January 2021"),
        ("2020-08/2020-10", "August 2020 to October 2020"),
        ("2020-08-09/..", "9 August 2020, continuing"),
        ("2020-08-09/", "9 August 2020, end unknown"),
        ("../2020-08", "any time up to August 2020"),
        ("/2020-08", "beginning unknown, until August 2020"),
        ("/", "time unknown"),
    ],
)
def test_a_span_reads_as_a_person_writes_it(text, words):
    assert in_words(Span.parse(text), Language.ENGLISH) == words


@pytest.mark.parametrize(
    ("text", "belarusian", "russian"),
    [
        ("2020-08-12", "12 жніўня 2020 г.", "12 августа 2020 г."),
        ("2020-08~", "прыкладна жнівень 2020 г.", "примерно август 2020 г."),
        ("2020-08-10~/2020-08-12~", "прыкладна 10 – 12 жніўня 2020 г.", "примерно 10 – 12 августа 2020 г."),
        ("202X", "2020-я гады", "2020-е годы"),
        ("2020-24", "зіма 2020 г.", "зима 2020 г."),
        ("2020-08-09/..", "9 жніўня 2020 г. – працягваецца", "9 августа 2020 г. – продолжается"),
    ],
)
def test_a_span_reads_in_belarusian_and_russian(text, belarusian, russian):
    assert in_words(Span.parse(text), Language.BELARUSIAN) == belarusian
    with speaking(Language.RUSSIAN):
        assert in_words(Span.parse(text)) == russian


@given(st.dates(), st.sampled_from(Language))
def test_a_day_is_never_given_a_time(day, language):
    assert ":" not in in_words(Span.parse(day.isoformat()), language)
