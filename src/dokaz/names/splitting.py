"""A written name as its words and initials, in their order, whatever marks stand around them."""

import re
import unicodedata
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
_MARKS = {ord(mark): ord("'") for mark in _APOSTROPHES} | {
    code: to for code, to in _CLEAN.items() if chr(code) not in _APOSTROPHES
}
_WRITTEN = re.compile(r"[^\W\d_][^\W\d_']*(?:[-'][^\W\d_][^\W\d_']*)*'?\.?")
_ODD = re.compile("[^ a-zA-Zа-яА-ЯёЁіІўЎїЇєЄґҐÀ-ž]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_LONG_INITIALS = frozenset({"shch", "sch", "szcz", "dzi", "дзь"})
_HAS_LATIN = re.compile("[a-z]")
_HAS_CYRILLIC = re.compile("[Ѐ-ӿ]")
_TWO_LETTERS = 2


@dataclass(slots=True, eq=False, repr=False)
class Split:
    """Words and initials; `comma` where the surname comes first and says so."""

    orthography: str
    words: list[Token]
    initials: list[Initial]
    comma: bool


def split(written: str) -> Split:
    """The words of any text."""
    if len(written) <= tokens.LONGEST and written.replace(" ", "").isalpha() and not _ODD.search(written):
        small = written.lower()
        words = small.split(" ")
        if len(min(words, key=len)) > _TWO_LETTERS:
            return _plain(small, words)
    return _anything(cleaned(written))


def _plain(small: str, words: list[str]) -> Split:
    """Letters and spaces alone, as most names are."""
    orthography = orthographies.of(small)
    if orthographies.is_cyrillic(orthography) and _HAS_LATIN.search(small):
        words = [one_script(word) for word in words]
    return Split(orthography, [tokens.token(word, orthography) for word in words], [], comma=False)


def cleaned(written: str) -> str:
    """Without apostrophes and stress marks, with one kind of hyphen, and letters of odd shapes as their plain ones."""
    if written.isascii():
        return written.replace("'", "").replace("`", "")
    return unicodedata.normalize("NFKC", written).translate(_CLEAN)


def written_words(written: str) -> list[str]:
    """The words as they stand, apostrophes and all, without the marks between them."""
    joined = unicodedata.normalize("NFKC", written).translate(_MARKS)
    return [word.strip("'") for word in _WRITTEN.findall(joined)]


def bare(word: str) -> str:
    """A written word as words are compared: small, without apostrophe and full stop, in one script."""
    return one_script(cleaned(word).lower().removesuffix("."))


def _anything(clean: str) -> Split:
    small = clean.lower()
    found = Split(orthographies.of(small), [], [], comma=_is_behind_a_word(clean))
    shouted = clean.isupper()
    token = tokens.token if len(clean) <= tokens.LONGEST else tokens.fresh
    for text in _WORD.findall(clean):
        word = text.lower().removesuffix(".")
        if is_initial(text):
            found.initials.append(tokens.initial(word, found.orthography))
        elif len(word) == _TWO_LETTERS and text.isupper() and not shouted:  # Лукашенко АГ
            found.initials.extend(tokens.initial(letter, found.orthography) for letter in word)
        else:
            found.words.append(token(one_script(word), found.orthography))
    return found


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
