"""Reference codes people read aloud, write on paper and type: `E-7K3F-9QXM4`.

A letter for the kind of record, eight random characters (40 bits) and one check character, all from Crockford's
alphabet: no I, L, O or U. The check character is a weighted sum over GF(32) in which every place has a weight of its
own, so one wrong character and two exchanged ones, neighbours or not, are always caught, the letter of the kind
included. A code is random, so that it says nothing about how many records there are or when they were made; it is
made unique by the database.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from dokaz.kernel.draws import Draws
from dokaz.kernel.errors import (
    CodeHasStrangeLetter,
    CodeMistyped,
    CodeOfOtherKind,
    CodeOfUnknownKind,
    CodeTooLong,
    CodeTooShort,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 8
_BITS = 5  # of one character
_LENGTH = RANDOM_CHARACTERS + 1
_drawn = Draws(RANDOM_CHARACTERS * _BITS // 8)
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive over GF(2): the powers of 2 run through all 31 values but 0

_READ_ALIKE = str.maketrans(
    # Latin look-alikes as Crockford reads them; then Cyrillic letters that a keyboard left in that layout gives.
    "OILАВЕКМНОРСТУХІЁ",
    "011ABEKMH0PCTYX1E",
)
_BETWEEN = re.compile(r"[\n;,]+")
_SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0\u202f-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_./")


class Kind(StrEnum):
    """What a code stands for: the one register of first letters. None may look like another character."""

    ITEM = "E"
    PERSON = "P"
    ACCOUNT = "A"
    INCIDENT = "N"
    CLAIM = "C"
    UNIT = "G"
    PLACE = "H"
    REQUEST = "Q"
    RELEASE = "R"
    PACKAGE = "K"
    REPORT = "M"
    REFERRAL = "V"
    EXHIBIT = "X"
    COLLEAGUE = "T"
    AUTHORITY = "J"
    REDACTION = "Y"


@dataclass(frozen=True, slots=True)
class Code:
    """A reference code whose check character is right by construction."""

    kind: Kind
    characters: str

    @classmethod
    def new(cls, kind: Kind) -> "Code":
        drawn = _drawn.number()
        return cls(kind, "".join(ALPHABET[drawn >> place & 31] for place in range(0, RANDOM_CHARACTERS * _BITS, _BITS)))

    def __post_init__(self) -> None:
        _refuse_length(self.characters, text=self.characters, wanted=RANDOM_CHARACTERS)
        _refuse_strange_letters(self.characters, text=self.characters)

    def __str__(self) -> str:
        body = self.characters + _check_character(self.kind.value + self.characters)
        return f"{self.kind.value}-{body[:4]}-{body[4:]}"


def parse(text: str, *, kind: Kind | None = None) -> Code:
    """Read a code however it was typed: any case, spaces, dashes, o for 0, i or l for 1, Cyrillic look-alikes.

    Raises a CodeError that says what is wrong; CodeOfOtherKind where `kind` is given and the code is of another.
    """
    typed = text.translate(_SEPARATORS).upper().translate(_READ_ALIKE)
    found, body = _kind(typed[:1], text=text), typed[1:]
    if kind not in (None, found):
        raise CodeOfOtherKind(text=text, found=found.value, wanted=kind)
    _refuse_strange_letters(body, text=text)
    _refuse_length(body, text=text, wanted=_LENGTH)
    if _check_character(found.value + body[:-1]) != body[-1]:
        raise CodeMistyped(text=text)
    return Code(found, body[:-1])


def several(text: str, *, kind: Kind | None = None) -> tuple[str, ...]:
    """The codes in a text, one a line or with commas between, each once and as it is printed. Raises CodeError."""
    typed = (part.strip() for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(str(parse(part, kind=kind)) for part in typed if part))


def _kind(letter: str, *, text: str) -> Kind:
    try:
        return Kind(letter)
    except ValueError:
        raise CodeOfUnknownKind(text=text, known=", ".join(Kind)) from None


def _refuse_length(body: str, *, text: str, wanted: int) -> None:
    if len(body) != wanted:
        raise (CodeTooShort if len(body) < wanted else CodeTooLong)(text=text, wanted=wanted, found=len(body))


def _refuse_strange_letters(body: str, *, text: str) -> None:
    for letter in body:
        if letter not in ALPHABET:
            raise CodeHasStrangeLetter(text=text, letter=letter)


def _check_character(characters: str) -> str:
    check = 0
    for place, character in enumerate(characters, start=1):
        check ^= _times(_power(place), ALPHABET.index(character))
    return ALPHABET[check]


@cache
def _power(exponent: int) -> int:
    return 1 if exponent == 0 else _times(2, _power(exponent - 1))


@cache
def _times(a: int, b: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (_FIELD if a & 0b10000 else 0)
        b >>= 1
    return product
