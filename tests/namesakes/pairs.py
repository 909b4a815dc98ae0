"""Pairs of names with what they are: one person's name in two spellings, or two people who are easily confused."""

import random
from dataclasses import dataclass

from tests.namesakes.cases import inflected
from tests.namesakes.officials import officials
from tests.namesakes.spelling import HABITS_BE, HABITS_RU, classical, latin

GIVEN_MEN = [
    "Иван",
    "Пётр",
    "Сергей",
    "Андрей",
    "Николай",
    "Олег",
    "Павел",
    "Юрий",
    "Виктор",
    "Дмитрий",
    "Егор",
    "Роман",
    "Максим",
    "Денис",
    "Григорий",
    "Антон",
]
GIVEN_WOMEN = [
    "Анна",
    "Мария",
    "Ольга",
    "Елена",
    "Ирина",
    "Татьяна",
    "Марина",
    "Наталья",
    "Вера",
    "Нина",
    "Алла",
    "Юлия",
    "Яна",
    "Инна",
]
FATHERS = [
    "Иван",
    "Пётр",
    "Сергей",
    "Андрей",
    "Николай",
    "Олег",
    "Павел",
    "Юрий",
    "Виктор",
    "Дмитрий",
    "Егор",
    "Роман",
    "Максим",
    "Денис",
    "Григорий",
    "Антон",
    "Леонид",
    "Семён",
]
PATRONYMICS = {
    "Пётр": "Петр",
    "Павел": "Павл",
    "Андрей": "Андре",
    "Сергей": "Серге",
    "Николай": "Никола",
    "Юрий": "Юрь",
}
PATRONYMICS |= {"Дмитрий": "Дмитри", "Григорий": "Григорь", "Егор": "Егор", "Семён": "Семён"}
LOOKALIKE = str.maketrans("аоеср", "aoecp")
RU_LETTERS, BE_LETTERS, LATIN_LETTERS = (
    "абвгдежзиклмнопрстуфхцчшыэюя",
    "абвгдежзіклмнопрстуўфхцчшыэюя",
    "abcdefghijklmnoprstuvwyz",
)


@dataclass(frozen=True)
class Pair:
    one: str
    other: str
    same: bool
    kind: str


def patronymic(father, *, woman):
    base = PATRONYMICS.get(father, father)
    soft = base[-1] in "еаиь"
    return base + (("евна" if soft else "овна") if woman else ("евич" if soft else "ович"))


def spellings(ru, be, draw):
    """The name in every orthography and habit, as (kind, surname, given name, patronymic)."""
    yield "ru", ru
    yield "be", be
    yield "classical", tuple(classical(word) for word in be)
    for habit in HABITS_RU:
        yield f"ru {habit}", latin(ru, HABITS_RU[habit])
    for habit in HABITS_BE:
        yield f"be {habit}", latin(be, HABITS_BE[habit])
    yield "ru case", inflected(ru, belarusian=False, case=draw.randrange(3))
    yield "be case", inflected(be, belarusian=True, case=draw.randrange(3))


def written(name, draw):
    """Surname, given name and patronymic in one of the orders in which people write them."""
    family, given, father = name
    shape = draw.randrange(8)
    if shape < 2:
        return f"{family} {given} {father}"
    if shape == 2:
        return f"{given} {father} {family}"
    if shape < 5:
        return f"{given} {family}"
    if shape == 5:
        return f"{family} {given}"
    if shape == 6:
        return f"{family}, {given} {father}"
    return f"{family} {given} {father}".upper()


def initials(name, draw):
    family, given, father = name
    return draw.choice(
        (
            f"{family} {given[0]}. {father[0]}.",
            f"{given[0]}.{father[0]}. {family}",
            f"{given[0]}. {family}",
            f"{family} {given[0]}.{father[0]}.",
        )
    )


