"""Identifiers of records (RFC 9562).

Persons, contacts, accounts and reports get `random_id()`: a UUIDv7 tells the millisecond it was made, and for these
that is the time of contact. Everything else gets `ordered_id(now)`, because ordered keys keep indexes small and quick.
A module names its own: `PersonId = NewType("PersonId", RandomId)`, `ItemId = NewType("ItemId", OrderedId)`;
a type checker then refuses an ordered id where a random one is needed. An id is never a secret and never a permission.
"""

import os
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import NewType
from uuid import UUID, uuid4

from dokaz.kernel.draws import Draws
from dokaz.kernel.errors import TimestampMalformed

RandomId = NewType("RandomId", UUID)
OrderedId = NewType("OrderedId", UUID)

_TAIL_BITS = 74  # RFC 9562 5.7: rand_a (12) and rand_b (62)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def random_id() -> RandomId:
    """A UUIDv4: tells nothing, not even when it was made."""
    return RandomId(uuid4())


def ordered_id(now: datetime) -> OrderedId:
    """A UUIDv7 that is greater than every one made before in this process, even when the clock went back."""
    if now.tzinfo is None:
        raise TimestampMalformed(text=now.isoformat())
    return OrderedId(_assembled(*_sequence.next((now - _EPOCH) // timedelta(milliseconds=1))))


class _Sequence:
    """RFC 9562 6.2, method 2: within one millisecond the random tail grows by a random step."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._millisecond = -1
        self._tail = 0

    def next(self, millisecond: int) -> tuple[int, int]:
        with self._turn:
            if millisecond > self._millisecond:
                self._begin(millisecond)
            else:
                self._tail += 1 + _steps.number()
                if self._tail >> _TAIL_BITS:
                    self._begin(self._millisecond + 1)
            return self._millisecond, self._tail

    def _begin(self, millisecond: int) -> None:
        self._millisecond = millisecond
        self._tail = secrets.randbits(_TAIL_BITS - 1)  # RFC 9562 6.2: the top bit stays free against roll-over


def _assembled(millisecond: int, tail: int) -> UUID:
    rand_a, rand_b = tail >> 62, tail & ((1 << 62) - 1)
    return UUID(int=millisecond << 80 | 7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def _start_anew() -> None:
    global _sequence  # noqa: PLW0603 - a forked child must not go on with its parent's tail
    _sequence = _Sequence()


_steps = Draws(5)
_sequence = _Sequence()
os.register_at_fork(after_in_child=_start_anew)
