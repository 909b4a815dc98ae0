"""A name as it was written, taken apart: which word is the surname, the given name, the patronymic, an initial."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dokaz.names import folding, orthographies, tokens
from dokaz.names.given_names import MALE, NONE, Ids
from dokaz.names.orthographies import Orthography
from dokaz.names.tokens import Initial, Token, initial, token

_APOSTROPHES = "'’‘ʼ`´ʹʺ′\u02bb\u00b4"
_CLEAN = str.maketrans(
    dict.fromkeys(_APOSTROPHES)
    | {chr(mark): None for mark in range(0x300, 0x370)}  # stress marks; NFC has joined what belongs to a letter
    | dict.fromkeys("‐‑‒–—―−\u00ad", "-")
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_LONG_INITIAL = frozenset({"shch", "sch", "szcz", "dzi", "дзь"})
_MIXED = re.compile("[a-z].*[Ѐ-ӿ]|[Ѐ-ӿ].*[a-z]")
_SPLIT = re.compile(r"[^\W\d_]+")


class Kind(StrEnum):
    """What a word is in a name."""

    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FAMILY = "family"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name as it was written, and what it is there."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name with each word in its place. `others` are further ways to take it apart; `loose` marks one of these."""

    written: str
    orthography: Orthography
    family: tuple[Token, ...] = ()
    given: Token | None = None
    father: Token | None = None
    given_initial: Initial | None = None
    father_initial: Initial | None = None
    meant: Ids = NONE
    oblique: Ids = NONE
    weak: Ids = NONE
    sex: str = ""
    loose: bool = False
    words: tuple[Token, ...] = ()
    initials: tuple[Initial, ...] = ()
    others: "tuple[Name, ...]" = ()


Roles = tuple[Token | None, Token | None, tuple[Token, ...]]  # given name, patronymic, surname


@lru_cache(folding.MOST)
def parsed(written: str) -> Name:
    """The name taken apart. Any text has an answer, if only an empty one."""
    clean = _cleaned(written)
    small = clean.lower()
    orthography = orthographies.of(small)
    words, initials, comma = _words(clean, orthography)
    ways = _ways(words, comma=comma)
    first, *others = [_name(written, orthography, way, initials, loose=False) for way in ways]
    if not others:
        return first
    return _name(written, orthography, ways[0], initials, loose=False, others=tuple(others))


def forget() -> None:
    """Drop what is remembered of names."""
    parsed.cache_clear()
    tokens.forget()


def parts(written: str) -> tuple[Part, ...]:
    """The words of a name in their order, each with what it most likely is."""
    name = parsed(written)
    kinds = {id(each): Kind.FAMILY for each in name.family}
    kinds |= {id(name.given): Kind.GIVEN, id(name.father): Kind.PATRONYMIC}
    found = []
    for text in _WORD.findall(_cleaned(written)):
        word = text.rstrip(".").lower()
        same = next((each for each in name.words if each.word == _one_script(word)), None)
        found.append(Part(text, kinds.get(id(same), Kind.FAMILY) if same else Kind.INITIAL))
    return tuple(found)


def _cleaned(written: str) -> str:
    if written.isascii():
        return written.replace("'", "").replace("`", "")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", written)).translate(_CLEAN)


def _words(clean: str, orthography: Orthography) -> tuple[list[Token], list[Initial], bool]:
    """Words and initials in their order, and whether a comma stands behind the first word."""
    words: list[Token] = []
    initials: list[Initial] = []
    shouted = clean.isupper()
    for text in _WORD.findall(clean):
        small = text.lower()
        bare = small.removesuffix(".")
        if len(bare) == 1 or (small != bare and (len(bare) == 2 or bare in _LONG_INITIAL)):
            initials.append(initial(bare, orthography))
        elif len(bare) == 2 and not shouted and text[:2].isupper() and len(clean) > len(text):  # Лукашенко АГ
            initials += [initial(letter, orthography) for letter in bare]
        else:
            words.append(token(_one_script(bare), orthography))
    return words, initials, "," in clean and bool(_SPLIT.search(clean.partition(",")[0]))


def _one_script(word: str) -> str:
    """A word in which letters of the other script were typed for those that look alike."""
    if word.isascii() or not _MIXED.search(word):
        return word
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in word)
    from dokaz.names.lettering import LOOKS_CYRILLIC, LOOKS_LATIN

    return word.translate(LOOKS_CYRILLIC if cyrillic * 2 >= len(word) else LOOKS_LATIN)


