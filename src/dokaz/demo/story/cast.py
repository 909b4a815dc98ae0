"""Invented names, organisations and pseudonyms, made of plants and places: none is meant to be anybody's."""

from dokaz.demo.records import Organisation, Person

TOWNS = (
    ("Верасаўск", "Вересовск", "Vierasaŭsk"),
    ("Чабораўск", "Чеборовск", "Čaboraŭsk"),
    ("Ліставічы-Новыя", "Листовичи-Новые", "Listavičy-Novyja"),
)

PARTS = ("keeper", "reader", "neighbour", "relative")

NAMES = (
    ("Апалонія Імхавец", "Аполлония Имховец", "Apalonija Imchaviec"),
    ("Габрыель Сцежкавец", "Габриэль Стежковец", "Habryjel Sciežkaviec"),
    ("Юстына Верасоўка", "Юстина Вересовка", "Justyna Vierasoŭka"),
    ("Тадэвуш Палявіца", "Тадеуш Полевица", "Tadevuš Palavica"),
    ("Кацярына Лугавейка", "Екатерина Луговейка", "Kaciaryna Łuhaviejka"),
    ("Вінцэнт Расянец", "Винцент Росянец", "Vincent Rasianiec"),
    ("Францішка Чабаровіца", "Франтишка Чеборовица", "Franciška Čabarovica"),
    ("Амброзій Жытніца", "Амброзий Житница", "Ambrozij Žytnica"),
)

PSEUDONYMS = ("Ляшчына", "Чабор", "Лотаць", "Явар", "Верас", "Каляіна", "Бусел", "Рунь")

ORGANISATIONS = (
    Organisation("archive", "Архіў «Сцежка»", "Архив «Стежка»", "Archive “Sciežka”", invented=True),
    Organisation(
        "society", "Таварыства «Палявая мята»", "Общество «Полевая мята»", "Society “Palavaja miata”", invented=True
    ),
    Organisation(
        "supreme-court",
        "Вярхоўны Суд Рэспублікі Беларусь",
        "Верховный Суд Республики Беларусь",
        "Supreme Court of the Republic of Belarus",
        invented=False,
    ),
    Organisation(
        "ohchr",
        "Упраўленне Вярхоўнага камісара ААН па правах чалавека",
        "Управление Верховного комиссара ООН по правам человека",
        "Office of the United Nations High Commissioner for Human Rights",
        invented=False,
    ),
)


def persons(names: list[tuple[str, str, str]]) -> tuple[Person, ...]:
    """Give each part of the story one invented name in three languages."""
    return tuple(Person(part, *name) for part, name in zip(PARTS, names, strict=False))
