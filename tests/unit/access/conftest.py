import pytest
from django.db import connection
from tests import attackers


@pytest.fixture
def tampered():
    """Writes to the open database as somebody who holds it would: the triggers are the first thing to go."""

    def write(sql: str, *values: object) -> None:
        if connection.vendor == "postgresql":
            with attackers.as_superuser() as run:
                assert run.changed(sql, values) > 0, "the tampering changed nothing"
            return
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(sql, values)
            assert cursor.rowcount > 0, "the tampering changed nothing"

    return write
