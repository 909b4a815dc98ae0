"""Where words stand in a text, in letters as marks count them and in lines as people do."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.redacting import wires
from dokaz.disclosure.redacting.errors import MarkBeyondEnd, WordsNotFound
from dokaz.disclosure.redacting.marks import MarkedLetters, placed
from dokaz.kernel import spellings

__all__ = ["at_line", "lines", "occurrences", "text_of"]

_LETTER = re.compile("[\\w'\u00ad-]")


def text_of(ref: str, /, *, sitting: UUID, by: access.Session, now: datetime) -> str | None:
    """The text of an item that was asked for in this sitting; None where it cannot be read.

    Raises what `custody.stream` raises.
    """
    opened = custody.stream(ref, sitting=sitting, by=by, now=now)
    with opened.bytes as stream:
        return wires.redactor().words(stream, size=opened.size)


def occurrences(text: str, /, *, words: str, whole: bool) -> tuple[MarkedLetters, ...]:
    """Every place where these words stand, in any spelling that `kernel.spellings` folds to theirs.

    `whole`: a word goes to its end, so that a stem finds its forms. Raises WordsNotFound.
    """
    seeker = spellings.seeker(words)
    found = _places(spellings.folded(text), seeker, whole=whole) if seeker else ()
    if marked := tuple(MarkedLetters(*place) for place in found):
        return marked
    raise WordsNotFound


def _places(folded: spellings.Folded, seeker: "re.Pattern[str]", *, whole: bool) -> Iterator[tuple[int, int]]:
    """Where it stands, as places in the original."""
    text, ends = folded.text, 0
    while found := seeker.search(text, ends):
        begins, ends = found.span()
        while whole and begins and _LETTER.match(text, begins - 1):
            begins -= 1
        while whole and ends < len(text) and _LETTER.match(text, ends):
            ends += 1
        yield folded.original(begins, ends)


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
