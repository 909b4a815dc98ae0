"""Entries get their places: what that asks of the database does not grow with the log."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokaz.journal import api as journal

pytestmark = pytest.mark.embedded("the plans of SQLite are read")


def test_no_entry_that_has_its_place_is_gone_through_for_those_that_wait(log):
    log.add(3, now=log.now)
    journal.sequence(now=log.tick())
    log.add(2, now=log.now)
    with CaptureQueriesContext(connection) as asked:
        journal.sequence(now=log.tick())
    assert journal.unplaced() == 0
    told = [each["sql"] for each in asked if each["sql"].startswith("SELECT") and "journal_entry" in each["sql"]]
    assert told
    with connection.cursor() as cursor:
        for sql in told:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[-1] for row in cursor.fetchall()]
            assert not [step for step in plan if step.startswith("SCAN e")], (sql, plan)
            assert not [step for step in plan if "ORDER BY" in step], (sql, plan)
