"""A database filled from rows that were written before."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from dokaz.access import api as access
from dokaz.access import models
from dokaz.database import api as database
from dokaz.journal import api as journal
from dokaz.journal.models import Entry

pytestmark = pytest.mark.both

MODELS = [model for model in apps.get_models() if model._meta.managed]


def _rows():
    return {model: list(model._base_manager.order_by("pk")) for model in MODELS}


def _empty(place):
    database.close()
    database.open(place, key=bytes(32))
    database.migrate()


def _put(rows):
    for model, instances in reversed(rows.items()):  # whatever points to a row comes before it: checked at the end
        model._base_manager.bulk_create(instances)


def _triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return cursor.fetchall()


@pytest.fixture
def rows(world):
    journal.checkpoint(now=world.tick())
    return _rows()


def test_every_row_is_as_it_was_and_the_log_holds(rows, tmp_path):
    _empty(tmp_path / "restored.db")
    with database.unguarded():
        _put(rows)
    assert [database.digest(row) for each in _rows().values() for row in each] == [
        database.digest(row) for each in rows.values() for row in each
    ]
    assert journal.verify().found == ()
    assert journal.verify_records().found == ()


def test_guards_stand_again_and_ids_go_on_after_the_highest(rows, world, tmp_path):
    _empty(tmp_path / "restored.db")
    before = _triggers()
    with database.unguarded():
        _put(rows)
    assert _triggers() == before
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=1).update(verb="custody:item:receive")
    highest = max(entry.id for entry in rows[Entry])
    access.add_organisation(name="Partner", by=world.session, now=world.tick())
    assert Entry.objects.order_by("-id").first().id > highest


def test_after_an_error_the_database_is_empty_and_guarded_as_before(rows, tmp_path):
    _empty(tmp_path / "restored.db")
    before = _triggers()
    with pytest.raises(IntegrityError), database.unguarded():
        _put({model: some for model, some in rows.items() if model is not models.Organisation})
    assert _triggers() == before
    assert not any(_rows().values())


def test_where_rows_are_nothing_is_loaded(world):
    with pytest.raises(database.DatabaseNotEmpty, match="goes into an empty one"), database.unguarded():
        pytest.fail("rows beside rows")
