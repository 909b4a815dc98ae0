"""Whose turn it is to write.

SQLite lets one write at a time. PostgreSQL lets all, and a verb that reads, decides and writes would decide on what
another is changing. So a transaction there takes the house lock as its first act: alone, as on SQLite, unless it was
shown to be right beside others of its kind. Those share the lock, and still exclude every verb that runs alone.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

__all__ = ["ALONE", "FREE", "Turn", "beside_others"]

HOUSE = 0x646F6B617A  # "dokaz"


@dataclass(frozen=True, slots=True)
class Turn:
    """The locks a transaction begins with; they end with it."""

    statement: str
    keys: tuple[int, ...]


ALONE = Turn("SELECT pg_advisory_xact_lock(%s)", (HOUSE,))
BESIDE = Turn("SELECT pg_advisory_xact_lock_shared(%s)", (HOUSE,))
FREE = Turn("", ())


@contextmanager
def beside_others(queue: str | None = None) -> Iterator[None]:
    with taking(BESIDE if queue is None else _queued(queue)):
        yield


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    database: Any = connection
    usual = getattr(database, "turn", None)
    if usual is None:  # SQLite: BEGIN IMMEDIATE is the turn
        yield
        return
    database.turn = turn
    try:
        yield
    finally:
        database.turn = usual


def _queued(queue: str) -> Turn:
    statement = f"{BESIDE.statement}, pg_advisory_xact_lock(%s)"
    return Turn(statement, (HOUSE, HOUSE << 16 | zlib.crc32(queue.encode())))