def _name(
    written: str,
    orthography: Orthography,
    roles: Roles,
    initials: list[Initial],
    *,
    loose: bool,
    others: tuple[Name, ...] = (),
) -> Name:
    given, father, family = roles
    letters = list(initials)
    given_initial = letters.pop(0) if not given and letters else None
    father_initial = letters.pop(0) if not father and letters else None
    sex = _sex(father, family)
    return Name(
        written,
        orthography,
        tuple(part for each in family for part in (each.parts or (each,))),
        given,
        father,
        given_initial,
        father_initial,
        *_meant(given, sex),
        sex,
        loose,
        tuple(each for each in (given, father, *family) if each),
        tuple(initials),
        others,
    )


def _sex(father: Token | None, family: tuple[Token, ...]) -> str:
    if father and father.patronymic:
        return "m" if father.patronymic.man else "f"
    return tokens.sex_of_surname(family[-1].word) if family else ""


def _meant(given: Token | None, sex: str) -> tuple[Ids, Ids, Ids]:
    """Which given names are meant, as far as the sex that the other words tell does not rule it out."""
    if not given:
        return NONE, NONE, NONE
    meaning = given.given
    if given.parts and not meaning.plain:
        meaning = given.parts[0].given
    if not sex or not meaning.all:
        return meaning.plain, meaning.oblique, meaning.weak
    keep = MALE if sex == "m" else meaning.all - MALE
    kept = meaning.plain & keep, meaning.oblique & keep, meaning.weak & keep
    return kept if any(kept) else (meaning.plain, meaning.oblique, meaning.weak)


def _ways(words: list[Token], *, comma: bool) -> list[Roles]:
    """The ways to take these words for given name, patronymic and surname, the likeliest first."""
    if len(words) < 2:
        return [_of_one(words)]
    if len(words) == 2:
        return _of_two(*words, comma=comma)
    return _of_many(words, comma=comma)


def _of_one(words: list[Token]) -> Roles:
    if not words:
        return None, None, ()
    word = words[0]
    return (word, None, ()) if word.given.plain and not word.attested else (None, None, (word,))


def _of_two(one: Token, two: Token, *, comma: bool) -> list[Roles]:
    first, second = _likely_given(one), _likely_given(two)
    straight: Roles = (one, None, (two,))
    turned: Roles = (two, None, (one,))
    if first > second and not (comma and second):
        return [straight, *_without_surname(one, two)]
    if second > first or comma:
        return [turned, *_without_surname(two, one)]
    return [straight, turned]


def _without_surname(given: Token, other: Token) -> list[Roles]:
    """Иван Петрович: perhaps no surname at all."""
    known = other.patronymic and other.patronymic.fathers
    return [(given, other, ())] if known else []


def _likely_given(word: Token) -> int:
    if word.given.plain:
        return 3 - word.attested
    if word.given.weak or word.given.oblique:
        return 2 - word.attested
    return 1 if word.parts and word.parts[0].given.plain else 0


def _of_many(words: list[Token], *, comma: bool) -> list[Roles]:
    chosen = sorted(_choices(words, comma=comma), key=lambda choice: -choice[0])
    if not chosen:
        return [_without_patronymic(words, comma=comma)]
    best = chosen[0][0]
    return [roles for score, roles in chosen if score >= best - 1][:3]


def _choices(words: list[Token], *, comma: bool) -> list[tuple[int, Roles]]:
    """Every word that may be a patronymic, with the given name that goes with it, and how well they go together."""
    found: list[tuple[int, Roles]] = []
    for place, word in enumerate(words):
        if word.patronymic and not (comma and place == 0):
            given = _given_beside(words, place)
            if given is not None:
                family = tuple(each for at, each in enumerate(words) if at not in (place, given))
                found.append((_fits(words, given, place), (words[given], word, family)))
    return found


def _fits(words: list[Token], given: int, place: int) -> int:
    father = words[place].patronymic
    return (
        4 * (given == place - 1)
        + 2 * bool(father and father.fathers)
        + 2 * _likely_given(words[given])
        + (place == len(words) - 1 or given == 0)
    )


def _given_beside(words: list[Token], place: int) -> int | None:
    """The given name before a patronymic; else the likeliest elsewhere."""
    if place and _likely_given(words[place - 1]):
        return place - 1
    others = [at for at in range(len(words)) if at != place]
    best = max(others, key=lambda at: _likely_given(words[at]))
    if _likely_given(words[best]):
        return best
    return place - 1 if place else None


def _without_patronymic(words: list[Token], *, comma: bool) -> Roles:
    best = max(range(len(words)), key=lambda at: (_likely_given(words[at]), comma and at > 0, -at))
    if not _likely_given(words[best]):
        return None, None, tuple(words)
    return words[best], None, tuple(each for at, each in enumerate(words) if at != best)
