"""Lists of words for the invented world: two trees of labels with their method, and a few labels on its items."""

from datetime import datetime

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.records import api as records

METHODS = {
    records.Tree.CLAIMED: records.Labels(
        "Put where a source says it in their own words; name page and line. It does not say that it was so.",
        "Ставіцца там, дзе крыніца кажа пра гэта сваімі словамі; назавіце старонку і радок. Што так было, не кажа.",
        "Ставится там, где источник говорит об этом своими словами; назовите место в нём. Было ли так, не говорит.",
    ),
    records.Tree.OBSERVED: records.Labels(
        "Put where a reviewer sees or hears it in the file itself; say where. Two look at what is unclear.",
        "Ставіцца там, дзе той, хто правярае, бачыць або чуе гэта ў файле; скажыце, дзе. Няяснае глядзяць двое.",
        "Ставится там, где проверяющий видит или слышит это в файле; скажите, где. Неясное смотрят двое.",
    ),
}
SAID = records.Labels("What people say happened", "Што адбылося, як кажуць людзі", "Что произошло, как говорят люди")
SEEN = records.Labels("What is in the picture", "Што на здымку", "Что на снимке")
LISTS = {"said": (records.Tree.CLAIMED, SAID), "seen": (records.Tree.OBSERVED, SEEN)}
WORDS: dict[str, dict[str, records.Labels]] = {
    "said": {
        "closed": records.Labels("Rooms closed", "Зачынілі памяшканне", "Закрыли помещение"),
        "locks": records.Labels("Locks changed", "Замянілі замкі", "Заменили замки"),
        "witnesses-not-heard": records.Labels("Witnesses not heard", "Сведак не выслухалі", "Свидетелей не выслушали"),
    },
    "seen": {
        "notice": records.Labels("A notice on a door", "Абвестка на дзвярах", "Объявление на двери"),
        "public-building": records.Labels("A public building", "Грамадскі будынак", "Общественное здание"),
        "people": records.Labels("People", "Людзі", "Люди"),
    },
}
PUT = (
    ("расповед-1.docx", "said", "locks", "Paragraph 4: the lock had been changed."),
    ("рассказ-2.docx", "said", "witnesses-not-heard", "Paragraph 3: the request to call witnesses was refused."),
    ("IMG_20201112_091502.jpg", "seen", "public-building", "The whole front; nobody is in the picture."),
)


def word(*, by: access.Session, now: datetime) -> None:
    """Make the lists where they are not there yet, and put each label that does not stand yet."""
    there = {each.code for each in records.thesauri()}
    for code, (tree, labels) in LISTS.items():
        if code not in there:
            records.write_thesaurus(code, labels=labels, method=METHODS[tree], tree=tree, by=by, now=now)
            for name, said in WORDS[code].items():
                records.write_term(code, code=name, labels=said, by=by, now=now)
    _label(by=by, now=now)


def _label(*, by: access.Session, now: datetime) -> None:
    items = {line.name: line.item for line in custody.items(by=by, now=now, limit=500)}
    for name, thesaurus, term, reason in PUT:
        if (item := items.get(name)) is None:
            continue
        on = {(each.thesaurus, each.term) for each in records.labels_on(item, kind="item", by=by, now=now)}
        if (thesaurus, term) not in on:
            records.put_label(item, kind="item", thesaurus=thesaurus, term=term, reason=reason, by=by, now=now)
