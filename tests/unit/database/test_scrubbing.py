"""What was taken out of a database is in none of its files."""

import pytest
from django.db import connection
from tests import attackers, servers

from dokaz.access import models
from dokaz.config import environment
from dokaz.database import api as database
from dokaz.journal.models import Pending

PLANTED = "planted-name-of-an-organisation"


@pytest.fixture
def taken_out(world):
    with attackers.as_attacker() as sql:
        sql("INSERT INTO access_organisation VALUES ('0123456789abcdef0123456789abcdef', %s, '2026-01-01')", [PLANTED])
        sql("DELETE FROM access_organisation WHERE name = %s", [PLANTED])
    return world


def _file_of(cluster, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_relation_filepath('{table}')")
        return cluster.data / cursor.fetchone()[0]


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_the_owner_of_a_server_writes_the_tables_anew(taken_out, cluster, dokaz_owner):
    kept = models.Organisation.objects.count()
    cluster.sql("CHECKPOINT")
    before = _file_of(cluster, "access_organisation")
    assert PLANTED.encode() in before.read_bytes()
    assert [sentence[:30] for sentence in database.scrub()] == [
        "What was destroyed still lies ",
        "Until they expire, the server'",
    ]
    place = environment.DATABASE.read()
    said = dokaz_owner("database", "scrub")
    assert said.code == 0
    assert "hold what was destroyed" in said.out
    database.open(place, key=bytes(32))
    cluster.sql("CHECKPOINT")
    assert PLANTED.encode() not in _file_of(cluster, "access_organisation").read_bytes()
    assert not before.exists() or PLANTED.encode() not in before.read_bytes()
    assert models.Organisation.objects.count() == kept


@pytest.mark.embedded("says what remains in its file")
def test_the_embedded_database_says_nothing_remains(taken_out):
    assert database.scrub() == ()
    assert not Pending.objects.filter(entry_id=-1).exists()


@pytest.fixture
def dokaz_owner(cluster, monkeypatch, capsys):
    """Runs a command as the owner of the database."""
    from tests.said import Said

    from dokaz.cli import main

    def run(*words):
        base = dict(environment.DATABASE.read().parameters)["dbname"]
        with monkeypatch.context() as patch:
            patch.setenv(environment.DATABASE.name, cluster.url(base, servers.OWNER))
            capsys.readouterr()
            code = main.run(list(words))
        heard = capsys.readouterr()
        return Said(code, heard.out, heard.err)

    return run
