"""Which database this process works on, and the key to it. The key is kept here and nowhere else."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from dokaz.database import guards
from dokaz.database.errors import DatabaseNotOpen, DatabaseOutdated
from dokaz.database.places import Place, Server

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["close", "described", "is_server", "key", "migrate", "migrations", "owns", "path", "point_at", "server"]

KEY_SIZE = 32
SERVER = "server"
# A thread keeps its connection from one page to the next: another would be asked for its promises, and begin without
# a page of the database in memory. One that the server dropped meanwhile is made anew before the page is.
KEPT: dict[str, Any] = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
EMBEDDED: dict[str, Any] = {
    "ENGINE": "dokaz.database.sqlcipher",
    # IMMEDIATE: two writers wait for each other at BEGIN instead of failing at their first write
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5},
    **KEPT,
}
# server_side_binding: the only way by which many rows go over in one go
SERVED: dict[str, Any] = {"ENGINE": "dokaz.database.postgresql", "OPTIONS": {"server_side_binding": True}, **KEPT}

_keys: dict[str, bytes] = {}
_served: dict[str, tuple[Server, bool]] = {}  # under SERVER: the server, and whether the tables' owner works there


def point_at(place: Place, raw_key: bytes, *, owner: bool = False) -> None:
    if len(raw_key) != KEY_SIZE:
        raise ValueError(f"A database key has {KEY_SIZE} bytes, not {len(raw_key)}.")
    close()
    if isinstance(place, Server):
        _served[SERVER] = (place, owner)
        _set(SERVED, SERVER)
    else:
        name = str(place.absolute())
        _keys[name] = bytes(raw_key)
        _set(EMBEDDED, name)
    connection.ensure_connection()


def _set(engine: dict[str, Any], name: str) -> None:
    """Django makes another wrapper where the engine is another; within one engine it keeps what it has."""
    standing = connections.settings["default"]
    other = standing["ENGINE"] != engine["ENGINE"]
    standing.update(engine, NAME=name)
    if other:
        del connections["default"]
    connection.settings_dict["NAME"] = name


def close() -> None:
    connection.close()
    _keys.clear()
    _served.clear()
    connections.settings["default"]["NAME"] = ""
    connection.settings_dict["NAME"] = ""


def let_go() -> None:
    connection.close()


def path() -> str:
    return str(connections.settings["default"]["NAME"])


def described() -> str:
    """The place of the open database in words."""
    return str(server() or path())


def is_server() -> bool:
    return bool(_served)


def server() -> Server | None:
    found = _served.get(SERVER)
    return found[0] if found else None


def owns() -> bool:
    """Whether the role that owns the tables is at work, to prepare them."""
    return _served[SERVER][1]


def key() -> bytes:
    try:
        return _keys[path()]
    except KeyError:
        raise DatabaseNotOpen from None


def migrate(targets: Mapping[str, str] | None) -> None:
    """On a server the role of everyday may not: there it is asked whether the owner has."""
    if is_server() and not owns():
        _refuse_outdated(targets)
        return
    if targets in (None, dict(sorted(_on_disk()))) and not connection.introspection.table_names():
        _make_tables()
    else:
        _renew_tables(targets)
    with transaction.atomic():
        guards.rearm(connection)


def _renew_tables(targets: Mapping[str, str] | None) -> None:
    for app, name in (targets or {}).items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    if targets is None and _on_disk() - MigrationRecorder(connection).applied_migrations().keys():
        call_command("migrate", verbosity=0, interactive=False)  # a quarter of a second also where nothing is new


def _make_tables() -> None:
    """Every table of an empty database as the migrations leave it, at once and in one transaction.

    One migration after the other takes ten times as long: Django renders all models anew for each. A test holds the
    two ways against each other, on both databases.
    """
    recorder = MigrationRecorder(connection)
    models: list[type[Model]] = [recorder.Migration, *apps.get_models()]
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
        for app, name in sorted(_on_disk()):
            recorder.record_applied(app, name)


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    """Every migration of this release, by app and name."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _refuse_outdated(targets: Mapping[str, str] | None) -> None:
    executor = MigrationExecutor(connection)
    wanted = list(targets.items()) if targets else executor.loader.graph.leaf_nodes()
    if executor.migration_plan(wanted):
        raise DatabaseOutdated(place=described())


def migrations() -> dict[str, str]:
    # the last of each app wins: they are numbered in one line
    return dict(sorted(MigrationRecorder(connection).applied_migrations()))
