from dokaz.demo.contents import Paper, Photograph, Text
from dokaz.demo.records import Derivative, Item
from dokaz.demo.story.times import at

_NOTICE = Paper(
    "png",
    "be",
    "Таварыства «Палявая мята», горад {town_be}\n(выдуманае таварыства ў выдуманым горадзе)",
    "ПАВЕДАМЛЕННЕ",
    (
        "Паведамляем, што ў нядзелю 13 верасня 2020 года а 18 гадзіне на плошчы адбудзецца адкрытае чытанне вершаў.",
        (
            "Чытанне працягнецца не больш за паўтары гадзіны. Гукаўзмацняльнай "
            "тэхнікі не будзе. Парадак і чысціню забяспечваюць удзельнікі."
        ),
        "Адказны: {keeper_be} (выдуманае імя).",
    ),
    at("2020-09-03 00:00"),
    "Прынята. Уваходны нумар 1193.",
    stamp="УВАХОДНЫ\n№ 1193\n03.09.2020\nВЫДУМАНА",
)

_REFUSAL = Paper(
    "png",
    "ru",
    "Городской исполнительный комитет, город {town_ru}\n(вымышленный город)",
    "ОТВЕТ НА ОБРАЩЕНИЕ",
    (
        "На Ваше обращение от 17 ноября 2020 года сообщаем, что вопрос о помещении читальни решён судом.",
        "Вопросы, связанные с исполнением решения, к ведению комитета не относятся.",
        "Ответ может быть обжалован в порядке, установленном законодательством Республики Беларусь.",
    ),
    at("2020-11-27 00:00"),
    "Заместитель председателя: подпись",
    stamp="ИСХОДЯЩИЙ\n№ 04-88\nВЫМЫШЛЕНО",
)

_NOTEBOOK = Paper(
    "tiff",
    "be",
    "Сшытак чытанняў, старонкі 41 і 42",
    "Нядзеля, 13 верасня",
    (
        "Чытанне на плошчы. Пачатак а 18.05. Прыйшло каля трыццаці чалавек.",
        "Чыталі па чарзе: вершы пра восень, пра дарогу, адно апавяданне. Двое чыталі ўпершыню.",
        "Скончылі а 19.25. Крэслы аднеслі ў чытальню. Забыты парасон ляжыць на паліцы каля дзвярэй.",
        "Серада, 16 верасня",
        "У чытальні адзінаццаць чалавек. Парасон забралі. Дамовіліся сабраць кнігі для школы.",
    ),
    at("2020-09-16 00:00"),
    pages=2,
)

_RECEIPT = Paper(
    "scan-pdf",
    "en",
    "Archive “Sciežka” (invented archive), Vilnius",
    "RECEIPT FOR AN OBJECT",
    (
        "Object 2: notebook of the readings, 96 pages, blue cover. Seal no. 0417.",
        "Handed over on 2 February 2021 at 11.40 by the source {keeper_nick} ({keeper_ref}) to the documenter on duty.",
        "The notebook will be copied page by page and returned to the source. It will not be lent to anybody.",
    ),
    at("2021-02-02 00:00"),
    "Handed over: signed with pseudonym. Received: D-3.",
)

ITEMS = (
    Item(
        path="scans/паведамленне-1193.png",
        title="Notification of the reading on the square",
        description="Scan of a page with an incoming stamp, slightly turned.",
        source="keeper",
        channel="paper, scanned by the archive",
        place="{town_en} (invented)",
        original_holder="the society",
        how_obtained="kept the stamped second copy",
        languages=("be",),
        arrived=at("2021-02-02 12:10"),
        content=_NOTICE,
        sensitivity="sealed",
        restrictions="Carries the name of a source.",
    ),
    Item(
        path="scans/ответ_04-88.png",
        title="Answer of the town committee",
        description="Scan of a letter that refers to the court.",
        source="reader",
        channel="paper, scanned by the archive",
        place="{town_en} (invented)",
        original_holder="the source",
        how_obtained="received it by post",
        languages=("ru",),
        arrived=at("2021-02-01 10:40"),
        content=_REFUSAL,
    ),
    Item(
        path="scans/notebook-041-042.tif",
        title="Notebook of the readings, two pages",
        description="Two images in one file, from object 2.",
        source="keeper",
        channel="object, scanned by the archive",
        place="Vilnius, office of the archive",
        original_holder="the source",
        how_obtained="kept the notebook since 2011",
        languages=("be",),
        arrived=at("2021-02-02 13:00"),
        content=_NOTEBOOK,
        restrictions="The object goes back to the source.",
    ),
    Item(
        path="scans/receipt-object-2.pdf",
        title="Receipt for the notebook",
        description="Scan without a text layer of the receipt given to the source.",
        source="archive",
        channel="written in the house",
        place="Vilnius, office of the archive",
        original_holder="the archive",
        how_obtained="wrote it",
        languages=("en",),
        arrived=at("2021-02-02 13:20"),
        content=_RECEIPT,
    ),
)

_TRANSCRIPT = "\n\n".join((_NOTEBOOK.head, _NOTEBOOK.title, *_NOTEBOOK.paragraphs)) + "\n"

DERIVATIVES = (
    Derivative(
        path="derived/notebook-041-042.txt",
        of="scans/notebook-041-042.tif",
        kind="transcript",
        how_made="typed from the images by T-2, compared line by line by T-5",
        title="Transcript of two pages of the notebook",
        languages=("be",),
        made_at=at("2021-02-10 12:00"),
        content=Text(_TRANSCRIPT),
    ),
    Derivative(
        path="derived/yard-covered.jpg",
        of="photographs/yard.jpg",
        kind="redacted copy",
        how_made="house number covered, metadata left out",
        title="The yard, covered copy for sharing",
        languages=("zxx",),
        made_at=at("2021-02-12 09:30"),
        content=Photograph("yard", at("2020-10-04 17:20"), caption="17", hidden=(0.44, 0.67, 0.53, 0.74)),
    ),
)
