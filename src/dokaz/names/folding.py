"""Words of names folded to sounds, so that one name has one form whichever orthography it was written in."""

import re
import unicodedata

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
    orthographies.HUNGARIAN: lettering.HUNGARIAN,
}
_SEEKERS = {id(table): seeker(table) for table in (lettering.PLAIN, *_TABLES.values())}
_DOUBLE = re.compile(r"(.)\1+")
_CASES = (  # the longest first, each behind two letters at least
    (3, frozenset({"aya", "ayu", "uyu", "uya", "aha", "ahu", "amu"})),
    (2, frozenset({"ay", "am", "im"})),
    (1, frozenset("aiu")),
)
_LITHUANIAN = re.compile("(?<=..[bvhdZklmnprtCSy])[aiu]s$")
_EITHER = ("aha", "ahu", "amu")
_BALTIC = re.compile("(?<=..[bvhdZklmnprtCSy])[aiu]?s$")
_VOLK = re.compile("оў(?=[бвгджзклмнпрстфцчш])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
Reading = tuple[str, dict[str, str]]


def fold(word: str, orthography: str) -> tuple[str, ...]:
    """The sounds of a word in small letters, the likeliest reading first. A word that has none stands for itself."""
    return tuple(sounds for sounds in _readings(word, orthography) if sounds) or (word,)


def _readings(word: str, orthography: str) -> tuple[str, ...]:
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
        found += [(word, lettering.CARON), (word, lettering.FRENCH)]
    if "ou" in word and table is lettering.FRENCH:  # оў as well as у
        found.append((word.replace("ou", "ow"), table))
    if (plain and "ou" in word[:-1]) or (unclear and "j" in word and "ch" not in word):
        found.append((word, lettering.FRENCH))
    if "rz" in word and table is lettering.POLISH:
        found += [(word.replace("rz", "r"), table), (word.replace("rz", "rs"), table)]
    if "z" in word and (unclear or table is lettering.GERMAN):
        found.append((word.replace("z", "ţ"), lettering.GERMAN))
    if "x" in word:  # х, but in Alexander
        found.append((word.replace("x", "kh"), table))
    if "sch" in word and table is lettering.GERMAN:  # щ
        found.append((word.replace("sch", "shch"), lettering.PLAIN))
    if "oe" in word and (plain or table is lettering.SWEDISH):  # Dutch for у
        found.append((word.replace("oe", "u"), table))
    if table is lettering.SWEDISH:
        found.append((word, lettering.PLAIN))
    return found


def _read(word: str, table: dict[str, str]) -> str:
    if word.endswith("ich") or (table is lettering.PLAIN and word.endswith("ych")):
        word = word[:-2] + "č"
    text = _SEEKERS[id(table)].sub(lambda found: table[found[0]], word).translate(LATIN)
    return _sounds(text if text.isascii() else _bare_letters(text).translate(LATIN))


def _bare_letters(text: str) -> str:
    """Letters that no table has, without their marks: ĥ is an h. What belongs to another script stays as it is."""
    return "".join(unicodedata.normalize("NFKD", letter)[0] for letter in text)


def _sounds(text: str) -> str:
    """What both scripts come to: й kept behind a vowel, softness gone but at the beginning, nothing twice."""
    text = settled(text)
    return text if text.isalpha() else _NOT_LETTERS.sub("", text)


def settled(text: str) -> str:
    """Sounds as they stay beside each other; of two that fall together there is one."""
    text = text.replace("ds", "d").replace("ts", "t")
    if _DOUBLE.search(text):
        text = _DOUBLE.sub(r"\1", text)
    if text[:2] == "ia":
        text = ("e" + text[2:]).replace("ei", "ey").replace("ea", "e").replace("eu", "ev")
    text = (
        text.replace("ai", "ay")
        .replace("ui", "uy")
        .replace("ia", "a")
        .replace("iu", "u")
        .replace("aa", "a")
        .replace("au", "av")
    )
    if text[-2:] == "af":  # Smirnoff
        text = text[:-1] + "v"
    return text


def stem(sounds: str) -> str:
    """A folded word without the ending of a case or of the feminine."""
    size = len(sounds)
    for length, endings in _CASES:
        if size >= length + 2 and sounds[-length:] in endings:
            return sounds[:-length]
    return sounds


def stems(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """The stem of each reading; two where -ага may be an ending (Белага) or not (Сапега)."""
    if len(sounds) == 1 and not sounds[0].endswith(_EITHER):
        return (stem(sounds[0]),)
    found = tuple(map(stem, sounds))
    either = tuple(each[:-1] for each in sounds if each.endswith(_EITHER))
    return (*found, *either) if either else found


def without_baltic_ending(sounds: str, orthography: str) -> str:
    """`Lukaševičius`, `Aleksandrs`: Lithuanian and Latvian put an ending of their own behind every name of a man."""
    return (_BALTIC if orthography == orthographies.CARON else _LITHUANIAN).sub("", sounds)


def skeleton(sounds: str) -> str:
    """The consonants alone, у and ў as one, and all that hisses: what errors in vowels, and habits, leave as it is."""
    return _DOUBLE.sub(r"\1", sounds.translate(CONSONANTS))
