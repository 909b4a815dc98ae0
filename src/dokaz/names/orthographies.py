"""In which orthography a name is written. Told before anything is folded: one letter stands for different sounds."""

import re
from enum import StrEnum
from typing import Final


class Orthography(StrEnum):
    """An orthography as far as letters alone can tell it; the codes are those of BCP 47 where it has one."""

    BELARUSIAN = "be"
    CLASSICAL = "be-tarask"
    RUSSIAN = "ru"
    UKRAINIAN = "uk"
    CYRILLIC = "cyrl"
    LACINKA = "be-latn"
    OFFICIAL = "be-latn-2007"
    CARON = "caron"
    POLISH = "pl"
    GERMAN = "de"
    FRENCH = "fr"
    SWEDISH = "sv"
    HUNGARIAN = "hu"
    ENGLISH = "en"
    LATIN = "latn"
    NONE = "zyyy"


# The same as plain text: an enumeration is hashed in Python, and this is asked for with every word.
BELARUSIAN: Final = "be"
CLASSICAL: Final = "be-tarask"  # taraškievica
RUSSIAN: Final = "ru"
UKRAINIAN: Final = "uk"
CYRILLIC: Final = "cyrl"  # no letter that only one of them has
LACINKA: Final = "be-latn"
OFFICIAL: Final = "be-latn-2007"  # as maps and signs of Belarus have it
CARON: Final = "caron"  # scholarly and Baltic habits: š, č, ž
POLISH: Final = "pl"
GERMAN: Final = "de"
FRENCH: Final = "fr"
SWEDISH: Final = "sv"
HUNGARIAN: Final = "hu"
ENGLISH: Final = "en"  # BGN/PCGN, passports and the press: sh, zh, kh, y
LATIN: Final = "latn"  # none of these signs
NONE: Final = "zyyy"

_ANY_CYRILLIC = re.compile("[Ѐ-ӿ]")
_ANY_LATIN = re.compile("[a-zà-ɏ]")
_CLASSICAL = re.compile("[зсц]ь[бвгджзйклмнпрстфцчш]|дзь[бвлмн]|([нлдцс])ь\\1")
_RUSSIAN_END = re.compile("[оеё]в\\b")
_CARONS = re.compile("[šžčěřėųļņřŝ]")
_POLES = re.compile("[łżąęśźćń]")
_ACCENTS = re.compile("[éêïîç]")
_FRENCH_OU = re.compile("ou[a-z]{1,3}ch|gue[ein]")
_SWEDISH_END = re.compile("dj\\b|å")


def of(small: str) -> str:
    """The orthography of a name in small letters. Where scripts are mixed, the one with more letters."""
    if small.isascii():
        return _of_ascii(small) if _ANY_LATIN.search(small) else NONE
    if not _ANY_CYRILLIC.search(small):
        return _of_latin(small) if _ANY_LATIN.search(small) else NONE
    if _ANY_LATIN.search(small) and len(_ANY_LATIN.findall(small)) > len(_ANY_CYRILLIC.findall(small)):
        return _of_latin(small)
    return _of_cyrillic(small)


def is_cyrillic(orthography: str) -> bool:
    """Whether words are first taken for Cyrillic."""
    return orthography in _CYRILLICS


_CYRILLICS = frozenset({BELARUSIAN, CLASSICAL, RUSSIAN, UKRAINIAN, CYRILLIC})


def _of_cyrillic(small: str) -> str:
    if "ї" in small or "є" in small:
        return UKRAINIAN
    if "и" in small or "щ" in small or "ъ" in small:
        return RUSSIAN
    if "ґ" in small or ("ь" in small and _CLASSICAL.search(small)):
        return CLASSICAL
    if "ў" in small or "і" in small:
        return BELARUSIAN
    return RUSSIAN if _RUSSIAN_END.search(small) else CYRILLIC


def _of_latin(small: str) -> str:
    """With letters beyond ASCII."""
    caron, pole = bool(_CARONS.search(small)), bool(_POLES.search(small))
    if "ł" in small and ("ŭ" in small or caron):
        return LACINKA
    if "ŭ" in small or (caron and pole):
        return OFFICIAL
    if caron:
        return CARON
    if pole:
        return POLISH
    found = _of_ascii(small)
    if found in _PLAIN and _ACCENTS.search(small):
        return FRENCH
    return found


def _of_ascii(small: str) -> str:
    if "cz" in small:
        return POLISH
    return GERMAN if "sch" in small else _of_further_signs(small)


def _of_further_signs(small: str) -> str:
    if "zs" in small or "cs" in small or "ksz" in small:
        return HUNGARIAN
    if "sz" in small:
        return POLISH
    if "tch" in small or (("ou" in small or "gue" in small) and _FRENCH_OU.search(small)):
        return FRENCH
    if "j" in small and ("sj" in small or "tj" in small or "zj" in small or _SWEDISH_END.search(small)):
        return SWEDISH
    english = (
        "sh" in small or "zh" in small or "kh" in small or ("y" in small and "j" not in small and "ch" not in small)
    )
    return ENGLISH if english else LATIN


_PLAIN = frozenset({LATIN, ENGLISH, SWEDISH})
