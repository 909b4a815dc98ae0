"""The bytes of a film on their way out: the first soon, the rest in blocks whose chunks are opened once."""

import io

import pytest

from dokaz.verify import age
from dokaz.web.office import ranges

KEY, CHUNK = bytes(16), age.CHUNK_SIZE
PLAIN = bytes(range(256)) * (3 * ranges.BLOCK // 256) + b"end"


class Counting(io.BytesIO):
    """A payload that knows how many bytes were read from it."""

    read_from = 0

    def readinto(self, into):
        taken = super().readinto(into)
        self.read_from += taken
        return taken


@pytest.fixture(scope="module")
def sealed():
    kept = io.BytesIO()
    with age.PayloadWriter(KEY, kept) as writer:
        writer.write(PLAIN)
    return kept.getvalue()


def opened(sealed):
    payload = Counting(sealed)
    stream = io.BufferedReader(age.PayloadReader(payload, KEY), buffer_size=CHUNK)
    payload.read_from = 0
    return payload, stream


@pytest.mark.parametrize(
    ("first", "last"),
    [(0, len(PLAIN) - 1), (1, len(PLAIN) - 1), (CHUNK - 1, CHUNK), (3 * CHUNK + 7, 2 * ranges.BLOCK), (5, 5),
     (len(PLAIN) - 2, len(PLAIN) - 1), (CHUNK, 2 * CHUNK - 1)],
)  # fmt: skip
def test_every_chunk_of_a_range_is_opened_once(sealed, first, last):
    payload, stream = opened(sealed)
    pieces = list(ranges.Pieces(stream, ranges.Span(first, last)))
    assert b"".join(pieces) == PLAIN[first : last + 1]
    touched = last // CHUNK - first // CHUNK + 1
    assert payload.read_from <= touched * (CHUNK + 16)
    assert len(pieces) <= 1 + -(-(last - first + 1) // ranges.BLOCK)


def test_the_first_piece_is_small_and_the_others_are_whole_blocks(sealed):
    _, stream = opened(sealed)
    pieces = iter(ranges.Pieces(stream, ranges.Span(70_000, len(PLAIN) - 1)))
    first = next(pieces)
    assert len(first) <= 2 * CHUNK
    assert (70_000 + len(first)) % CHUNK == 0
    assert len(next(pieces)) == ranges.BLOCK


def test_a_small_range_is_one_piece_wherever_it_begins(sealed):
    _, stream = opened(sealed)
    for first in (0, 1, CHUNK - 1, 2 * CHUNK):
        assert len(list(ranges.Pieces(stream, ranges.Span(first, first + CHUNK - 1)))) == 1
