"""Writers of one process queue for the embedded database before they ask it."""

import threading

import pytest
from django.db import connection, transaction

from dokaz.database import api as database
from dokaz.database.sqlcipher import base

pytestmark = pytest.mark.embedded("a server lets writers wait by itself")


class Writer(threading.Thread):
    """Somebody else at the same site, who writes as soon as it is their turn."""

    def __init__(self, told):
        super().__init__()
        self.told, self.refused = told, None
        self.start()

    def run(self):
        try:
            with transaction.atomic():
                self.told.append("second")
        except database.DatabaseBusy as why:
            self.refused = why
        finally:
            connection.close()


def test_the_second_waits_until_the_first_has_committed_or_rolled_back(world):
    told = []
    with transaction.atomic():
        waiting = Writer(told)
        told.append("first")
    waiting.join()
    assert told == ["first", "second"]
    with transaction.atomic():
        waiting = Writer(told)
        transaction.set_rollback(True)
    waiting.join()
    assert (len(told), waiting.refused) == (3, None)


def test_a_writer_whose_connection_is_dropped_keeps_nobody_waiting(world):
    with transaction.atomic():
        connection.close()
    Writer(told := []).join()
    assert told == ["second"]


def test_who_waits_for_too_long_is_told_so(world, monkeypatch):
    monkeypatch.setattr(base, "PATIENCE", 0.01)
    with transaction.atomic():
        waiting = Writer([])
        waiting.join()
    assert isinstance(waiting.refused, database.DatabaseBusy)


def test_who_only_reads_waits_for_nobody(world):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unseen (id integer)")
        seen = []
        reading = threading.Thread(target=lambda: seen.append(_tables()))
        reading.start()
        reading.join()
        transaction.set_rollback(True)
    assert "unseen" not in seen[0]


def _tables():
    try:
        with database.snapshot():
            return connection.introspection.table_names()
    finally:
        connection.close()
