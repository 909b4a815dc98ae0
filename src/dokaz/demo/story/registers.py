"""Tables, notes and the awkward files that every real collection holds."""

import unicodedata

from dokaz.demo.contents import Archive, Photograph, Table, Text
from dokaz.demo.records import Item
from dokaz.demo.story.documents import LETTER_RU
from dokaz.demo.story.times import at

_READINGS = Table(
    (
        ("дата", "месца", "колькі прыйшло", "тэма", "заўвага"),
        ("2020-06-14", "чытальня", "24", "вершы пра лета", ""),
        ("2020-07-12", "чытальня", "31", "казкі", "прыйшлі дзеці"),
        ("2020-08-02", "двор", "19", "апавяданні", "дождж; перанеслі ў чытальню"),
        ("2020-09-13", "плошча", "30", "вершы пра восень", "паведамленне № 1193"),
        ("2020-10-11", "чытальня", "17", 'лісты і "шуфляды"', ""),
    )
)

_BOOKS = Table(
    (
        ("№", "Название", "Год", "Экземпляров"),
        ("1", "Хрестоматия для чтения", "1998", "12"),
        ("2", "Сказки лесного края (вымышленная книга)", "2004", "7"),
        ("3", "Словарь трав и цветов (вымышленная книга)", "2011", "3"),
        ("4", "Дорога к реке (вымышленная книга)", "2016", "9"),
    ),
    charset="cp1251",
)

_PAGE = Text(
    '<!doctype html>\n<html lang="be"><head><meta charset="utf-8"><title>Абвесткі горада {town_be}</title></head>\n'
    "<body><!-- INVENTED: no such page exists -->\n<h1>Абвесткі</h1>\n"
    "<p><time>2020-11-14</time> Чытальня на плошчы часова зачынена.</p>\n"
    "<p>Старонка захавана 15 лістапада 2020 года.</p></body></html>\n"
)

_LIST = Text("1. Абвестка\n2. Характарыстыка\n3. Пералік чытанняў\n\nВЫДУМАНА · INVENTED\n")

# "й" and "ў" as letter and breve: the same name in Unicode form NFD, as some file systems write it.
_COMBINING = unicodedata.normalize("NFD", "ліст ад чытальні — жнівень, май і ўсё лета.txt")

ITEMS = (
    Item(
        path="registers/чытанні-2020.csv",
        title="List of the readings of 2020",
        description="Five readings with date, place, number of people and theme; no names.",
        source="keeper",
        channel="memory card handed over in person",
        place="{town_en} (invented), reading room",
        original_holder="the society",
        how_obtained="kept the list",
        languages=("be",),
        arrived=at("2021-02-02 11:40"),
        content=_READINGS,
    ),
    Item(
        path="registers/книги.csv",
        title="List of books, old encoding",
        description="Four lines in Windows-1251.",
        source="keeper",
        channel="memory card handed over in person",
        place="{town_en} (invented), reading room",
        original_holder="the society",
        how_obtained="kept the list",
        languages=("ru",),
        arrived=at("2021-02-02 11:40"),
        content=_BOOKS,
        sensitivity="open",
    ),
    Item(
        path="open/abvestki.html",
        title="Page with the notices of the town",
        description="Saved from a public page, one notice about the reading room.",
        source="page",
        channel="saved from a public page",
        place="public page (invented)",
        original_holder="the town",
        how_obtained="saved by the archive",
        languages=("be",),
        arrived=at("2020-11-15 07:30"),
        content=_PAGE,
        sensitivity="open",
    ),
    Item(
        path=f"open/{_COMBINING}",
        title="Short letter of the reading room",
        description="A text file whose name holds combining characters.",
        source="keeper",
        channel="memory card handed over in person",
        place="{town_en} (invented)",
        original_holder="the society",
        how_obtained="wrote it",
        languages=("be",),
        arrived=at("2021-02-02 11:41"),
        content=Text("Дзякуй усім, хто прыходзіў улетку. Чакаем вас у верасні.\n\nВЫДУМАНА\n"),
    ),
    Item(
        path="open/IMG_0000.jpg",
        title="File without content",
        description="Zero bytes. The transfer broke off; the file is kept because the source sent it.",
        source="relative",
        channel="anonymous page",
        place="not known",
        original_holder="not known",
        how_obtained="not known",
        languages=("zxx",),
        arrived=at("2021-02-08 20:14"),
        content=Text(""),
    ),
    Item(
        path="open/для архива.zip",
        title="Packed folder from a source",
        description="Four files: a photograph, a letter, a table and a list of what is inside.",
        source="reader",
        channel="encrypted message, as a file",
        place="{town_en} (invented)",
        original_holder="the source",
        how_obtained="put together for the archive",
        languages=("be", "ru"),
        arrived=at("2021-02-04 12:31"),
        content=Archive(
            at("2021-02-03 22:10"),
            (
                ("для архива/пералік.txt", _LIST),
                ("для архива/abvestka.jpg", Photograph("door", at("2020-11-14 10:30"), width=1024, caption="АБВЕСТКА")),
                ("для архива/характеристика.docx", LETTER_RU),
                ("для архива/чытанні.csv", _READINGS),
            ),
        ),
        sensitivity="sealed",
        restrictions="One of the packed files carries the name of a source.",
    ),
)
