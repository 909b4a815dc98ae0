"""What the triggers refuse, also to raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from dokaz.database import api as database
from dokaz.database import guards


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def apply(guard):
    with connection.schema_editor() as editor:
        guard.database_forwards("any", editor, ProjectState(), ProjectState())


def remove(guard):
    with connection.schema_editor() as editor:
        guard.database_backwards("any", editor, ProjectState(), ProjectState())


@pytest.fixture
def table(tmp_path):
    database.open(tmp_path / "guarded.db", key=bytes(32))
    sql("CREATE TABLE deed (id integer primary key, what text, note text)")
    sql("INSERT INTO deed VALUES (1, 'received', NULL)")
    yield "deed"
    database.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE deed SET what = 'released'",
        "UPDATE deed SET note = 'x'",
        "DELETE FROM deed",
        "INSERT OR REPLACE INTO deed VALUES (1, 'released', NULL)",
        "INSERT INTO deed VALUES (1, 'x', NULL) ON CONFLICT (id) DO UPDATE SET what = 'released'",
    ],
)
def test_an_append_only_row_stays_as_it_is(table, attempt):
    apply(database.append_only(table))
    with pytest.raises(IntegrityError, match="deed: append-only"), transaction.atomic():
        sql(attempt)
    assert sql("SELECT * FROM deed") == [(1, "received", None)]


def test_named_columns_may_change_and_no_others_with_them(table):
    apply(database.append_only(table, may_change=("note",), may_delete=True))
    sql("UPDATE deed SET note = 'seen', what = 'received'")  # Django saves every column, also unchanged ones
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE deed SET note = 'seen again', what = 'released'")
    assert sql("SELECT note FROM deed") == [("seen",)]
    sql("DELETE FROM deed")


def test_a_column_that_does_not_exist_is_not_silently_allowed(table):
    with pytest.raises(ValueError, match="no column nota"):
        apply(database.append_only(table, may_change=("nota",)))


def test_a_condition_refuses_only_the_rows_it_is_true_for(table):
    rule = database.forbid(
        table, name="no_gap", event="INSERT", rule="numbers are dense", when="NEW.id <> (SELECT MAX(id) + 1 FROM deed)"
    )
    apply(rule)
    sql("INSERT INTO deed VALUES (2, 'examined', NULL)")
    with pytest.raises(IntegrityError, match="deed: numbers are dense"):
        sql("INSERT INTO deed VALUES (4, 'released', NULL)")
    remove(rule)
    sql("INSERT INTO deed VALUES (4, 'released', NULL)")


def test_guards_say_the_same_on_postgresql(table):
    trigger = guards.Trigger("deed", "append_only_delete", "DELETE", "append-only")
    function, attached = trigger.create("postgresql")
    assert "RETURN OLD" in function
    assert "integrity_constraint_violation" in function
    assert attached.startswith('CREATE TRIGGER "deed_append_only_delete" BEFORE DELETE ON "deed" FOR EACH ROW')


@pytest.mark.parametrize(
    "guard",
    [
        database.append_only("deed", may_change=("note",), may_delete=True),
        database.forbid("deed", name="no_gap", event="INSERT", when="NEW.id < 0", rule="numbers are dense"),
    ],
)
def test_a_guard_is_written_into_a_migration_as_it_was_given(guard):
    name, args, named = guard.deconstruct()
    again = getattr(guards, name)(*args, **named)
    assert again.deconstruct() == guard.deconstruct()
    assert "deed" in guard.describe()


def test_a_guard_that_was_lost_is_put_back_by_the_next_migration(tmp_path):
    database.open(tmp_path / "lost.db", key=bytes(32))
    database.migrate()
    before = sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    sql("DROP TRIGGER journal_entry_append_only_update")
    sql("DROP TRIGGER journal_body_only_erased")
    guards.rearm(connection)
    assert sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name") == before
    database.close()
