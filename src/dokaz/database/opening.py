"""Which file this process works on, and the key to it. The key is kept here and nowhere else."""

from collections.abc import Mapping
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from dokaz.database import guards
from dokaz.database.errors import DatabaseDamaged, DatabaseNotOpen

__all__ = ["close", "examine", "key", "migrate", "migrations", "path", "point_at"]

KEY_SIZE = 32

_keys: dict[str, bytes] = {}


def point_at(file: Path, raw_key: bytes) -> None:
    if len(raw_key) != KEY_SIZE:
        raise ValueError(f"A database key has {KEY_SIZE} bytes, not {len(raw_key)}.")
    close()
    name = str(file.absolute())
    _keys[name] = bytes(raw_key)
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def close() -> None:
    connection.close()
    _keys.clear()
    connections.settings["default"]["NAME"] = ""
    connection.settings_dict["NAME"] = ""


def path() -> str:
    return str(connections.settings["default"]["NAME"])


def key() -> bytes:
    try:
        return _keys[path()]
    except KeyError:
        raise DatabaseNotOpen from None


def migrate(targets: Mapping[str, str] | None) -> None:
    for app, name in (targets or {}).items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    if targets is None:
        call_command("migrate", verbosity=0, interactive=False)
    guards.rearm(connection)


def migrations() -> dict[str, str]:
    # the last of each app wins: they are numbered in one line
    return dict(sorted(MigrationRecorder(connection).applied_migrations()))


def examine() -> None:
    """Check the seal of every page, then SQLite's own structure."""
    with connection.cursor() as cursor:
        faults = [row[0] for row in cursor.execute("PRAGMA cipher_integrity_check").fetchall()]
        if not faults:
            faults = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    if faults:
        raise DatabaseDamaged(path=path(), damage="; ".join(faults))
