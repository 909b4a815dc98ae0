"""Spans as people read them, in each language of the house.

The wordings need no grammatical case that a bare table cannot give: "август 2020 г. – продолжается" rather than
"с августа".
"""

from dataclasses import dataclass, replace

from dokaz.kernel.dates.doubt import Doubt, Precision
from dokaz.kernel.dates.moments import OPEN, Edge, Moment
from dokaz.kernel.dates.spans import Span
from dokaz.kernel.languages import Language, spoken


@dataclass(frozen=True, slots=True)
class Wording:
    """What one language needs to say a span. Templates are filled with str.format."""

    months: tuple[str, ...]
    months_after_day: tuple[str, ...]
    seasons: tuple[str, ...]
    year: str
    decade: str
    century: str
    day_not_stated: str
    month_not_stated: str
    doubts: dict[Doubt, str]
    between: str
    goes_on: str
    end_unknown: str
    since_ever: str
    begin_unknown: str
    always: str
    hour: str


_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WORDINGS = {
    Language.ENGLISH: Wording(
        months=_ENGLISH_MONTHS,
        months_after_day=_ENGLISH_MONTHS,
        seasons=("spring", "summer", "autumn", "winter"),
        year="{year}",
        decade="the {first}s",
        century="the years {first} to {last}",
        day_not_stated="{when}, day not stated",
        month_not_stated="{when}, month not stated",
        doubts={
            Doubt.NONE: "{when}",
            Doubt.UNCERTAIN: "perhaps {when}",
            Doubt.APPROXIMATE: "about {when}",
            Doubt.BOTH: "perhaps about {when}",
        },
        between="{begin} to {end}",
        goes_on="{begin}, continuing",
        end_unknown="{begin}, end unknown",
        since_ever="any time up to {end}",
        begin_unknown="beginning unknown, until {end}",
        always="time unknown",
        hour="{hour} h",
    ),
    Language.RUSSIAN: Wording(
        months=(
            "январь", "февраль", "март", "апрель", "май", "июнь",
            "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
        ),
        months_after_day=(
            "января", "февраля", "марта", "апреля", "мая", "июня",
            "июля", "августа", "сентября", "октября", "ноября", "декабря",
        ),
        seasons=("весна", "лето", "осень", "зима"),
        year="{year} г.",
        decade="{first}-е годы",
        century="{first}–{last} гг.",
        day_not_stated="{when}, день не указан",
        month_not_stated="{when}, месяц не указан",
        doubts={
            Doubt.NONE: "{when}",
            Doubt.UNCERTAIN: "возможно, {when}",
            Doubt.APPROXIMATE: "примерно {when}",
            Doubt.BOTH: "возможно, примерно {when}",
        },
        between="{begin} – {end}",
        goes_on="{begin} – продолжается",
        end_unknown="{begin} – окончание неизвестно",
        since_ever="без начала – {end}",
        begin_unknown="начало неизвестно – {end}",
        always="время неизвестно",
        hour="{hour} ч",
    ),
    Language.BELARUSIAN: Wording(
        months=(
            "студзень", "люты", "сакавік", "красавік", "май", "чэрвень",
            "ліпень", "жнівень", "верасень", "кастрычнік", "лістапад", "снежань",
        ),
        months_after_day=(
            "студзеня", "лютага", "сакавіка", "красавіка", "мая", "чэрвеня",
            "ліпеня", "жніўня", "верасня", "кастрычніка", "лістапада", "снежня",
        ),
        seasons=("вясна", "лета", "восень", "зіма"),
        year="{year} г.",
        decade="{first}-я гады",
        century="{first}–{last} гг.",
        day_not_stated="{when}, дзень не пазначаны",
        month_not_stated="{when}, месяц не пазначаны",
        doubts={
            Doubt.NONE: "{when}",
            Doubt.UNCERTAIN: "магчыма, {when}",
            Doubt.APPROXIMATE: "прыкладна {when}",
            Doubt.BOTH: "магчыма, прыкладна {when}",
        },
        between="{begin} – {end}",
        goes_on="{begin} – працягваецца",
        end_unknown="{begin} – канец невядомы",
        since_ever="без пачатку – {end}",
        begin_unknown="пачатак невядомы – {end}",
        always="час невядомы",
        hour="{hour} гадз.",
    ),
}  # fmt: skip


