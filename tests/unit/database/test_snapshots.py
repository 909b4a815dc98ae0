"""One state over several questions, and writing left to others."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database


def _aside(sql):
    """Another connection, as another process has it."""
    other = connection.get_new_connection(connection.get_connection_params())
    other.execute(sql)
    other.commit()
    other.close()


@pytest.fixture
def table(world):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE deed (id integer primary key, what text)")
    yield world
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE deed")


def _deeds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM deed")
        return cursor.fetchone()[0]


def test_what_others_commit_meanwhile_is_not_seen_before_the_end(table):
    with database.snapshot():
        _aside("INSERT INTO deed VALUES (1, 'received')")  # nobody waits for the reader
        assert _deeds() == 0
    assert _deeds() == 1


def test_nothing_is_written_inside_and_writing_goes_on_after(table):
    with pytest.raises(DatabaseError), database.snapshot():
        models.Organisation.objects.create(id=uuid4(), name="Partner", admitted_at=table.now)
    access.add_organisation(name="Partner", by=table.session, now=table.tick())
    assert models.Organisation.objects.filter(name="Partner").count() == 1


def test_inside_a_transaction_it_is_refused(world):
    with transaction.atomic(), pytest.raises(RuntimeError), database.snapshot():
        pytest.fail("what others committed before would be seen in part")
