"""One word of a name with all that comparing asks of it, worked out once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dokaz.names import folding, given_names, surnames
from dokaz.names.given_names import Meaning
from dokaz.names.orthographies import Orthography
from dokaz.names.patronymics import Patronymic, patronymic

# A single letter that stands for a name written with two in another script: Y. for Юрий and Евгений, S. for Шамиль.
_SINGLE = {"y": "ieu", "j": "ieuZ", "i": "ieu", "s": "sS", "z": "zZt", "c": "tCSk", "x": "ksh", "ch": "ChS", "sh": "SZ"}
_ENDING_OF_MAN = re.compile(r"(?:(?:ого|ого|ага|ому|аму)|[оеі]в(?:ым)?|[аеёо]ў|(?<=[цс]к)[иі]й?|ов|ев)$")
_ENDING_OF_WOMAN = re.compile(r"(?:ая|яя|aya|aja|aia)$")


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word in small letters, its sounds in each reading, and what it may be in a name."""

    word: str
    sounds: tuple[str, ...]
    first: str
    stems: tuple[str, ...]
    orthography: Orthography
    given: Meaning
    patronymic: Patronymic | None
    attested: bool
    common: bool
    parts: "tuple[Token, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Initial:
    """A single letter of a name, as the sounds it may stand for."""

    word: str
    sounds: frozenset[str]


def _stems(words: str) -> frozenset[str]:
    return frozenset(folding.stem(given_names.sounds_of(word)[0]) for word in words.split())


_COMMON = _stems(surnames.COMMON)
_ATTESTED = _COMMON | _stems(surnames.KNOWN)


@lru_cache(folding.MOST)
def token(word: str, orthography: Orthography) -> Token:
    """The word in small letters, within a name of this orthography."""
    sounds = folding.fold(word.replace("-", ""), orthography)
    if orthography in _LITHUANIAN:
        sounds = tuple(dict.fromkeys((*sounds, *(folding.without_baltic_ending(each) for each in sounds))))
    stems = tuple(folding.stem(each) for each in sounds)
    return Token(
        word=word,
        sounds=sounds,
        first=sounds[0],
        stems=stems,
        orthography=orthography,
        given=given_names.meaning(word, sounds),
        patronymic=patronymic(sounds),
        attested=any(stem in _ATTESTED for stem in stems),
        common=any(stem in _COMMON for stem in stems),
        parts=tuple(token(part, orthography) for part in word.split("-") if part) if "-" in word else (),
    )


_LITHUANIAN = frozenset({Orthography.CARON, Orthography.LATIN, Orthography.ENGLISH})


@lru_cache(1 << 10)
def initial(word: str, orthography: Orthography) -> Initial:
    """The letter, or the two that stand for one sound, in small letters."""
    if word in _SINGLE:
        return Initial(word, frozenset(_SINGLE[word]))
    return Initial(word, frozenset(each[:1] for each in folding.fold(word, orthography)))


def sex_of_surname(word: str) -> str:
    """`m` or `f` where the ending of a surname tells it; most do not."""
    if _ENDING_OF_WOMAN.search(word):
        return "f"
    return "m" if _ENDING_OF_MAN.search(word) else ""


def forget() -> None:
    """Drop what is remembered of words."""
    token.cache_clear()
    initial.cache_clear()
    folding.fold.cache_clear()
