"""Which letters sound alike: the tables by which every orthography is folded to one small alphabet of sounds.

Capitals are single sounds: S (ш), C (ч), Z (ж). Vowels are three: a (а о е э ё я), i (и і ы), u (у ю); `y` is й, heard
or written behind a vowel, and `e` a first я, е, ё or э. What Belarusian and Russian write differently falls together:
дз and д, ц and т, г and х, ў and в, щ and шч; and з and с, which German both writes with s.
"""

import re

CYRILLIC = str.maketrans({
    "а": "a", "о": "a", "е": "ia", "ё": "ia", "я": "ia", "э": "ia", "є": "ia",
    "и": "i", "і": "i", "ї": "i", "ы": "i", "й": "i", "ј": "i", "у": "u", "ю": "iu",
    "б": "b", "в": "v", "ў": "v", "г": "h", "ґ": "h", "х": "h", "ѓ": "h", "д": "d", "ж": "Z", "з": "s", "к": "k",
    "л": "l",
    "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "ц": "t", "ч": "C", "ш": "S", "щ": "SC",
    "ь": "", "ъ": "", "ћ": "C", "ђ": "Z", "џ": "dZ", "љ": "l", "њ": "n",
})  # fmt: skip
LATIN = str.maketrans({
    "o": "a", "e": "ia", "y": "i", "j": "i", "g": "h", "z": "s", "w": "v", "c": "t", "q": "k", "x": "ks", "ŭ": "v",
    "š": "S", "č": "C",
    "ž": "Z", "ż": "Z", "ć": "t", "ś": "s", "ź": "s", "ń": "n", "ł": "l", "ĺ": "l", "ľ": "l", "ļ": "l", "ņ": "n",
    "ň": "n",
    "ó": "a", "ą": "an", "ę": "ian", "ė": "ia", "ē": "ia", "ě": "ia", "é": "ia", "è": "ia", "ê": "ia", "ë": "ia",
    "ä": "a",
    "á": "a", "à": "a", "â": "ia", "ā": "a", "ã": "a", "å": "a", "ö": "a", "ő": "a", "ô": "a", "ò": "a", "õ": "a",
    "ø": "a",
    "ü": "iu", "ú": "u", "ù": "u", "û": "iu", "ů": "u", "ū": "u", "ų": "u", "ű": "u", "ï": "i", "î": "i", "í": "i",
    "ì": "i",
    "ī": "i", "į": "i", "ı": "i", "ý": "i", "ÿ": "i", "ç": "s", "ß": "s", "ř": "r", "ŕ": "r", "đ": "d", "ď": "d",
    "ť": "t",
    "ţ": "t", "ț": "t", "ş": "S", "ș": "S", "ğ": "h", "ģ": "h", "ķ": "k", "ñ": "n", "æ": "ia", "œ": "ia", "ð": "d",
    "þ": "t",
    "ǵ": "h", "ḱ": "k", "ŝ": "SC", "ẑ": "s", "ə": "a",
})  # fmt: skip
LOOKS_CYRILLIC = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")
LOOKS_LATIN = str.maketrans("асеорхукмтвніѕј", "aceopxykmtbhisj")
HAS_CYRILLIC = re.compile("[Ѐ-ӿ]")
CONSONANTS = str.maketrans("uSZC", "vsss", "aeiy")

# What a habit of writing in Latin letters does with more than one letter; the longest come first.
PLAIN = {
    "shch": "SC", "shh": "SC",
    "stch": "SC", "tch": "C", "sch": "S", "sh": "S", "zh": "Z", "kh": "h", "ch": "C", "cz": "C",
    "sz": "S", "ph": "f",
    "th": "t", "gh": "h", "tz": "t", "ck": "tk", "ct": "kt",
}  # fmt: skip
CARON = {"ch": "h", "sh": "S", "zh": "Z", "kh": "h", "cz": "C", "sz": "S"}
POLISH = {"szcz": "SC", "cz": "C", "sz": "S", "rz": "Z", "ch": "h", "kh": "h", "sh": "S", "zh": "Z", "ck": "tk"}
GERMAN = {
    "schtsch": "SC", "stsch": "SC", "schch": "SC", "tsch": "C", "sch": "S", "sh": "Z", "zh": "Z", "ch": "h",
    "kh": "h", "tz": "t",
    "ck": "k", "th": "t", "ph": "f",
}  # fmt: skip
FRENCH = {
    "chtch": "SC", "tch": "C", "ch": "S", "sh": "S", "zh": "Z", "kh": "h", "gue": "hia", "gui": "hi", "gué": "hia",
    "guï": "hi",
    "ou": "u", "oû": "u", "j": "Z", "ph": "f", "th": "t", "tz": "t",
}  # fmt: skip
SWEDISH = {
    "sjtj": "SC",
    "stj": "SC",
    "sj": "S",
    "tj": "C",
    "zj": "Z",
    "ch": "h",
    "sh": "S",
    "zh": "Z",
    "kh": "h",
    "ck": "k",
}
HUNGARIAN = {
    "dzs": "dZ",
    "cs": "C",
    "zs": "Z",
    "sz": "s",
    "s": "S",
    "gy": "d",
    "ny": "n",
    "ly": "l",
    "ch": "h",
    "kh": "h",
}


def seeker(table: dict[str, str]) -> re.Pattern[str]:
    """What finds the letters of a table, the longest first."""
    return re.compile("|".join(sorted(table, key=len, reverse=True)))