def mistyped(text, draw):
    """One error in one of the longer words."""
    words = text.split(" ")
    at = draw.choice([number for number, word in enumerate(words) if len(word) > 5] or [0])
    word = words[at]
    place = draw.randrange(1, max(2, len(word) - 1))
    cyrillic = any("а" <= letter <= "я" for letter in word.lower())
    letters = (BE_LETTERS if set("іў") & set(text.lower()) else RU_LETTERS) if cyrillic else LATIN_LETTERS
    kind = draw.randrange(4)
    if kind == 0:
        word = word[:place] + draw.choice(letters) + word[place + 1 :]
    elif kind == 1:
        word = word[:place] + word[place + 1 :]
    elif kind == 2:
        word = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    else:
        word = word[:place] + word[place] + word[place:]
    words[at] = word
    return " ".join(words)


def similar(family):
    """Other surnames made of the same root."""
    ends = (
        ("ский", "ов"),
        ("ская", "ова"),
        ("енко", "ев"),
        ("ов", "ович"),
        ("ев", "евич"),
        ("ович", "овский"),
        ("евич", "ев"),
    )
    ends += (
        ("ин", "инский"),
        ("ик", "иков"),
        ("чик", "ов"),
        ("ова", "ович"),
        ("ко", "ков"),
        ("ук", "ук"),
        ("ак", "аков"),
    )
    return [family.removesuffix(end) + other for end, other in ends if family.endswith(end) and end != other]


def other_given(given, woman, draw):
    return draw.choice([each for each in (GIVEN_WOMEN if woman else GIVEN_MEN) if each[:2] != given[:2]])


def true_pairs(ru, be, draw):
    forms = list(spellings(ru, be, draw))
    for _ in range(24):
        (kind, one), (other_kind, other) = draw.sample(forms, 2)
        yield Pair(written(one, draw), written(other, draw), True, f"{kind} / {other_kind}")
    for _ in range(5):
        (kind, one), (other_kind, other) = draw.sample(forms[:-2], 2)
        yield Pair(written(one, draw), mistyped(written(other, draw), draw), True, f"typo {kind} / {other_kind}")
    for _ in range(5):
        (kind, one), (other_kind, other) = draw.sample(forms[:-2], 2)
        yield Pair(written(one, draw), initials(other, draw), True, f"initials {kind} / {other_kind}")
    text = written(ru, draw)
    yield Pair(text.translate(LOOKALIKE), written(be, draw), True, "lookalike")


def false_pairs(ru, be, draw, everybody):
    family, given, father = ru
    woman = father.endswith("а")
    wrong_given = other_given(given, woman, draw)
    fathers = [each for each in FATHERS if PATRONYMICS.get(each, each)[:2] != father[:2]]
    wrong_father = patronymic(draw.choice(fathers), woman=woman)

    def pair(other, kind, one=ru, shapes=written):
        habit = draw.choice([None, *HABITS_RU.values()])
        first = one if one is not ru or draw.random() < 0.5 else draw.choice(list(spellings(ru, be, draw))[:-2])[1]
        return Pair(shapes(first, draw), shapes(latin(other, habit) if habit else other, draw), False, kind)

    def whole(name, draw):
        return draw.choice(("{0} {1} {2}", "{1} {2} {0}")).format(*name)

    for _ in range(3):
        yield pair((family, wrong_given, patronymic(draw.choice(FATHERS), woman=woman)), "other given name")
        yield pair((family, other_given(given, woman, draw), father), "other given name, same father")
        yield pair((family, given, wrong_father), "other patronymic", shapes=whole)
    for other in similar(family):
        yield pair((other, given, father), "similar surname")
        yield pair((other, given, father), "similar surname")
    if not woman and given in FATHERS:
        son = next((each for each in FATHERS if father.startswith(PATRONYMICS.get(each, each)[:4])), None)
        if son and son != given:
            yield pair((family, son, patronymic(given, woman=False)), "father and son", shapes=whole)
    for _ in range(8):
        (other, _be) = draw.choice(everybody)
        if other[0] != family:
            yield pair(other, "another person")
            yield pair((other[0], given, father), "another surname")


def halves():
    """Officials for tuning, and officials for reporting: nobody is in both."""
    everybody = officials()
    return everybody[::2], everybody[1::2]


def pairs(people, *, seed=1):
    draw = random.Random(seed)
    return [
        pair
        for ru, be in people
        for pair in (*true_pairs(ru, be, draw), *false_pairs(ru, be, draw, people))
        if pair.one != pair.other
    ]
