"""Words of names folded to sounds, so that one name has one form whichever orthography it was written in."""

import re
from functools import lru_cache

from dokaz.names import lettering
from dokaz.names.lettering import CONSONANTS, CYRILLIC, LATIN, seeker
from dokaz.names.orthographies import Orthography

MOST = 1 << 15
_TABLES = {
    Orthography.LACINKA: lettering.CARON,
    Orthography.OFFICIAL: lettering.CARON,
    Orthography.CARON: lettering.CARON,
    Orthography.POLISH: lettering.POLISH,
    Orthography.GERMAN: lettering.GERMAN,
    Orthography.FRENCH: lettering.FRENCH,
    Orthography.SWEDISH: lettering.SWEDISH,
}
_SEEKERS = {id(table): seeker(table) for table in (lettering.PLAIN, *_TABLES.values())}
_DOUBLE = re.compile(r"(.)\1+")
_CASE = re.compile("(?<=...)(?:aha|ahu|amu|am|im|[aiu])$")
_BALTIC = re.compile("(?<=[vkCnr])(?:as|is|us)$|(?<=C)ius$")
_VOLK = re.compile("оў(?=[бвгджзклмнпрстфцчш])")
_NOT_LETTERS = re.compile(r"[^a-zA-Z]+")


@lru_cache(MOST)
def fold(word: str, orthography: Orthography) -> tuple[str, ...]:
    """The sounds of a word in small letters, the likeliest reading first; never empty, though a form may be."""
    if lettering.HAS_CYRILLIC.search(word):
        return _cyrillic(word)
    return _latin(word if word.isascii() else word.translate(lettering.LOOKS_LATIN), orthography)


def _cyrillic(word: str) -> tuple[str, ...]:
    first = _sounds(word.translate(lettering.LOOKS_CYRILLIC).translate(CYRILLIC))
    if "оў" in word and (other := _VOLK.sub("ол", word)) != word:  # Воўк is Волк in Russian
        return first, _sounds(other.translate(CYRILLIC))
    return (first,)


def _latin(word: str, orthography: Orthography) -> tuple[str, ...]:
    readings = [_read(spelled, table) for spelled, table in _readings(word, orthography)]
    return tuple(dict.fromkeys(readings))


def _readings(word: str, orthography: Orthography) -> list[tuple[str, dict[str, str]]]:
    """The word as it may have been meant, with the table to read it by."""
    table = _TABLES.get(orthography, lettering.PLAIN)
    found = [(word, table)]
    if "ch" in word and orthography is Orthography.LATIN:
        found.append((word, lettering.CARON))
    if "ou" in word[:-2] and table is not lettering.CARON:
        found.append((word, lettering.FRENCH if table is lettering.PLAIN else lettering.PLAIN))
    if "rz" in word and table is lettering.POLISH:
        found.append((word.replace("rz", "r"), table))
    if "z" in word and (table is lettering.GERMAN or orthography is Orthography.LATIN):
        found.append((word.replace("z", "c"), lettering.GERMAN))
    if table is lettering.SWEDISH:
        found.append((word, lettering.PLAIN))
    return found


def _read(word: str, table: dict[str, str]) -> str:
    if word.endswith("ich"):
        word = word[:-2] + "č"
    return _sounds(_SEEKERS[id(table)].sub(lambda found: table[found[0]], word).translate(LATIN))


def _sounds(text: str) -> str:
    """What both scripts come to: one sign for what is heard as one, iotation gone but at the beginning."""
    text = text.replace("dz", "d").replace("ts", "t").replace("ii", "i")
    if text[:2] == "ia":
        text = ("e" + text[2:]).replace("ei", "e").replace("ea", "e").replace("eu", "ev")
    text = text.replace("aiu", "u").replace("ia", "a").replace("ai", "a").replace("iu", "u").replace("ui", "u")
    text = _DOUBLE.sub(r"\1", text).replace("au", "av")
    if text[-2:] == "af":  # Smirnoff
        text = text[:-1] + "v"
    return text if text.isascii() and text.isalpha() else _NOT_LETTERS.sub("", text)


def stem(sounds: str) -> str:
    """A folded word without the ending of a case or of the feminine."""
    return _CASE.sub("", sounds)


def without_baltic_ending(sounds: str) -> str:
    """`Lukaševičius`, `Aleksandras`: Lithuanian puts an ending of its own behind every name."""
    return _BALTIC.sub("", sounds)


def skeleton(sounds: str) -> str:
    """The consonants alone, with у and ў as one: what a typing error in a vowel leaves as it is."""
    return _DOUBLE.sub(r"\1", sounds.translate(CONSONANTS))
