"""Which word of a name is what, and in which orthography it is written."""

import pytest

from dokaz.names import api as names

GIVEN, PATRONYMIC, FAMILY, INITIAL = names.NamePart


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ціхароўская Святлана Георгіеўна", [FAMILY, GIVEN, PATRONYMIC]),
        ("Святлана Георгіеўна Ціхароўская", [GIVEN, PATRONYMIC, FAMILY]),
        ("Адамовіч Алесь Міхайлавіч", [FAMILY, GIVEN, PATRONYMIC]),
        ("Алесь Адамовіч", [GIVEN, FAMILY]),
        ("Карпович, Иван Адамович", [FAMILY, GIVEN, PATRONYMIC]),
        ("Семашко Владимир Ильич", [FAMILY, GIVEN, PATRONYMIC]),
        ("Łukaszenka Aleksander", [FAMILY, GIVEN]),
        ("Лукашенко А.Г.", [FAMILY, INITIAL, INITIAL]),
        ("Дз. І. Ус", [INITIAL, INITIAL, FAMILY]),
        ("Юр’еў Юры", [FAMILY, GIVEN]),
        ("Иван Иваанвич Орлов", [GIVEN, PATRONYMIC, FAMILY]),
        ("Роман Богдан", [GIVEN, FAMILY]),
        ("Богдан, Роман", [FAMILY, GIVEN]),
        ("", []),
    ],
)
def test_each_word_has_its_part(written, expected):
    assert [word.part for word in names.parts(written)] == expected


def test_words_stay_as_they_were_written():
    assert [word.text for word in names.parts("Юр’еў-Д'Артаньян  ЮРЫ, А.")] == ["Юр'еў-Д'Артаньян", "ЮРЫ", "А."]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Аляксандр Лукашэнка", "cyrl"),
        ("Святлана Ціхароўская", "be"),
        ("Сьвятлана Ціхароўская", "be-tarask"),
        ("Светлана Тихаровская", "ru"),
        ("Світлана Зїнченко", "uk"),
        ("Sviatłana Cicharoŭskaja", "be-latn"),
        ("Sviatlana Cicharoŭskaja", "be-latn-2007"),
        ("Sviatlana Tsikharouskaya", "en"),
        ("Svetlana Tichonovskaja Šuškevič", "caron"),
        ("Aleksander Łukaszenka", "pl"),
        ("Alexander Lukaschenko", "de"),
        ("Alexandre Loukachenko", "fr"),
        ("Aljaksandr Lukasjenko", "sv"),
        ("Alekszandr Lukasenka", "hu"),
        ("Ivan Ivanov", "latn"),
        ("42", "zyyy"),
    ],
)
def test_the_orthography_is_told_by_its_letters(written, expected):
    assert names.orthography(written) == expected
