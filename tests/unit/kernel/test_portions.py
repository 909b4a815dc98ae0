"""Nothing is left out at a seam, nothing comes twice, and an iterator is read no further than it has to be."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from dokaz.kernel.portions import portions


@given(st.lists(st.integers(), max_size=30), st.integers(1, 9))
def test_portions_together_are_the_whole_in_its_order(things, size):
    found = list(portions(iter(things), of=size))
    assert list(itertools.chain.from_iterable(found)) == things
    assert all(len(each) == size for each in found[:-1])
    assert all(1 <= len(each) <= size for each in found)


def test_what_has_no_end_is_read_a_portion_at_a_time():
    without_end = itertools.count()
    assert next(portions(without_end, of=3)) == [0, 1, 2]
    assert next(without_end) == 3
