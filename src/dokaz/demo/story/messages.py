from collections.abc import Mapping
from typing import Any

from dokaz.demo.contents import Chat, Mail, Message, Photograph
from dokaz.demo.records import Item
from dokaz.demo.story.documents import APPEAL, SUMMONS
from dokaz.demo.story.photographs import LAKE, PHONE
from dokaz.demo.story.times import at

_EXPORT = "telegram/ChatExport_2021-02-08"
_PHOTOS = (
    (
        "photos/photo_1@13-09-2020_17-40-12.jpg",
        Photograph("sign", at("2020-09-13 17:40"), width=1024, caption="Чытальня"),
    ),
    ("photos/photo_2@13-09-2020_19-50-03.jpg", Photograph("river", at("2020-09-13 19:50"), width=1024)),
    (
        "photos/photo_3@14-11-2020_09-02-44.jpg",
        Photograph("door", at("2020-11-14 09:02"), width=1024, caption="АБВЕСТКА"),
    ),
)

CHAT = Chat(
    "Чытальня (выдуманая)",
    (
        Message(at("2020-09-12 19:04"), "Сшытак", "Заўтра а шостай, як дамовіліся. Крэслы вазьму з чытальні."),
        Message(at("2020-09-12 19:09"), "Парасон", "Буду. Прагноз на дождж, але слабы."),
        Message(at("2020-09-13 17:40"), "Сшытак", "Мы ўжо тут.", photo=_PHOTOS[0][0]),
        Message(at("2020-09-13 19:50"), "Парасон", "Добры быў вечар. Дзякуй усім.", photo=_PHOTOS[1][0]),
        Message(at("2020-09-14 08:12"), "Ліхтар", "Парасон чий? Лежит на полке у двери.", answers=5),
        Message(at("2020-09-14 08:30"), "Парасон", "Мой, забяру ў сераду. Таму і імя такое цяпер."),
        Message(at("2020-10-30 21:15"), "Сшытак", "Прыйшло паведамленне з суда. Пасяджэнне 12 лістапада а дзясятай."),
        Message(at("2020-10-30 21:40"), "Ліхтар", "Кто может прийти, напишите сюда до воскресенья."),
        Message(at("2020-11-12 11:02"), "Ліхтар", "Закончилось. Решили закрыть. Свидетелей слушать не стали."),
        Message(at("2020-11-14 09:02"), "Сшытак", "На дзвярах абвестка, замок іншы.", photo=_PHOTOS[2][0]),
        Message(at("2020-11-14 09:20"), "Парасон", "Кнігі ўнутры?", answers=11),
        Message(at("2020-11-14 09:21"), "Сшытак", "Так. Шыльду не здымайце, няхай застаецца."),
        Message(at("2021-02-07 18:00"), "Парасон", "Я перадам гэтую размову ў архіў, калі ніхто не супраць."),
        Message(at("2021-02-07 19:30"), "Ліхтар", "Не против, только без номеров телефонов."),
    ),
    _PHOTOS,
)

_APPEAL_SENT = Mail(
    "Скарга на рашэнне ад 12 лістапада",
    "Чытальня <pole@mail.example>",
    "Канцылярыя <office@court.example>",
    at("2020-11-20 16:42"),
    "Добры дзень.\n\nДасылаем скаргу на рашэнне па справе № 2-417/2020 і здымак абвесткі на дзвярах.\n"
    "Просім пацвердзіць атрыманне.\n\n{keeper_be} (выдуманае імя)",
    attached=(
        ("скарга.pdf", APPEAL),
        ("abvestka.jpg", Photograph("door", at("2020-11-14 08:41"), PHONE, width=1024, caption="АБВЕСТКА", place=LAKE)),
    ),
)