def in_words(span: Span, language: Language | None = None) -> str:
    """The span as a reader of that language writes it: "about 10 to 12 August 2020". Never a time nobody gave."""
    wording = WORDINGS[language or spoken()]
    begin, end = span.begin, span.end
    if isinstance(begin, Moment) and isinstance(end, Moment):
        return _moment(begin, wording) if begin == end else _between(begin, end, wording)
    return _unbounded(begin, end, wording)


def _unbounded(begin: Edge, end: Edge, wording: Wording) -> str:
    if isinstance(begin, Moment):
        template = wording.goes_on if end is OPEN else wording.end_unknown
        return template.format(begin=_moment(begin, wording))
    if isinstance(end, Moment):
        template = wording.since_ever if begin is OPEN else wording.begin_unknown
        return template.format(end=_moment(end, wording))
    return wording.always


def _between(begin: Moment, end: Moment, wording: Wording) -> str:
    """Say once what both dates share: doubt, and then year and month."""
    if begin.doubt is not end.doubt:
        return wording.between.format(begin=_moment(begin, wording), end=_moment(end, wording))
    both = wording.between.format(begin=_shortened(begin, end, wording), end=_plain(end, wording))
    return wording.doubts[begin.doubt].format(when=both)


def _shortened(begin: Moment, end: Moment, wording: Wording) -> str:
    if not (_is_plain_day(begin) and _is_plain_day(end)) or begin.year != end.year:
        return _plain(begin, wording)
    if begin.month == end.month:
        return _number(begin.day)
    return f"{_number(begin.day)} {wording.months_after_day[_index(begin.month)]}"


def _is_plain_day(moment: Moment) -> bool:
    return moment.precision is Precision.DAY and moment.day != "XX"


def _moment(moment: Moment, wording: Wording) -> str:
    return wording.doubts[moment.doubt].format(when=_plain(moment, wording))


def _plain(moment: Moment, wording: Wording) -> str:
    match moment.precision:
        case Precision.DECADE | Precision.CENTURY:
            return _years(moment, wording)
        case Precision.YEAR:
            return wording.year.format(year=int(moment.year))
        case Precision.SEASON:
            return f"{wording.seasons[_index(moment.month) - 20]} {_year(moment, wording)}"
        case Precision.MONTH:
            return _month(moment, wording)
        case _:
            return _day(moment, wording) + _time(moment, wording)


def _time(moment: Moment, wording: Wording) -> str:
    if moment.precision is Precision.HOUR:
        return ", " + wording.hour.format(hour=moment.time)
    return f", {moment.time}" if moment.time else ""


def _years(moment: Moment, wording: Wording) -> str:
    template = wording.decade if moment.precision is Precision.DECADE else wording.century
    first, last = moment.year.replace("X", "0"), moment.year.replace("X", "9")
    return template.format(first=int(first), last=int(last))


def _month(moment: Moment, wording: Wording) -> str:
    if moment.month == "XX":
        return wording.month_not_stated.format(when=_year(moment, wording))
    return f"{wording.months[_index(moment.month)]} {_year(moment, wording)}"


def _day(moment: Moment, wording: Wording) -> str:
    if moment.day == "XX":
        whole = replace(moment, day=None, month=None if moment.month == "XX" else moment.month)
        return wording.day_not_stated.format(when=_plain(whole, wording))
    return f"{_number(moment.day)} {wording.months_after_day[_index(moment.month)]} {_year(moment, wording)}"


def _year(moment: Moment, wording: Wording) -> str:
    return wording.year.format(year=int(moment.year))


def _index(month: str | None) -> int:
    return int(month or "1") - 1


def _number(day: str | None) -> str:
    return str(int(day or "1"))
