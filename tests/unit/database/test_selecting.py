"""Rows by plain SQL are the rows that Django's own query gives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Manager

from dokaz.access import models
from dokaz.custody.models import Item
from dokaz.database import api as database

UNSCOPED = [model for model in apps.get_models() if type(model._default_manager) is Manager]


def _columns(rows):
    return {
        row.pk: {name: (type(value), value) for name, value in vars(row).items() if name != "_state"} for row in rows
    }


@pytest.mark.parametrize("model", UNSCOPED, ids=lambda model: model._meta.label)
def test_every_column_of_every_model_is_as_django_reads_it(world, model):
    assert _columns(database.select(model, sql="")) == _columns(model.objects.all())


def test_the_rows_of_a_home_are_many_kinds(world):
    assert sum(bool(database.select(model, sql="")) for model in UNSCOPED) > 10


def test_ids_and_times_are_found_as_they_are_stored(world):
    (role,) = models.Role.objects.all()
    asked = "WHERE account_id = %s AND held_from <= %s"
    found = database.select(models.Role, sql=asked, values=[role.account_id, role.held_from])
    assert found == [role]
    assert database.select(models.Role, sql=asked, values=[uuid4(), role.held_from]) == []
    before = role.held_from - timedelta(microseconds=1)
    assert database.select(models.Role, sql=asked, values=[role.account_id, before]) == []


def test_a_row_found_so_is_saved_and_digested_like_any_other(world):
    (found,) = database.select(models.Role, sql="")
    assert database.digest(found) == database.digest(models.Role.objects.get())
    assert not found._state.adding


def test_what_is_read_within_a_scope_only_is_not_read_so(world):
    with pytest.raises(TypeError, match="its own manager"):
        database.select(Item, sql="")
