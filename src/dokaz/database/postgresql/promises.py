"""What a server and a role must be before anything is asked of them. Each that is not says what to do."""

from collections.abc import Iterator
from typing import Any

from psycopg.rows import dict_row

from dokaz.database.errors import RoleTooStrong, ServerUnfit
from dokaz.database.places import is_here
from dokaz.kernel.languages import _, said

__all__ = ["require", "require_role"]

OLDEST = 140_000
DURABLE = ("on", "remote_apply")

_SERVER = """
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS named,
        current_setting('server_encoding') AS encoding, lower('ЎІЁЇ') || upper('ўіёї') AS folded,
        current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes"""
# A role that may make roles gives itself any other; a member of a role may do what that role may.
_ROLE = """
    SELECT rolname AS role, rolsuper, rolcreaterole, rolreplication OR rolbypassrls AS rolbeyond,
        ARRAY(SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE n.nspname = 'public' AND relkind IN ('r', 'p') AND pg_has_role(r.oid, relowner, 'MEMBER')) AS owned,
        ARRAY(SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE n.nspname = 'public' AND relkind IN ('r', 'p')
            AND has_table_privilege(r.oid, pg_class.oid, 'TRUNCATE, TRIGGER')) AS emptied,
        has_schema_privilege(r.oid, 'public', 'CREATE') AS makes
    FROM pg_roles r WHERE rolname = COALESCE(%s, current_user)"""
# From version 15 on a single setting can be granted; with this one every trigger falls silent.
_SILENCES = "SELECT has_parameter_privilege(%s, 'session_replication_role', 'SET')"
PARAMETERS_GRANTED = 150_000


def require(connection: Any, *, owner: bool) -> None:
    """Return only if the server keeps what is committed, and the role cannot undo a guard; an owner may own."""
    server = _asked(connection, _SERVER)
    for why in _unfit(connection, server):
        raise ServerUnfit(why=why)
    if not owner:
        require_role(connection, None)


def require_role(connection: Any, name: str | None) -> None:
    """The same for the role of everyday, by its name; None for the one that is connected."""
    role = _asked(connection, _ROLE, name)
    for why in _too_strong(connection, role):
        raise RoleTooStrong(role=role["role"], why=why)


def _unfit(connection: Any, server: dict[str, Any]) -> Iterator[str]:
    if server["version"] < OLDEST:
        yield said(_("it is version {version}. Use PostgreSQL 14 or newer")).format(version=server["named"])
    if server["encoding"] != "UTF8":
        yield said(
            _(
                "the database is not in UTF-8. Make it anew: createdb --template template0 --encoding UTF8"
                " --locale C.UTF-8"
            )
        )
    elif server["folded"] != "ўіёїЎІЁЇ":
        yield said(
            _("its letter rules (LC_CTYPE) know no Cyrillic. Make the database anew: createdb --template template0"
              " --encoding UTF8 --locale C.UTF-8")
        )  # fmt: skip
    if server["synchronous_commit"] not in DURABLE:
        yield said(_("synchronous_commit is {value}, so what was acknowledged could be lost. Set it to on")).format(
            value=server["synchronous_commit"]
        )
    for setting in ("fsync", "full_page_writes"):
        if server[setting] != "on":
            yield said(_("{setting} is off, so a power cut could damage it. Set it to on")).format(setting=setting)
    if not (not connection.info.host or is_here(connection.info.host) or connection.pgconn.ssl_in_use):
        yield said(
            _("the connection to it is not encrypted. Set up TLS on the server, and leave sslmode at verify-full")
        )


def _too_strong(connection: Any, role: dict[str, Any]) -> Iterator[str]:
    if role["rolsuper"] or role["rolcreaterole"] or role["rolbeyond"]:
        yield said(_("may do more than work with the tables (superuser, createrole, replication or bypassrls)"))
    if role["owned"]:
        yield said(_("owns tables, or is a member of a role that does ({table})")).format(table=role["owned"][0])
    if role["emptied"]:
        yield said(_("may empty a table or make triggers on it ({table})")).format(table=role["emptied"][0])
    if role["makes"]:
        yield said(_("may make tables in the schema public"))
    if connection.info.server_version >= PARAMETERS_GRANTED and _value(connection, _SILENCES, role["role"]):
        yield said(_("may set session_replication_role, and with it silence every guard"))


def _asked(connection: Any, question: str, *values: Any) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(question, values).fetchone()
    if found is None:
        raise RoleTooStrong(role=values[0], why=said(_("does not exist")))
    return dict(found)


def _value(connection: Any, question: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(question, values).fetchone()[0]
