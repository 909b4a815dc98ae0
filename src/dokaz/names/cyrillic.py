"""A name in Latin letters written back in Cyrillic, for want of better: Latin habits leave out what Cyrillic shows."""

import re

from dokaz.names import lettering, orthographies

_VOWELS = {
    "ya": "я", "ja": "я", "ia": "я", "yu": "ю", "ju": "ю", "iu": "ю", "yo": "ё", "jo": "ё", "io": "ё", "ye": "е",
    "je": "е", "ie": "е",
}  # fmt: skip
_SOUNDS = {"SC": "щ", "S": "ш", "C": "ч", "Z": "ж", "h": "х", "t": "ц", "tk": "цк", "kt": "кт", "hia": "ге", "hi": "ги"}
_RUSSIAN = {
    "a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "й", "k": "к",
    "l": "л", "m": "м",
    "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс",
    "y": "ы", "z": "з",
    "š": "ш", "č": "ч", "ž": "ж", "ż": "ж", "ł": "л", "ŭ": "ў", "ë": "ё", "é": "е", "ï": "й", "ć": "ць", "ś": "сь",
    "ź": "зь", "ń": "нь",
    "ĺ": "ль", "ó": "о", "ts": "ц", "tz": "ц",
}  # fmt: skip
_BELARUSIAN = _RUSSIAN | {"h": "г", "i": "і", "щ": "шч"}
_TABLES = {
    orthographies.LACINKA: lettering.CARON,
    orthographies.OFFICIAL: lettering.CARON,
    orthographies.CARON: lettering.CARON,
    orthographies.POLISH: lettering.POLISH,
    orthographies.GERMAN: lettering.GERMAN,
    orthographies.FRENCH: lettering.FRENCH,
    orthographies.SWEDISH: lettering.SWEDISH,
}
_BELARUSIAN_SIGNS = re.compile(
    r"ŭ|[aeo]u(?![aeiouy])|[aeo]u\b|dz[mivei]|ouski|auski|enka\b|anka\b|tsi|ihar|ryhor|siarh|aliaks|aljaks|iary|ych\b"
)


def looks_belarusian(small: str) -> bool:
    """Whether a name in Latin letters was made from its Belarusian form."""
    return _BELARUSIAN_SIGNS.search(small) is not None


def written_back(word: str, orthography: str, *, belarusian: bool) -> str:
    """A word in small Latin letters, in Cyrillic."""
    single = _BELARUSIAN if belarusian else _RUSSIAN
    digraphs = {
        latin: _SOUNDS[sound] for latin, sound in _TABLES.get(orthography, lettering.PLAIN).items() if sound in _SOUNDS
    }
    table = single | _VOWELS | digraphs
    text = lettering.seeker(table).sub(lambda found: table[found[0]], word)
    return _put_right(text, belarusian=belarusian)


def _put_right(text: str, *, belarusian: bool) -> str:
    if belarusian:
        text = text.replace("щ", "шч").replace("иц", "іц")
        text = re.sub("(?<=[аеёіоуыэюя])у(?![аеёіоуыэюя])", "ў", text)
        text = re.sub("(?<=[бвгджзклмнпрстфхцчш])е(?=$)", "е", text)
        return re.sub("(?<=[рчшжд])е|^е(?=[^а-яёіў])", "э", text) if "ў" in text else text
    text = re.sub("(?<=[сц]к)(?:ы|и|ий|ый)$", "ий", text)
    return re.sub("(?<=[аеёиоуыэюя])[иы]$", "й", text)
