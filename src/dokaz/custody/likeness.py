"""How alike two pictures or two texts are: marks that change little where the content changes little. Pure.

picture-1   The lowest frequencies of a picture's brightness, each above or below their median (a perceptual hash of
            256 bits; C. Zauner, 2010). Size, compression and light change little of them; a mirror image changes all.
text-1      The 128 least hashes of all runs of three words (a bottom-k sketch; E. Cohen and H. Kaplan, 2007): of two
            texts they share as many as the texts share runs.

They say that somebody should look, and never that two things are the same.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from statistics import median

from dokaz.custody.words import Resemblance

__all__ = ["METHODS", "Shared", "compared", "of_picture", "of_text"]

METHODS = {"picture-1": Resemblance.PICTURE, "text-1": Resemblance.TEXT}
Shared = tuple[int, int]  # how many, of how many

_SIDE, _LOW = 64, 16
_BITS = _LOW * _LOW
_NEAR = 40  # bits of 256: two pictures that have nothing in common differ in 128, give or take eight
_FLAT = 2.0  # grey values: a picture that varies less shows nothing that could be compared
_RUN, _SKETCH = 3, 128
_LEAST_RUNS = 20  # fewer say nothing: short texts are alike by chance
_WORD = re.compile(r"\w+")
_HALF = 2


def of_picture(grey: bytes) -> str | None:
    """The mark of a picture of 64 by 64 grey values; None for one that is all of one brightness."""
    mean = sum(grey) / len(grey)
    if math.sqrt(sum((value - mean) ** 2 for value in grey) / len(grey)) < _FLAT:
        return None
    low = _low_frequencies([grey[start : start + _SIDE] for start in range(0, len(grey), _SIDE)])
    middle = median(low[1:])  # the first is the brightness of the whole
    bits = sum((value > middle) << place for place, value in enumerate(low[1:]))
    return f"{bits:0{_BITS // 4}x}"


def _low_frequencies(rows: Sequence[bytes]) -> list[float]:
    """The discrete cosine transform of the rows, then of the columns, as far as it is wanted."""
    waves = _waves()
    across = [[sum(map(float.__mul__, wave, map(float, row))) for wave in waves] for row in rows]
    columns = list(zip(*across, strict=True))
    return [sum(map(float.__mul__, wave, column)) for wave in waves for column in columns]


@lru_cache
def _waves() -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(math.cos(math.pi * frequency * (2 * place + 1) / (2 * _SIDE)) for place in range(_SIDE))
        for frequency in range(_LOW)
    )


def of_text(text: str) -> tuple[str, ...]:
    """The marks of a text, whatever its case, punctuation and lines; none for one that is too short to tell."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    runs = {" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}
    if len(runs) < _LEAST_RUNS:
        return ()
    return tuple(sorted(blake2b(run.encode("utf-8", "replace"), digest_size=8).hexdigest() for run in runs)[:_SKETCH])


def compared(resemblance: Resemblance, mine: Sequence[str], other: Sequence[str]) -> Shared | None:
    """How much of them is the same; None where that is not enough to be worth a look.

    Of pictures: how many of the fewer are found among the others (a video has several), at least half of them. Of
    texts: how many of the least runs of both are in both, at least half of them.
    """
    found = _texts(mine, other) if resemblance is Resemblance.TEXT else _pictures(mine, other)
    shared, of = found
    return found if of and _HALF * shared >= of else None


def _texts(mine: Sequence[str], other: Sequence[str]) -> Shared:
    both = set(mine) & set(other)
    least = sorted(set(mine) | set(other))[: max(len(mine), len(other))]
    return sum(mark in both for mark in least), len(least)


def _pictures(mine: Sequence[str], other: Sequence[str]) -> Shared:
    fewer, more = sorted(([int(mark, 16) for mark in marks] for marks in (mine, other)), key=len)
    return sum(any((one ^ another).bit_count() <= _NEAR for another in more) for one in fewer), len(fewer)
