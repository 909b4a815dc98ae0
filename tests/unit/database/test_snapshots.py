"""One state over several questions, and writing left to others."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database

pytestmark = pytest.mark.both


def _aside(sql):
    """Another connection, as another process has it."""
    other = connection.get_new_connection(connection.get_connection_params())
    other.execute(sql)
    other.commit()
    other.close()


def _partners():
    return models.Organisation.objects.filter(name="Partner").count()


def test_what_others_commit_meanwhile_is_not_seen_before_the_end(world):
    with database.snapshot():
        _aside(f"INSERT INTO access_organisation VALUES ('{uuid4().hex}', 'Partner', '2026-01-01')")  # nobody waits
        assert _partners() == 0
    assert _partners() == 1


def test_nothing_is_written_inside_and_writing_goes_on_after(world):
    with pytest.raises(DatabaseError), database.snapshot():
        models.Organisation.objects.create(id=uuid4(), name="Partner", admitted_at=world.now)
    access.add_organisation(name="Partner", by=world.session, now=world.tick())
    assert _partners() == 1


def test_inside_a_transaction_it_is_refused(world):
    with transaction.atomic(), pytest.raises(RuntimeError), database.snapshot():
        pytest.fail("what others committed before would be seen in part")
