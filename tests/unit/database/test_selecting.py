"""Rows by plain SQL are the rows that Django's own query gives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Manager
from django.test.utils import CaptureQueriesContext

from dokaz.access import models
from dokaz.custody.models import Item
from dokaz.database import api as database

pytestmark = pytest.mark.both

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


def test_a_collection_stands_for_its_members_and_an_empty_one_for_none(world):
    purposes = {"box", "index"}
    found = database.select(models.KeyGeneration, sql="WHERE purpose IN %s AND number = %s", values=[purposes, 1])
    assert {row.purpose for row in found} == purposes
    assert database.select(models.KeyGeneration, sql="WHERE purpose IN %s", values=[[]]) == []


def test_related_rows_are_read_once_and_are_there_without_another_question(world):
    wraps = database.select(models.Wrap, sql="", related=["generation", "account", "machine"])
    with CaptureQueriesContext(connection) as asked:
        assert all(wrap.generation.id == wrap.generation_id for wrap in wraps)
        assert {wrap.account for wrap in wraps} == {None, next(wrap.account for wrap in wraps if wrap.account)}
        assert {wrap.machine for wrap in wraps if wrap.machine_id is None} == {None}
    assert len(asked) == 0
    assert len({id(wrap.account) for wrap in wraps if wrap.account}) == 1


def test_a_row_found_so_is_saved_and_digested_like_any_other(world):
    (found,) = database.select(models.Role, sql="")
    assert database.digest(found) == database.digest(models.Role.objects.get())
    assert not found._state.adding


def test_what_is_read_within_a_scope_only_is_not_read_so(world):
    with pytest.raises(TypeError, match="its own manager"):
        database.select(Item, sql="")
    assert database.select(Item, sql="", scoped=True) == []
