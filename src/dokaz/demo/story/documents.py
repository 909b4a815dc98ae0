from dokaz.demo.contents import Paper
from dokaz.demo.records import Item
from dokaz.demo.story.times import at

SUMMONS = Paper(
    "pdf",
    "ru",
    "Суд района города {town_ru}\n(вымышленный суд вымышленного города)",
    "ИЗВЕЩЕНИЕ О СУДЕБНОМ ЗАСЕДАНИИ",
    (
        (
            "Настоящим сообщаем, что заседание по заявлению о прекращении деятельности общества «Полевая мята» "
            "состоится 12 ноября 2020 года в 10 часов 00 минут в зале № 2."
        ),
        "Представителю общества следует иметь при себе документ, подтверждающий полномочия, устав и список имущества.",
        "В случае неявки дело может быть рассмотрено в отсутствие представителя общества.",
    ),
    at("2020-10-29 00:00"),
    "Секретарь судебного заседания: подпись",
    stamp="КОПИЯ\nвымышленный\nдокумент",
)

DECISION = Paper(
    "pdf",
    "be",
    "Суд раёна горада {town_be}\n(выдуманы суд выдуманага горада)",
    "РАШЭННЕ ПА СПРАВЕ № 2-417/2020",
    (
        (
            "Суд разгледзеў у адкрытым пасяджэнні заяву аб спыненні дзейнасці "
            "таварыства «Палявая мята» і ўстанавіў наступнае."
        ),
        (
            "Таварыства дзейнічала ў горадзе з 2011 года, вяло чытальню і раз на месяц ладзіла адкрытыя чытанні. "
            "13 верасня 2020 года чытанне адбылося на плошчы, пра што арганізатары загадзя паведамілі пісьмова."
        ),
        "Прадстаўнік таварыства прасіў выклікаць сведкаў. Суд адмовіў, бо палічыў матэрыялы дастатковымі.",
        (
            "Суд вырашыў: дзейнасць таварыства спыніць, чытальню зачыніць, маёмасць апісаць. "
            "Рашэнне можа быць абскарджана ў Вярхоўны Суд Рэспублікі Беларусь на працягу дзесяці дзён."
        ),
    ),
    at("2020-11-12 00:00"),
    "Суддзя: подпіс. Сакратар: подпіс.",
    stamp="КОПІЯ\nвыдуманы\nдакумент",
)

INVENTORY = Paper(
    "pdf",
    "ru",
    "Суд района города {town_ru}\n(вымышленный суд вымышленного города)",
    "ОПИСЬ ИМУЩЕСТВА",
    ("Опись составлена в помещении читальни в присутствии представителя общества и двух понятых.",),
    at("2020-11-16 00:00"),
    "Представитель общества: {keeper_ru} (вымышленное имя). Копию получил(а).",
    table=(
        ("№", "Предмет", "Количество", "Состояние"),
        ("1", "Книги на белорусском языке", "412", "хорошее"),
        ("2", "Книги на русском языке", "167", "хорошее"),
        ("3", "Стол читальный", "4", "удовлетворительное"),
        ("4", "Компьютер настольный", "1", "не проверялся"),
        ("5", "Тетрадь с записями чтений", "1", "взята представителем общества до описи"),
    ),
)

APPEAL = Paper(
    "pdf",
    "be",
    "У Вярхоўны Суд Рэспублікі Беларусь\nад таварыства «Палявая мята» (выдуманае таварыства)",
    "СКАРГА НА РАШЭННЕ СУДА",
    (
        "Таварыства не згодна з рашэннем ад 12 лістапада 2020 года па справе № 2-417/2020.",
        "Суд не выклікаў сведкаў, якіх прасіла таварыства, і не паказаў, якая норма была парушана чытаннем 13 верасня.",
        "Просім адмяніць рашэнне і вярнуць маёмасць паводле вопісу ад 16 лістапада 2020 года.",
    ),
    at("2020-11-20 00:00"),
    "Прадстаўнік таварыства: {keeper_be} (выдуманае імя)",
)

