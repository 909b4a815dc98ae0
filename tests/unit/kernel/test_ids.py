import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest

from dokaz.kernel import ids
from dokaz.kernel.errors import TimestampMalformed

LATER = datetime(2222, 2, 22, 22, 22, 22, 222_000, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_sequence(monkeypatch):
    """These clocks are far ahead: ids made here would outrank those a later test makes in a process of its own."""
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())


def test_a_random_id_has_no_time_in_it():
    assert ids.random_id().version == 4


def test_an_ordered_id_tells_its_millisecond_as_rfc_9562_lays_out():
    made = ids.ordered_id(LATER)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(LATER.timestamp() * 1000)


def test_ordered_ids_grow_even_when_the_clock_stands_or_goes_back():
    made = [ids.ordered_id(LATER + timedelta(days=2) - timedelta(milliseconds=n // 10)) for n in range(5_000)]
    assert made == sorted(set(made))


def test_threads_get_different_ids():
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: ids.ordered_id(LATER), range(2_000)))
    assert len(set(made)) == len(made)


def test_the_tail_rolls_over_into_the_next_millisecond():
    sequence = ids._Sequence()
    first, _ = sequence.next(5)
    sequence._tail = (1 << 74) - 1
    assert sequence.next(5)[0] == first + 1


def test_a_forked_child_does_not_repeat_its_parents_ids():
    ids.ordered_id(LATER + timedelta(days=9))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, ids.ordered_id(LATER + timedelta(days=9)).bytes)
        os._exit(0)
    os.waitpid(child, 0)
    told = UUID(bytes=os.read(reading, 16))
    os.close(reading)
    os.close(writing)
    assert told != ids.ordered_id(LATER + timedelta(days=9))


def test_a_time_without_zone_makes_no_id():
    with pytest.raises(TimestampMalformed):
        ids.ordered_id(datetime(2020, 8, 12))  # noqa: DTZ001
