"""What two names say of each other, and why."""

import importlib
import pkgutil
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import dokaz.names
from dokaz.kernel.languages import Language, speaking
from dokaz.names import api as names

SAME, POSSIBLE, DIFFERENT = names.NameVerdict

IN_MANY_SPELLINGS = [
    (
        "Лукашенко Александр Григорьевич",
        "Аляксандр Лукашэнка",
        "ЛУКАШЭНКА Аляксандр Рыгоравіч",
        "Alyaksandr Lukashenka",
        "Lukashenko, Alexander Grigoryevich",
        "Alaksandr Łukašenka",
        "Aliaksandr Ryhoravič Lukašenka",
        "Aleksander Łukaszenka",
        "Alexandre Loukachenko",
        "Aljaksandr Lukaschenka",
        "Alexander Loekasjenko",
        "Aleksandras Lukašenka",
        "Alekszandr Lukasenka",
        "Александром Лукашенко",
        "Аляксандра Лукашэнкі",
        "Лукaшенкo Aлекcандр",
    ),
    (
        "Светлана Тихаровская",
        "Святлана Ціхароўская",
        "Сьвятлана Ціхароўская",
        "Sviatlana Tsikharouskaya",
        "Swiatłana Cicharouska",
        "Svetlana Tikharovskaïa",
        "Swjatlana Zicharouskaja",
        "Svetlana Ticharovskaja",
        "Святланы Ціхароўскай",
        "Светлане Тихаровской",
    ),
    ("Юрий Чибиж", "Юры Чыбіж", "Yury Chybizh", "Jury Čybiž", "Jurij Czybiż", "Iouri Tchibij", "Juri Tschibisch"),
    ("Воўк Віталь", "Виталий Волк", "Vital Vouk", "Vital Voŭk", "Vitali Volk"),
    ("Навумаў Сяргей", "Сергей Наумов", "Sergei Naumov", "Siarhei Navumau", "Siarhiej Navumaŭ"),
    ("Щербаков Григорий", "Шчарбакоў Рыгор", "Ryhor Shcharbakou", "Ryhor Ščarbakoŭ", "Grigori Schtscherbakow"),
]


@pytest.mark.parametrize("spellings", IN_MANY_SPELLINGS, ids=lambda spellings: spellings[0])
def test_one_name_in_every_spelling_is_the_same(spellings):
    verdicts = {(one, other): names.compare(one, other).verdict for one in spellings for other in spellings}
    assert {pair for pair, verdict in verdicts.items() if verdict is not SAME} == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Іваноў Пётр", "Иванович Пётр"),
        ("Мікалай Кавалёў", "Николай Ковальчук"),
        ("Иван Новик", "Иван Новиков"),
        ("Белов Сергей", "Siarhei Bialiajeŭ"),
        ("Астапенко Игорь", "Игорь Астапенков"),
        ("Мария Орлова", "Марина Орлова"),
        ("Яна Петрова", "Анна Петрова"),
        ("Егор Быков", "Igor Bykov"),
        ("Николай Лукашенко", "Александр Лукашенко"),
        ("Иванов Пётр Сергеевич", "Иванов Сергей Петрович"),
        ("Петров Иван Ильич", "Петров Иван Игнатьевич"),
        ("Иванов А. И.", "Иванов Б. И."),
        ("Иван А. Орлов", "Иван Борисович Орлов"),
        ("Орлова Анна Ивановна", "Орлов Иван Иванович"),
        ("", "Иван Орлов"),
        ("?!", "..."),
    ],
)
def test_another_name_is_different(one, other):
    assert names.compare(one, other).verdict is DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лукашенко А. Г.", "Аляксандр Лукашэнка"),
        ("J. Karajew", "Юрий Караев"),
        ("Дз. Балаба", "Dmitri Balaba"),
        ("Кастусь Быкаў", "Константин Быков"),
        ("Саша Орлова", "Александра Орлова"),
        ("Irena Chalip", "Ирина Халип"),
        ("Александр Орлов", "Александра Орлова"),
        ("Иван Иванов", "Иван Петрович Иванов"),
        ("Анна Петрова-Водкина", "Анна Водкина"),
        ("Громов Сергей", "Siarhei Khramau"),
        ("Игнатов Павел", "Игнатьев Павел"),
        ("Иван Петрович", "Иван Петрович Сидоренок"),
        ("Орлов", "Орлов"),
    ],
)
def test_less_than_two_parts_or_a_weaker_form_is_possible_at_most(one, other):
    assert names.compare(one, other).verdict is POSSIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лукашнеко Александр", "Александр Лукашенко"),
        ("Качанава Натлля Іванаўна", "Кочанова Наталья Ивановна"),
        ("Снопков Николай Генадьевчи", "Снапкоў Мікалай Генадзьевіч"),
        ("Карповіч Іван", "Іван Карповіч"),
        ("Карповіч Іван Адамавіч", "Иван Адамович Карпович"),
        ("Ян Чачот", "Чачот Ян"),
        ("Міхась Чыгір", "Михась Чигирь"),
        ("Соф’і Сапегі", "Zofia Sapieha"),
        ("Fırat Yılmaz", "Yılmaz Fırat"),
    ],
)
def test_errors_and_order_do_not_hide_a_name(one, other):
    assert names.compare(one, other).verdict is SAME


