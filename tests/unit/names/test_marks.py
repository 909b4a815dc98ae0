"""What the parts of a name are known by: the same in every spelling, and nothing that makes a program stumble."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.names import api as names

Kind = names.MarkKind
NAME = "Аляксандр Рыгоравіч Жытоўскі"


def _of(name, kind):
    return {mark.key for way in names.marks(name) for mark in way.of(kind)}


@pytest.mark.parametrize("name", ["Александр Григорьевич Житовский", "Zhytouski Aliaksandr Ryhoravich"])
def test_each_part_is_known_by_the_same_in_another_spelling(name):
    for kind in (Kind.FAMILY, Kind.FAMILY_NEAR, Kind.GIVEN, Kind.FATHER, Kind.GIVEN_INITIAL, Kind.FATHER_INITIAL):
        assert _of(NAME, kind) & _of(name, kind), kind


def test_a_form_of_endearment_is_known_nearly_by_the_same():
    assert not _of("Алесь Жытоўскі", Kind.GIVEN) & _of(NAME, Kind.GIVEN)
    assert _of("Алесь Жытоўскі", Kind.GIVEN_NEAR) & _of(NAME, Kind.GIVEN_NEAR)


def test_an_initial_is_no_name_of_one_letter():
    assert _of("Жытоўскі А. Р.", Kind.GIVEN) == set()
    assert _of("Жытоўскі А. Р.", Kind.GIVEN_INITIAL) & _of(NAME, Kind.GIVEN_INITIAL)


def test_marks_tell_nothing_when_they_are_printed():
    assert "Zit" not in repr(names.marks(NAME))


@given(st.text(max_size=60))
def test_any_text_has_marks_or_none(text):
    for way in names.marks(text):
        assert way.marks
