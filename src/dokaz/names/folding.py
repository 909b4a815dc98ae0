"""Words of names folded to sounds, so that one name has one form whichever orthography it was written in."""

import re

from dokaz.names import lettering, orthographies
from dokaz.names.lettering import CONSONANTS, CYRILLIC, LATIN, seeker

_TABLES = {
    orthographies.LACINKA: lettering.CARON,
    orthographies.OFFICIAL: lettering.CARON,
    orthographies.CARON: lettering.CARON,
    orthographies.POLISH: lettering.POLISH,
    orthographies.GERMAN: lettering.GERMAN,
    orthographies.FRENCH: lettering.FRENCH,
    orthographies.SWEDISH: lettering.SWEDISH,
}
_SEEKERS = {id(table): seeker(table) for table in (lettering.PLAIN, *_TABLES.values())}
_DOUBLE = re.compile(r"(.)\1+")
_CASE = re.compile("(?<=...)(?:aha|ahu|amu|am|im|[aiu])$")
_BALTIC = re.compile("(?<=[vkCnrlt])(?:as|is|us)$")
_VOLK = re.compile("оў(?=[бвгджзклмнпрстфцчш])")
_NOT_LETTERS = re.compile("[^a-zA-Z]+")
Reading = tuple[str, dict[str, str]]


def fold(word: str, orthography: str) -> tuple[str, ...]:
    """The sounds of a word in small letters, the likeliest reading first; never empty, though a form may be."""
    if word.isascii() or not "Ѐ" <= word[0] <= "ӿ":
        return _latin(word, orthography)
    first = _sounds(word.translate(CYRILLIC))
    if "оў" in word and (other := _VOLK.sub("ол", word)) != word:  # Воўк is Волк in Russian
        return first, _sounds(other.translate(CYRILLIC))
    return (first,)


def _latin(word: str, orthography: str) -> tuple[str, ...]:
    table = _TABLES.get(orthography, lettering.PLAIN)
    others = _further(word, orthography, table)
    first = _read(word, table)
    return tuple(dict.fromkeys((first, *(_read(*each) for each in others)))) if others else (first,)


def _further(word: str, orthography: str, table: dict[str, str]) -> list[Reading]:
    """What else the word may mean, with the table to read it by."""
    found: list[Reading] = []
    plain, unclear = table is lettering.PLAIN, orthography == orthographies.LATIN
    if unclear and "ch" in word:
        found.append((word, lettering.CARON))
    if "ou" in word and table is lettering.FRENCH:  # оў as well as у
        found.append((word.replace("ou", "ow"), table))
    if (plain and "ou" in word[:-2]) or (unclear and "j" in word):
        found.append((word, lettering.FRENCH))
    if "rz" in word and table is lettering.POLISH:
        found += [(word.replace("rz", "r"), table), (word.replace("rz", "rs"), table)]
    if "z" in word and (unclear or table is lettering.GERMAN):
        found.append((word.replace("z", "ţ"), lettering.GERMAN))
    if table is lettering.SWEDISH:
        found.append((word, lettering.PLAIN))
    return found


def _read(word: str, table: dict[str, str]) -> str:
    if word.endswith("ich"):
        word = word[:-2] + "č"
    return _sounds(_SEEKERS[id(table)].sub(lambda found: table[found[0]], word).translate(LATIN))


def _sounds(text: str) -> str:
    """What both scripts come to: one sign for what is heard as one, iotation gone but at the beginning."""
    text = text.replace("ds", "d").replace("ts", "t").replace("ii", "i")
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
