"""A name as it was written, taken apart: which word is the surname, the given name, the patronymic, an initial."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from dokaz.names import given_names, roles, splitting, tokens
from dokaz.names.given_names import MALE, UNKNOWN, Meaning
from dokaz.names.roles import Roles
from dokaz.names.tokens import LONGEST, MOST, Initial, Token


class NamePart(StrEnum):
    """What a word is in a name."""

    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FAMILY = "family"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name as it was written, and what it is there."""

    text: str = field(repr=False)
    part: NamePart


@dataclass(slots=True, eq=False, repr=False)
class Name:
    """A name with each word in its place; `others` are further ways to take it apart. Nobody changes it."""

    family: tuple[Token, ...]
    given: Token | None
    father: Token | None
    given_initial: Initial | None
    father_initial: Initial | None
    meaning: Meaning
    words: list[Token]
    initials: Sequence[Initial]
    others: "tuple[Name, ...]"


def parsed(written: str) -> Name:
    """The name taken apart. Any text has an answer, if only an empty one."""
    return remembered(written) if len(written) <= LONGEST else _taken_apart(written)


def _taken_apart(written: str) -> Name:
    found = splitting.split(written)
    words, initials = found.words, found.initials
    ways = roles.ways(words, comma=found.comma)
    others = () if len(ways) == 1 else tuple(_name(words, initials, each, ()) for each in ways[1:])
    return _name(words, initials, ways[0], others)


remembered = lru_cache(MOST)(_taken_apart)


def forget() -> None:
    """Drop what is remembered of names."""
    remembered.cache_clear()
    tokens.forget()
    given_names.initials.cache_clear()


def _name(words: list[Token], initials: Sequence[Initial], way: Roles, others: tuple[Name, ...]) -> Name:
    given, father, family = way
    meaning = UNKNOWN
    if given:
        meaning = _meant(given, father, family) if given.either else given.given
    if family[0].parts if len(family) == 1 else any(word.parts for word in family):
        family = tuple(part for word in family for part in (word.parts or (word,)))
    given_initial = father_initial = None
    if initials:
        at = 0 if given else 1
        given_initial = None if given else initials[0]
        father_initial = initials[at] if not father and len(initials) > at else None
    return Name(family, given, father, given_initial, father_initial, meaning, words, initials, others)


def _meant(given: Token, father: Token | None, family: tuple[Token, ...]) -> Meaning:
    """Which given names are meant, as far as the sex that the other words tell does not rule it out."""
    sex = _sex(father, family)
    if not sex:
        return given.given
    meaning = given.given
    keep = MALE if sex == "m" else meaning.all - MALE
    kept = Meaning(meaning.plain & keep, meaning.oblique & keep, meaning.weak & keep)
    return kept if kept.all else meaning


def _sex(father: Token | None, family: tuple[Token, ...]) -> str:
    if father and father.patronymic:
        return "m" if father.patronymic.man else "f"
    return tokens.sex_of_surname(family[-1].word) if family else ""


def words(written: str) -> tuple[NameWord, ...]:
    """The words of a name in their order, each with what it most likely is."""
    name = parsed(written)
    left = list(name.words)
    found = []
    for text in splitting.written_words(written):
        if left and left[0].word == splitting.bare(text):
            found.append(NameWord(text.removesuffix("."), _part(name, left.pop(0))))
        else:
            found.append(NameWord(text, NamePart.INITIAL))
    return tuple(found)


def _part(name: Name, word: Token) -> NamePart:
    if word is name.given:
        return NamePart.GIVEN
    father = name.father
    return NamePart.PATRONYMIC if father and father.word == word.word else NamePart.FAMILY


def meant(name: Name) -> given_names.Ids:
    """Every given name the name may have."""
    return name.meaning.all
