"""An empty database gets its tables at once, and they are those that the migrations leave, one after the other."""

import re
from collections import defaultdict

import pytest
from django.core.management import call_command
from django.db import connection
from tests import servers

from dokaz.database import api as database
from dokaz.database import guards

KEY = bytes(32)
CHANGED = re.compile(r'OLD."\w+" IS DISTINCT FROM NEW."\w+"(?: AND length\(NEW."\w+"\) > 0)?')
UNIQUE_LATER = re.compile(r"_[0-9a-f]{8}_uniq\b")  # what Django calls the rule where a column became unique afterwards
ON_SERVER = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "guards": """
        SELECT tgrelid::regclass::text, tgname, tgtype::text, pg_get_functiondef(tgfoid) FROM pg_trigger
        WHERE NOT tgisinternal""",
}


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def parts(table):
    """What a CREATE TABLE says of columns and constraints, in whatever order: of each, its words."""
    found, depth, begin = [], 0, 0
    for place, letter in enumerate(table):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append(table[begin:place].strip())
            begin = place + 1
    return frozenset([*found, table[begin:].strip()])


def described():
    """The whole schema, as a set of what is said of it; the order of columns within a table is nobody's business."""
    if connection.vendor == "postgresql":
        return {(name, *map(ordered, row)) for name, question in ON_SERVER.items() for row in asked(question)}
    rows = asked("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name, table, told(kind, sql)) for kind, name, table, sql in rows if not name.startswith("sqlite_")}


def in_turn():
    """In SQLite the guards of one table are asked by their age; PostgreSQL asks by name."""
    if connection.vendor == "postgresql":
        return {}
    found = defaultdict(list)
    for table, name in asked("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"):
        found[table].append(name)
    return found


def told(kind, sql):
    return parts(sql[sql.index("(") + 1 : sql.rindex(")")]) if kind == "table" else ordered(sql)


def ordered(said):
    """A guard names the columns that may not change in the order of the table: each of them, and all the rest."""
    if not isinstance(said, str):
        return said
    return frozenset(CHANGED.findall(said)), CHANGED.sub("?", UNIQUE_LATER.sub("_key", said))


def one_after_the_other():
    call_command("migrate", verbosity=0, interactive=False)
    guards.rearm(connection)


@pytest.fixture(params=["embedded", "postgres"])
def places(request, tmp_path):
    """Two empty databases, as whoever owns them names them."""
    if request.param == "embedded":
        yield [tmp_path / name for name in ("one.db", "two.db")]
        return
    cluster = request.getfixturevalue("cluster")
    for name in ("one", "two"):
        cluster.create(name)
    yield [database.Server.parse(cluster.url(name, servers.OWNER)) for name in ("one", "two")]
    for name in ("one", "two"):
        cluster.drop(name)


def made(place, how):
    database.open(place, key=KEY, owner=True)
    try:
        how()
        assert guards.missing(connection) == []
        return (
            described(),
            in_turn(),
            asked("SELECT app, name FROM django_migrations ORDER BY app, name"),
            database.migrations(),
        )
    finally:
        database.close()


def test_they_are_those_of_the_migrations(places):
    stepwise, at_once = (
        made(place, how) for place, how in zip(places, (one_after_the_other, database.migrate), strict=True)
    )
    assert at_once[0] - stepwise[0] == stepwise[0] - at_once[0] == set()
    assert at_once[1:] == stepwise[1:]
    assert len(at_once[0]) > 300


def test_the_form_of_this_release_is_made_at_once_too(places):
    wanted = made(places[0], database.migrate)
    assert made(places[1], lambda: database.migrate(wanted[3])) == wanted
