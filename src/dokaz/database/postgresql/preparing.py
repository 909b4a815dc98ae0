"""What the owner of a database does, once and after each new version: tables, guards, and the rights of everyday."""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from dokaz.database import opening
from dokaz.database.errors import NotAServer
from dokaz.database.places import Place, Server
from dokaz.database.postgresql import promises

__all__ = ["prepare"]

NO_KEY = bytes(opening.KEY_SIZE)  # nothing is sealed by it on a server
RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


def prepare(place: Place, role: str) -> None:
    if not isinstance(place, Server):
        raise NotAServer
    opening.point_at(place, NO_KEY, owner=True)
    try:
        _refuse_strong(role)
        opening.migrate(None)
        with transaction.atomic():
            _grant(role)
        promises.require_role(connection.connection, role)
    finally:
        opening.close()


def _refuse_strong(role: str) -> None:
    """Before anything is made: of a superuser it would be said only at the end."""
    _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    promises.require_role(connection.connection, role)


def _grant(role: str) -> None:
    """Rows, and nothing about tables: what may be changed in them, and how, the guards say."""
    to = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        base = sql.Identifier(cursor.fetchone()[0])
    _run("REVOKE TEMPORARY ON DATABASE {base} FROM PUBLIC", base=base)
    _run("GRANT CONNECT ON DATABASE {base} TO {to}", base=base, to=to)
    _run("GRANT USAGE ON SCHEMA public TO {to}", to=to)
    for model in apps.get_models():
        table = sql.Identifier(model._meta.db_table)  # noqa: SLF001
        _run("REVOKE ALL ON {table} FROM PUBLIC, {to}", table=table, to=to)
        _run(f"GRANT {RIGHTS} ON {{table}} TO {{to}}", table=table, to=to)
    _run("GRANT SELECT ON django_migrations TO {to}", to=to)
    _run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}", to=to)  # to count on; never to count anew


def _run(statement: str, **names: sql.Identifier) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names))