_RECEIVED = Mail(
    "Re: Скарга на рашэнне ад 12 лістапада",
    "Канцелярия <office@court.example>",
    "pole@mail.example",
    at("2020-11-23 10:05"),
    "Ваше обращение получено и зарегистрировано под номером 3391.\n\nОтвечать на это письмо не нужно.",
    charset="koi8-r",
    answers=True,
)

_SUMMONS_SENT = Mail(
    "Извещение о заседании",
    "Канцелярия <office@court.example>",
    "pole@mail.example",
    at("2020-10-30 15:18"),
    "Направляем извещение о судебном заседании. Просим подтвердить получение по телефону.",
    attached=(("izveshchenie.pdf", SUMMONS),),
)

_QUESTION = Mail(
    "What happens with my notebook",
    "{keeper_nick} <note@mail.example>",
    "Archive <desk@archive.example>",
    at("2021-02-09 08:55"),
    "Good morning,\n\nplease tell me when the notebook can come back to me. I would like to have it before spring.\n\n"
    "You may use the copies in the archive. I have not decided yet about other recipients.",
)

_MAIL_FIELDS: Mapping[str, Any] = {
    "channel": "saved from a mail program, handed over on a memory card",
    "place": "e-mail",
    "original_holder": "the society",
    "how_obtained": "read it in the mailbox of the society",
}

MAIL_ITEMS = (
    Item(
        path="mail/2020-10-30 извещение.eml",
        title="E-mail with the summons",
        description="One attachment, the summons as PDF.",
        source="keeper",
        languages=("ru",),
        arrived=at("2021-02-05 09:00"),
        content=_SUMMONS_SENT,
        **_MAIL_FIELDS,
    ),
    Item(
        path="mail/2020-11-20 скарга.eml",
        title="E-mail with the appeal",
        description="Two attachments: the appeal as PDF and a photograph of the notice.",
        source="keeper",
        languages=("be",),
        arrived=at("2021-02-05 09:01"),
        content=_APPEAL_SENT,
        sensitivity="sealed",
        restrictions="Carries the name of a representative.",
        **_MAIL_FIELDS,
    ),
    Item(
        path="mail/2020-11-23 re.eml",
        title="Confirmation from the court office",
        description="Written in KOI8-R, no attachment.",
        source="keeper",
        languages=("ru",),
        arrived=at("2021-02-05 09:01"),
        content=_RECEIVED,
        **_MAIL_FIELDS,
    ),
    Item(
        path="mail/2021-02-09 notebook.eml",
        title="Question about the return of the notebook",
        description="A message to the archive. Says what the source agrees to so far.",
        source="keeper",
        channel="e-mail to the archive",
        place="e-mail",
        original_holder="the archive",
        how_obtained="received it",
        languages=("en",),
        arrived=at("2021-02-09 09:10"),
        content=_QUESTION,
    ),
)

_CHAT_FIELDS: Mapping[str, Any] = {
    "source": "reader",
    "channel": "anonymous page, folder as exported",
    "place": "group chat",
    "original_holder": "the source",
    "how_obtained": "exported the chat as one of its members, who all agreed",
}

_CHAT_PHOTOS = tuple(
    Item(
        path=f"{_EXPORT}/{name}",
        title=f"Photograph {number} of the chat",
        description="As the messenger keeps it: smaller, without camera, time or place.",
        languages=("zxx",),
        arrived=at("2021-02-08 19:45"),
        content=photograph,
        **_CHAT_FIELDS,
    )
    for number, (name, photograph) in enumerate(_PHOTOS, start=1)
)

CHAT_ITEMS = (
    Item(
        path=f"{_EXPORT}/result.json",
        title="Exported chat of the reading room",
        description="Fifteen entries from September 2020 to February 2021, nicknames only.",
        languages=("be", "ru"),
        arrived=at("2021-02-08 19:45"),
        content=CHAT,
        restrictions="Nicknames stay as they are; no matching with telephone numbers.",
        **_CHAT_FIELDS,
    ),
    *_CHAT_PHOTOS,
)
