"""What a PostgreSQL server and a role must be, and what the role of everyday cannot do."""

import pytest
from django.db import DatabaseError, IntegrityError, connection
from psycopg import sql as compose
from tests import servers

from dokaz.config import environment
from dokaz.database import api as database

KEY = bytes(32)


@pytest.fixture
def place(based):
    return database.Server.parse(based("prepared"))


@pytest.fixture
def base(place):
    return dict(place.parameters)["dbname"]


@pytest.fixture
def role(cluster):
    """A role with the attributes a test names, gone afterwards."""
    made = []

    def create(*statements):
        made.append(f"role_{len(made)}")
        cluster.sql(f"CREATE ROLE {made[-1]} LOGIN", *[each.format(role=made[-1]) for each in statements])
        return made[-1]

    yield create
    database.close()
    for name in made:
        cluster.sql(f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def test_the_role_of_everyday_opens_and_works(place):
    database.open(place, key=KEY)
    database.migrate()
    database.require_empty()


@pytest.mark.parametrize(
    ("attribute", "why"),
    [
        ("ALTER ROLE {role} SUPERUSER", "may do more than work with the tables"),
        ("ALTER ROLE {role} CREATEROLE", "may do more than work with the tables"),
        ("ALTER ROLE {role} REPLICATION", "may do more than work with the tables"),
        ("GRANT dokaz_owner TO {role}", "owns tables, or is a member of a role that does"),
        ("GRANT SET ON PARAMETER session_replication_role TO {role}", "silence every guard"),
    ],
)
def test_a_role_that_could_undo_a_guard_is_refused_by_name(cluster, base, role, attribute, why):
    name = role(attribute)
    strong = database.Server.parse(cluster.url(base, name))
    with pytest.raises(database.RoleTooStrong, match=why):
        database.open(strong, key=KEY)
    cluster.sql(f"REVOKE SET ON PARAMETER session_replication_role FROM {name}")


def test_the_owner_does_not_work_day_by_day(cluster, base):
    with pytest.raises(database.RoleTooStrong, match="role dokaz_owner owns tables"):
        database.open(database.Server.parse(cluster.url(base, servers.OWNER)), key=KEY)


@pytest.mark.parametrize(
    ("right", "why"),
    [("TRUNCATE ON journal_entry", "may empty a table"), ("TRIGGER ON journal_entry", "may empty a table"),
     ("CREATE ON SCHEMA public", "may make tables")],
)  # fmt: skip
def test_a_right_too_many_is_refused(cluster, base, place, right, why):
    cluster.sql(f"GRANT {right} TO {servers.WEB}", base=base)
    with pytest.raises(database.RoleTooStrong, match=why):
        database.open(place, key=KEY)


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_entry_append_only_update ON journal_entry",
        "TRUNCATE journal_entry CASCADE",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE OR REPLACE FUNCTION journal_entry_append_only_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SELECT setval(pg_get_serial_sequence('journal_entry', 'id'), 1)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "DROP TABLE journal_entry CASCADE",
        "SET ROLE dokaz_owner",
    ],
)
def test_the_role_of_everyday_cannot(place, attempt):
    database.open(place, key=KEY)
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_a_temporary_table_stands_in_for_none_that_a_guard_reads(place):
    database.open(place, key=KEY)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE journal_treehead (size bigint, root bytea)")
        cursor.execute("INSERT INTO pg_temp.journal_treehead VALUES (5, '')")
        with pytest.raises(IntegrityError, match="no such head"):
            cursor.execute("INSERT INTO journal_checkpoint VALUES (5, '', now())")


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [("synchronous_commit", "off", "what was acknowledged could be lost"), ("fsync", "off", "power cut"),
     ("full_page_writes", "off", "power cut")],
)  # fmt: skip
def test_a_server_that_may_forget_is_refused(cluster, place, setting, value, why):
    cluster.sql(f"ALTER SYSTEM SET {setting} = {value}", "SELECT pg_reload_conf()")
    try:
        cluster.await_setting(setting, value)
        with pytest.raises(database.ServerUnfit, match=why):
            database.open(place, key=KEY)
    finally:
        cluster.sql(f"ALTER SYSTEM RESET {setting}", "SELECT pg_reload_conf()")
        cluster.await_setting(setting, "on")


@pytest.mark.parametrize(
    ("made", "why"), [("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "not in UTF-8"),
                      ("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", "know no Cyrillic")]
)  # fmt: skip
def test_a_database_without_our_letters_is_refused(cluster, made, why):
    cluster.sql(f"CREATE DATABASE letters TEMPLATE template0 {made}")
    try:
        with pytest.raises(database.ServerUnfit, match=why):
            database.prepare(database.Server.parse(cluster.url("letters", servers.OWNER)), role=servers.WEB)
    finally:
        cluster.drop("letters")


def test_tables_of_another_version_say_who_must_act(cluster, place, base):
    newest = "SELECT MAX(id) FROM django_migrations WHERE app = 'custody'"
    cluster.sql(f"DELETE FROM django_migrations WHERE id = ({newest})", base=base)
    database.open(place, key=KEY)
    with pytest.raises(database.DatabaseOutdated, match="dokaz database prepare --for ROLE"):
        database.migrate()


def test_a_silenced_guard_is_named_and_preparing_again_puts_it_back(cluster, place, base):
    cluster.sql(
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_append_only_update",
        "DROP TRIGGER journal_body_only_erased ON journal_body",
        base=base,
    )
    database.open(place, key=KEY)
    with pytest.raises(database.GuardMissing, match="journal_body_only_erased, journal_entry_append_only_update"):
        database.examine()
    database.prepare(database.Server.parse(cluster.url(base, servers.OWNER)), role=servers.WEB)
    database.open(place, key=KEY)
    assert len(database.examine()) == 1


def test_structure_is_checked_where_the_role_may(cluster, place, base):
    functions = "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}"
    cluster.sql("CREATE EXTENSION amcheck", compose.SQL(functions).format(compose.Identifier(servers.WEB)), base=base)
    database.open(place, key=KEY)
    assert database.examine() == ()


def test_a_role_that_is_not_there_is_named(cluster, base):
    with pytest.raises(database.RoleTooStrong, match="nobody does not exist"):
        database.prepare(database.Server.parse(cluster.url(base, servers.OWNER)), role="nobody")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://dokaz:geheim@host/dokaz", "a password does not belong there"),
        ("postgresql://dokaz@host/dokaz?password=geheim", "a password does not belong there"),
        ("postgresql://dokaz@host", "names no database"),
        ("postgresql://dokaz@host/dokaz?sslmode=require", "leave sslmode at verify-full"),
        ("postgresql://dokaz@host/dokaz?geheim=geheim", "cannot be read"),
    ],
)
def test_an_address_that_would_leak_is_refused_and_not_repeated(url, why):
    with pytest.raises(environment.SettingUnusable, match=why) as refusal:
        environment.DATABASE.read({"DOKAZ_DATABASE_URL": url})
    assert "geheim" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_password_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "geheim")
    with pytest.raises(ValueError, match="an environment is no place for a password"):
        database.Server.parse("postgresql://dokaz@/dokaz")


def test_another_machine_is_sure_to_be_the_one_named():
    named = dict(database.Server.parse("postgresql://dokaz@first,second/dokaz").parameters)
    assert named["sslmode"] == "verify-full"
    assert "sslmode" not in dict(database.Server.parse("postgresql://dokaz@/dokaz?host=/run/postgresql").parameters)


def test_only_a_server_is_prepared(tmp_path):
    with pytest.raises(database.NotAServer):
        database.prepare(tmp_path / "house.db", role="dokaz")
