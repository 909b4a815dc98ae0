"""One word of a name with all that comparing asks of it, worked out once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dokaz.names import folding, given_names, orthographies, surnames
from dokaz.names.given_names import MALE, Meaning
from dokaz.names.patronymics import Patronymic, patronymic

MOST = 1 << 15  # words and names that are remembered
LONGEST = 200  # letters; what is longer is answered and not remembered
# A single letter that stands for a name written with two in another script: Y. for Юрий and Евгений, S. for Шамиль.
_SINGLE = {
    "y": "ieu", "j": "ieuZ", "i": "ieu", "s": "sS", "z": "sZt", "c": "tCSkh", "k": "kh", "x": "ksh", "o": "au",
    "t": "tC",
    "ch": "ChS", "sh": "SZ", "и": "ie", "і": "ie",
}  # fmt: skip
_LITHUANIAN = frozenset({orthographies.CARON, orthographies.LATIN, orthographies.ENGLISH})
_OF_MAN = re.compile(r"(?:ого|ага|ому|аму|[оеё]в(?:ым)?|[аеёо]ў|[цс]к[иі]й?|ov|ev)$")
_OF_WOMAN = re.compile(r"(?:ая|яя|aya|aja|aia)$")


@dataclass(slots=True, eq=False, repr=False)
class Token:
    """A word in small letters, its sounds in each reading, and what it may be in a name. Nobody changes it."""

    word: str
    sounds: tuple[str, ...]
    first: str
    stems: tuple[str, ...]
    stem: str
    orthography: str
    given: Meaning
    likely: int  # to be a given name: 0 not at all, 3 most
    either: bool  # a man's name or a woman's, by the word alone
    patronymic: Patronymic | None
    attested: bool
    common: bool
    parts: "tuple[Token, ...]"

    @property
    def of_known_father(self) -> bool:
        return bool(self.patronymic and self.patronymic.fathers)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Initial:
    """A single letter of a name, as the sounds it may stand for."""

    word: str
    sounds: frozenset[str]


def _stems(words: str) -> frozenset[str]:
    return frozenset(folding.stem(given_names.sounds_of(word)[0]) for word in words.split())


_COMMON = _stems(surnames.COMMON)
_ATTESTED = _COMMON | _stems(surnames.KNOWN)


def is_attested(stem: str) -> bool:
    """Whether a surname with this folded stem is known to exist."""
    return stem in _ATTESTED


@lru_cache(MOST)
def token(word: str, orthography: str) -> Token:
    """The word in small letters, within a name of this orthography."""
    if "-" in word:
        return _joined(word, orthography)
    sounds = folding.fold(word, orthography)
    if orthography in _LITHUANIAN and word[-1] == "s":
        sounds = tuple(dict.fromkeys((*sounds, *(folding.without_baltic_ending(each, orthography) for each in sounds))))
    stems = folding.stems(sounds)
    given = given_names.meaning(word, sounds)
    attested = not _ATTESTED.isdisjoint(stems)
    common = attested and not _COMMON.isdisjoint(stems)
    either = given is not given_names.UNKNOWN and _either(given.all)
    father = patronymic(sounds)
    likely = _likely(given, attested=attested)
    return Token(
        word, sounds, sounds[0], stems, stems[0], orthography, given, likely, either, father, attested, common, ()
    )


def fresh(word: str, orthography: str) -> Token:
    """The same, not remembered."""
    return token.__wrapped__(word, orthography)


def _either(names: given_names.Ids) -> bool:
    return not names.isdisjoint(MALE) and not names <= MALE


def _likely(given: Meaning, *, attested: bool) -> int:
    if given is given_names.UNKNOWN:
        return 0
    return (3 if given.plain else 2) - attested


def _joined(word: str, orthography: str) -> Token:
    """Words with hyphens: as one, and as what each part is."""
    make = token if len(word) <= LONGEST else fresh
    whole = make(word.replace("-", ""), orthography)
    parts = tuple(make(part, orthography) for part in word.split("-") if part)
    first = parts[0] if parts else whole
    likely = whole.likely or first.likely
    given = whole.given if whole.likely else first.given
    return Token(
        word, whole.sounds, whole.first, whole.stems, whole.stem, orthography, given, likely, first.either,
        whole.patronymic, whole.attested, whole.common, parts,
    )  # fmt: skip


@lru_cache(1 << 10)
def initial(word: str, orthography: str) -> Initial:
    """The letter, or the two that stand for one sound, in small letters."""
    if word in _SINGLE:
        return Initial(word, frozenset(_SINGLE[word]))
    return Initial(word, frozenset(each[:1] for each in folding.fold(word, orthography)))


def sex_of_surname(word: str) -> str:
    """`m` or `f` where the ending of a surname tells it; most do not."""
    if _OF_WOMAN.search(word):
        return "f"
    return "m" if _OF_MAN.search(word) else ""


def forget() -> None:
    """Drop what is remembered of words."""
    token.cache_clear()
    initial.cache_clear()
