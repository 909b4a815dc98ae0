"""Texts folded, so that words are found however they are spelled; each letter knows where in the original it stood.

One spelling for: capitals and small letters; letters put together of parts (NFD, as macOS writes й and ў), ligatures
and wide forms (Unicode NFKC); ё and е, and any letter with a mark above it and without, but й and ў; Latin letters that
look like Cyrillic ones; kinds of dashes and apostrophes; white space of any kind and length. Soft hyphens and whatever
else has no width are left out. Nothing but the standard library: what finds words and what looks whether they are gone
are one code, which runs in the sandbox too.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass, field
from functools import cache, lru_cache

__all__ = ["Folded", "folded", "seeker", "stands_in"]

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4\uff07"
_ALIKE = str.maketrans({
    **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_APOSTROPHES, "'"), "ё": "е",
    **dict(zip("abcehijkmoptxy", "авсеніјкмортху", strict=True)),
})  # fmt: skip
# default ignorable code points (UAX 44), and control characters that are no white space
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_ANY_DASH = re.escape(_DASHES)
_SYLLABLE = "\u1161-\u11ff"  # parts of a Hangul syllable behind its first
_ABOVE = 230  # the combining class of stress marks, of those of ё and ї, and most of Latin letters
_BREVE = "\u0306"
_BREVE_OF_NO_LETTER = re.compile("(?<![иу])\u0306")  # й and ў are letters of their own
_SPACE = rf"(?:\s|[{_UNSEEN}])*"
_END_OF_LINE = r"[\n\r\x0b\x0c\x85\u2028\u2029]"
_NOTHING = re.compile(f"[{_UNSEEN}]+")
_EDGES = re.compile(r"\A\W+|\W+\Z")
_SHORT = 2  # letters
_ENOUGH = 300  # letters of a passage, over dashes at ends of lines: where it stands, its beginning does


@lru_cache(maxsize=4096)
def _letters(cluster: str) -> str:
    """A letter with its marks in the one spelling: often one letter, of a ligature several, of what is unseen none."""
    seen = _NOTHING.sub("", cluster).translate(_ALIKE)
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold()).translate(_ALIKE)
    bare = "".join(each for each in parts if each == _BREVE or unicodedata.combining(each) != _ABOVE)
    whole = unicodedata.normalize("NFKC", _BREVE_OF_NO_LETTER.sub("", bare)).translate(_ALIKE)
    return "".join(each for each in whole if not each.isspace())


def _is_plain(letter: str) -> bool:
    """Whether it is folded by itself, to one letter, so that runs of such are folded at once."""
    apart = letter.isspace() or letter in _DASHES + "\u00ac" or unicodedata.category(letter)[0] == "M"
    return not apart and len(letter.casefold()) == 1 and _letters(letter) == letter.casefold().translate(_ALIKE)


@cache
def _token() -> "re.Pattern[str]":
    """Made when the first text is folded: it goes through all letters, and most commands fold none."""
    letters = map(chr, [*range(0x21, 0x600), *range(0x2018, 0x2020)])
    plain = "".join(re.escape(each) for each in letters if _is_plain(each)) + "\u4e00-\u9fff\uac00-\ud7a3"
    marks = "".join(each for each in map(chr, range(0x300, 0x10000)) if unicodedata.category(each)[0] == "M")
    return re.compile(
        rf"(?P<broken>(?<!\s)[{_ANY_DASH}\u00ac\u00ad](?:[{_UNSEEN}]|[^\S\r\n])*{_END_OF_LINE}{_SPACE})"
        rf"|(?P<gap>\s{_SPACE})"
        rf"|(?P<run>(?:[{plain}]|[ {_ANY_DASH}](?=[{plain}]))+(?=[{plain} \t\r\n]|\Z))"
        rf"|(?P<unseen>[{_UNSEEN}]+)|.(?:[{_UNSEEN}]*[{marks}{_SYLLABLE}])*",
        re.DOTALL,
    )


_BREAK = "\u00ad"  # in a folded text: a dash at the end of a line, between words, within one, or of the word itself
_INSTEAD = {"broken": _BREAK, "gap": " ", "unseen": ""}
_MEETS = {" ": f"[ {_BREAK}]", "-": f"[-{_BREAK}]", _BREAK: f"[ {_BREAK}-]?"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its letters begins and ends in the original."""

    text: str
    begins: "array[int]" = field(repr=False)
    ends: "array[int]" = field(repr=False)

    def original(self, begins: int, ends: int) -> tuple[int, int]:
        """Where letters of the folded text that follow each other stand in the original."""
        return self.begins[begins], self.ends[ends - 1]


def folded(text: str, /) -> Folded:
    """The text in the one spelling."""
    parts, begins, ends = list[str](), array("I"), array("I")
    for found in _token().finditer(text):
        first, last = found.span()
        if found.lastgroup == "run":
            parts.append(found[0].casefold().translate(_ALIKE))
            begins.extend(range(first, last))
            ends.extend(range(first + 1, last + 1))
        else:
            letters = _INSTEAD[found.lastgroup] if found.lastgroup else _letters(found[0])
            parts.append(letters)
            begins.extend([first] * len(letters))
            ends.extend([last] * len(letters))
    return Folded("".join(parts), begins, ends)


def seeker(words: str, /) -> "re.Pattern[str] | None":
    """What finds these words in a folded text, over dashes at ends of lines too; None where there are no letters."""
    form = folded(words).text.strip(_BREAK + " ")
    return re.compile(_pattern(form)) if form else None


def _pattern(form: str) -> str:
    return f"{_BREAK}?".join(_MEETS.get(each) or re.escape(each) for each in form)


def stands_in(words: str, text: str, /) -> bool:
    """Whether words are anywhere in a folded text, whatever is no letter around them.

    Two letters are looked for as a word of its own. One letter is everywhere, and counts as nowhere.
    """
    form = folded(words).text.strip(_BREAK + " ")
    form = _EDGES.sub("", form) or form
    if len(form) > _SHORT:
        broken = _BREAK in form or _BREAK in text
        return bool(re.search(_pattern(form[:_ENOUGH]), text)) if broken else form in text
    return len(form) == _SHORT and bool(re.search(rf"(?<!\w){_pattern(form)}(?!\w)", text))
