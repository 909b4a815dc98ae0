from dokaz.demo.contents import Paper
from dokaz.demo.records import Item
from dokaz.demo.story.times import at

ACCOUNT_BE = Paper(
    "docx",
    "be",
    "Архіў «Сцежка» (выдуманы архіў)\nКрыніца: {keeper_nick}, {keeper_ref}",
    "Расповед пра закрыццё чытальні",
    (
        (
            "Размова адбылася 2 лютага 2021 года ў Вільні, па-беларуску, "
            "без перакладчыка. Крыніца прачытала запіс і пагадзілася з ім."
        ),
        (
            "Чытальня працавала па серадах і нядзелях. На чытанні прыходзіла "
            "ад дваццаці да сарака чалавек, часцей за ўсё суседзі."
        ),
        "13 верасня чыталі вершы на плошчы. Усё скончылася спакойна, людзі разышліся каля паловы на восьмую.",
        "14 лістапада на дзвярах была абвестка. Замок быў заменены. Шыльду ніхто не здымаў, яна і цяпер там.",
        "Крыніца просіць: сшытак з запісамі чытанняў вярнуць пасля капіравання.",
    ),
    at("2021-02-02 00:00"),
    "Запісаў дакументатар на дзяжурстве",
)

ACCOUNT_RU = Paper(
    "docx",
    "ru",
    "Архив «Стежка» (вымышленный архив)\nИсточник: {neighbour_nick}, {neighbour_ref}",
    "Рассказ о судебном заседании",
    (
        (
            "Разговор состоялся 3 февраля 2021 года по защищённой видеосвязи, "
            "на русском языке. Источник просит не указывать адрес."
        ),
        "Утром 12 ноября у здания суда было тихо. В зал пустили четырёх человек, остальные ждали на улице.",
        "Заседание длилось около сорока минут. Просьбу вызвать свидетелей отклонили без перерыва.",
        "Источник не знает, кто подавал заявление о закрытии общества.",
    ),
    at("2021-02-03 00:00"),
    "Записал документатор на дежурстве",
)

SUMMARY_EN = Paper(
    "docx",
    "en",
    "Archive “Sciežka” (invented archive)",
    "Summary of three accounts, for translation check",
    (
        "Working translation. The originals in Belarusian and Russian decide.",
        (
            "All three sources describe the reading of 13 September "
            "as calm, and its end as shortly before half past seven."
        ),
        (
            "The sources differ on who was let into the court room on "
            "12 November: one says four persons, one says five or six."
        ),
    ),
    at("2021-02-11 00:00"),
    "Translated by T-2, checked by T-5",
    table=(
        ("Point", "{keeper_nick}", "{neighbour_nick}", "{reader_nick}"),
        ("End of the reading", "about half past seven", "not present", "shortly before half past seven"),
        ("Let into the court room", "five or six", "four", "not present"),
        ("Lock changed", "yes", "does not know", "heard of it"),
    ),
)

ITEMS = (
    Item(
        path="accounts/расповед-1.docx",
        title="Account about the closing of the reading room",
        description="Written record of a talk, read back and agreed.",
        source="keeper",
        channel="taken by the documenter",
        place="Vilnius, office of the archive",
        original_holder="the archive",
        how_obtained="written down during the talk",
        languages=("be",),
        arrived=at("2021-02-02 15:10"),
        content=ACCOUNT_BE,
        sensitivity="sealed",
        restrictions="For the archive only until the source decides on recipients.",
    ),
    Item(
        path="accounts/рассказ-2.docx",
        title="Account about the hearing",
        description="Written record of a talk by secure video.",
        source="neighbour",
        channel="taken by the documenter",
        place="remote",
        original_holder="the archive",
        how_obtained="written down during the talk",
        languages=("ru",),
        arrived=at("2021-02-03 18:30"),
        content=ACCOUNT_RU,
        sensitivity="sealed",
        restrictions="No address, no place of work.",
    ),
    Item(
        path="accounts/summary-en.docx",
        title="Summary of three accounts in English",
        description="Working translation with a table of points on which the sources agree or differ.",
        source="archive",
        channel="written in the house",
        place="Vilnius",
        original_holder="the archive",
        how_obtained="translated by the archive",
        languages=("en",),
        arrived=at("2021-02-11 17:00"),
        content=SUMMARY_EN,
    ),
)