def test_the_patronymic_and_the_surname_in_vich_are_told_apart_by_their_place():
    assert names.compare("Карповіч Іван Адамавіч", "Адамовіч Іван Карпавіч").verdict is DIFFERENT


def test_the_reasons_say_what_was_found_and_that_a_name_alone_is_not_a_person():
    found = names.compare("Кавалёў Алег", "Олег Викторович Ковалёв")
    assert [reason.code for reason in found.reasons] == [
        "family-folded",
        "given-form",
        "father-common",
        "name-alone",
    ]
    assert found.because[0] == "The surnames are one in two spellings: Кавалёў and Ковалёв."
    assert "A name alone does not make one person" in found.because[-1]


def test_a_veto_says_which_part_differs_and_nothing_of_one_person():
    found = names.compare("Орлов Иван Петрович", "Орлов Иван Сергеевич")
    assert found.reasons[-1].code == "father-different"
    assert "Петрович" in found.because[-1]


@pytest.mark.parametrize(("language", "word"), [(Language.BELARUSIAN, "Прозвішча"), (Language.RUSSIAN, "Фамилия")])
def test_the_reasons_are_said_in_the_readers_language(language, word):
    found = names.compare("Орлов Иван", "Орлов Иван")
    with speaking(language):
        assert found.because[0].startswith(word)


def test_what_is_printed_of_a_comparison_names_nobody():
    found = names.compare("Орлов Иван", "Орлов Иван Петрович")
    shown = repr((found, found.reasons, found._names, names.parts("Орлов Иван"), names.forms("Орлов Иван")))
    assert not {"рлов", "rlov", "rłov", "рлаў"} & {shown[at : at + 4].lower() for at in range(len(shown))}


ANY_TEXT = some.one_of(
    some.text(max_size=60),
    some.text(alphabet="абвгеёжзійоўыьюяABCchszžłŭ'’-., \u0301", max_size=40),
    some.lists(some.text(alphabet=string.ascii_letters + "абвілуя", max_size=9), max_size=9).map(" ".join),
)


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_two_texts_have_one_answer_in_both_directions(one, other):
    found, turned = names.compare(one, other), names.compare(other, one)
    assert (found.verdict, found.score) == (turned.verdict, turned.score)
    assert 0 <= found.score <= 1
    assert found.because
    assert isinstance(names.orthography(one), names.Orthography)


PEOPLE = [
    ("Вольфович", "Иван", "Петрович"),
    ("Ціхароўская", "Святлана", "Георгіеўна"),
    ("Łukaszenka", "Aleksander", ""),
    ("Шушкевіч", "Станіслаў", "Станіслававіч"),
    ("Pazniak", "Zianon", "Stanislavavich"),
    ("Yılmaz", "Fırat", ""),
    ("Дунін-Марцінкевіч", "Вінцэнт", ""),
]


@given(some.sampled_from(PEOPLE), some.randoms(use_true_random=False), some.booleans())
@settings(max_examples=60, deadline=None)
def test_a_name_is_the_same_as_itself_in_every_order_and_in_capitals(person, draw, shout):
    family, first, father = person
    one = " ".join(part for part in (family, first, father) if part)
    orders = [one, f"{first} {father} {family}", f"{family}, {first} {father}", f"  {first}\t{family}"]
    other = draw.choice(orders)
    assert names.compare(one, other.upper() if shout else other).verdict is SAME


def test_a_very_long_text_is_answered():
    assert names.compare("Іван " * 5000, "Іваноў " * 5000).verdict is DIFFERENT
    assert names.compare("Иванович " * 20_000, "Иванович " * 20_000).verdict is POSSIBLE
    assert names.keys("Иванович " * 20_000) == names.keys("Иванович")


def test_what_is_too_long_for_a_name_is_not_remembered():
    from dokaz.names import parsing, tokens

    names.forget()
    names.compare("Іван-" * 100 + "Арол", "Арол" * 100)
    assert parsing.remembered.cache_info().currsize == tokens.token.cache_info().currsize == 0


def test_nothing_is_remembered_after_it_was_asked_to_be_forgotten():
    names.compare("Орлов Иван", "Иван Орлов")
    assert names.marks("Арлоў І. П.")
    names.forget()
    assert [each.cache_info().currsize for each in remembering()] == [0, 0, 0, 0, 0]


def remembering():
    """Everything in `names` that remembers, found in its modules."""
    modules = [
        importlib.import_module(f"dokaz.names.{each.name}") for each in pkgutil.iter_modules(dokaz.names.__path__)
    ]
    found = {each for module in modules for each in vars(module).values() if hasattr(each, "cache_info")}
    return [each for each in found if each.__module__.startswith("dokaz.names.")]
