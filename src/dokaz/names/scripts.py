"""The ways a name is written, and the letters of each.

Cyrillic is written to Latin letter by letter; е, ё, ю, я are written one way behind a consonant and another elsewhere.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class NameScript(StrEnum):
    """A script with the habit or rule by which a name is written in it."""

    BELARUSIAN = "belarusian"
    RUSSIAN = "russian"
    OFFICIAL = "official-2007"  # instruction of the State Committee on Property of Belarus, 2007
    LACINKA = "lacinka"
    PASSPORT = "passport"  # ICAO Doc 9303-3, as the passport offices of both countries use it
    BGN = "bgn-pcgn"  # BGN/PCGN 1979 for Belarusian, 1947 for Russian
    PRESS = "press"  # BGN/PCGN without its marks, as newspapers print it
    POLISH = "polish"
    GERMAN = "german"
    FRENCH = "french"
    SWEDISH = "swedish"
    LITHUANIAN = "lithuanian"


@dataclass(frozen=True, slots=True)
class Letters:
    """How one script writes one language: single letters, iotated ones in two places, and what is put right last."""

    single: dict[str, str]
    alone: str  # е ё ю я at the beginning, behind a vowel or a sign
    behind: str  # the same behind a consonant
    hard_l: str = "l"
    later: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)


def _single(text: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in text.split()}


_BASE = "аa бb вv дd зz кk лl мm нn оo пp рr сs тt уu фf эe"
_SH = f"{_BASE} жzh хkh цts чch шsh щshch"
_CARON = f"{_BASE} жž хch цc чč шš щšč йj"
_BE, _RU = "гh іi ыy ґg", "гg иi ыy"
_PALATALS = {"sь": "ś", "zь": "ź", "nь": "ń", "cь": "ć", "ь": ""}
_POLISH_L = {"lie": "le", "lio": "lo", "liu": "lu", "lia": "la", "szie": "sze", "czie": "cze", "żie": "że"}
_DIGRAPHS = "жż хch цc чcz шsz щszcz йj вw"

BELARUSIAN: dict[NameScript, Letters] = {
    NameScript.OFFICIAL: Letters(
        _single(f"{_CARON} {_BE} ўŭ"), "je jo ju ja", "ie io iu ia", later={"lь": "ĺ"} | _PALATALS
    ),
    NameScript.LACINKA: Letters(
        _single(f"{_CARON} {_BE} ўŭ"), "je jo ju ja", "ie io iu ia", hard_l="ł", later=_PALATALS | _POLISH_L
    ),
    NameScript.PASSPORT: Letters(_single(f"{_SH} {_BE} ўu йi"), "ye yo yu ya", "e io iu ia", endings={"yi": "y"}),
    NameScript.BGN: Letters(_single(f"{_SH} {_BE} ўw йy ь’ '”"), "ye yo yu ya", "ye yo yu ya"),
    NameScript.PRESS: Letters(
        _single(f"{_SH} {_BE} ўu йy"), "ye yo yu ya", "e yo yu ya", endings={"yy": "y", "ey": "ei"}
    ),
    NameScript.POLISH: Letters(
        _single(f"{_BASE} {_BE} ўu {_DIGRAPHS}"),
        "je jo ju ja", "ie io iu ia", hard_l="ł", later=_POLISH_L,
        endings={"skaja": "ska", "ckaja": "cka", "yj": "y"},
    ),
    NameScript.GERMAN: Letters(
        _single(f"{_BASE} {_BE} ўu вw жsch зs хch цz чtsch шsch йj"), "je jo ju ja", "e jo ju ja", endings={"yj": "y"}
    ),
    NameScript.FRENCH: Letters(
        _single(f"{_BASE} {_BE} ўw уou жj хkh цts чtch шch йï"), "ie io iou ia", "e io iou ia",
        later={"ii": "i"}, endings={"skaia": "skaïa", "yï": "y"}
    ),
    NameScript.SWEDISH: Letters(
        _single(f"{_BASE} {_BE} ўu жzj хch цts чtj шsj йj"), "je jo ju ja", "e jo ju ja",
        later={"jj": "j"}, endings={"yj": "y"}
    ),
    NameScript.LITHUANIAN: Letters(_single(f"{_CARON} {_BE} ўu"), "je jo ju ja", "ie io iu ia"),
}  # fmt: skip
RUSSIAN: dict[NameScript, Letters] = {
    NameScript.PASSPORT: Letters(_single(f"{_SH} {_RU} йi ъie"), "e e iu ia", "e e iu ia"),
    NameScript.BGN: Letters(_single(f"{_SH} {_RU} йy ь’ ъ”"), "ye yë yu ya", "e ë yu ya"),
    NameScript.PRESS: Letters(
        _single(f"{_SH} {_RU} йy"), "ye yo yu ya", "e yo yu ya", endings={"iy": "y", "yy": "y", "ey": "ei", "ay": "ai"}
    ),
    NameScript.POLISH: Letters(
        _single(f"{_BASE} {_RU} {_DIGRAPHS}"), "je jo ju ja", "ie io iu ia", hard_l="ł", later=_POLISH_L,
        endings={"skij": "ski", "ckij": "cki", "skaja": "ska", "ckaja": "cka"},
    ),
    NameScript.GERMAN: Letters(
        _single(f"{_BASE} {_RU} вw жsch зs хch цz чtsch шsch щschtsch йi"), "je jo ju ja", "e jo ju ja",
        later={"schj": "sch"},
        endings={"ii": "i", "yi": "y"},
    ),
    NameScript.FRENCH: Letters(
        _single(f"{_BASE} {_RU} уou жj хkh цts чtch шch щchtch йï"), "ie io iou ia", "e io iou ia",
        later={"ii": "i", "ge": "gue", "gi": "gui"}, endings={"iï": "i", "guiï": "gui", "yï": "y", "in": "ine"},
    ),
    NameScript.SWEDISH: Letters(
        _single(f"{_BASE} {_RU} жzj хch цts чtj шsj щsjtj йj"), "je jo ju ja", "e jo ju ja", later={"jj": "j"}
    ),
    NameScript.LITHUANIAN: Letters(_single(f"{_CARON} {_RU}"), "je jo ju ja", "e io iu ia"),
}  # fmt: skip
_IOTATED = "еёюя"
_OPEN = frozenset("аеёиіоуыэюяьъўй'")


def written(word: str, letters: Letters) -> str:
    """A Cyrillic word in small letters, in this script."""
    alone = dict(zip(_IOTATED, letters.alone.split(), strict=True))
    behind = dict(zip(_IOTATED, letters.behind.split(), strict=True))
    found = []
    for at, letter in enumerate(word):
        if letter in alone:
            found.append((alone if at == 0 or word[at - 1] in _OPEN else behind)[letter])
        elif letter == "л" and letters.hard_l != "l":
            found.append("l" if word[at + 1 : at + 2] in tuple("еёюяіиьл") else letters.hard_l)
        else:
            found.append(letters.single.get(letter, letter))
    return _put_right("".join(found), letters)


def _put_right(text: str, letters: Letters) -> str:
    for old, new in letters.later.items():
        text = text.replace(old, new)
    for old, new in letters.endings.items():
        if text.endswith(old):
            text = text.removesuffix(old) + new
            break
    return "".join(letter for letter in text if letter not in "ьъ'")
