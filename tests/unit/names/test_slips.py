"""What a part of a name is known by where one sound of it was written wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokaz.names import api as names

Kind = names.MarkKind


def _marks(name, *kinds):
    return {mark for way in names.marks(name) for kind in kinds for mark in way.of(kind)}


def _slips(name, kind):
    return {each for mark in _marks(name, kind) for each in names.slips(mark)}


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Kind.FAMILY, "Александр Житовский", "Александр Житовкий"),
        (Kind.FAMILY, "Александр Житовский", "Александр Жиртовский"),
        (Kind.FAMILY, "Александр Житовский", "Aliaksandr Zhytoukski"),
        (Kind.FAMILY, "Александр Житовский", "Александр Китовский"),
        (Kind.GIVEN, "Александр Житовский", "Алексанр Житовский"),
        (Kind.GIVEN, "Владимир Житовский", "Уладзмір Жытоўскі"),  # of the name in the other language
        (Kind.GIVEN, "Анна Житовская", "Анза Житовская"),
        (Kind.FATHER, "Житовский Александр Григорьевич", "Житовский Александр Гиргорьевич"),
        (Kind.FATHER, "Житовский Александр Григорьевич", "Житовский Александр Григорьевч"),
    ],
)
def test_either_is_a_slip_of_the_other(kind, right, wrong):
    alike = (kind, Kind.GIVEN_NEAR) if kind is Kind.GIVEN else (kind,)
    for one, other in ((right, wrong), (wrong, right)):
        assert not _marks(one, *alike) & _marks(other, *alike)
        assert _slips(one, kind) & _marks(other, *alike), one


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.FAMILY, "Иванов", "Иванко"),
        (Kind.GIVEN, "Антон Верас", "Антип Верас"),
        (Kind.GIVEN, "Марина Верас", "Марына Верас"),
        (Kind.FATHER, "Верас Иван Антонович", "Верас Иван Антипович"),
    ],
)
def test_a_name_that_exists_is_no_slip_of_another(kind, one, other):
    alike = (kind, Kind.GIVEN_NEAR) if kind is Kind.GIVEN else (kind,)
    assert not _slips(one, kind) & _marks(other, *alike)


@given(st.text(max_size=60), st.sampled_from(Kind))
def test_any_mark_has_slips_or_none_and_is_none_of_them(text, kind):
    mark = names.Mark(kind, text)
    assert mark not in names.slips(mark)


def test_slips_are_few_enough_to_be_asked_for():
    assert len(_slips("Александр Житовский", Kind.FAMILY)) < 400
