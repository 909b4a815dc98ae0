"""Where words stand in a text, in letters as marks count them and in lines as people do."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.redacting import wires
from dokaz.disclosure.redacting.errors import MarkBeyondEnd, WordsNotFound
from dokaz.disclosure.redacting.marks import MarkedLetters, placed

__all__ = ["at_line", "lines", "occurrences", "text_of"]

_LETTER = r"[\w’'-]*"


def text_of(ref: str, /, *, sitting: UUID, by: access.Session, now: datetime) -> str | None:
    """The text of an item that was asked for in this sitting; None where it cannot be read.

    Raises what `custody.stream` raises.
    """
    opened = custody.stream(ref, sitting=sitting, by=by, now=now)
    with opened.bytes as stream:
        return wires.redactor().words(stream, size=opened.size)


def occurrences(text: str, /, *, words: str, whole: bool) -> tuple[MarkedLetters, ...]:
    """Every place where these words stand, in capitals or not, over the end of a line or not, with е and ё alike.

    `whole`: a word goes to its end, so that a stem finds its forms. Raises WordsNotFound.
    """
    pattern = r"\s+".join(map(_spelt, words.split()))
    wide = f"{_LETTER}{pattern}{_LETTER}" if whole else pattern
    found = tuple(MarkedLetters(*match.span()) for match in re.finditer(wide, text, re.IGNORECASE) if match[0])
    if not (pattern and found):
        raise WordsNotFound
    return found


def _spelt(word: str) -> str:
    return re.sub("[её]", "[её]", re.escape(word), flags=re.IGNORECASE)


def lines(text: str) -> tuple[tuple[int, str], ...]:
    """Each line with the number of its first letter; ends of lines belong to none."""
    found, at = list[tuple[int, str]](), 0
    for line in text.split("\n"):
        found.append((at, line.removesuffix("\r")))
        at += len(line) + 1
    return tuple(found)


def at_line(held: Sequence[tuple[int, str]], /, *, number: int, first: int, last: int) -> MarkedLetters:
    """From a letter of a line to another, both counted from one and both taken out. Raises MarkBeyondEnd, MarkUnfit."""
    if not (1 <= number <= len(held) and 1 <= last <= len(held[number - 1][1])):
        raise MarkBeyondEnd
    begins = held[number - 1][0]
    letters: MarkedLetters = placed(MarkedLetters, begins + first - 1, begins + last)
    return letters
