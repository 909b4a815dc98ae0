"""The tables of the first release, with rows in them, come to the present form on both databases."""

import pytest
from django.db import IntegrityError, connection
from tests import servers

from dokaz.database import api as database
from dokaz.database import guards

FIRST = {"journal": "0001_log", "access": "0002_guards", "custody": "0002_guards"}
KEY = bytes(32)
ROWS = (
    "INSERT INTO journal_log (id, origin, vkey, began_at) VALUES (1, 'dokaz/first', 'dokaz/first+1+x', '2026-01-01')",
    "INSERT INTO journal_entry (id, leaf, verb, erasable, sealed) VALUES (1, 'leaf', 'a:b:c', false, false)",
    "INSERT INTO journal_body (entry_id, salt, event) VALUES (1, 'salt', 'event')",
    'INSERT INTO journal_placement ("index", entry_id) VALUES (0, 1)',
    "INSERT INTO access_organisation (id, name, admitted_at) VALUES ('0123456789abcdef0123456789abcdef', 'First', '2026-01-01')",
)
KEPT = (
    "SELECT origin, vkey FROM journal_log",
    "SELECT id, leaf, verb FROM journal_entry",
    "SELECT salt, event FROM journal_body",
    'SELECT "index", entry_id FROM journal_placement',
    "SELECT name FROM access_organisation",
)


@pytest.fixture(params=["embedded", "postgres"])
def place(request, tmp_path):
    """Where an older release had its tables, as whoever owns them names it."""
    if request.param == "embedded":
        yield tmp_path / "first.db"
        database.close()
        return
    cluster = request.getfixturevalue("cluster")
    cluster.create("first")
    yield database.Server.parse(cluster.url("first", servers.OWNER))
    database.close()
    cluster.drop("first")


def _asked(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            yield cursor.fetchall() if cursor.description else None


def test_rows_of_the_first_release_are_kept_and_every_guard_stands(place):
    database.open(place, key=KEY, owner=True)
    database.migrate(FIRST)
    list(_asked(ROWS))
    before = list(_asked(KEPT))
    database.migrate()
    assert list(_asked(KEPT)) == before
    assert guards.missing(connection) == []
    with pytest.raises(IntegrityError, match="append-only"):
        list(_asked(["UPDATE journal_entry SET verb = 'x:y:z'"]))