COVER_NOTE = Paper(
    "pdf",
    "en",
    "Archive “Sciežka” (invented archive)\nVilnius",
    "NOTE ON A COLLECTION RECEIVED IN FEBRUARY 2021",
    (
        (
            "This note goes with a small collection about the closing of a reading circle in autumn 2020. "
            "Every person, place, court and date in it is invented, so that the software can be tried safely."
        ),
        (
            "The material came from four persons and one public page. "
            "Each person chose a pseudonym; no identity is in this note."
        ),
        (
            "No copy has gone to any authority. Sharing with the Office of the United Nations High Commissioner for "
            "Human Rights or with a prosecution service needs the consent of each source for that recipient."
        ),
    ),
    at("2021-02-15 00:00"),
    "Prepared by the documenter on duty",
    table=(
        ("Group", "What it holds", "Received"),
        ("Photographs", "Places and objects, no people", "1 to 8 February 2021"),
        ("Papers", "Summons, decision, inventory, appeal, accounts", "2 to 12 February 2021"),
        ("Messages", "E-mail and one exported chat", "5 to 9 February 2021"),
        ("Recordings", "Five short recordings of surroundings", "4 February 2021"),
    ),
)

LETTER_RU = Paper(
    "docx",
    "ru",
    "Городская школа № 9, город {town_ru} (вымышленная школа)",
    "Характеристика",
    (
        "{reader_ru} (вымышленное имя) работает в школе с 2009 года, ведёт уроки литературы и школьный кружок чтения.",
        (
            "К работе относится ответственно, пользуется уважением коллег, "
            "учеников и родителей. Дисциплинарных взысканий не имеет."
        ),
        "Характеристика выдана для представления в суд.",
    ),
    at("2020-11-09 00:00"),
    "Директор школы: подпись",
)

_ON_PAPER = "paper copy, printed file sent along"
_FROM_COURT = "received it from the court as representative of the society"

ITEMS = (
    Item(
        path="papers/извещение_12-11-2020.pdf",
        title="Summons to the hearing of 12 November 2020",
        description="One page, names the date, the room and what the representative has to bring.",
        source="keeper",
        channel=_ON_PAPER,
        place="{town_en} (invented)",
        original_holder="the society",
        how_obtained=_FROM_COURT,
        languages=("ru",),
        arrived=at("2021-02-02 11:30"),
        content=SUMMONS,
    ),
    Item(
        path="papers/рашэнне 2-417-2020.pdf",
        title="Decision that closes the society",
        description="Decision of the district court in case 2-417/2020, copy without original signatures.",
        source="keeper",
        channel=_ON_PAPER,
        place="{town_en} (invented)",
        original_holder="the society",
        how_obtained=_FROM_COURT,
        languages=("be",),
        arrived=at("2021-02-02 11:31"),
        content=DECISION,
    ),
    Item(
        path="papers/опись имущества.pdf",
        title="Inventory of the reading room",
        description="Five lines. Line 5 names the notebook that was handed over later.",
        source="keeper",
        channel=_ON_PAPER,
        place="{town_en} (invented), reading room",
        original_holder="the society",
        how_obtained=_FROM_COURT,
        languages=("ru",),
        arrived=at("2021-02-02 11:33"),
        content=INVENTORY,
        sensitivity="sealed",
        restrictions="Carries the name of a representative.",
    ),
    Item(
        path="papers/скарга.pdf",
        title="Appeal to the Supreme Court",
        description="Draft of the appeal as it was sent; the answer is not in the collection.",
        source="keeper",
        channel="encrypted message, as a file",
        place="{town_en} (invented)",
        original_holder="the society",
        how_obtained="wrote it",
        languages=("be",),
        arrived=at("2021-02-05 09:12"),
        content=APPEAL,
        sensitivity="sealed",
        restrictions="Carries the name of a representative.",
    ),
    Item(
        path="papers/cover note.pdf",
        title="Note on the collection",
        description="Written by the archive: what the collection holds and what may be done with it.",
        source="archive",
        channel="written in the house",
        place="Vilnius",
        original_holder="the archive",
        how_obtained="wrote it",
        languages=("en",),
        arrived=at("2021-02-15 14:00"),
        content=COVER_NOTE,
        sensitivity="open",
    ),
    Item(
        path="papers/характеристика.docx",
        title="Reference from a school",
        description="Reference written for the court; unsigned file, the signed sheet stayed with the court.",
        source="reader",
        channel="memory card handed over in person",
        place="{town_en} (invented), school",
        original_holder="the source",
        how_obtained="received it from the school",
        languages=("ru",),
        arrived=at("2021-02-01 10:20"),
        content=LETTER_RU,
        sensitivity="sealed",
        restrictions="Carries the name of a source.",
    ),
)
