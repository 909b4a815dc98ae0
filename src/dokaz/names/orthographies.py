"""In which orthography a name is written, told before anything is folded: the same letters stand for different sounds."""

import re
from enum import StrEnum
from functools import lru_cache


class Orthography(StrEnum):
    """An orthography as far as letters alone can tell it."""

    BELARUSIAN = "be"
    CLASSICAL = "be-tarask"  # BCP 47: taraškievica
    RUSSIAN = "ru"
    UKRAINIAN = "uk"
    CYRILLIC = "cyrillic"  # no letter that only one of them has
    LACINKA = "be-latn"
    OFFICIAL = "be-latn-2007"  # as maps and signs of Belarus have it
    CARON = "caron"  # scholarly and Baltic habits: š, č, ž
    POLISH = "pl"
    GERMAN = "de"
    FRENCH = "fr"
    SWEDISH = "sv"
    ENGLISH = "en"  # BGN/PCGN, passports and the press: sh, zh, kh, y
    LATIN = "latin"  # none of these signs
    NONE = "none"

    @property
    def cyrillic(self) -> bool:
        return self in _CYRILLIC


_CYRILLIC = frozenset(
    {
        Orthography.BELARUSIAN,
        Orthography.CLASSICAL,
        Orthography.RUSSIAN,
        Orthography.UKRAINIAN,
        Orthography.CYRILLIC,
    }
)
# Tried in this order; the first that is found decides.
_OF_CYRILLIC = (
    (re.compile("[їє]"), Orthography.UKRAINIAN),
    (re.compile("[зсц]ь(?=[бвгджзйклмнпрстфцчш])|дзь(?=[бвлмн])|([нлдцс])ь\\1|ґ"), Orthography.CLASSICAL),
    (re.compile("[ўі]"), Orthography.BELARUSIAN),
    (re.compile("[иъщ]|[ве]ц?в\\b|[оеё]в[аы]?\\b"), Orthography.RUSSIAN),
)
_OF_LATIN = (
    (re.compile("(?=.*ŭ)(?=.*ł)|ŭj|[bvmnpfkhsz]ia[nrl].*ŭ.*ł|ł.*[šžč]|[šžč].*ł"), Orthography.LACINKA),
    (re.compile("ŭ|[śźćń].*[šžč]|[šžč].*[śźćńĺ]"), Orthography.OFFICIAL),
    (re.compile("[šžčěřėųļņřŝ]"), Orthography.CARON),
    (re.compile("[łżąęśźćń]|cz|sz|wicz"), Orthography.POLISH),
    (re.compile("(?<!sh)sch|tsch"), Orthography.GERMAN),
    (re.compile("tch|[éèêëïîç]|ou[a-z]{1,3}ch|gue[in]"), Orthography.FRENCH),
    (re.compile("[sz]j[aeok]|[td]j\\b|å"), Orthography.SWEDISH),
    (re.compile("[sz]h|kh|y"), Orthography.ENGLISH),
)


@lru_cache(1 << 12)
def of(text: str) -> Orthography:
    """The orthography of a name in small letters. Where scripts are mixed, the one with more letters."""
    cyrillic = sum(1 for letter in text if "Ѐ" <= letter <= "ӿ")
    latin = sum(1 for letter in text if "a" <= letter <= "z" or "à" <= letter <= "ɏ")
    if not cyrillic and not latin:
        return Orthography.NONE
    signs, otherwise = (_OF_CYRILLIC, Orthography.CYRILLIC) if cyrillic >= latin else (_OF_LATIN, Orthography.LATIN)
    return next((found for sign, found in signs if sign.search(text)), otherwise)
