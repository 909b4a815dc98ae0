"""A written name as its words and initials, in their order, whatever marks stand around them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dokaz.names import orthographies, tokens
from dokaz.names.lettering import LOOKS_CYRILLIC, LOOKS_LATIN
from dokaz.names.tokens import Initial, Token

_APOSTROPHES = "'’‘`´ʹʺʻʼ′"
_CLEAN = str.maketrans(
    dict.fromkeys(_APOSTROPHES)
    | dict.fromkeys(map(chr, range(0x300, 0x370)))  # stress marks; what belongs to a letter has been joined to it
    | dict.fromkeys("‐‑‒–—―−\u00ad", "-")
    | dict.fromkeys("·")
)
_TO_CLEAN = re.compile(f"[{re.escape(''.join(map(chr, _CLEAN)))}]")
_MARKS = {ord(mark): ord("'") for mark in _APOSTROPHES} | {
    code: to for code, to in _CLEAN.items() if chr(code) not in _APOSTROPHES
}
_WRITTEN = re.compile(r"[^\W\d_][^\W\d_']*(?:[-'][^\W\d_][^\W\d_']*)*'?\.?")
_LETTERS = "[a-zA-Zа-яА-ЯёЁіІўЎїЇєЄґҐÀ-ÖØ-öø-ž]{3,}"
_PLAIN = re.compile(f"{_LETTERS}(?: {_LETTERS})*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_LONG_INITIALS = frozenset({"shch", "sch", "szcz", "dzi", "дзь"})
_HAS_LATIN = re.compile("[a-z]")
_HAS_CYRILLIC = re.compile("[Ѐ-ӿ]")
_TWO_LETTERS = 2
_LONGEST_INITIAL = max(map(len, _LONG_INITIALS)) + 1  # and a full stop
NO_INITIALS: Sequence[Initial] = ()


@dataclass(slots=True, eq=False, repr=False)
class Split:
    """Words and initials; `comma` where the surname comes first and says so."""

    orthography: str
    words: list[Token]
    initials: Sequence[Initial]
    comma: bool


def split(written: str) -> Split:
    """The words of any text."""
    if len(written) <= tokens.LONGEST and _PLAIN.fullmatch(written):
        small = written.lower()
        return _plain(small, small.split(" "))
    return _anything(cleaned(written))


def _plain(small: str, words: list[str]) -> Split:
    """Letters and spaces alone, as most names are."""
    orthography = orthographies.of(small)
    if orthographies.is_cyrillic(orthography) and _HAS_LATIN.search(small):
        words = [one_script(word) for word in words]
    return Split(orthography, [tokens.token(word, orthography) for word in words], NO_INITIALS, comma=False)


def cleaned(written: str) -> str:
    """Without apostrophes and stress marks, with one kind of hyphen, and letters of odd shapes as their plain ones."""
    if written.isascii():
        return written.replace("'", "").replace("`", "")
    joined = unicodedata.normalize("NFKC", written)
    return joined.translate(_CLEAN) if _TO_CLEAN.search(joined) else joined


def written_words(written: str) -> list[str]:
    """The words as they stand, apostrophes and all, without the marks between them."""
    joined = unicodedata.normalize("NFKC", written).translate(_MARKS)
    return [word.strip("'") for word in _WRITTEN.findall(joined)]


def bare(word: str) -> str:
    """A written word as words are compared: small, without apostrophe and full stop, in one script."""
    return one_script(cleaned(word).lower().removesuffix("."))


def _anything(clean: str) -> Split:
    orthography, words, initials = orthographies.of(clean.lower()), list[Token](), list[Initial]()
    token = tokens.token if len(clean) <= tokens.LONGEST else tokens.fresh
    for text in _WORD.findall(clean):
        small = text.lower()
        word = small.removesuffix(".")
        if len(text) > _LONGEST_INITIAL or not (is_initial(text) or _are_initials(text, clean)):
            words.append(token(one_script(word), orthography))
        elif is_initial(text):
            initials.append(tokens.initial(word, orthography))
        else:
            initials.extend(tokens.initial(letter, orthography) for letter in word)
    return Split(orthography, words, initials or NO_INITIALS, comma="," in clean and _is_behind_a_word(clean))


def _are_initials(text: str, clean: str) -> bool:
    """Two capitals without a full stop in a name that is not all in capitals: Лукашенко АГ."""
    return len(text.removesuffix(".")) == _TWO_LETTERS and text.isupper() and not clean.isupper()


def is_initial(text: str) -> bool:
    """One letter, or two and a full stop: Л, Л., Yu., Дз."""
    word = text.removesuffix(".")
    return len(word) == 1 or (word != text and (len(word) == _TWO_LETTERS or word.lower() in _LONG_INITIALS))


def _is_behind_a_word(clean: str) -> bool:
    before, comma, after = clean.partition(",")
    return bool(comma) and bool(_WORD.search(before)) and bool(_WORD.search(after))


def one_script(word: str) -> str:
    """A word in which letters of the other script were typed for those that look alike."""
    if word.isascii() or not (_HAS_LATIN.search(word) and _HAS_CYRILLIC.search(word)):
        return word
    word = word.replace("ь", "").replace("ъ", "")  # one habit leaves the signs as they are: Malьtsev
    cyrillic = word.translate(LOOKS_CYRILLIC)
    return word.translate(LOOKS_LATIN) if _HAS_LATIN.search(cyrillic) else cyrillic
